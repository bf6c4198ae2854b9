"""The migrations make the tables the models describe, keep what is in them, and can be undone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from shutil import copytree
from threading import Timer
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

from agency import create_app
from agency.bench import servers
from agency.candidates.models import Absence, Candidate
from agency.credentials.models import Credential
from agency.edits.actions import record
from agency.extensions import POSTGRESQL_TIMEOUTS, Model, db, migrate
from agency.matching.actions import match
from agency.matching.models import MatchRun, RunChange, Shortlist
from agency.rules.rulebook import load_rulebook
from agency.schema_version import (
    NewerDatabase,
    database_revision,
    downgrade_database,
    newest_revision,
    upgrade_database,
)
from agency.screening.actions import load_list, loading, screen
from agency.screening.actions.folding import fold_screenings
from agency.screening.certificates import certificate
from agency.screening.queries import described_lists
from agency.settings import today
from agency.standards.models import KeptRuleBook
from agency.standards.queries import rulebook
from tests.builders import make_assignment, make_candidate, make_credential
from tests.conftest import config_for
from tests.matching.run_rows import make_change, make_run
from tests.matching.working import work_off
from tests.screening.lists import ROSA, leie
from tests.standards.entries import BLS, saved
from tests.trail import ANN

LATER = """
from alembic import op
import sqlalchemy as sa
from agency.verification.triggers import LOG_ON_SQLITE, ON_SQLITE

revision, down_revision = "9999", "{newest}"


def upgrade():
    unguard()
    for table in ("candidates", "credentials", "placements"):
        with op.batch_alter_table(table, recreate="{recreate}") as batch:
            batch.add_column(sa.Column("nickname", sa.String(40)))
    guard_again()
    {then}


def downgrade():
    unguard()
    for table in ("candidates", "credentials", "placements"):
        with op.batch_alter_table(table, recreate="{recreate}") as batch:
            batch.drop_column("nickname")
    guard_again()


def unguard():
    # A trigger that names a table stands in the way of making it anew.
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER credentials_evidence_logged")
        for name in ("unchanged", "kept", "not_replaced"):
            op.execute("DROP TRIGGER verifications_" + name)


def guard_again():
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*ON_SQLITE, *LOG_ON_SQLITE):
            op.execute(statement)
"""


@pytest.fixture(scope="module")
def bare_postgresql() -> Iterator[str]:
    with servers.postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application over a database of each kind that has never been migrated."""
    url = f"sqlite:///{tmp_path / 'bare.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("bare_postgresql")
    app = create_app(config_for(url, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        if request.param == "postgresql":
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        db.engine.dispose()


@pytest.fixture
def later(bare: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations with room for one more."""
    folder = tmp_path / "migrations"
    copytree(migrate.directory, folder)
    monkeypatch.setattr(migrate, "directory", str(folder))
    return folder / "versions" / "9999_later.py"


def write_later(file: Path, engine: Engine, then: str = "") -> None:
    """A migration that makes tables anew where the database cannot alter it."""
    recreate = "always" if engine.dialect.name == "sqlite" else "never"
    file.write_text(LATER.format(newest=newest_revision(), recreate=recreate, then=then))


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


@pytest.mark.usefixtures("bare")
def test_migrations_go_up_and_down_and_up_again() -> None:
    assert database_revision() is None
    upgrade_database()
    assert database_revision() == newest_revision()
    assert tables(db.engine) == set(Model.metadata.tables)
    downgrade_database("base")
    assert database_revision() is None
    assert tables(db.engine) == set()
    upgrade_database()
    assert tables(db.engine) == set(Model.metadata.tables)


@pytest.mark.usefixtures("bare")
def test_migrating_twice_is_no_work() -> None:
    upgrade_database()
    make_candidate("C-1")
    db.session.commit()
    upgrade_database()
    assert db.session.scalars(select(Candidate.ref)).all() == ["C-1"]


# An index of expressions, which is PostgreSQL's alone; the test after this one compares it.
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
@pytest.mark.usefixtures("bare")
def test_models_and_migrations_agree() -> None:
    upgrade_database()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


@pytest.mark.usefixtures("bare")
def test_models_and_migrations_agree_in_what_alembic_does_not_compare(tmp_path: Path) -> None:
    upgrade_database()
    migrated = definitions(db.engine)
    downgrade_database("base")
    Model.metadata.create_all(db.engine)
    assert definitions(db.engine) == migrated
    assert len(migrated) > 100


def definitions(engine: Engine) -> set[str]:
    """Every column, constraint and index as the database itself spells it."""
    if engine.dialect.name == "sqlite":
        return _of_sqlite(engine)
    with engine.connect() as connection:
        return {str(row) for row in connection.execute(text(POSTGRESQL_DEFINITIONS))}


POSTGRESQL_DEFINITIONS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        AND conrelid::regclass::text <> 'alembic_version'
    UNION ALL SELECT tablename, indexname, indexdef
    FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    UNION ALL SELECT attrelid::regclass::text, attname,
        concat_ws(' ', format_type(atttypid, atttypmod), attnotnull)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND attnum > 0 AND NOT attisdropped
        AND relname <> 'alembic_version'
"""


def _of_sqlite(engine: Engine) -> set[str]:
    """The parts of the statements that made tables and indexes, in whatever order they stood."""
    found = set()
    with engine.connect() as connection:
        made = connection.execute(text("SELECT tbl_name, sql FROM sqlite_master WHERE sql <> ''"))
        for table, statement in made:
            if table != "alembic_version":
                lines = (line.strip(' ,"') for line in statement.replace('"', "").splitlines())
                found |= {f"{table}: {line}" for line in lines}
    return found


@pytest.mark.usefixtures("bare")
def test_every_constraint_has_a_name_that_migrations_can_speak_of() -> None:
    upgrade_database()
    inspector = inspect(db.engine)
    for table in tables(db.engine):
        # A key that SQLite must never give twice has no name there.
        never_twice = db.engine.dialect.name == "sqlite" and table == "edits"
        key = None if never_twice else f"pk_{table}"
        assert inspector.get_pk_constraint(table)["name"] == key
        named: list[Any] = [
            *inspector.get_foreign_keys(table),
            *inspector.get_unique_constraints(table),
            *inspector.get_check_constraints(table),
        ]
        assert [one for one in named if not one["name"]] == []


def add_family() -> None:
    for ref in ("C-1", "C-2"):
        day = make_candidate(ref).changed_at.date()
        person = db.session.scalars(select(Candidate).where(Candidate.ref == ref)).one()
        db.session.add(Absence(candidate_id=person.id, first_day=day, last_day=day))
        make_credential(person)
    db.session.commit()


def family() -> list[Any]:
    """Everybody with absence and credential, by reference."""
    pairs = (
        select(Candidate.ref, Absence.last_day, Credential.code)
        .join(Absence, Absence.candidate_id == Candidate.id)
        .join(Credential, Credential.candidate_id == Candidate.id)
        .order_by(Candidate.ref)
    )
    found = db.session.execute(pairs).all()
    db.session.rollback()
    return list(found)


def test_making_a_table_anew_keeps_its_children(bare: Flask, later: Path) -> None:
    upgrade_database()
    add_family()
    before, made = family(), definitions(db.engine)
    write_later(later, db.engine)
    upgrade_database()
    assert database_revision() == "9999"
    assert family() == before
    assert len(before) == 2
    downgrade_database("-1")
    assert family() == before
    assert definitions(db.engine) == made


def test_a_migration_leaves_foreign_keys_watched(bare: Flask, later: Path) -> None:
    upgrade_database()
    add_family()
    write_later(later, db.engine)
    upgrade_database()
    db.session.execute(text("DELETE FROM candidates WHERE ref = 'C-1'"))
    assert len(db.session.scalars(select(Absence.id)).all()) == 1


def test_a_migration_that_fails_halfway_has_done_nothing(bare: Flask, later: Path) -> None:
    upgrade_database()
    add_family()
    before, columns = family(), definitions(db.engine)
    write_later(later, db.engine, then='raise RuntimeError("halfway")')
    with pytest.raises(RuntimeError, match="halfway"):
        upgrade_database()
    assert database_revision() != "9999"
    assert definitions(db.engine) == columns
    assert family() == before


def test_of_many_migrations_all_are_done_or_none(bare: Flask, later: Path) -> None:
    write_later(later, db.engine, then='raise RuntimeError("the last of them")')
    with pytest.raises(RuntimeError, match="the last of them"):
        upgrade_database()
    assert database_revision() is None
    assert tables(db.engine) == set()


@pytest.mark.usefixtures("bare")
def test_a_database_of_a_newer_version_is_left_alone() -> None:
    upgrade_database()
    before = definitions(db.engine)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'f00d'"))
    with pytest.raises(NewerDatabase, match="at migration f00d, which this version does not know"):
        upgrade_database()
    assert definitions(db.engine) == before


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock is waited for longer than a moment, unless somebody says so."""
    monkeypatch.setitem(POSTGRESQL_TIMEOUTS, "lock_timeout", "50ms")


@pytest.mark.parametrize("bare", ["postgresql"], indirect=True)
def test_who_migrates_waits_for_another_who_does(
    impatient: None, bare: Flask, bare_postgresql: str
) -> None:
    other = create_engine(bare_postgresql)
    with other.connect() as first:
        first.execute(text("SELECT pg_advisory_xact_lock(7361001)"))
        done = Timer(0.5, first.rollback)
        done.start()
        upgrade_database()
        assert not done.is_alive()
    other.dispose()
    assert database_revision() == newest_revision()


@pytest.mark.parametrize(
    ("index", "condition"),
    [
        ("ix_assignments_open", "status = 'open'"),
        ("ix_credentials_active_expiry", "status = 'active'"),
        ("uq_credentials_undated", "issued_on IS NULL"),
        ("ix_placements_busy", "stage IN ('confirmed', 'working')"),
    ],
)
def test_indexes_of_what_is_looked_for_often_leave_out_the_rest(
    migrated_sqlite_file: Path, index: str, condition: str
) -> None:
    engine = create_engine(f"sqlite:///{migrated_sqlite_file}")
    with engine.connect() as connection:
        made = text("SELECT sql FROM sqlite_master WHERE name = :name")
        statement = connection.execute(made, {"name": index}).scalar_one()
    engine.dispose()
    assert statement.endswith(f"WHERE {condition}")


def test_what_is_recorded_of_the_rules_goes_with_its_tables_and_nothing_else(bare: Flask) -> None:
    upgrade_database()
    add_family()
    before = family()
    saved(BLS)
    match(date(2026, 11, 24))
    assert db.session.scalars(select(KeptRuleBook.fingerprint)).one() == rulebook().fingerprint
    db.session.remove()
    downgrade_database("0005")
    assert not {"rule_entries", "rulebooks"} & tables(db.engine)
    assert family() == before
    upgrade_database()
    assert rulebook() is load_rulebook()
    assert db.session.scalars(select(MatchRun.state)).all() == ["complete"]


def test_what_a_standard_changed_is_told_as_law_by_the_version_before(bare: Flask) -> None:
    upgrade_database()
    run, work = make_run(), make_assignment("A-1")
    for cause in ("days_passed", "law_changed", "standard_changed"):
        make_change(run, work, cause=cause)
    db.session.commit()
    for row in (run, work):  # whose columns of today are not there below
        db.session.refresh(row)
        db.session.expunge(row)
    db.session.rollback()
    made = definitions(db.engine)
    downgrade_database("0006")
    assert causes() == ["days_passed", "law_changed", "law_changed"]
    with pytest.raises(IntegrityError, match="ck_run_changes_cause"):
        make_change(run, work, cause="standard_changed")
    db.session.remove()
    upgrade_database()
    assert causes() == ["days_passed", "law_changed", "law_changed"]
    assert definitions(db.engine) == made


def causes() -> list[str]:
    found = list(db.session.scalars(select(RunChange.cause).order_by(RunChange.id)))
    db.session.rollback()
    return found


def test_runs_that_the_version_before_cannot_read_go_with_all_that_is_theirs(bare: Flask) -> None:
    """Also where nobody looks after foreign keys while tables are altered."""
    upgrade_database()
    work = make_assignment("A-1")
    person = make_candidate("C-1")
    make_credential(person)
    db.session.commit()
    match(date(2026, 11, 24))
    kept = db.session.scalars(select(Shortlist.id)).one()
    work.status = "filled"
    record("assignment", [work.id])
    db.session.commit()
    work_off(bare)
    assert set(db.session.scalars(select(Shortlist.outcome))) == {"matched", "not_open"}
    db.session.remove()
    downgrade_database("0002")
    with db.engine.connect() as connection:
        lists = connection.execute(text("SELECT id, outcome FROM shortlists")).all()
        matches = connection.execute(text("SELECT shortlist_id FROM matches")).scalars().all()
    assert [tuple(row) for row in lists] == [(kept, "matched")]
    assert matches == [kept]
    upgrade_database()
    assert db.session.scalars(select(MatchRun.candidates)).all() == [1]


def test_names_numbers_and_addresses_of_before_are_found_by_their_keys(bare: Flask) -> None:
    upgrade_database()
    said = {
        "first_name": "Zoë",
        "last_name": "O'Brien",
        "email": "JOSÉ@x.org",
        "phone": "+1 (206) 555-0142",
    }
    for ref, values in (("C-1", said), ("C-2", {"first_name": "", "last_name": "", "phone": "12"})):
        make_candidate(ref, **values)
    db.session.commit()
    keys = select(Candidate.email_key, Candidate.name_key, Candidate.phone_key)
    made = db.session.execute(keys.order_by(Candidate.ref)).all()
    assert made == [("josé@x.org", "zoe obrien", "2065550142"), ("", "", "")]
    db.session.remove()
    downgrade_database("0018")
    upgrade_database()
    assert db.session.execute(keys.order_by(Candidate.ref)).all() == made


def test_a_load_that_was_cut_short_does_not_count_for_the_version_before(
    bare: Flask, tmp_path: Path
) -> None:
    upgrade_database()
    load_list("leie", leie(tmp_path, ROSA), ANN)
    before = described_lists(today())
    given = loading._given(
        "leie",
        leie(tmp_path, ROSA, {"LASTNAME": "LATER"}, name="next.csv"),
        "n",
        False,
        None,
        False,
    )
    loading._put_by(loading._begin(given, given.place(), ANN), given)
    db.session.remove()
    downgrade_database("0033")
    rows = "SELECT (SELECT count(*) FROM exclusion_loads), (SELECT count(*) FROM exclusion_records)"
    with db.engine.connect() as connection:
        assert connection.execute(text(rows)).one() == (1, 1)
    upgrade_database()
    assert described_lists(today()) == before


def test_every_screening_that_was_folded_is_there_for_the_version_before(
    bare: Flask, tmp_path: Path
) -> None:
    upgrade_database()
    load_list("leie", leie(tmp_path, ROSA), ANN)
    for ref, last_name in (("C-1", "Quillfeather"), ("C-2", "Ruiz")):
        make_candidate(ref, first_name="Rosa", last_name=last_name)
    db.session.commit()
    for _ in range(3):
        screen("by hand", ANN)
    before = screened()
    db.session.remove()
    for _ in range(2):
        assert fold_screenings("2999-01") == 4
        db.session.remove()
        downgrade_database("0033")
        # The newest row of somebody is that of her last screening.
        rows = "SELECT candidate_id, run_id FROM screenings ORDER BY candidate_id, id DESC"
        with db.engine.connect() as connection:
            made = connection.execute(text(rows)).all()
        assert len(made) == 6
        assert made[0].run_id == made[3].run_id == max(run for _, run in made)
        upgrade_database()
        assert screened() == before


def screened() -> list[dict[str, Any]]:
    """The certificates of both of them."""
    month = f"{today():%Y-%m}"
    made = [certificate(ref, month, today()).described for ref in ("C-1", "C-2")]
    db.session.rollback()
    return made
