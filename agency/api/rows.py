"""One row by what its address says, with all that is told of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from agency.errors import NotFound
from agency.extensions import db


def the_row(statement: Select[Any], kind: str, name: Any) -> Any:
    """The one row of a statement; raises NotFound."""
    row = db.session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound(kind, str(name))
    return row
