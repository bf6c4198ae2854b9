"""What kind of law a state has, in a word."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from agency.rules.expressions import AllOf, AnyOf, Expression, Possible, Prohibited, Setting
from agency.rules.kinds import bars, kind_of, next_change
from agency.rules.rulebook import Entry, Rule, StateRules, federal_rules, load_rulebook

BOOK = load_rulebook()
DAY = date(2026, 11, 24)
HOME = Setting(frozenset({"clinic"}))
BAN = next(
    entry
    for rule in BOOK.states["NY"].rules
    for entry in rule.versions
    if entry.needs == Prohibited()
)


def state(*entries: Entry, regulation: str = "delegation only") -> StateRules:
    rules = tuple(Rule(f"ny-{at}", (entry,)) for at, entry in enumerate(entries))
    return replace(BOOK.states["NY"], regulation=regulation, rules=rules)


@pytest.mark.parametrize(
    ("code", "kind"),
    [("WA", "credential"), ("NJ", "tasks"), ("NY", "bans"), ("TX", "delegation")],
)
def test_a_state_is_of_the_kind_that_its_rules_make_it(code: str, kind: str) -> None:
    assert kind_of(BOOK.states[code], DAY) == kind


def test_every_state_has_a_kind_and_where_nothing_was_found_that_is_said() -> None:
    kinds = Counter(kind_of(one, DAY) for one in BOOK.states.values())
    assert kinds.keys() == {"credential", "tasks", "bans", "delegation", "not found"}
    assert kind_of(BOOK.states["DC"], DAY) == "not found"
    assert kind_of(federal_rules(BOOK), DAY) == "all states"


def test_a_ban_counts_only_while_it_is_in_force() -> None:
    later = replace(BAN, in_force=date(2027, 2, 1))
    assert kind_of(state(later), DAY) == "delegation"
    assert kind_of(state(later), date(2027, 2, 1)) == "bans"


@pytest.mark.parametrize(
    ("needs", "barred"),
    [
        (Prohibited(), True),
        (AllOf((HOME, Prohibited())), True),
        (AnyOf((HOME, Prohibited())), False),
        (AnyOf((Prohibited(), Prohibited())), True),
        (Possible(Prohibited()), False),
        (HOME, False),
    ],
)
def test_what_leaves_a_way_open_is_no_ban(needs: Expression, barred: bool) -> None:
    assert bars(replace(BAN, needs=needs)) is barred


def test_neither_advice_nor_what_is_in_doubt_bars_anything() -> None:
    assert not bars(replace(BAN, confidence="low"))
    assert not bars(replace(BAN, effect="advise"))


def test_the_next_change_is_the_first_within_a_year() -> None:
    soon, later, past = date(2027, 2, 1), date(2027, 6, 1), date(2026, 11, 24)
    found = next_change(state(*(replace(BAN, in_force=day) for day in (later, soon, past))), DAY)
    assert found is not None
    assert (found.rule.id, found.entry.in_force) == ("ny-1", soon)
    assert next_change(state(replace(BAN, in_force=date(2027, 11, 25))), DAY) is None
    assert next_change(state(replace(BAN, in_force=date(2027, 11, 24))), DAY) is not None
