"""Who is found to be on a list is proposed by no match, and no placement takes her."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.candidates.models import Candidate
from agency.errors import Refused
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.matching.actions import match
from agency.matching.pairs import pairs
from agency.matching.queries import last_run, matches_of
from agency.merging import actions as merging
from agency.placements.actions import create_placement
from agency.placements.dossier import dossier_of
from agency.placements.queries import facts_of_pair
from agency.placements.schemas import PlacementInput
from agency.rules.ranking import load_scale
from agency.screening.actions import decide, load_list, screen, undo
from agency.screening.holding import holds, is_held, mark_of, marks_of, number_on_hold
from agency.screening.models import Finding
from agency.settings import application, settings
from agency.standards.queries import rulebook
from tests.builders import make_assignment, make_candidate, make_credential
from tests.screening.lists import ROSA, leie
from tests.trail import ANN

AS_OF = date(2026, 11, 24)


@pytest.fixture
def found(database: SQLAlchemy, tmp_path: Path) -> int:
    """A finding about C-1, who is like C-2 in all but her name; both could take A-1."""
    for ref, last in (("C-1", "Quillfeather"), ("C-2", "Lindqvist")):
        row = make_candidate(ref, first_name="Rosa", last_name=last)
        make_credential(row)
    make_assignment("A-1")
    database.session.commit()
    load_list("leie", leie(tmp_path, ROSA), ANN)
    screen("by hand", ANN)
    return database.session.scalars(select(Finding.id)).one()


VERDICTS = ("eligible", "unknown", "ineligible")


def verdicts() -> dict[str, str]:
    """What a match of all says of each candidate on A-1."""
    found = pairs(AS_OF, VERDICTS, rulebook(), load_scale(settings().ranking_file))
    return {one.candidate_ref: one.verdict for one in found}


def statuses() -> tuple[str, str, str]:
    """What the facts say of C-1: of the pair, of her page; and of C-2."""
    own = facts_of_pair("C-1", "A-1").candidate.status
    other = facts_of_pair("C-2", "A-1").candidate.status
    return own, dossier_of("C-1").facts.status, other


def test_only_a_decision_holds(found: int) -> None:
    assert statuses() == ("active", "active", "active")
    decide(found, "same", "", ANN)
    assert statuses() == ("on_hold", "on_hold", "active")
    undo(found, ANN)
    assert statuses() == ("active", "active", "active")


def test_the_match_leaves_out_who_is_on_hold(found: int) -> None:
    before = verdicts()
    assert before["C-1"] == before["C-2"] != "ineligible"
    decide(found, "same", "", ANN)
    assert verdicts() == {**before, "C-1": "ineligible"}


def test_after_a_decision_she_is_proposed_no_more(found: int, database: SQLAlchemy) -> None:
    match(AS_OF)
    assert proposed() == {"C-1", "C-2"}
    decide(found, "same", "", ANN)
    jobs = select(Job.id).where(Job.kind == "match_delta", Job.state == "pending")
    (delta,) = database.session.scalars(jobs).all()
    assert run_job(application(), delta)
    assert proposed() == {"C-2"}


def proposed() -> set[str]:
    """Who is eligible on the list of A-1 after the last match."""
    run = last_run(AS_OF)
    assert run is not None
    return {one.candidate_ref for one in matches_of("A-1", run, "eligible").matches}


def test_not_the_same_holds_nobody(found: int) -> None:
    decide(found, "not_same", "Born in another year.", ANN)
    assert statuses() == ("active", "active", "active")


def test_no_placement_takes_who_is_on_hold(found: int, database: SQLAlchemy) -> None:
    decide(found, "same", "", ANN)
    with pytest.raises(Refused, match="on an exclusion list"):
        create_placement(placement("C-1"), ANN)
    create_placement(placement("C-2"), ANN)


def placement(ref: str) -> dict[str, object]:
    said = {"candidate_ref": ref, "assignment_ref": "A-1", "stage": "submitted"}
    return PlacementInput().accept(said)


def test_a_hold_comes_along_when_her_file_becomes_a_part_of_another(
    found: int, database: SQLAlchemy
) -> None:
    decide(found, "same", "", ANN)
    database.session.execute(
        update(Candidate).where(Candidate.ref == "C-1").values(phone="2065550142")
    )
    database.session.commit()
    made = merging.merge("C-2", "C-1", {"last_name": "kept"}, ANN, lambda *_: None)
    assert "C-2" in on_hold()
    merging.undo_merge(made.id, ANN)
    assert on_hold() == {"C-1"}


def on_hold() -> set[str]:
    return set(db.session.scalars(select(Candidate.ref).where(is_held())))


def test_a_likeness_that_nobody_settled_is_a_mark_and_no_hold(found: int) -> None:
    marks = marks_of(["C-1", "C-2"])
    assert list(marks) == ["C-1"]
    one = marks["C-1"]
    assert (one.held, one.finding, one.list, one.by) == (False, found, "OIG LEIE", None)
    assert holds() == []


def test_a_hold_is_told_with_who_decided_it_and_when(found: int) -> None:
    decide(found, "same", "", ANN)
    (one,) = holds()
    assert (one.ref, one.held, one.by, one.record) == ("C-1", True, ANN.name, "ROSA QUILLFEATHER")
    assert one == mark_of("C-1")
    decide(found, "not_same", "Born in another year.", ANN)
    assert mark_of("C-1") is None
    undo(found, ANN)
    assert mark_of("C-1") == one


def test_the_newest_holds_are_those_that_were_decided_last(
    found: int, database: SQLAlchemy, tmp_path: Path
) -> None:
    far = {"LASTNAME": "LINDQVIST", "FIRSTNAME": "ROSA", "CITY": "BOISE", "STATE": "ID"}
    load_list("leie", leie(tmp_path, ROSA, far, name="next.csv"), ANN)
    screen("by hand", ANN)
    other = database.session.scalars(select(Finding.id).where(Finding.id != found)).one()
    likest, other = sorted((found, other), key=points, reverse=True)
    for first, last in ((likest, other), (other, likest)):
        for id in (first, last):
            if states()[id] == "same":
                decide(id, "not_same", "Born in another year.", ANN)
            decide(id, "same", "", ANN)
        assert [one.finding for one in holds(1)] == [last]
        assert [one.finding for one in holds()] == [last, first]
    assert number_on_hold() == 2
    decide(likest, "not_same", "Born in another year.", ANN)
    assert number_on_hold() == len(holds()) == 1


def points(id: int) -> int:
    return db.session.get_one(Finding, id).points


def states() -> dict[int, str]:
    return dict(db.session.execute(select(Finding.id, Finding.state)).all())


def test_the_mark_of_a_part_is_that_of_the_whole(found: int, database: SQLAlchemy) -> None:
    decide(found, "same", "", ANN)
    merged = update(Candidate).where(Candidate.ref == "C-1").values(merged_into="C-2")
    database.session.execute(merged)
    database.session.commit()
    assert list(marks_of(["C-1", "C-2"])) == ["C-2"]
    assert [one.ref for one in holds()] == ["C-2"]
