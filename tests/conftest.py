"""Fixtures for every test."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, settings
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy.exc import OperationalError

from agency import create_app
from agency.assignments.search import INDEX as ASSIGNMENTS
from agency.bench import servers
from agency.candidates.search import INDEX as CANDIDATES
from agency.extensions import Model, db
from agency.merging.kept_pairs import PAIRS
from agency.schema_version import upgrade_database
from config import Config
from tests.examples import examples
from tests.trail import unguarded

KINDS = ("sqlite", "postgresql")

# A busy machine is no fault of the code; each example over the database empties it itself.
settings.register_profile(
    "tenens",
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("tenens")


# Pages, commands and the API call queries and actions that are tested over both kinds of database,
# so each of their tests takes one of the two, in turn by its name; `make test-both` takes both.
IN_TURN = ("api", "cli", "dashboard", "portal")
TESTS = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-database", action="store_true", help="every test over both kinds")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("every_database"):
        return
    twins: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in IN_TURN:
            twins[re.sub(r"\b(sqlite|postgresql)\b", "", item.nodeid, count=1)].append(item)
    spared = [
        both[crc32(name.encode()) % 2] for name, both in twins.items() if len(both) == len(KINDS)
    ]
    config.hook.pytest_deselected(items=spared)
    items[:] = [item for item in items if item not in set(spared)]


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
    """An SQLite database with our tables, made once by the real migrations."""
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
    said = {
        "AGENCY_DATABASE_URL": database_url,
        "AGENCY_HOME": str(home),
        "AGENCY_QUIET_HOURS": "none",  # tests run at night too
    }
    return replace(Config.from_environment(said), password_memory_kib=64)  # quick, and weak


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a database with our tables and nothing in them, of each kind in turn."""
    if request.param == "postgresql":
        address: str = request.getfixturevalue("migrated_postgresql_url")
        return address
    return f"sqlite:///{request.getfixturevalue('migrated_sqlite_file')}"


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates as compiled once, for the applications that tests make for themselves."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def applications(
    compiled_templates: BytecodeCache, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Flask]:
    """The application over an address, made once: making one takes longer than most tests."""

    @cache
    def application(database_url: str) -> Flask:
        app = create_app(config_for(database_url, tmp_path_factory.mktemp("home")))
        app.jinja_env.bytecode_cache = compiled_templates
        return app

    return application


@pytest.fixture
def app(database_url: str, tmp_path: Path, applications: Callable[[str], Flask]) -> Iterator[Flask]:
    """The application over both kinds of database, as it is when it starts.

    Settings and counters are new, and whatever a test leaves in its database is removed.
    """
    app = applications(database_url)
    app.testing = True
    app.config["SETTINGS"] = config_for(database_url, tmp_path)
    app.extensions["sign_in_limiter"].reset()
    for kept in (CANDIDATES, ASSIGNMENTS, PAIRS):
        kept._of.clear()  # tests write rows past the edits by which it is kept up
    yield app
    with app.app_context():
        empty_tables()
        db.engine.dispose()


def empty_tables() -> None:
    """Remove every row; numbering of ids goes on, as in life. Done again where a worker that is
    still running was at a row that we wanted.
    """
    for _ in range(2):
        with suppress(OperationalError):
            _empty_tables()
            return
    _empty_tables()


def _empty_tables() -> None:
    with db.engine.begin() as connection, unguarded(connection):
        for table in reversed(Model.metadata.sorted_tables):
            connection.execute(table.delete())


@pytest.fixture
def database(app: Flask) -> Iterator[SQLAlchemy]:
    """The database inside an application context, for tests that go through no request."""
    with app.app_context():
        yield db
