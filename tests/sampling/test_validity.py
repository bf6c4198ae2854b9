"""Cards end when their issuers let them end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules.renewal import proposed_expiry
from agency.rules.rulebook import load_rulebook
from agency.sampling.chance import Dice
from agency.sampling.validity import (
    Anniversary,
    InSeason,
    MonthEnd,
    OnAYearlyDay,
    Validities,
    Validity,
)
from agency.sampling.world import world_of

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
BIRTHDAY = (5, 14)
TODAY = date(2026, 11, 24)
KINDS = (
    Anniversary(24),
    MonthEnd(60),
    OnAYearlyDay(24, (6, 30), 50),
    InSeason(12),
)
VALIDITIES = Validities(world_of(7, TODAY))
CATALOGUE = load_rulebook().catalogue
EXPIRING = [code for code, kind in CATALOGUE.types.items() if kind.expires]


@pytest.mark.parametrize("validity", KINDS)
@given(wanted=DAYS)
def test_the_ends_around_a_day_are_on_either_side_of_it(validity: Validity, wanted: date) -> None:
    before, after = validity.ends_until(wanted), validity.ends_from(wanted)
    assert before <= wanted <= after
    assert validity.ends_from(before) == validity.ends_until(before) == before


@pytest.mark.parametrize("validity", KINDS)
@given(wanted=DAYS, subject=st.text())
def test_a_card_issued_for_an_end_ends_then(validity: Validity, wanted: date, subject: str) -> None:
    ends = validity.ends_until(wanted)
    issued = validity.issued(ends, TODAY, Dice(subject))
    assert issued < ends
    # The 29th of February has no anniversary in most years.
    assert ends - validity.ends(issued) in (timedelta(0), timedelta(days=1))


@pytest.mark.parametrize("validity", KINDS)
@given(wanted=st.dates(date(2020, 1, 1), TODAY), subject=st.text())
def test_a_card_that_has_ended_was_issued_before_today(
    validity: Validity, wanted: date, subject: str
) -> None:
    assert validity.issued(validity.ends_until(wanted), TODAY, Dice(subject)) <= TODAY


@pytest.mark.parametrize("code", EXPIRING)
@given(wanted=DAYS, subject=st.text())
def test_the_catalogue_computes_the_same_expiry(code: str, wanted: date, subject: str) -> None:
    validity = VALIDITIES.of(code, BIRTHDAY)
    assert validity is not None
    issued = validity.issued(validity.ends_until(wanted), TODAY, Dice(subject))
    printed = CATALOGUE[code].validity
    proposed = printed and proposed_expiry(printed, issued)
    assert proposed in (None, validity.ends(issued))


def test_what_lasts_for_ever_has_no_validity() -> None:
    lasting = [code for code in CATALOGUE.types if VALIDITIES.of(code, BIRTHDAY) is None]
    assert sorted(lasting) == sorted(set(CATALOGUE.types) - set(EXPIRING))


def test_a_washington_credential_ends_on_the_birthday() -> None:
    validity = VALIDITIES.of("WA-MA-C", BIRTHDAY)
    assert validity is not None
    assert validity.ends_from(TODAY) == date(2027, 5, 14)


def test_a_north_dakota_registration_ends_in_june() -> None:
    validity = VALIDITIES.of("ND-UAP", BIRTHDAY)
    assert validity is not None
    assert validity.ends_until(TODAY) == date(2026, 6, 30)


@given(wanted=DAYS)
def test_influenza_vaccines_are_given_from_september_to_january(wanted: date) -> None:
    validity = VALIDITIES.of("INFLUENZA-VACCINE", BIRTHDAY)
    assert validity is not None
    for ends in (validity.ends_until(wanted), validity.ends_from(wanted)):
        assert validity.issued(ends, TODAY, Dice()).month in (9, 10, 11, 12, 1)
