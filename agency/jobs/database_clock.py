"""The database's clock, by which leases are measured: one clock for all workers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction
from sqlalchemy.types import Float

from agency.column_types import UTCDateTime


class moment(GenericFunction[datetime]):  # noqa: N801 - functions of SQL are written small
    """The moment so many seconds from now."""

    type = UTCDateTime()
    inherit_cache = True


@compiles(moment, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    # As the driver writes a moment, so that the two can be compared as text.
    seconds = compiler.process(element.clauses, **options)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', ({seconds}) || ' seconds')"


@compiles(moment, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    # Not now(), which stands still for as long as a transaction lasts.
    seconds = compiler.process(element.clauses, **options)
    return f"clock_timestamp() + make_interval(secs => {seconds})"


def in_seconds(seconds: float) -> ColumnElement[datetime]:
    """So many seconds from now; negative ones are ago."""
    return moment(bindparam(None, float(seconds), Float))


def now() -> ColumnElement[datetime]:
    """This moment."""
    return in_seconds(0)
