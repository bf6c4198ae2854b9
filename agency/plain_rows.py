"""Rows as plain values: nothing is kept in the session, so nothing goes stale."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from agency.extensions import Model, db

Values = dict[str, Any]


def all_of(model: type[Model], *wanted: ColumnElement[bool]) -> Select[Any]:
    """All columns of the rows that are ``wanted``."""
    return select(*model.__table__.columns).where(*wanted)


def plain_rows(statement: Select[Any]) -> list[Values]:
    """Each row as its values by the names of the columns."""
    return [row._asdict() for row in db.session.execute(statement)]
