"""A renewal is on course in a pool's columns when the rules say so of the credential."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.matching.renewals import on_course, renewed
from agency.rules.facts import CandidateFacts
from agency.rules.renewal import first_expiry_to_file_for, is_on_course
from agency.rules.spans import LAST_DAY
from tests.examples import examples
from tests.matching.ledgers import (
    BOOK,
    CODES,
    HUNDREDTH,
    ONE_DAY,
    expiring,
    held,
    judging_days,
    just_enough,
)
from tests.matching.pools import REFS, pool

WITH_UNITS = tuple(code for code in CODES if just_enough(BOOK.catalogue[code], date(2027, 1, 1)))


def candidates(day: date) -> st.SearchStrategy[list[CandidateFacts]]:
    """Up to three people with up to four credentials; each one's ledger mixes all her units."""
    papers = st.lists(expiring(day), max_size=4)
    return st.lists(papers, min_size=1, max_size=3).map(
        lambda everyone: [
            CandidateFacts(
                ref,
                credentials=tuple(credential for credential, _ in hers),
                ce_credits=tuple(credit for _, credits in hers for credit in credits),
            )
            for ref, hers in zip(REFS, everyone, strict=False)
        ]
    )


def on_course_of(people: list[CandidateFacts], day: date) -> set[tuple[str, str, int]]:
    """Candidate, code and expiry of those whose renewal is on course."""
    columns = pool(people)
    held = columns.credentials
    return {
        (columns.refs[held.candidate[row]], held.code.known[held.code.number[row]], expiry)
        for row, expiry in enumerate(held.expires.tolist())
        if on_course(columns, day, BOOK)[row]
    }


@given(judging_days().flatmap(lambda day: st.tuples(st.just(day), candidates(day))))
@settings(max_examples=examples(300), deadline=None)
def test_those_are_on_course_that_the_rules_say_are(
    case: tuple[date, list[CandidateFacts]],
) -> None:
    day, people = case
    assert on_course_of(people, day) == {
        (person.ref, one.code, one.expires_on.toordinal() if one.expires_on else 0)
        for person in people
        for one in person.credentials
        if is_on_course(one, person.ce_credits, day, BOOK)
    }


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2027, 1, 4)])
def test_the_last_safe_day_to_file_is_the_last_on_which_a_renewal_is_on_course(
    code: str, day: date
) -> None:
    kind = BOOK.catalogue[code]
    expires_on = first_expiry_to_file_for(kind, day, BOOK)
    person = CandidateFacts(
        "C-0001",
        credentials=(held(code, expires_on),),
        ce_credits=just_enough(kind, expires_on),
    )
    assert bool(on_course_of([person], day)) is not kind.not_renewable
    earlier = replace(person, credentials=(held(code, expires_on - ONE_DAY),))
    assert not on_course_of([earlier], day)


@pytest.mark.parametrize("code", WITH_UNITS)
@pytest.mark.parametrize("place", [0, -1])
def test_a_hundredth_of_a_unit_missing_is_a_shortfall(code: str, place: int) -> None:
    day = date(2026, 11, 24)
    expires_on = day + timedelta(days=200)
    credits = list(just_enough(BOOK.catalogue[code], expires_on))
    enough = CandidateFacts(
        "C-0001", credentials=(held(code, expires_on),), ce_credits=tuple(credits)
    )
    credits[place] = replace(credits[place], units=credits[place].units - HUNDREDTH)
    assert on_course_of([enough], day)
    assert not on_course_of([replace(enough, ce_credits=tuple(credits))], day)


@pytest.mark.parametrize(("approved", "enough"), [(True, True), (False, False)])
def test_units_that_its_issuer_did_not_approve_are_not_approved(
    approved: bool, enough: bool
) -> None:
    expires_on = date(2027, 6, 30)
    first, *rest = just_enough(BOOK.catalogue["CMA-AAMA"], expires_on)
    person = CandidateFacts(
        "C-0001",
        credentials=(held("CMA-AAMA", expires_on),),
        ce_credits=(replace(first, issuer_approved=approved), *rest),
    )
    assert bool(on_course_of([person], date(2026, 11, 24))) is enough


def test_another_persons_units_are_not_hers() -> None:
    expires_on = date(2027, 6, 30)
    credits = just_enough(BOOK.catalogue["CMA-AAMA"], expires_on)
    hers = CandidateFacts("C-0001", credentials=(held("CMA-AAMA", expires_on),))
    somebody = CandidateFacts("C-0002", ce_credits=credits)
    assert not on_course_of([hers, somebody], date(2026, 11, 24))


def test_only_what_is_on_course_is_taken_as_renewed() -> None:
    expires_on = date(2027, 6, 30)
    units = just_enough(BOOK.catalogue["CMA-AAMA"], expires_on)
    people = pool(
        [
            CandidateFacts("C-0001", credentials=(held("CMA-AAMA", expires_on),)),
            CandidateFacts("C-0002", credentials=(held("CMA-AAMA", expires_on),), ce_credits=units),
            CandidateFacts("C-0003", credentials=(held("CMA-AAMA", None),), ce_credits=units),
        ]
    )
    hoped = renewed(people, date(2026, 11, 24), BOOK)
    assert hoped.credentials.expires.tolist() == [expires_on.toordinal(), LAST_DAY, -1]
    assert people.credentials.expires.tolist() == [expires_on.toordinal()] * 2 + [-1]
