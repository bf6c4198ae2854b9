"""What lapses inside placements: what ends there, what that leaves uncovered, what is under way."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.audit.actions import note
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.notices.models import BadAddress, LeftTopic
from agency.renewals.actions import remind_now, say_filed
from agency.renewals.lapses import Lapse, Wanted, all_lapses, lapses
from agency.rules.renewal import renew_by
from tests.builders import (
    A_MOMENT,
    make_assignment,
    make_candidate,
    make_credential,
    make_document,
    make_facility,
    make_placement,
)
from tests.counting import counted
from tests.renewals.people import BOOK, TODAY, at_work, day
from tests.signing_in import TESTER


def placed(name: str, ends: int, first: int = -10, last: int = 60, **paper: object) -> int:
    """Somebody at work whose BLS card ends in so many days; the row id of the card."""
    she = make_candidate(f"C-{name}", first_name=name, email=f"{name.lower()}@example.org")
    make_credential(she, expires_on=day(900))
    said = {"issued_on": day(-300), "expires_on": day(ends)} | paper
    card = make_credential(she, "BLS-AHA", **said)
    at_work(she, name, day(first), day(last))
    db.session.commit()
    return card.id


def found(wanted: Wanted | None = None) -> list[Lapse]:
    return list(all_lapses(TODAY, BOOK, wanted or Wanted()))


def names(some: list[Lapse]) -> list[str]:
    return [one.placement.candidate_ref for one in some]


def test_the_first_to_lapse_comes_first_with_the_days_left_uncovered(database: SQLAlchemy) -> None:
    placed("Late", 40)
    placed("Soon", 5)
    placed("Covered", 300)
    some = found()
    assert names(some) == ["C-Soon", "C-Late"]
    first = some[0]
    assert (first.credential.code, first.ends, first.uncovered.days) == ("BLS-AHA", day(5), 55)
    assert first.renew_by == renew_by(BOOK.catalogue["BLS-AHA"], day(5), BOOK)
    assert (first.facility, first.state, first.asked) == ("Soon Clinic", "TX", True)
    assert (first.way.what, first.way.on, first.reachable) == ("none", None, True)


@pytest.mark.parametrize(
    ("first", "last", "ends", "listed"),
    [
        (-10, 60, 59, True),  # the last day alone is uncovered
        (-10, 60, 60, False),  # it ends with the work
        (-10, 60, -1, True),  # she works without it since today
        (10, 60, 10, True),  # it covers the first day alone
        (10, 60, 9, False),  # it ended before the work began: she cannot start
        (-60, -1, -5, False),  # the work is over
    ],
)
def test_its_last_day_lies_in_the_days_of_the_work(
    database: SQLAlchemy, first: int, last: int, ends: int, listed: bool
) -> None:
    placed("Ann", ends, first, last)
    assert bool(found()) is listed


@pytest.mark.parametrize("stage", ["submitted", "offered", "completed", "cancelled"])
def test_only_what_is_agreed_on_counts(database: SQLAlchemy, stage: str) -> None:
    she = make_candidate()
    make_credential(she, "BLS-AHA", expires_on=day(5))
    at_work(she, "Cedar", day(-10), day(60), stage=stage)
    db.session.commit()
    assert found() == []


def test_what_nobody_asks_for_there_is_told_on_request_alone(database: SQLAlchemy) -> None:
    she = make_candidate("C-Ann")
    make_credential(she, expires_on=day(900))
    make_credential(she, "CPT-NHA", expires_on=day(5))
    at_work(she, "Cedar", day(-10), day(60))
    db.session.commit()
    assert found() == []
    (other,) = [one for one in found(Wanted(covered_too=True)) if one.credential.code == "CPT-NHA"]
    assert (other.asked, other.uncovered.days) == (False, 0)


def test_what_another_credential_covers_leaves_nothing_uncovered(database: SQLAlchemy) -> None:
    placed("Ann", 5)
    she = make_candidate("C-Bea")
    make_credential(she, expires_on=day(900))
    make_credential(she, "BLS-AHA", expires_on=day(5))
    make_credential(she, "BLS-ARC", expires_on=day(900))
    at_work(she, "Bea", day(-10), day(60))
    db.session.commit()
    assert names(found()) == ["C-Ann"]
    assert names(found(Wanted(covered_too=True))) == ["C-Ann", "C-Bea"]


def newer(id: int, **values: object) -> None:
    card = db.session.get_one(Credential, id)
    she = db.session.get_one(Candidate, card.candidate_id)
    make_credential(she, "BLS-AHA", **values)
    db.session.commit()


def test_an_accepted_newer_one_that_follows_on_ends_it(database: SQLAlchemy) -> None:
    id = placed("Ann", 5)
    newer(id, number="N", issued_on=day(6), expires_on=day(700), evidence="reviewed")
    assert found(Wanted(covered_too=True)) == []


def test_a_newer_one_that_leaves_a_gap_does_not(database: SQLAlchemy) -> None:
    id = placed("Ann", 5)
    newer(id, number="N", issued_on=day(9), expires_on=day(700), evidence="reviewed")
    (one,) = found()
    assert one.uncovered.days == 3


@pytest.mark.parametrize(("evidence", "way"), [("documented", "waiting"), ("claimed", "none")])
def test_a_newer_one_that_nobody_accepted_waits_if_it_was_shown(
    database: SQLAlchemy, evidence: str, way: str
) -> None:
    id = placed("Ann", 5)
    newer(id, number="N", issued_on=day(1), expires_on=day(700), evidence=evidence)
    assert [one.way.what for one in found()] == [way]


def test_what_is_under_way_is_told(database: SQLAlchemy) -> None:
    ids = {name: placed(name, 5 + n) for n, name in enumerate(("Doc", "Filed", "Asked", "None"))}
    make_document(db.session.get_one(Credential, ids["Doc"]))
    make_document(
        db.session.get_one(Credential, ids["None"]),
        state="rejected",
    )
    db.session.commit()
    say_filed("C-Filed", ids["Filed"], day(-2), TODAY, TESTER)
    remind_now("C-Asked", TODAY, BOOK, TESTER)
    told = {one.placement.candidate_ref: (one.way.what, one.way.on) for one in found()}
    assert told == {
        "C-Doc": ("waiting", None),
        "C-Filed": ("filed", day(-2)),
        "C-Asked": ("asked", TODAY),
        "C-None": ("none", None),
    }


def test_a_document_of_what_nobody_accepted_yet_is_no_renewal(database: SQLAlchemy) -> None:
    id = placed("Ann", 5, evidence="documented")
    make_document(db.session.get_one(Credential, id))
    db.session.commit()
    assert [one.way.what for one in found()] == ["none"]


def test_filters_name_the_site_the_state_and_the_type(database: SQLAlchemy) -> None:
    placed("Ann", 5)
    she = make_candidate("C-Bea", willing_states=("WA",))
    card = make_credential(she, "WA-MA-C", issued_on=day(-300), expires_on=day(9))
    site = make_facility("Rainier 100%", state="WA", zip="98101")
    work = make_assignment("A-WA", site, starts_on=day(-5), ends_on=day(30))
    make_placement(she, work, "working")
    db.session.commit()
    assert names(found()) == ["C-Ann", "C-Bea"]
    for wanted in (
        Wanted(site="rainier"),
        Wanted(site="0%"),
        Wanted(state="WA"),
        Wanted(code=card.code),
    ):
        assert names(found(wanted)) == ["C-Bea"], wanted
    assert found(Wanted(site="%r")) == []


def test_a_recruiter_is_who_put_her_there_or_moved_her(database: SQLAlchemy) -> None:
    placed("Ann", 5)
    placed("Bea", 6)
    ids = {one.placement.candidate_ref: one.placement.id for one in found()}
    rita, john = Actor("user", "rita@example.org", 1), Actor("user", "john@example.org", 2)
    note(rita, "created", f"placement:{ids['C-Ann']}")
    note(john, "changed", f"placement:{ids['C-Ann']}")
    note(john, "changed", f"placement:{ids['C-Bea']}1")
    database.session.commit()
    for actor in (rita, john):
        assert names(found(Wanted(recruiter=actor.name))) == ["C-Ann"]
    assert found(Wanted(recruiter="nobody@example.org")) == []


def test_pages_lose_nobody_and_ask_as_much_however_many_there_are(database: SQLAlchemy) -> None:
    for number in range(7):
        placed(f"P{number}", 5)
    whole = found()
    told: list[Lapse] = []
    after, pages = None, 0
    while pages == 0 or after is not None:
        with counted(database) as statements:
            page = lapses(TODAY, BOOK, Wanted(), 3, after)
        told += page.items
        after, pages = page.next, pages + 1
        assert len(statements) == 9
    assert pages == 3
    assert told == whole
    assert len(told) == 7


def test_who_cannot_be_mailed_is_marked(database: SQLAlchemy) -> None:
    placed("Ann", 5)
    she = make_candidate("C-Bea", email="")
    make_credential(she, expires_on=day(900))
    make_credential(she, "BLS-AHA", expires_on=day(6))
    at_work(she, "Bea", day(-1), day(60))
    db.session.commit()
    placed("Cid", 7)
    placed("Dot", 8)
    db.session.add_all(
        [
            BadAddress(address="cid@example.org", since=A_MOMENT, status="5.1.1", said="no"),
            LeftTopic(address="dot@example.org", topic="renewal", left_at=A_MOMENT),
            LeftTopic(address="ann@example.org", topic="lapses", left_at=A_MOMENT),
        ]
    )
    db.session.commit()
    assert [one.reachable for one in found()] == [True, False, False, False]


def test_a_state_without_rules_leaves_it_unknown(database: SQLAlchemy) -> None:
    she = make_candidate("C-Ann")
    make_credential(she, "BLS-AHA", expires_on=day(5))
    site = make_facility("Nowhere", state=None, zip=None)
    work = make_assignment("A-0", site, starts_on=day(-5), ends_on=day(30))
    make_placement(she, work, "working")
    db.session.commit()
    (one,) = found()
    assert one.uncovered.days == 25
    assert one.window.days == (day(30) - TODAY).days + 1


def test_days_are_closed(database: SQLAlchemy) -> None:
    placed("Ann", 59)
    (one,) = found()
    assert list(one.uncovered.dates()) == [(day(60), day(60))]
