"""Bringing the tables of the database to the version this code was written for."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from agency.errors import AgencyError
from agency.extensions import db, migrate


class NewerDatabase(AgencyError):
    """The tables were made by a later version of this program."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is at migration {revision}, which this version does not know;"
            " a newer version made it"
        )


def upgrade_database(revision: str = "head") -> None:
    """Apply the migrations that are missing, up to ``revision``; none missing is no work.

    Raises NewerDatabase if the database knows a migration that this code does not.
    """
    _require_known(database_revision())
    command.upgrade(_config(migrate.directory), revision)


def downgrade_database(revision: str) -> None:
    """Undo migrations down to ``revision``; ``base`` undoes them all."""
    command.downgrade(_config(migrate.directory), revision)


def missing_file() -> Path | None:
    """The file of an SQLite database that is not there; looking for it does not make it."""
    url = db.engine.url
    name = url.database if url.get_backend_name() == "sqlite" else None
    if not name or name.startswith((":memory:", "file:")) or Path(name).exists():
        return None
    return Path(name)


def database_revision() -> str | None:
    """The migration the database stands at; None where none was ever run."""
    if missing_file():
        return None
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The migration this code was written for."""
    return _newest_in(migrate.directory)


@cache
def _newest_in(directory: str) -> str | None:
    """Read once: the migrations of a release are all there before it starts."""
    return ScriptDirectory.from_config(_config(directory)).get_current_head()


def _require_known(revision: str | None) -> None:
    scripts = ScriptDirectory.from_config(_config(migrate.directory))
    known = {script.revision for script in scripts.walk_revisions()}
    if revision is not None and revision not in known:
        raise NewerDatabase(revision)


def _config(directory: str) -> Config:
    config = Config(f"{directory}/alembic.ini")
    config.set_main_option("script_location", directory.replace("%", "%%"))
    return config
