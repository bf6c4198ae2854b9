"""INSERT … ON CONFLICT, which both databases have and the common statement lacks."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from agency.extensions import Model, db


def upsert(model: type[Model]) -> Any:
    """An insert into the table of ``model`` that can be told what to do about a conflict."""
    on_postgresql = db.engine.dialect.name == "postgresql"
    return postgresql.insert(model) if on_postgresql else sqlite.insert(model)
