"""Rows of any number of keys at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import ColumnElement, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from agency.extensions import db


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column holds one of ``values``, which travel as one parameter however many."""
    if db.engine.dialect.name == "postgresql":
        return cast(ColumnElement[bool], column == any_(literal(list(values), ARRAY(column.type))))
    listed = func.json_each(json.dumps(list(values))).table_valued("value")
    return cast(ColumnElement[bool], column.in_(select(listed.c.value)))
