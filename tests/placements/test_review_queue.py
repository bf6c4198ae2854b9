"""What waits on the review desk, and in which order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency import clock
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.placements.review_queue import (
    BEFORE,
    SHOWN,
    Part,
    Queue,
    ToReview,
    number_to_review,
    queue,
)
from agency.verification.actions import review_credential, undo_decision
from agency.verification.log import NO_CHANGE, Entry, Learned
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_document,
    make_placement,
)

DAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ME = 1


def waiting(person: Candidate, hours: int, **said: Any) -> int:
    since = NOW - timedelta(hours=hours)
    return make_credential(person, **{"evidence": "claimed", "changed_at": since, **said}).id


def read(around: int | None = None) -> Queue:
    return queue(ME, DAY, NOW, around)


@pytest.fixture
def people(database: SQLAlchemy) -> dict[str, Candidate]:
    return {ref: make_candidate(ref) for ref in ("C-1", "C-2", "C-3", "C-4")}


def test_the_nearest_start_comes_first_then_what_has_waited_longest(
    people: dict[str, Candidate],
) -> None:
    order = [
        waiting(people["C-3"], hours=1),
        waiting(people["C-2"], hours=2),
        waiting(people["C-1"], hours=90),
        waiting(people["C-4"], hours=5),
    ]
    for ref, first, stage in (("C-3", 5, "shortlisted"), ("C-2", 9, "confirmed")):
        begins, ends = DAY + timedelta(days=first), DAY + timedelta(days=60)
        work = make_assignment(f"A-{ref}", starts_on=begins, ends_on=ends)
        make_placement(people[ref], work, stage)
    # What is over, or came to nothing, starts nothing any more.
    make_placement(people["C-4"], make_assignment("A-OVER"), "declined")
    found = read()
    assert [one.id for one in found.items] == order
    assert [one.work for one in found.items] == ["A-C-3", "A-C-2", None, None]
    assert found.items[0].starts_on == DAY + timedelta(days=5)
    assert found.total == 4


def test_what_has_a_file_comes_first_and_can_be_had_alone(people: dict[str, Candidate]) -> None:
    bare = waiting(people["C-1"], hours=90)
    late, soon, old = (waiting(people[f"C-{n}"], hours=n) for n in (2, 3, 4))
    begins, ends = DAY + timedelta(days=5), DAY + timedelta(days=60)
    work = make_assignment("A-1", starts_on=begins, ends_on=ends)
    for ref in ("C-3", "C-1"):
        make_placement(people[ref], work)
    for id in (late, soon, old):
        make_document(db.session.get_one(Credential, id))
    found = read()
    assert [one.id for one in found.items] == [soon, old, late, bare]
    assert (found.total, found.with_file, found.found) == (4, 3, 4)
    alone = queue(ME, DAY, NOW, part=Part(with_file=True))
    assert [one.id for one in alone.items] == [soon, old, late]
    assert (alone.total, alone.with_file, alone.found) == (4, 3, 3)


@pytest.mark.parametrize("text", ["ribas-", "INES", "inès ribas", "c-77", "77"])
def test_one_is_found_by_the_name_or_the_reference_of_her_who_holds_it(
    people: dict[str, Candidate], text: str
) -> None:
    waiting(people["C-1"], hours=9)
    sought = make_candidate(
        "C-77", first_name="Inés", last_name="Ribas-Vey", name_key="ines ribas-vey"
    )
    id = waiting(sought, hours=1)
    found = queue(ME, DAY, NOW, around=id, part=Part(text=text))
    assert [one.id for one in found.items] == [id]
    assert (found.total, found.found, found.items[0].place) == (2, 1, 2)
    nobody = queue(ME, DAY, NOW, part=Part(text="nobody_%"))
    assert (nobody.total, nobody.found, nobody.items) == (2, 0, [])


@pytest.mark.parametrize(
    "said",
    [{"evidence": "reviewed"}, {"evidence": "primary_source"}, {"status": "rejected"}],
)
def test_what_was_decided_does_not_wait(people: dict[str, Candidate], said: dict[str, Any]) -> None:
    waiting(people["C-1"], hours=1, **said)
    assert read().items == []


def test_what_was_rejected_waits_again_once_it_is_proved_anew(
    people: dict[str, Candidate],
) -> None:
    id = waiting(people["C-1"], hours=1, status="rejected")
    row = db.session.get_one(Credential, id)
    make_document(row, state="rejected")
    assert read().items == []
    make_document(row, version=2)
    assert [one.id for one in read().items] == [id]


@pytest.mark.parametrize("evidence", ["reviewed", "primary_source"])
def test_a_new_document_of_what_counts_already_waits_to_be_looked_at(
    people: dict[str, Candidate], evidence: str
) -> None:
    id = waiting(people["C-1"], hours=9_000, evidence=evidence)
    longer = waiting(people["C-2"], hours=9)
    make_document(db.session.get_one(Credential, longer))
    row = db.session.get_one(Credential, id)
    make_document(row, state="accepted")
    assert [one.id for one in read().items] == [longer]
    for version in (2, 3):
        make_document(row, version=version, uploaded_at=NOW - timedelta(hours=10 - version))
    found = read()
    assert [(one.id, one.kind) for one in found.items] == [(longer, "claim"), (id, "new_version")]
    assert found.items[1].since == NOW - timedelta(hours=8)


def test_what_she_was_asked_about_stays_in_its_place_and_says_since_when(
    people: dict[str, Candidate],
) -> None:
    id = waiting(people["C-1"], hours=9)
    row = db.session.get_one(Credential, id)
    asked = log(row, "review", "asked")
    assert read().items[0].asked_at == NOW
    log(row, "review", "undone", undoes_id=asked)
    assert read().items[0].asked_at is None
    log(row, "review", "asked")
    log(row, "document", "seen")
    assert read().items[0].asked_at is None


def log(row: Credential, source: str, result: str, **said: Any) -> int | None:
    entry = Entry(Actor("user", "ann@example.org", 7), Learned(source, result, **said))
    entry(row, NO_CHANGE, NOW)
    return entry.id


def test_of_somebody_who_is_not_active_nothing_waits(database: SQLAlchemy) -> None:
    waiting(make_candidate("C-9", status="archived"), hours=1)
    assert (read().total, read().next) == (0, None)


def test_one_goes_on_from_where_one_is_and_back(people: dict[str, Candidate]) -> None:
    ids = [waiting(people["C-1"], hours=100 - n, number=str(n)) for n in range(SHOWN + 10)]
    here = ids[BEFORE + 8]
    found = read(around=here)
    assert found.here == BEFORE + 9
    assert (found.next and found.next.id, found.previous and found.previous.id) == (
        ids[BEFORE + 9],
        ids[BEFORE + 7],
    )
    assert [one.id for one in found.items] == ids[8 : 8 + SHOWN]
    assert found.total == len(ids)


def test_around_what_does_not_wait_the_first_are_shown(people: dict[str, Candidate]) -> None:
    decided = waiting(people["C-1"], hours=1, evidence="reviewed")
    first = waiting(people["C-1"], hours=1)
    found = read(around=decided)
    assert (found.here, found.next and found.next.id) == (None, first)


def test_the_last_is_followed_by_what_was_passed_over(people: dict[str, Candidate]) -> None:
    first, last = (waiting(people["C-1"], hours=hours) for hours in (9, 3))
    db.session.flush()
    found = read(around=last)
    assert found.next is not None
    assert found.next.id == first


def test_what_waits_is_counted_with_a_file_and_without(people: dict[str, Candidate]) -> None:
    assert number_to_review() == ToReview(0, 0)
    waiting(people["C-1"], 1)
    for state in ("waiting", "withdrawn"):
        paper = make_credential(people["C-2"], "BLS-AHA", evidence="documented", number=state)
        make_document(paper, state=state)
    rejected = make_credential(people["C-3"], status="rejected")
    make_document(rejected, state="rejected")
    make_document(rejected, version=2)
    assert number_to_review() == ToReview(total=4, with_file=2)
    assert read().total == 4
    assert number_to_review().without_file == 2


@pytest.mark.parametrize("decision", ["verify", "reject"])
def test_what_is_taken_back_waits_since_when_it_was_claimed(
    people: dict[str, Candidate], monkeypatch: pytest.MonkeyPatch, decision: str
) -> None:
    bea = Actor("user", "bea@example.org", 8)
    id = waiting(people["C-1"], hours=0)
    younger = waiting(people["C-2"], 0, changed_at=NOW + timedelta(minutes=30))
    log(db.session.get_one(Credential, id), "self", "claimed")
    db.session.commit()
    for minutes, decide in ((60, review_credential), (63, undo_decision)):
        later = NOW + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        said = (decision, bea, "" if decision == "verify" else "illegible")
        decide(id, *(said if decide is review_credential else (bea,)))
    assert [(one.id, one.since) for one in read().items] == [
        (id, NOW),
        (younger, NOW + timedelta(minutes=30)),
    ]
