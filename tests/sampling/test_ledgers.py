"""Ledgers that are complete want nothing, and those that are short want something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from agency.credentials.facts import ce_credit_facts
from agency.rules.facts import Credential
from agency.rules.ledger import ce_balance
from agency.rules.rulebook import load_rulebook
from agency.rules.workdays import add_months
from agency.sampling import rows
from agency.sampling.chance import Dice
from agency.sampling.ledgers import ABSENT, COMPLETE, SHORT, Ledgers
from agency.sampling.needs import Needs
from agency.sampling.person import Person
from agency.sampling.towns import towns_of
from agency.sampling.world import World

BOOK = load_rulebook()
BY_UNITS = [
    code
    for code, kind in BOOK.catalogue.types.items()
    if kind.renewal is not None and kind.renewal.units is not None
]


def somebody(world: World, code: str, how_far: str, subject: int, in_days: int = 100) -> Person:
    """Somebody with one certificate that ends in some days, and its ledger so far along."""
    home = towns_of("TX")[0]
    row = rows.Candidate("C-0001", "A", "B", "", "", home.zip, ("TX",))
    person = Person(row, home, (5, 14), Needs(), Dice(subject), ledgers={code: how_far})
    ends = world.day + timedelta(days=in_days)
    issued = add_months(ends, -12)
    person.credentials = [rows.Credential("C-0001", code, "X", issued, ends, "reviewed")]
    Ledgers(world).give(person)
    return person


def missing(person: Person) -> tuple[object, ...]:
    (card,) = person.credentials
    credits = tuple(ce_credit_facts(vars(credit)) for credit in person.ce_credits)
    held = Credential(card.code, "ref", card.issued_on, card.expires_on)
    balance = ce_balance(held, credits, BOOK)
    assert balance is not None
    return balance.missing


@pytest.mark.parametrize("code", BY_UNITS)
def test_a_complete_ledger_wants_nothing(world: World, code: str) -> None:
    assert {missing(somebody(world, code, COMPLETE, subject)) for subject in range(30)} == {()}


@pytest.mark.parametrize("code", BY_UNITS)
def test_a_short_ledger_wants_something(world: World, code: str) -> None:
    assert all(missing(somebody(world, code, SHORT, subject)) for subject in range(30))


@pytest.mark.parametrize("code", BY_UNITS)
def test_an_absent_ledger_is_empty(world: World, code: str) -> None:
    assert somebody(world, code, ABSENT, 1).ce_credits == []


def test_nothing_is_earned_before_the_cycle_begins(world: World) -> None:
    assert somebody(world, "CCMA-NHA", COMPLETE, 1, in_days=900).ce_credits == []


def test_a_certificate_that_has_lapsed_has_no_ledger(world: World) -> None:
    assert somebody(world, "CCMA-NHA", COMPLETE, 1, in_days=-1).ce_credits == []
