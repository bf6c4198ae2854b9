"""An import notes exactly what it wrote to, in the transaction that wrote it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.edits.actions import record_all
from agency.edits.models import Edit
from agency.exchange import actions
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.jobs.models import Job
from tests.builders import make_candidate
from tests.exchange.conftest import ImportRows
from tests.exchange.files import write_csv
from tests.exchange.test_actions import CHANGES

Noted = list[tuple[str, str]]

# The key of a row of each kind, whom a row is about, and how that is named.
C_1, C_2, A_1 = ("candidate", "C-1"), ("candidate", "C-2"), ("assignment", "A-1")
ABOUT: dict[str, list[tuple[str, str]]] = {
    "candidates": [C_1],
    "credentials": [C_1],
    "trainings": [C_1],
    "ce_credits": [C_1],
    "facilities": [("facility", "Alder Clinic")],
    "assignments": [A_1],
    "placements": [A_1, C_1],
}
NAMES = {"candidate": Candidate.ref, "assignment": Assignment.ref, "facility": Facility.name}
MODELS: dict[str, Any] = {"candidate": Candidate, "assignment": Assignment, "facility": Facility}


@pytest.fixture
def noted(database: SQLAlchemy) -> Callable[[], Noted]:
    """What was noted since this was last asked, by subject and name."""
    last = 0

    def ask() -> Noted:
        nonlocal last
        edits = database.session.scalars(select(Edit).where(Edit.id > last).order_by(Edit.id))
        found: Noted = []
        for edit in edits.all():
            last = edit.id
            named = select(NAMES[edit.subject]).where(MODELS[edit.subject].id == edit.subject_id)
            found.append((edit.subject, database.session.scalars(named).one()))
        database.session.rollback()
        return sorted(found)

    return ask


@pytest.fixture
def others(import_rows: ImportRows) -> None:
    """Rows that no import of a test is about, so that ids of different tables differ."""
    import_rows("candidates", *({"ref": f"C-0{number}"} for number in range(3)))
    import_rows("assignments", {"ref": "A-0"})


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_inserted_or_changed_is_noted_and_nothing_else(
    kind: str, import_rows: ImportRows, noted: Callable[[], Noted]
) -> None:
    for earlier in list(KINDS)[: list(KINDS).index(kind)]:
        import_rows(earlier, {})
    noted()
    import_rows(kind, {}, dry_run=True)
    assert noted() == []
    import_rows(kind, {})
    assert noted() == ABOUT[kind]
    import_rows(kind, {})
    assert noted() == []
    import_rows(kind, CHANGES[kind])
    assert noted() == ABOUT[kind]


@pytest.mark.usefixtures("others")
def test_of_many_rows_those_are_noted_that_differ(
    import_rows: ImportRows, noted: Callable[[], Noted]
) -> None:
    people = [{"ref": f"C-{number}"} for number in range(10, 30)]
    import_rows("candidates", *people)
    noted()
    changed = [person | {"status": "inactive" * (person["ref"] == "C-17")} for person in people]
    import_rows("candidates", *changed, {"ref": "C-99"})
    assert noted() == [("candidate", "C-17"), ("candidate", "C-99")]


@pytest.mark.usefixtures("others")
def test_several_rows_about_one_are_noted_once(
    import_rows: ImportRows, noted: Callable[[], Noted]
) -> None:
    import_rows("candidates", {}, {"ref": "C-2"})
    noted()
    rows = [{"number": str(number), "candidate_ref": f"C-{number % 2 + 1}"} for number in range(8)]
    import_rows("credentials", *rows, {"candidate_ref": "C-9"}, {"code": "CCMA"})
    assert noted() == [C_1, C_2]


def test_an_import_that_changes_something_has_it_matched(
    database: SQLAlchemy, import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    jobs = select(Job.kind, Job.unique_key, Job.state)
    import_rows("candidates", {}, dry_run=True)
    import_rows("candidates", {"status": "gone"})
    assert database.session.execute(jobs).all() == []
    import_rows("candidates", *({"ref": f"C-{number}"} for number in range(5)))
    assert database.session.execute(jobs).all() == [("match_delta", "match_delta", "pending")]


def test_edits_are_in_if_and_only_if_their_rows_are(
    database: SQLAlchemy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    batches = 0

    def failing(edited: Any) -> None:
        nonlocal batches
        batches += 1
        record_all(edited)
        if batches > 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(actions, "record_all", failing)
    file = write_csv(tmp_path / "f.csv", "candidates", *({"ref": f"C-{n}"} for n in range(9)))
    with pytest.raises(KeyboardInterrupt):
        import_file("candidates", file)
    ids = database.session.scalars(select(Candidate.id).order_by(Candidate.id)).all()
    assert len(ids) == 4
    assert database.session.scalars(select(Edit.subject_id).order_by(Edit.id)).all() == ids


def test_a_batch_that_is_tried_again_is_noted_once(
    database: SQLAlchemy,
    import_rows: ImportRows,
    noted: Callable[[], Noted],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    times: list[None] = []

    def failing_once(edited: Any) -> None:
        times.append(None)
        record_all(edited)
        if len(times) == 1:
            raise OperationalError("", {}, Exception("deadlock detected"))

    monkeypatch.setattr(actions, "record_all", failing_once)
    report = import_rows("candidates", {}, {"status": "inactive"})
    assert len(times) == 2
    assert noted() == [C_1]
    assert report.notes == ["lines 2 and 3 have the same key; the last counts"]


def test_the_job_is_the_last_thing_before_the_commit(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    """Whoever holds its row must wait for nothing, or two imports could wait for each other."""
    make_candidate("C-0")
    database.session.commit()
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    def committed(_connection: Any) -> None:
        sent.append("COMMIT")

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "commit", committed)
    import_rows("candidates", {})
    event.remove(database.engine, "before_cursor_execute", note)
    event.remove(database.engine, "commit", committed)
    [at] = [number for number, statement in enumerate(sent) if "INSERT INTO jobs" in statement]
    assert sent[at + 1] == "COMMIT"
    assert any("import_progress" in statement for statement in sent[:at])
