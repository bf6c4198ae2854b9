"""How each kind of database is opened, read at one moment, and written in turn."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, create_engine, func, select, text, update
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from agency import create_app
from agency.candidates.models import Absence, Candidate
from agency.clock import now
from agency.extensions import (
    POSTGRESQL_TIMEOUTS,
    begin_snapshot,
    begin_write,
    db,
    engine_options,
)
from tests.builders import A_MOMENT, make_candidate
from tests.conftest import config_for


@pytest.fixture
def sqlite_app(migrated_sqlite_file: Path, tmp_path: Path) -> Flask:
    file = tmp_path / "agency.sqlite3"
    file.write_bytes(migrated_sqlite_file.read_bytes())
    return create_app(config_for(f"sqlite:///{file}", tmp_path))


@pytest.mark.parametrize(
    ("pragma", "wanted"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 10_000), ("synchronous", 2)],
)
def test_sqlite_is_opened_safely(sqlite_app: Flask, pragma: str, wanted: object) -> None:
    with sqlite_app.app_context():
        for _ in range(2):
            with db.engine.connect() as connection:
                assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == wanted
        db.engine.dispose()


def test_a_row_of_nobody_is_refused(database: SQLAlchemy) -> None:
    day = A_MOMENT.date()
    database.session.add(Absence(candidate_id=987654321, first_day=day, last_day=day))
    with pytest.raises(IntegrityError):
        database.session.flush()
    database.session.rollback()


def test_a_rolled_back_transaction_leaves_nothing(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    database.session.commit()
    make_candidate("C-2")
    database.session.rollback()
    assert database.session.scalars(select(Candidate.ref)).all() == ["C-1"]


def experience_grows(app: Flask) -> None:
    """Read a number and write the next one: what two must not do at the same time."""
    with app.app_context():
        for _ in range(25):
            begin_write()
            person = db.session.scalars(select(Candidate)).one()
            assert person.years_experience is not None
            person.years_experience += 1
            db.session.commit()


def test_writers_on_sqlite_wait_their_turn(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        make_candidate("C-1", years_experience=0)
        db.session.commit()
        threads = [Thread(target=experience_grows, args=(sqlite_app,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert db.session.scalars(select(Candidate.years_experience)).one() == 75
        db.engine.dispose()


def test_a_writer_on_sqlite_that_waits_in_vain_is_told(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agency.extensions.WRITER_SECONDS", 0)
    with sqlite_app.app_context():
        make_candidate("C-1")
        with (
            db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as other,
            pytest.raises(OperationalError, match="database is locked"),
        ):
            other.begin()
        db.session.rollback()
        db.engine.dispose()


def test_what_no_waiting_mends_is_told_at_once(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agency.extensions.WRITER_SECONDS", 1_000_000)
    with sqlite_app.app_context():
        connection = db.engine.connect().execution_options(sqlite_begin="IMMEDIATE")
        driver = connection.connection.driver_connection
        assert driver
        driver.execute("BEGIN")
        with connection, pytest.raises(OperationalError, match="within a transaction"):
            connection.begin()
        db.engine.dispose()


def test_a_reader_on_sqlite_that_turns_writer_fails_at_once(sqlite_app: Flask) -> None:
    """Why `begin_write` exists: waiting would not help a reader whose view is out of date."""
    with sqlite_app.app_context():
        make_candidate("C-1")
        db.session.commit()
        db.session.scalars(select(Candidate.id)).all()
        with db.engine.begin() as other:
            other.execute(update(Candidate).values(changed_at=now()))
        with pytest.raises(OperationalError, match="locked"):
            db.session.execute(update(Candidate).values(first_name="Bo"))
        db.session.rollback()
        db.engine.dispose()


def test_a_snapshot_does_not_see_what_others_write_meanwhile(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    database.session.commit()
    names = select(Candidate.first_name)
    begin_snapshot()
    before = database.session.scalars(names).all()
    with database.engine.begin() as other:
        other.execute(update(Candidate).values(first_name="Bo"))
    assert database.session.scalars(names).all() == before == ["Amara"]
    database.session.rollback()
    assert database.session.scalars(names).all() == ["Bo"]


def test_a_snapshot_gives_up_what_the_session_had_begun(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    begin_snapshot()
    assert database.session.scalars(select(Candidate.ref)).all() == []


@contextmanager
def opened(url: str, **timeouts: str) -> Iterator[Engine]:
    """PostgreSQL as the application opens it, but for shorter timeouts."""
    engine = create_engine(url, **engine_options(url, POSTGRESQL_TIMEOUTS | timeouts))
    yield engine
    engine.dispose()


def setting(engine: Engine, name: str) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text(f"SHOW {name}")).scalar())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("lock_timeout", "4s"),
        ("statement_timeout", "5min"),
        ("idle_in_transaction_session_timeout", "1min"),
    ],
)
def test_nobody_waits_for_ever_on_postgresql(database: SQLAlchemy, name: str, wanted: str) -> None:
    assert setting(database.engine, name) == wanted


def test_the_address_has_the_last_word_on_timeouts(migrated_postgresql_url: str) -> None:
    join = "&" if "?" in migrated_postgresql_url else "?"
    url = f"{migrated_postgresql_url}{join}options=-c%20lock_timeout%3D9s"
    with opened(url) as engine:
        assert setting(engine, "lock_timeout") == "9s"
        assert setting(engine, "statement_timeout") == "5min"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_lock_that_another_holds_is_not_waited_for_long(
    database: SQLAlchemy, migrated_postgresql_url: str
) -> None:
    make_candidate("C-1")
    database.session.commit()
    change = update(Candidate).values(first_name="Bo")
    with (
        opened(migrated_postgresql_url, lock_timeout="50ms") as engine,
        database.engine.connect() as holder,
        engine.connect() as waiting,
    ):
        holder.execute(change)
        with pytest.raises(OperationalError, match="lock timeout"):
            waiting.execute(change)
        holder.rollback()
        waiting.rollback()
        assert waiting.execute(change).rowcount == 1


def test_a_statement_that_takes_too_long_is_given_up(migrated_postgresql_url: str) -> None:
    with (
        opened(migrated_postgresql_url, statement_timeout="50ms") as engine,
        engine.connect() as connection,
        pytest.raises(OperationalError, match="statement timeout"),
    ):
        connection.execute(text("SELECT pg_sleep(20)"))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_holds_a_lock_and_says_nothing_loses_it(
    database: SQLAlchemy, migrated_postgresql_url: str
) -> None:
    make_candidate("C-1")
    database.session.commit()
    change = update(Candidate).values(first_name="Bo")
    short = {"idle_in_transaction_session_timeout": "50ms"}
    with opened(migrated_postgresql_url, **short) as engine, engine.connect() as frozen:
        frozen.execute(change)
        database.session.execute(change)
        database.session.rollback()
        with pytest.raises(InternalError, match="idle-in-transaction timeout") as ended:
            frozen.execute(change)
        assert ended.value.connection_invalidated
        with engine.connect() as another:
            assert another.execute(change).rowcount == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_answer_that_is_ready_is_given_though_the_database_dies(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def last_words() -> str:
        mine = db.session.scalar(select(func.pg_backend_pid()))
        with db.engine.connect() as other:
            other.execute(select(func.pg_terminate_backend(mine)))
        return "ready"

    monkeypatch.setitem(app.view_functions, "health.alive", last_words)
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ready")
    assert app.test_client().get("/readyz").status_code == 200
