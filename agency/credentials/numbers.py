"""Numbers of credentials as they are compared: ab-1234 and AB 1234 are one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, func, literal_column

BLANK: ColumnElement[str] = literal_column("''")
SPACE: ColumnElement[str] = literal_column("' '")
HYPHEN: ColumnElement[str] = literal_column("'-'")


def folded_number(number: Any) -> ColumnElement[str]:
    """A number, a column or a value, without case, spaces and hyphens; FOLDED_NUMBER says the same.

    What is replaced is written into the statement: by a parameter no index would be found.
    """
    unspaced = func.replace(number, SPACE, BLANK)
    return func.upper(func.replace(unspaced, HYPHEN, BLANK))
