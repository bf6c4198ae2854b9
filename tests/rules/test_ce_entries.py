"""Which credits count towards a cycle, and the reason why others do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agency.rules.ce_entries import entries
from agency.rules.facts import CECredit
from agency.rules.ledger import credits_of_cycle
from agency.rules.rulebook import load_rulebook
from tests.rules.ledgers import earned, held

BOOK = load_rulebook()
CMA = held("CMA-AAMA", "2027-01-31")
NOW = date(2026, 11, 24)
GENERAL = earned("general", 5, "2026-03-01")


@pytest.mark.parametrize(
    ("credit", "counts", "why"),
    [
        (GENERAL, True, "counts as general and in all"),
        (
            replace(GENERAL, issuer_approved=False),
            True,
            "counts as general and in all; not approved by the issuer",
        ),
        (replace(GENERAL, category="other"), True, "counts in all, towards no category"),
        (replace(GENERAL, earned_on=None), False, "no day is on file, so it counts in no cycle"),
        (
            replace(GENERAL, earned_on=date(2022, 1, 31)),
            False,
            "earned before this cycle began on 1 Feb 2022",
        ),
        (replace(GENERAL, earned_on=date(2022, 2, 1)), True, "counts as general and in all"),
        (
            replace(GENERAL, earned_on=date(2027, 2, 1)),
            False,
            "earned after this cycle ended on 31 Jan 2027",
        ),
        (
            replace(GENERAL, earned_on=date(2027, 1, 2)),
            True,
            "counts as general and in all; from its day on",
        ),
    ],
)
def test_an_entry_says_what_it_counts_for(credit: CECredit, counts: bool, why: str) -> None:
    (entry,) = entries(CMA, [credit], NOW, BOOK)
    assert (entry.counts, entry.why) == (counts, why)


def test_credits_of_another_type_are_not_of_this_ledger() -> None:
    other = earned("", 5, "2026-03-01", code="RMA-AMT")
    assert [one.place for one in entries(CMA, [other, GENERAL], NOW, BOOK)] == [1]


def test_what_counts_is_what_the_balance_counts() -> None:
    credits = [replace(GENERAL, earned_on=date(2022 + n, 1, 31)) for n in range(7)]
    renewal = BOOK.catalogue["CMA-AAMA"].renewal
    assert renewal is not None
    told = [one.credit for one in entries(CMA, credits, NOW, BOOK) if one.counts]
    assert told == credits_of_cycle(CMA, credits, renewal)


def test_a_type_without_units_has_no_entries() -> None:
    assert entries(held("BLS-AHA", "2027-01-31"), [GENERAL], NOW, BOOK) == []
