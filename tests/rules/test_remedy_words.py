"""When a remedy has taken effect, said only as far as anybody knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agency.rules import expressions as ask
from agency.rules.facts import Credential, Evidence, Training
from agency.rules.ledger import Balance
from agency.rules.remedies import Remedy
from agency.rules.remedy_words import known_day, once_done, still_open
from agency.rules.rulebook import load_rulebook
from agency.rules.spans import Window
from agency.rules.steps import Obtain, Renew, Step, Train, Verify
from tests.rules.pairs import CMA, FIRST, LAST, TODAY

BOOK = load_rulebook()
WINDOW = Window.between(FIRST, LAST)
READY = date(2026, 12, 24)

CARD = replace(CMA, expires_on=date(2027, 1, 31))
RENEW = Renew(effective=READY, credential=CARD, successor=replace(CARD, expires_on=date.max))
CHECK = Verify(effective=TODAY, credential=CARD, evidence=Evidence.primary_source)
EXAM = Obtain(effective=TODAY, lead_known=False, credential=Credential("CCMA-NHA", "new"))
RECORD = Training("education", topic="ged")
CLASS = Train(
    effective=TODAY,
    lead_known=False,
    record=RECORD,
    asked=ask.Education(frozenset({"ged"})),
)


def owing(units: int) -> Renew:
    missing = (("total", Decimal(units)),) if units else ()
    return replace(RENEW, balance=Balance("point", Decimal(60), Decimal(0), None, missing))


def of(*steps: Step) -> Remedy:
    return Remedy(steps, WINDOW, (WINDOW.first,) * len(steps))


@pytest.mark.parametrize(
    ("steps", "ready", "words"),
    [
        ((CHECK,), TODAY, "as soon as it is checked"),
        ((RENEW,), READY, "as soon as it is renewed"),
        ((CHECK, RENEW), READY, "as soon as it is checked and renewed"),
        ((owing(0),), READY, "as soon as it is renewed"),
        ((owing(40),), None, "as soon as it is renewed; 40 points are still to earn"),
        ((CHECK, owing(1)), None, "as soon as it is checked and renewed; 1 point is still to earn"),
        (
            (replace(RENEW, lead_known=False),),
            None,
            "as soon as it is renewed; the issuer's time is not documented",
        ),
        ((EXAM,), None, "as soon as it is issued; the issuer's time is not documented"),
        ((CLASS,), None, "as soon as it is completed; how long it takes is not documented"),
    ],
)
def test_a_day_is_told_only_where_it_is_known(
    steps: tuple[Step, ...], ready: date | None, words: str
) -> None:
    remedy = of(*steps)
    assert known_day(remedy, BOOK) == ready
    assert once_done(remedy) == words
    assert bool(still_open(remedy)) == (ready is None)


def test_a_renewal_that_cannot_be_filed_yet_takes_its_time_from_the_first_day_to_file() -> None:
    assert BOOK.catalogue["CMA-AAMA"].lead_time
    opens = date(2027, 1, 15)
    ready = known_day(of(replace(RENEW, not_before=opens)), BOOK)
    assert ready
    assert ready > opens
    assert known_day(of(replace(RENEW, not_before=TODAY)), BOOK) == READY
