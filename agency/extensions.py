"""The database and its migrations, bare; and how each kind of database is opened."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from random import uniform
from time import sleep
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase

from agency.clock import Stopwatch

log = logging.getLogger(__name__)

CONNECT_SECONDS = 5
# What PostgreSQL puts an end to, so that nothing waits for somebody who is frozen or gone.
POSTGRESQL_TIMEOUTS = {
    # Whoever waits for a row is told so and can try again, before those behind it pile up.
    "lock_timeout": "4s",
    # The longest statement there is, a night's results at the largest size, takes a minute or two.
    "statement_timeout": "300s",
    # A holder of locks that says nothing for as long is frozen: it computes before it writes.
    "idle_in_transaction_session_timeout": "60s",
}
# What our statements look up takes milliseconds; to compile them first takes hundreds.
PLAIN = {"jit": "off"}
# A connection that is idle is probed after this long, or a firewall between forgets it in silence.
KEEPALIVE_IDLE_SECONDS = 30
# What was sent and is not acknowledged within this time is lost, and so is the connection.
UNACKNOWLEDGED_MILLISECONDS = 5_000
# Older connections are made anew: after a failover they would lead to the wrong server.
RECYCLE_SECONDS = 300
# How long a writer of SQLite waits for the others, and how long between two looks.
WRITER_SECONDS = 10
LOOK_AGAIN_SECONDS = 0.005, 0.015
# What PostgreSQL calls a table that is not there.
UNDEFINED_TABLE = "42P01"
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Model(DeclarativeBase):
    """The base of every table; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Model, disable_autonaming=True)
migrate = Migrate()


def engine_options(url: str, timeouts: Mapping[str, str] = POSTGRESQL_TIMEOUTS) -> dict[str, Any]:
    """How connections are made: tried before use, and not waited for when a server is silent."""
    options: dict[str, Any] = {"pool_pre_ping": True}
    if url.startswith("postgresql"):
        options["pool_recycle"] = RECYCLE_SECONDS
        options["connect_args"] = {
            "connect_timeout": CONNECT_SECONDS,
            "keepalives_idle": KEEPALIVE_IDLE_SECONDS,
            "tcp_user_timeout": UNACKNOWLEDGED_MILLISECONDS,
            "options": _server_options(url, timeouts),
        }
    return options


def _server_options(url: str, timeouts: Mapping[str, str]) -> str:
    """What we set, and after it what the address says itself, which therefore counts."""
    ours = [f"-c {name}={value}" for name, value in {**PLAIN, **timeouts}.items()]
    theirs = make_url(url).query.get("options", ())
    return " ".join([*ours, *([theirs] if isinstance(theirs, str) else theirs)])


def lacks_a_table(error: DBAPIError) -> bool:
    """Whether a statement failed because the tables are those of an older version."""
    undefined = getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE
    return undefined or str(error.orig).startswith("no such table")


def end_sessions_quietly(app: Flask) -> None:
    """Let no answer that is ready become an error because its session could not be taken leave of.

    A database that dies before the end of a request refuses even to roll back.
    """
    app.teardown_appcontext_funcs.remove(db._teardown_session)
    app.teardown_appcontext(_end_session)


def _end_session(_error: BaseException | None) -> None:
    try:
        db.session.remove()
    except DBAPIError:
        log.warning("the database was lost before a session had ended", exc_info=True)
        db.session.registry.clear()  # or whoever comes next in this place would find it


def begin_write() -> None:
    """Begin a transaction as a writer, before its first read; what was read before is given up.

    SQLite lets a reader that wants to write fail at once when another writes; a writer from the
    beginning waits its turn instead. PostgreSQL needs nothing of the kind.
    """
    db.session.rollback()
    db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})


def begin_snapshot() -> None:
    """Begin a transaction all of whose reads see the database as it is at the first of them.

    SQLite reads so anyway; whatever the session had begun before is given up.
    """
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def open_sqlite_safely(engine: Engine) -> None:
    """WAL, foreign keys, a patient writer and full durability on every connection."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: Any) -> None:
        # The driver's own transactions begin too late; ours begin in _begin below.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            f"busy_timeout={WRITER_SECONDS * 1000}",
            "synchronous=FULL",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if connection.get_execution_options().get("sqlite_begin") == "IMMEDIATE":
            _begin_in_turn(connection)
        else:
            connection.exec_driver_sql("BEGIN")


def _begin_in_turn(connection: Connection) -> None:
    """Begin as the one who writes, as soon as there is no other.

    Left to itself SQLite looks the more rarely the longer it has waited, so that of many writers
    those who came last go first and some wait too long. Here all look equally often.
    """
    driver: Any = connection.connection.driver_connection
    watch = Stopwatch()
    driver.execute("PRAGMA busy_timeout=0")
    try:
        while refusal := _refusal(driver):
            watch.lap("waited")
            if refusal != sqlite3.SQLITE_BUSY or watch.seconds["waited"] > WRITER_SECONDS:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # is refused as well, and told so
                return
            sleep(uniform(*LOOK_AGAIN_SECONDS))
    finally:
        driver.execute(f"PRAGMA busy_timeout={WRITER_SECONDS * 1000}")


def _refusal(driver: sqlite3.Connection) -> int:
    """Begin to write; SQLite's code of why that cannot be, or 0."""
    try:
        driver.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF
    return 0
