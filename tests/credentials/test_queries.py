"""Which credentials are to be renewed: as each of them would be judged alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.candidates.models import STATUSES as CANDIDATE_STATUSES
from agency.candidates.models import Candidate
from agency.credentials.facts import ce_credit_facts, credential_facts
from agency.credentials.models import EVIDENCE, STATUSES, CECredit, Credential
from agency.credentials.queries import (
    DueRenewal,
    renewals,
    renewals_of,
    renewals_to_accept,
)
from agency.rules import planning, renewal
from agency.rules.catalogue import CredentialType
from agency.rules.conditions import conditions
from agency.rules.facts import Evidence
from agency.rules.ledger import ce_balance
from agency.rules.renewal import CURRENT, DUE, GRACE, LAPSED
from agency.rules.rulebook import load_rulebook
from tests.builders import make_candidate, make_ce_credit, make_credential
from tests.counting import counted

BOOK = load_rulebook()
TODAY = date(2026, 11, 24)
CODES = tuple(BOOK.catalogue.types)
OFTEN = ("CMA-AAMA", "CMA-AAMA", "CMA-CCBMA", "BLS-AHA", "WA-MA-R", "WA-MA-R", "WA-MA-C-INTERIM")
FACILITIES = (None, "Alder Clinic", "Birch Hospital")


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def refs(found: list[DueRenewal]) -> list[tuple[str, str]]:
    return [(one.candidate_ref, one.credential.code) for one in found]


# Against each credential alone


@pytest.mark.parametrize("within", [0, 14, 90])
@pytest.mark.parametrize("seed", range(3))
def test_those_are_due_that_are_due_one_by_one(
    database: SQLAlchemy, seed: int, within: int
) -> None:
    people = [candidate_with_papers(Random(seed * 100 + number), within) for number in range(25)]
    for asked, wanted in ((renewals, has_none), (renewals_to_accept, accepted_none)):
        expected = [one for papers in people for one in due(*papers, within, wanted)]
        if asked is renewals_to_accept:
            expected = [replace(one, urgency="to_accept") for one in expected]
        assert asked(TODAY, within, BOOK) == sorted(
            expected, key=lambda one: (one.renew_by, one.candidate_ref, one.credential.ref)
        )


@pytest.mark.parametrize("within", [14, 90])
def test_of_one_person_it_is_told_what_is_told_of_her_among_all(
    database: SQLAlchemy, within: int
) -> None:
    people = [candidate_with_papers(Random(number), within)[0] for number in range(40)]
    people.append(waiting := make_candidate("C-1"))
    make_credential(waiting, expires_on=day(10))
    make_credential(waiting, expires_on=day(800), evidence="documented")
    everybody = renewals(TODAY, within, BOOK), renewals_to_accept(TODAY, within, BOOK)
    assert all(everybody)
    for person in people:
        hers = tuple(
            [one for one in found if one.candidate_ref == person.ref] for found in everybody
        )
        assert renewals_of(person.id, TODAY, within, BOOK) == hers


Papers = tuple[Candidate, list[Credential], list[CECredit]]


def candidate_with_papers(random: Random, within: int) -> Papers:
    """Somebody with a few credentials that expire near the days on which something changes."""
    person = make_candidate(status=random.choice(["active", "active", *CANDIDATE_STATUSES]))
    held = [credential(person, random, within) for _ in range(random.randint(0, 6))]
    credits = [
        make_ce_credit(
            person,
            random.choice(["CMA-AAMA", "RMA-AMT", "BLS-AHA"]),
            category=random.choice(["general", "administrative", "clinical"]),
            units=random.choice([Decimal(10), Decimal("29.5"), Decimal(60)]),
            earned_on=random.choice([None, day(-400), day(-3000)]),
            content=f"{random.getrandbits(120):x}",
        )
        for _ in range(random.randint(0, 4))
    ]
    return person, held, credits


def credential(person: Candidate, random: Random, within: int) -> Credential:
    code = random.choice([*CODES, *OFTEN])
    turning = turning_points(BOOK.catalogue[code], within)
    return make_credential(
        person,
        code,
        issued_on=None,
        expires_on=random.choice([None, *turning, *turning])
        if random.random() < 0.9
        else random.choice([date.min, date.max]),
        bound_to=random.choice(FACILITIES),
        status=random.choice(["active", "active", "active", *STATUSES]),
        evidence=random.choice(EVIDENCE),
    )


def turning_points(kind: CredentialType, within: int) -> list[date]:
    """Expiries just before and from which the answer is another."""
    points = [
        TODAY,
        renewal.first_expiry_still_renewable(kind, TODAY, BOOK),
        renewal.first_expiry_to_file_for(kind, TODAY, BOOK),
        renewal.first_expiry_to_file_for(kind, day(within + 1), BOOK),
    ]
    return [point + timedelta(days=days) for point in points for days in (-1, 0, 1)]


Wanted = Callable[[Credential, list[Credential]], bool]


def due(
    person: Candidate, held: list[Credential], credits: list[CECredit], within: int, wanted: Wanted
) -> list[DueRenewal]:
    """What of hers is due, by the rules alone, of those that are ``wanted`` by their successors."""
    if person.status != "active":
        return []
    active = [one for one in held if one.status == "active"]
    units = tuple(ce_credit_facts(values(one)) for one in credits)
    found = []
    for one in active:
        kind, facts = BOOK.catalogue[one.code], credential_facts(values(one))
        if not kind.expires or kind.not_renewable or facts.expires_on is None:
            continue
        last_day = renewal.renew_by(kind, facts.expires_on, BOOK)
        status = renewal.status_on(facts, TODAY, BOOK)
        successors = [other for other in active if succeeds(other, one, kind)]
        if status != LAPSED and last_day <= day(within) and wanted(one, successors):
            balance = ce_balance(facts, units, BOOK)
            name = f"{person.first_name} {person.last_name}"
            plan = planning.plan(facts, units, TODAY, BOOK)
            assert plan is not None
            found.append(
                DueRenewal(
                    *(person.ref, name, facts, status, last_day, balance),
                    urgency=urgency(status, last_day),
                    plan=plan,
                    conditions=conditions(
                        facts, [credential_facts(values(other)) for other in active], TODAY, BOOK
                    ),
                    successor=newest(successors),
                )
            )
    return found


def succeeds(other: Credential, one: Credential, kind: CredentialType) -> bool:
    if other.code != one.code or other.expires_on is None or one.expires_on is None:
        return False
    same_place = not kind.bound or other.bound_to == one.bound_to
    return same_place and other.expires_on > one.expires_on


def has_none(one: Credential, successors: list[Credential]) -> bool:
    """Whether no successor was shown to us, nor is known as well as what she has."""
    enough = min(Evidence[one.evidence], Evidence.documented)
    return all(Evidence[other.evidence] < enough for other in successors)


def accepted_none(one: Credential, successors: list[Credential]) -> bool:
    """Whether some were shown, all of them less than reviewed and less than what she has."""
    enough = min(Evidence[one.evidence], Evidence.reviewed)
    return not has_none(one, successors) and all(
        Evidence[other.evidence] < enough for other in successors
    )


def newest(successors: list[Credential]) -> str | None:
    if not successors:
        return None
    return max(successors, key=lambda other: (other.expires_on, other.ref)).ref


def urgency(status: str, last_day: date) -> str:
    if last_day < TODAY:
        return "late"
    return "coming" if status == CURRENT else "due"


def values(row: Credential | CECredit) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


# One thing at a time


@pytest.mark.parametrize(
    ("ahead", "status"),
    [(120, CURRENT), (91, CURRENT), (90, DUE), (0, DUE), (-1, GRACE), (-92, GRACE)],
)
def test_a_credential_is_due_until_its_issuer_no_longer_renews_it(
    database: SQLAlchemy, ahead: int, status: str
) -> None:
    """A CMA (AAMA) is filed for 30 days ahead, and taken for three months after."""
    person = make_candidate("C-1", first_name="Inés", last_name="Ortega")
    held = make_credential(person, expires_on=day(ahead))
    [found] = renewals(TODAY, 90, BOOK)
    assert (found.candidate_ref, found.candidate_name) == ("C-1", "Inés Ortega")
    assert (found.credential.ref, found.renew_by) == (held.ref, day(ahead - 30))
    assert found.status == status


@pytest.mark.parametrize("ahead", [121, -93])
def test_one_that_is_filed_for_later_or_was_lost_is_not_due(
    database: SQLAlchemy, ahead: int
) -> None:
    make_credential(make_candidate(), expires_on=day(ahead))
    assert renewals(TODAY, 90, BOOK) == []


def test_the_most_urgent_come_first(database: SQLAlchemy) -> None:
    second, first = make_candidate("C-2"), make_candidate("C-1")
    for person in (second, first):
        make_credential(person, expires_on=day(60))
        make_credential(person, "RMA-AMT", expires_on=day(10))
    assert refs(renewals(TODAY, 90, BOOK)) == [
        ("C-1", "RMA-AMT"),
        ("C-2", "RMA-AMT"),
        ("C-1", "CMA-AAMA"),
        ("C-2", "CMA-AAMA"),
    ]


def test_one_with_a_successor_needs_none(database: SQLAlchemy) -> None:
    renewed, not_renewed = make_candidate("C-1"), make_candidate("C-2")
    for person in (renewed, not_renewed):
        make_credential(person, expires_on=day(60))
        make_credential(person, "RMA-AMT", expires_on=day(900))
    make_credential(renewed, expires_on=day(800), evidence="documented")
    make_credential(not_renewed, expires_on=day(800), status="withdrawn")
    make_credential(not_renewed, expires_on=None)
    assert refs(renewals(TODAY, 90, BOOK)) == [("C-2", "CMA-AAMA")]


@pytest.mark.parametrize(
    ("older", "newer", "is_to_accept"),
    [
        ("reviewed", "claimed", False),
        ("reviewed", "documented", True),
        ("documented", "claimed", False),
        ("claimed", "claimed", False),
        ("documented", "documented", False),
        ("reviewed", "reviewed", False),
        ("primary_source", "reviewed", False),
    ],
)
def test_a_successor_that_nobody_accepted_is_still_to_be_accepted(
    database: SQLAlchemy, older: str, newer: str, is_to_accept: bool
) -> None:
    person = make_candidate("C-1")
    make_credential(person, expires_on=day(60), evidence=older)
    make_credential(person, "RMA-AMT", expires_on=day(60))
    after = make_credential(person, expires_on=day(800), evidence=newer)
    found = renewals_to_accept(TODAY, 90, BOOK)
    assert [one.successor for one in found] == ([after.ref] if is_to_accept else [])
    only_said = newer == "claimed" != older
    own = [("C-1", "CMA-AAMA")] if only_said else []
    assert refs(renewals(TODAY, 90, BOOK)) == [*own, ("C-1", "RMA-AMT")]


@pytest.mark.parametrize("status", ["inactive", "do_not_contact", "archived"])
def test_nobody_is_reminded_who_is_not_active(database: SQLAlchemy, status: str) -> None:
    make_credential(make_candidate("C-1", status=status), expires_on=day(60))
    make_credential(make_candidate("C-2"), expires_on=day(61))
    assert refs(renewals(TODAY, 90, BOOK)) == [("C-2", "CMA-AAMA")]


@pytest.mark.parametrize(
    ("code", "ahead", "urgency"),
    [
        ("CMA-AAMA", 29, "late"),
        ("CMA-AAMA", 30, "due"),
        ("CMA-AAMA", 90, "due"),
        ("CMA-AAMA", 91, "coming"),
        ("CMA-CCBMA", 100, "due"),
    ],
)
def test_a_renewal_is_late_due_or_coming(
    database: SQLAlchemy, code: str, ahead: int, urgency: str
) -> None:
    make_credential(make_candidate(), code, expires_on=day(ahead))
    [found] = renewals(TODAY, 90, BOOK)
    assert found.urgency == urgency


def test_what_is_asked_besides_units_is_answered_from_what_she_holds(
    database: SQLAlchemy,
) -> None:
    person, other = make_candidate("C-1"), make_candidate("C-2")
    make_credential(person, "NRCMA-NAHP", expires_on=day(60))
    card = make_credential(person, "BLS-AHA", expires_on=day(300))
    make_credential(person, "BLS-ARC", expires_on=day(900), status="revoked")
    make_credential(other, "BLS-AHA", expires_on=day(900))
    [found] = renewals(TODAY, 90, BOOK)
    assert [(one.state, one.credential) for one in found.conditions] == [
        ("met", card.ref),
        ("unknown", None),
    ]


def test_the_plan_rests_on_her_own_ledger(database: SQLAlchemy) -> None:
    person = make_candidate("C-1")
    make_credential(person, "RMA-AMT", expires_on=day(60))
    make_ce_credit(person, "RMA-AMT", units=Decimal(30), earned_on=day(-30))
    make_ce_credit(make_candidate("C-2"), "RMA-AMT", units=Decimal(50))
    [found] = renewals(TODAY, 90, BOOK)
    assert (found.plan.course, found.plan.projected_end) == ("on_course", TODAY)


def test_a_registration_with_another_facility_is_no_successor(database: SQLAlchemy) -> None:
    person = make_candidate("C-1")
    make_credential(person, "WA-MA-R", expires_on=day(60), bound_to="Alder Clinic")
    make_credential(person, "WA-MA-R", expires_on=day(800), bound_to="Birch Hospital")
    [found] = renewals(TODAY, 90, BOOK)
    assert found.credential.bound_to == "Alder Clinic"


def test_what_cannot_be_renewed_is_not_to_be_renewed(database: SQLAlchemy) -> None:
    person = make_candidate("C-1")
    make_credential(person, "WA-MA-C-INTERIM", expires_on=day(60))
    make_credential(person, "WA-MA-C", expires_on=day(60))
    assert refs(renewals(TODAY, 90, BOOK)) == [("C-1", "WA-MA-C")]


def test_what_does_not_expire_is_never_due_whatever_its_card_says(database: SQLAlchemy) -> None:
    make_credential(make_candidate(), "MMR-IMMUNE", expires_on=day(10))
    assert renewals(TODAY, 90, BOOK) == []


def test_the_ledger_is_hers_and_of_this_credential(database: SQLAlchemy) -> None:
    person = make_candidate("C-1")
    make_credential(person, expires_on=day(60))
    make_ce_credit(person, units=Decimal("10.5"))
    make_ce_credit(person, "RMA-AMT", units=Decimal(7))
    make_ce_credit(make_candidate("C-2"), units=Decimal(50))
    [found] = renewals(TODAY, 90, BOOK)
    assert found.balance is not None
    assert (found.balance.earned, found.balance.asked) == (Decimal("10.5"), Decimal(60))
    assert dict(found.balance.missing)["total"] == Decimal("49.5")


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize("within", [0, 90, 3650])
def test_days_at_the_ends_of_time_are_days(database: SQLAlchemy, today: date, within: int) -> None:
    for code in CODES:
        make_credential(make_candidate(f"C-{code}"), code, issued_on=None, expires_on=today)
    found = renewals(today, within, BOOK)
    assert ("C-RMA-AMT", "RMA-AMT") in refs(found)


def test_the_number_of_queries_does_not_grow(database: SQLAlchemy) -> None:
    make_credential(make_candidate(), expires_on=day(60))
    with counted(database) as for_one:
        renewals(TODAY, 90, BOOK)
    for _ in range(20):
        person = make_candidate()
        make_credential(person, expires_on=day(60))
        make_ce_credit(person)
    with counted(database) as for_many:
        assert len(renewals(TODAY, 90, BOOK)) == 21
    assert len(for_one) == len(for_many) == 3
    with counted(database) as of_one:
        assert renewals_of(person.id, TODAY, 90, BOOK)
    assert len(of_one) == 3
