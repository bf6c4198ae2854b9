"""Bringing the tables of the database to the version this code was written for."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from agency.extensions import db, migrate


def upgrade_database(revision: str = "head") -> None:
    """Apply the migrations that are missing, up to ``revision``; none missing is no work."""
    command.upgrade(_config(), revision)


def downgrade_database(revision: str) -> None:
    """Undo migrations down to ``revision``; ``base`` undoes them all."""
    command.downgrade(_config(), revision)


def database_revision() -> str | None:
    """The migration the database stands at; None where none was ever run."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The migration this code was written for."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config(f"{migrate.directory}/alembic.ini")
    config.set_main_option("script_location", migrate.directory.replace("%", "%%"))
    return config
