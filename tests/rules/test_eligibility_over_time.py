"""The judgement of a pair as days go by: law that changes, starts that clear, renewals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agency.rules import expressions as ask
from agency.rules.facts import CECredit
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules
from agency.rules.spans import Spans, Window
from tests.rules.entries import entry, lifted
from tests.rules.pairs import (
    BANNED,
    BLS,
    CLAIMED,
    CMA,
    FIRST,
    HOLDS_TDAP,
    LAST,
    MID,
    TDAP,
    TODAY,
    asking,
    day,
    finding,
    gaps,
    judge,
)
from tests.strategies_of_law import rulebook

# Law that changes


def test_work_across_a_change_of_law_is_judged_by_both_texts() -> None:
    law = [entry(HOLDS_TDAP, says="Old."), entry(ask.Adult(), says="New.", in_force=MID)]
    assert judge(law, credentials=(CMA, TDAP), adult=True).verdict == "eligible"
    old = finding(judge(law, adult=True), "wa-rule-1")
    assert (old.title, old.missing.dates()) == ("Old.", [(FIRST, date(2027, 2, 14))])
    new = finding(judge(law, credentials=(CMA, TDAP), adult=False), "wa-rule-1")
    assert (new.title, new.missing.dates()) == ("New.", [(MID, LAST)])


def test_days_before_a_law_and_after_its_repeal_are_met() -> None:
    law = [entry(HOLDS_TDAP, in_force=MID), lifted(date(2027, 3, 1))]
    missing = finding(judge(law), "wa-rule-1").missing
    assert missing.dates() == [(MID, date(2027, 2, 28))]


def test_a_rule_may_be_about_the_work_before_and_about_the_person_after() -> None:
    law = [entry(BANNED), entry(HOLDS_TDAP, in_force=MID)]
    blocked = judge(law)
    assert (blocked.work.blocked, day(blocked.clears_on)) == (True, None)
    assert day(judge(law, credentials=(CMA, TDAP)).clears_on) == MID
    later = judge(law, on=MID)
    assert (later.work.blocked, gaps(later)) == (False, {"wa-rule-1": "unmet"})


# The window


def test_the_window_begins_on_the_day_of_the_judgement_if_work_has_begun() -> None:
    held = replace(CMA, issued_on=MID)
    assert judge(credentials=(held,)).verdict == "ineligible"
    later = judge(credentials=(held,), on=MID)
    assert (later.verdict, later.window) == ("eligible", Window.between(MID, LAST))


def test_what_is_over_or_in_a_state_not_recorded_is_not_judged() -> None:
    assert judge(on=LAST).verdict == "eligible"
    with pytest.raises(Ended):
        judge(on=date(2027, 4, 1))
    with pytest.raises(NoRules):
        judge(work=asking(state="XX"))


# When it clears, and until when it holds


def test_a_pair_clears_on_the_first_day_that_all_its_findings_allow() -> None:
    assessed = judge(
        credentials=(replace(CMA, issued_on=MID),),
        unavailable=Spans.between(date(2027, 3, 1), date(2027, 3, 10)),
    )
    assert day(finding(assessed, "certification").clears_on) == MID
    assert day(finding(assessed, "available").clears_on) == date(2027, 3, 11)
    assert day(assessed.clears_on) == date(2027, 3, 11)
    assert day(judge().clears_on) == FIRST


def test_a_pair_does_not_clear_if_too_few_days_are_left() -> None:
    # Eighty-seven days of work, and one too few until the card ends.
    held = replace(CMA, issued_on=MID, expires_on=date(2027, 5, 11))
    assert judge(credentials=(held,)).clears_on is None
    long_enough = replace(held, expires_on=date(2027, 5, 12))
    assert day(judge(credentials=(long_enough,)).clears_on) == MID


def test_a_later_start_asks_for_a_younger_credential() -> None:
    law = [entry(replace(HOLDS_TDAP, max_age_days=30))]
    old = replace(TDAP, issued_on=date(2026, 12, 20))
    away: dict[str, Any] = {"unavailable": Spans.between(FIRST, date(2027, 1, 20))}
    assert judge(law, credentials=(CMA, old)).verdict == "eligible"
    # Free from 21 January, when the card will be 32 days old; the next one is of 1 March.
    assert judge(law, credentials=(CMA, old), **away).clears_on is None
    new = replace(TDAP, issued_on=date(2027, 3, 1))
    assert day(judge(law, credentials=(CMA, old, new), **away).clears_on) == date(2027, 3, 1)
    # What does not age still counts when the search has moved on.
    away["busy"] = Spans.between(date(2027, 5, 1), date(2027, 5, 5))
    cards = CMA, old, new, replace(TDAP, issued_on=date(2027, 4, 20))
    assert day(judge(law, credentials=cards, **away).clears_on) == date(2027, 5, 6)


def test_a_text_that_will_only_advise_keeps_no_start_from_clearing() -> None:
    strict = entry(replace(HOLDS_TDAP, max_age_days=30))
    law = [strict, replace(strict, effect="advise", in_force=MID)]
    old = replace(TDAP, issued_on=date(2026, 12, 20))
    away = Spans.between(FIRST, date(2027, 1, 20))
    assessed = judge(law, credentials=(CMA, old), unavailable=away)
    assert day(assessed.clears_on) == MID


def test_a_pair_holds_until_its_first_requirement_ends() -> None:
    assessed = judge(unavailable=Spans.between(date(2027, 5, 1), None))
    assert day(finding(assessed, "certification").holds_until) == date(2027, 12, 31)
    assert day(assessed.holds_until) == date(2027, 4, 30)
    assert assessed.days_left == 30
    late = judge(credentials=(replace(CMA, issued_on=MID),))
    assert (late.holds_until, late.days_left) == (None, 0)


def test_no_start_and_no_extension_reaches_into_days_on_which_the_work_is_barred() -> None:
    ban = [entry(BANNED, in_force=date(2027, 5, 1))]
    assert day(judge(ban).holds_until) == date(2027, 4, 30)
    late: dict[str, Any] = {"credentials": (replace(CMA, issued_on=MID),)}
    assert day(judge(**late).clears_on) == MID
    assert judge(ban, **late).clears_on is None


def test_blocked_work_clears_when_the_ban_has_been_lifted() -> None:
    assessed = judge([entry(BANNED), lifted(MID)])
    assert (assessed.verdict, day(assessed.clears_on)) == ("ineligible", MID)


# Renewable


ENDING = replace(CMA, expires_on=date(2027, 2, 28))
UNITS = tuple(
    CECredit("CMA-AAMA", category, Decimal(20), date(2025, 6, 1), issuer_approved=True)
    for category in ("general", "administrative", "clinical")
)


def test_an_expiry_inside_the_window_with_its_renewal_on_course_is_renewable() -> None:
    assert judge(credentials=(ENDING,), ce_credits=UNITS).renewable


@pytest.mark.parametrize(
    ("facts", "on"),
    [
        ({"ce_credits": UNITS[:2]}, TODAY),
        ({"status": "inactive"}, TODAY),
        ({"credentials": (replace(ENDING, issued_on=date(2027, 1, 5)),)}, TODAY),
        ({"credentials": (replace(ENDING, expires_on=date(2027, 1, 3)),)}, TODAY),
        ({"credentials": (replace(ENDING, evidence=CLAIMED),)}, TODAY),
        ({"credentials": (CMA,)}, TODAY),
        ({}, date(2027, 1, 30)),
    ],
    ids=[
        "unit missing",
        "two gaps",
        "begins late",
        "ends before the work",
        "not reviewed",
        "no gap",
        "too late to file",
    ],
)
def test_anything_else_is_not_renewable(facts: dict[str, Any], on: date) -> None:
    usual = {"credentials": (ENDING,), "ce_credits": UNITS}
    assert not judge(on=on, **{**usual, **facts}).renewable


def test_a_judgement_names_its_evidence_and_its_rulebook() -> None:
    work = asking(client_requirements=("BLS",))
    lapsed = replace(CMA, ref="OLD", expires_on=date(2026, 1, 1))
    assessed = judge(work=work, credentials=(CMA, lapsed, BLS, TDAP))
    assert finding(assessed, "certification").evidence == ("CMA",)
    assert finding(assessed, "client:BLS").evidence == ("BLS",)
    only_lapsed = judge(work=work, credentials=(lapsed, BLS))
    assert finding(only_lapsed, "certification").evidence == ("OLD",)
    assert assessed.rulebook == rulebook(([],), []).fingerprint
