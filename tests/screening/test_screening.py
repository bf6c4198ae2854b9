"""What a run writes down, what people decide of it, and until when that is remembered."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency import clock
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.errors import NotAllowed, NotFound, Refused, Unready
from agency.extensions import db
from agency.jobs import actions as ledger
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.screening.actions import decide, load_list, screen, undo
from agency.screening.actions.deciding import TooLate
from agency.screening.actions.screening import (
    CAME_BACK,
    HER_RECORD_CHANGED,
    THEIR_RECORD_CHANGED,
)
from agency.screening.models import Finding, FindingDecision, Screening
from agency.screening.queries import (
    changed_since_screened,
    number_to_decide,
    queue_of_findings,
    standing_of,
)
from agency.settings import application
from tests.builders import make_candidate, make_credential
from tests.screening.lists import ROSA, leie, sam
from tests.trail import ANN, noted, work_left

BEA = Actor("user", "bea@example.org", 8)
OTHERS = [{"LASTNAME": f"MANY{at:03}", "FIRSTNAME": "ANN"} for at in range(10)]


@pytest.fixture
def her(database: SQLAlchemy, tmp_path: Path) -> Candidate:
    """Rosa, who bears the name of somebody on the list, beside one who does not."""
    row = make_candidate("C-1", first_name="Rosa", last_name="Quillfeather")
    make_candidate("C-2", first_name="Ann", last_name="Lindqvist")
    db.session.commit()
    load_list("leie", leie(tmp_path, ROSA, *OTHERS), ANN)
    return row


def findings() -> list[tuple[str, str, str]]:
    """The reference of each, its state and why it is open."""
    rows = db.session.execute(
        select(Candidate.ref, Finding.state, Finding.why_open)
        .join(Candidate, Candidate.id == Finding.candidate_id)
        .order_by(Finding.id)
    )
    found = [(ref, state, why) for ref, state, why in rows]
    db.session.rollback()
    return found


def the_finding() -> int:
    (row,) = queue_of_findings(10)
    return row.id


def renamed(ref: str, **values: str) -> None:
    db.session.execute(update(Candidate).where(Candidate.ref == ref).values(**values))
    db.session.commit()


def test_without_a_list_nobody_is_screened(database: SQLAlchemy) -> None:
    with pytest.raises(Unready, match="agency screening load"):
        screen("by hand", ANN)


def test_a_run_tells_who_is_like_whom(her: Candidate) -> None:
    run = screen("by hand", ANN)
    assert (run.candidates, run.records, run.findings, run.new_findings) == (2, 11, 1, 1)
    assert findings() == [("C-1", "open", "")]
    assert noted()[-1][:2] == ("screened", f"screening:{run.id}")
    standing = standing_of(her.id)
    assert standing is not None
    assert standing.result == "to_decide"
    (other,) = db.session.scalars(select(Candidate).where(Candidate.ref == "C-2"))
    clear = standing_of(other.id)
    assert clear is not None
    assert clear.result == "clear"


def test_nobody_is_judged_by_a_run(her: Candidate) -> None:
    screen("by hand", ANN)
    assert ("candidate", her.id) not in work_left()[0]


def test_not_the_same_is_remembered_by_the_next_run(her: Candidate, tmp_path: Path) -> None:
    screen("by hand", ANN)
    decide(the_finding(), "not_same", "Born in another year.", ANN)
    screen("by hand", ANN)
    load_list("leie", leie(tmp_path, *OTHERS, ROSA, ROSA, name="same people.csv"), ANN)
    screen("by hand", ANN)
    assert findings() == [("C-1", "not_same", "")]
    assert number_to_decide() == 0
    standing = standing_of(her.id)
    assert standing is not None
    assert standing.result == "cleared"


def test_it_is_remembered_over_an_absence_from_the_list(her: Candidate, tmp_path: Path) -> None:
    screen("by hand", ANN)
    decide(the_finding(), "not_same", "Born in another year.", ANN)
    load_list("leie", leie(tmp_path, *OTHERS, name="without.csv"), ANN)
    screen("by hand", ANN)
    load_list("leie", leie(tmp_path, *OTHERS, ROSA, ROSA, name="again.csv"), ANN)
    screen("by hand", ANN)
    assert findings() == [("C-1", "not_same", "")]


@pytest.mark.parametrize("change", [{"home_zip": "75202"}, {"first_name": "Rose"}])
def test_it_is_open_again_when_her_record_changes(her: Candidate, change: dict[str, str]) -> None:
    screen("by hand", ANN)
    decide(the_finding(), "not_same", "Born in another year.", ANN)
    renamed("C-1", **change)
    screen("by hand", ANN)
    assert findings() == [("C-1", "open", HER_RECORD_CHANGED)]


def test_where_she_would_work_changes_nothing(her: Candidate) -> None:
    screen("by hand", ANN)
    decide(the_finding(), "not_same", "Born in another year.", ANN)
    make_credential(her, "WA-MA-C")
    renamed("C-1", email="rosa@example.org")
    screen("by hand", ANN)
    assert findings() == [("C-1", "not_same", "")]


def test_it_is_open_again_when_the_record_changes(her: Candidate, tmp_path: Path) -> None:
    screen("by hand", ANN)
    decide(the_finding(), "not_same", "Born in another year.", ANN)
    moved = {**ROSA, "ADDRESS": "1 ELM ST"}
    load_list("leie", leie(tmp_path, moved, *OTHERS, name="next.csv"), ANN)
    screen("by hand", ANN)
    assert findings() == [("C-1", "not_same", ""), ("C-1", "open", THEIR_RECORD_CHANGED)]


def test_what_is_alike_no_more_waits_no_more(her: Candidate) -> None:
    screen("by hand", ANN)
    renamed("C-1", last_name="Abernathy")
    screen("by hand", ANN)
    assert findings() == [("C-1", "over", "")]
    renamed("C-1", last_name="Quillfeather")
    screen("by hand", ANN)
    assert findings() == [("C-1", "open", CAME_BACK)]


def test_the_same_person_stays_so_whatever_changes(her: Candidate, tmp_path: Path) -> None:
    screen("by hand", ANN)
    decide(the_finding(), "same", "", ANN)
    renamed("C-1", last_name="Abernathy", home_zip="98901")
    load_list("leie", leie(tmp_path, *OTHERS, name="without.csv"), ANN)
    screen("by hand", ANN)
    assert findings() == [("C-1", "same", "")]
    assert number_to_decide() == 1  # whether to let her go is for a person to say


def test_who_was_on_a_list_is_let_go_when_her_record_has_left(
    her: Candidate, tmp_path: Path
) -> None:
    screen("by hand", ANN)
    id = the_finding()
    decide(id, "same", "", ANN)
    with pytest.raises(Refused, match="whose record has left it"):
        decide(id, "released", "Reinstated.", ANN)
    load_list("leie", leie(tmp_path, *OTHERS, name="without.csv"), ANN)
    decide(id, "released", "Reinstated by the OIG.", ANN)
    assert findings() == [("C-1", "over", "")]
    standing = standing_of(her.id)
    assert standing is None or standing.result == "clear"


def test_a_decision_says_why_and_leaves_a_trail(her: Candidate) -> None:
    screen("by hand", ANN)
    id = the_finding()
    with pytest.raises(Refused, match="what tells the two apart"):
        decide(id, "not_same", " ", ANN)
    with pytest.raises(Refused, match="one of same, not_same, released"):
        decide(id, "clear", "x", ANN)
    with pytest.raises(NotFound):
        decide(id + 1, "not_same", "x", ANN)
    decide(id, "not_same", "Born in another year.", ANN)
    action, subject, _, after, reason = noted()[-1]
    assert (action, subject) == ("found not to be on an exclusion list", "candidate:C-1")
    assert after["list"] == "leie"
    assert reason == "Born in another year."


def test_only_a_hold_is_matched_anew(her: Candidate) -> None:
    screen("by hand", ANN)
    id = the_finding()
    decide(id, "not_same", "Born in another year.", ANN)
    assert ("candidate", her.id) not in work_left()[0]
    decide(id, "same", "She said so.", ANN)
    assert work_left()[0].count(("candidate", her.id)) == 1
    undo(id, ANN)
    assert work_left()[0].count(("candidate", her.id)) == 2


def test_a_decision_is_taken_back_by_who_made_it_and_soon(her: Candidate) -> None:
    screen("by hand", ANN)
    id = the_finding()
    with pytest.raises(NotFound):
        undo(id, ANN)
    decide(id, "not_same", "Born in another year.", ANN)
    with pytest.raises(NotAllowed):
        undo(id, BEA)
    undo(id, ANN)
    assert findings() == [("C-1", "open", "")]
    with pytest.raises(NotFound):
        undo(id, ANN)
    decide(id, "not_same", "Born in another year.", ANN)
    past = clock.now() - timedelta(hours=1)
    db.session.execute(update(FindingDecision).values(at=past))
    db.session.commit()
    with pytest.raises(TooLate):
        undo(id, ANN)


def test_who_is_new_or_otherwise_called_is_screened_anew(her: Candidate) -> None:
    screen("by hand", ANN)
    assert changed_since_screened(10) == []
    renamed("C-2", home_zip="98901")
    late = make_candidate("C-3", first_name="Rosa", last_name="Quillfeather")
    db.session.commit()
    (moved,) = db.session.scalars(select(Candidate.id).where(Candidate.ref == "C-2"))
    assert changed_since_screened(10) == [moved, late.id]


def test_the_job_after_a_load_screens_everybody(her: Candidate) -> None:
    do_all("screen")
    assert findings() == [("C-1", "open", "")]
    assert len(db.session.scalars(select(Screening.id)).all()) == 2


def test_the_hourly_job_screens_those_who_changed(her: Candidate) -> None:
    screen("by hand", ANN)
    renamed("C-2", first_name="Rosa", last_name="Quillfeather")
    ledger.add("screen_changed")
    db.session.commit()
    do_all("screen_changed")
    assert findings() == [("C-1", "open", ""), ("C-2", "open", "")]
    assert len(db.session.scalars(select(Screening.id)).all()) == 3


def do_all(kind: str) -> None:
    ids = db.session.scalars(select(Job.id).where(Job.kind == kind, Job.state == "pending")).all()
    for id in ids:
        assert run_job(application(), id)


def test_an_exclusion_that_has_ended_is_none(database: SQLAlchemy, tmp_path: Path) -> None:
    make_candidate("C-1", first_name="Ben", last_name="Ashgrove")
    make_candidate("C-2", first_name="Bea", last_name="Ashgrove")
    db.session.commit()
    ben = {"First": "BEN", "Last": "ASHGROVE", "Termination Date": "10/19/2020"}
    bea = {"First": "BEA", "Last": "ASHGROVE", "Termination Date": "Indefinite"}
    load_list("sam", sam(tmp_path, ben, bea), ANN)
    screen("by hand", ANN)
    assert [ref for ref, _, _ in findings()] == ["C-2"]


def test_a_file_that_is_a_part_of_another_is_not_screened(her: Candidate) -> None:
    renamed("C-1", merged_into="C-2")
    run = screen("by hand", ANN)
    assert (run.candidates, run.findings) == (1, 0)
