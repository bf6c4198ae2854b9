"""Runs migrations on the application's database: all in one transaction, one process at a time."""

from __future__ import annotations

import importlib
from pathlib import Path

from alembic import context
from sqlalchemy import Connection

import agency
from agency.extensions import db

# Any number will do, as long as it is the same in every process that migrates.
MIGRATION_LOCK = 7_361_001


def import_models() -> None:
    """Import every ``agency/<feature>/…models.py``, so that the metadata knows all tables."""
    for folder in agency.__path__:
        for file in sorted(Path(folder).glob("*/*models.py")):
            importlib.import_module(f"agency.{file.parent.name}.{file.stem}")


def run_on(connection: Connection) -> None:
    """Migrate to the revision asked for."""
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        compare_type=True,
        render_as_batch=True,
        # SQLite takes tables back as PostgreSQL does: left to itself each migration would be a
        # transaction of its own, and of two processes the other could step in between.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        wait_for_others(connection)
        context.run_migrations()


def wait_for_others(connection: Connection) -> None:
    """PostgreSQL: one migration at a time; and rather fail than hold up those who work."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = '15min'")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '15min'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        connection.exec_driver_sql("SET LOCAL lock_timeout = '4s'")


def keep_children(connection: Connection, *, checked: bool) -> None:
    """SQLite: changing a table drops it, and with foreign keys on that would empty its children.

    The pragma does nothing inside a transaction, so it goes past the engine to the driver.
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.dbapi_connection
        assert driver is not None
        driver.execute(f"PRAGMA foreign_keys={'ON' if checked else 'OFF'}")


def run() -> None:
    """Migrate the database of the application that is current."""
    import_models()
    with db.engine.connect() as plain:
        keep_children(plain, checked=False)
        try:
            run_on(plain.execution_options(sqlite_begin="IMMEDIATE"))
        finally:
            plain.rollback()
            keep_children(plain, checked=True)


run()
