"""Fixtures for every test."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache, FileSystemBytecodeCache

from agency import create_app
from agency.bench import servers
from agency.extensions import Model, db
from agency.schema_version import upgrade_database
from config import Config
from tests.trail import unguarded

# A busy machine is no fault of the code; each example over the database empties it itself.
settings.register_profile(
    "tenens",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("tenens")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test worker."""
    with servers.postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of an empty Redis database of this test worker."""
    with servers.redis() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgresql_url(postgresql_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PostgreSQL database with our tables, made once by the real migrations."""
    migrate_once(postgresql_url, tmp_path_factory.mktemp("home"))
    return postgresql_url


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with our tables, made once by the real migrations, to be copied."""
    file = tmp_path_factory.mktemp("sqlite") / "agency.sqlite3"
    migrate_once(f"sqlite:///{file}", file.parent)
    return file


def migrate_once(database_url: str, home: Path) -> None:
    app = create_app(config_for(database_url, home))
    with app.app_context():
        upgrade_database()
        db.engine.dispose()


def config_for(database_url: str, home: Path) -> Config:
    """The settings of a test: nothing is read from the environment of whoever runs it."""
    said = {"AGENCY_DATABASE_URL": database_url, "AGENCY_HOME": str(home)}
    return replace(Config.from_environment(said), password_memory_kib=64)  # quick, and weak


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with our tables and nothing in them, of each kind in turn."""
    if request.param == "postgresql":
        address: str = request.getfixturevalue("migrated_postgresql_url")
        return address
    file = tmp_path / "agency.sqlite3"
    copyfile(request.getfixturevalue("migrated_sqlite_file"), file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates as compiled once: each test has an application of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(database_url: str, tmp_path: Path, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    """The application over both kinds of database; whatever a test leaves in it is removed."""
    app = create_app(config_for(database_url, tmp_path))
    app.testing = True
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    with app.app_context():
        empty_tables()
        db.engine.dispose()


def empty_tables() -> None:
    """Remove every row; numbering of ids goes on, as in life."""
    with db.engine.begin() as connection, unguarded(connection):
        for table in reversed(Model.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def database(app: Flask) -> Iterator[SQLAlchemy]:
    """The database inside an application context, for tests that go through no request."""
    with app.app_context():
        yield db
