"""Credentials are taken up, changed and superseded with the trail and the work of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.described import described_credential, whole_credentials
from agency.credentials.models import Credential
from agency.credentials.schemas import CredentialInput
from agency.errors import NotFound, Refused, Stale, Taken
from agency.extensions import db
from agency.settings import today
from agency.verification.actions import change_credential, create_credential
from tests.builders import make_candidate, make_credential
from tests.counting import counted
from tests.trail import ANN, all_rows, do_at_once, noted, work_left

# Nobody of ours, whose entry nobody else has to look at.
COMMAND = Actor("command", "a test")

CARD: dict[str, Any] = {
    "candidate_ref": "C-1",
    "code": "CMA-AAMA",
    "number": "1234",
    "issued_on": "2026-01-01",
    "expires_on": "2030-12-31",
    "evidence": "documented",
}


def values(**said: Any) -> dict[str, Any]:
    return CredentialInput().accept(CARD | said)


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    """Somebody on file, beside somebody else who holds the very card."""
    person = make_candidate("C-1")
    make_credential(make_candidate("C-2"), number="1234", issued_on=date(2026, 1, 1))
    database.session.commit()
    return person


def held(person: Candidate, **said: Any) -> int:
    row = make_credential(person, **{"number": "1111", "evidence": "documented", **said})
    db.session.commit()
    return row.id


def stored(id: int) -> dict[str, Any]:
    db.session.rollback()
    row = db.session.scalars(whole_credentials().where(Credential.id == id)).one()
    return described_credential(row)


def test_what_was_taken_up_is_described_as_it_was_told(amara: Candidate) -> None:
    row = create_credential(values(bound_to="Alder Clinic"), ANN)
    said = described_credential(row)
    assert said == stored(row.id)
    assert {name: said[name] for name in CARD} == CARD
    assert list(said) == ["id", *CredentialInput().fields, "changed_at"]
    told = CredentialInput().accept(said | {"number": "77"})
    again = described_credential(create_credential(told, ANN))
    assert {name for name in said if said[name] != again[name]} == {"id", "number", "changed_at"}


def test_what_is_taken_up_is_noted_and_matched(amara: Candidate) -> None:
    row = create_credential(values(), ANN)
    assert work_left() == ([("candidate", amara.id)], ["match_delta"])
    said = CARD | {"status": "active"}
    assert noted() == [("created", f"credential:{row.id}", None, said, "")]


def test_only_what_is_named_changes(amara: Candidate) -> None:
    id, other = held(amara), held(amara, number="2222")
    before, others = stored(id), stored(other)
    change_credential(id, {"expires_on": date(2029, 1, 31), "number": "5"}, ANN)
    after = stored(id)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"number", "expires_on", "changed_at"}
    assert stored(other) == others
    assert work_left() == ([("candidate", amara.id)], ["match_delta"])
    was, is_now = ("1111", "2028-12-31"), ("5", "2029-01-31")
    names = "number", "expires_on"
    changes = dict(zip(names, was, strict=True)), dict(zip(names, is_now, strict=True))
    assert noted() == [("changed", f"credential:{id}", *changes, "")]


def test_what_is_so_already_is_no_change(amara: Candidate) -> None:
    id = held(amara, evidence="reviewed")
    before = all_rows()
    change_credential(id, {"evidence": "reviewed", "bound_to": None, "candidate_ref": "C-1"}, ANN)
    assert all_rows() == before


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"candidate_ref": "C-2"}, "candidate_ref: 'C-2': expected C-1, which cannot be changed"),
        ({"expires_on": date(2023, 1, 1)}, "expires_on: '2023-01-01': expected a day not before"),
        ({"issued_on": date(2029, 1, 1)}, "expires_on: '2028-12-31': expected a day not before"),
        ({"evidence": "reviewed"}, "evidence: 'reviewed': expected claimed or documented"),
    ],
)
def test_a_change_that_does_not_fit_is_refused_by_the_field(
    amara: Candidate, said: dict[str, Any], problem: str
) -> None:
    id = held(amara)
    before = all_rows()
    with pytest.raises(Refused, match=problem):
        change_credential(id, said, ANN)
    assert all_rows() == before


@pytest.mark.parametrize("evidence", ["reviewed", "primary_source"])
def test_only_who_may_verify_says_that_it_was(amara: Candidate, evidence: str) -> None:
    before = all_rows()
    with pytest.raises(Refused, match=f"evidence: '{evidence}': expected claimed or documented"):
        create_credential(values(evidence=evidence), ANN)
    assert all_rows() == before
    row = create_credential(values(evidence=evidence), COMMAND, may_verify=True)
    assert stored(row.id)["evidence"] == evidence


@pytest.mark.parametrize(
    "said",
    [
        {"expires_on": date(2035, 1, 1)},
        {"number": "5"},
        {"code": "RMA-AMT"},
        {"bound_to": "Alder Clinic"},
        {"evidence": "primary_source"},
        {"status": "revoked"},
    ],
)
def test_what_was_reviewed_changes_only_by_who_may_verify(
    amara: Candidate, said: dict[str, Any]
) -> None:
    id = held(amara, evidence="reviewed")
    before = all_rows()
    with pytest.raises(Refused, match=next(iter(said))):
        change_credential(id, said, ANN)
    assert all_rows() == before
    change_credential(id, said, ANN, may_verify=True)
    assert stored(id)["evidence"] == said.get("evidence", "reviewed")


def test_what_was_reviewed_can_be_withdrawn_or_put_up_for_review_again(amara: Candidate) -> None:
    id = held(amara, evidence="reviewed")
    change_credential(id, {"expires_on": date(2035, 1, 1), "evidence": "documented"}, ANN)
    other = held(amara, number="2222", evidence="primary_source")
    change_credential(other, {"status": "withdrawn"}, ANN)
    assert (stored(id)["evidence"], stored(other)["status"]) == ("documented", "withdrawn")
    with pytest.raises(Refused, match="status: 'active': expected withdrawn to stay"):
        change_credential(other, {"status": "active"}, ANN)


@pytest.mark.parametrize("status", ["rejected", "revoked"])
def test_a_decision_is_not_taken_back_by_who_may_not_verify(amara: Candidate, status: str) -> None:
    id = held(amara, status=status)
    with pytest.raises(Refused, match=f"status: 'active': expected {status} to stay"):
        change_credential(id, {"status": "active"}, ANN)
    change_credential(id, {"status": "active"}, ANN, may_verify=True)
    assert stored(id)["status"] == "active"


def test_nobody_on_file_holds_nothing(amara: Candidate) -> None:
    before = all_rows()
    with pytest.raises(Refused, match="candidate_ref: 'C-7': expected the reference of a candidat"):
        create_credential(values(candidate_ref="C-7"), ANN)
    assert all_rows() == before
    with pytest.raises(NotFound, match="there is no credential '999999'"):
        change_credential(999_999, {"number": "5"}, ANN)


@pytest.mark.parametrize("issued_on", ["2026-01-01", None])
def test_she_holds_a_credential_once(amara: Candidate, issued_on: str | None) -> None:
    create_credential(values(issued_on=issued_on), ANN)
    other = held(amara, issued_on=date(2026, 1, 1) if issued_on else None)
    before = all_rows()
    with pytest.raises(Taken, match="credential 'CMA-AAMA:1234:"):
        create_credential(values(issued_on=issued_on, expires_on="2031-01-01"), ANN)
    with pytest.raises(Taken, match="credential 'CMA-AAMA:1234:"):
        change_credential(other, {"number": "1234"}, ANN)
    assert all_rows() == before


def refuse(_row: Credential) -> None:
    raise Stale("it has changed")


@pytest.mark.parametrize(
    "act",
    [
        lambda _: create_credential(values(evidence="reviewed"), COMMAND, True, also=refuse),
        lambda id: change_credential(id, {"number": "5"}, ANN, also=refuse),
        lambda id: change_credential(id, {"number": "5"}, ANN, expects=refuse),
    ],
    ids=["create", "change", "lost race"],
)
def test_where_what_belongs_to_it_fails_nothing_is_done(
    amara: Candidate, act: Callable[[int], object]
) -> None:
    id = held(amara)
    before = all_rows()
    with pytest.raises(Stale):
        act(id)
    assert all_rows() == before


def test_of_many_who_take_up_one_card_one_does(app: Flask, amara: Candidate) -> None:
    outcomes: list[str] = []

    def take(year: int) -> None:
        with app.app_context():
            try:
                create_credential(values(expires_on=f"{year}-12-31"), ANN)
                outcomes.append("made")
            except Taken:
                outcomes.append("taken")

    do_at_once([partial(take, year) for year in range(2030, 2035)])
    assert sorted(outcomes) == ["made", *["taken"] * 4]
    hers = select(Credential).where(Credential.candidate_id == amara.id)
    assert len(db.session.scalars(hers).all()) == 1


def day(offset: int) -> date:
    return today() + timedelta(days=offset)


def _with_days(said: dict[str, Any]) -> dict[str, Any]:
    """``since`` and ``until``, which count from today, as the days they mean."""
    names = {"since": "issued_on", "until": "expires_on"}
    return {names.get(k, k): day(v) if k in names else v for k, v in said.items()}


OLD: dict[str, Any] = {"issued_on": date(2020, 1, 1), "evidence": "reviewed"}


@pytest.mark.parametrize(
    ("older", "newer", "superseded"),
    [
        ({}, {}, True),
        ({"issued_on": None}, {}, True),
        ({"evidence": "claimed"}, {}, True),
        ({"evidence": "primary_source"}, {}, False),
        ({"evidence": "documented"}, {"evidence": "documented"}, False),
        ({"issued_on": date(2026, 1, 2)}, {}, False),
        ({"until": 900}, {}, False),
        ({"until": -1}, {"since": 1}, True),
        ({}, {"since": 1}, False),
        ({}, {"since": 0}, True),
        ({"expires_on": None}, {}, False),
        ({}, {"expires_on": None}, False),
        ({}, {"status": "withdrawn"}, False),
        ({}, {"bound_to": "Alder Clinic"}, False),
        ({"bound_to": "Alder Clinic"}, {"bound_to": "Alder Clinic"}, True),
        ({"code": "HEPB-IMMUNE", "expires_on": None}, {"code": "HEPB-IMMUNE"}, False),
        (
            {"code": "HEPB-IMMUNE", "expires_on": None},
            {"code": "HEPB-IMMUNE", "expires_on": None},
            True,
        ),
        ({"code": "RMA-AMT"}, {}, False),
    ],
)
def test_an_older_one_is_superseded_where_the_newer_covers_all_that_remains_of_it(
    amara: Candidate, older: dict[str, Any], newer: dict[str, Any], superseded: bool
) -> None:
    old = held(amara, **OLD | {"expires_on": day(300)} | _with_days(older))
    expired = held(amara, number="9", **OLD | {"expires_on": day(300), "status": "rejected"})
    said = values(evidence="reviewed") | {"expires_on": day(600)} | _with_days(newer)
    row = create_credential(said, COMMAND, may_verify=True)
    status = "superseded" if superseded else "active"
    assert (stored(old)["status"], stored(expired)["status"]) == (status, "rejected")
    change = {"status": "active"}, {"status": "superseded"}
    entry = ("superseded", f"credential:{old}", *change, f"by {row.ref}")
    assert noted()[1:] == ([entry] if superseded else [])


def test_a_change_that_makes_an_older_one_needless_supersedes_it(amara: Candidate) -> None:
    old = held(amara, **OLD | {"expires_on": day(300)})
    newer = held(amara, number="2222", issued_on=date(2026, 1, 1), expires_on=day(200))
    elsewhere = held(make_candidate("C-3"), **OLD | {"expires_on": day(10)})
    change_credential(newer, {"evidence": "reviewed"}, ANN, may_verify=True)
    assert stored(old)["status"] == "active"
    change_credential(newer, {"expires_on": day(301)}, ANN, may_verify=True)
    assert [stored(id)["status"] for id in (old, elsewhere)] == ["superseded", "active"]


def test_either_takes_few_queries(amara: Candidate) -> None:
    for number in range(5):
        held(amara, number=f"{number}", **OLD | {"expires_on": day(300)})
    with counted(db) as statements:
        create_credential(values(), ANN)
    assert len(statements) <= 9
    id = held(amara)
    with counted(db) as statements:
        change_credential(id, {"number": "6"}, ANN)
    assert len(statements) <= 10
