"""What kind of law a state has, in a word, as its rules of a day make it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from agency.rules.expressions import AllOf, AnyOf, Expression, Possible, Prohibited
from agency.rules.rulebook import FEDERAL, Entry, Rule, StateRules

# What is to change within so many days is told beside a state's name.
AHEAD = timedelta(days=365)
CREDENTIAL, TASKS, BANS = "credential", "tasks", "bans"
DELEGATION, NOT_FOUND, ALL_STATES = "delegation", "not found", "all states"
OF_REGULATION = {
    "state credential required": CREDENTIAL,
    "certification required for certain tasks": TASKS,
    "not found": NOT_FOUND,
}


class Change(NamedTuple):
    """A text that is to come, and the rule it is of."""

    rule: Rule
    entry: Entry


def kind_of(state: StateRules, day: date) -> str:
    """A credential, certain tasks, bans on tasks, delegation alone, or nothing found.

    The file of a state says the first two itself; that tasks are barred outright is seen by the
    rules in force on ``day``.
    """
    if state.code == FEDERAL:
        return ALL_STATES
    if known := OF_REGULATION.get(state.regulation):
        return known
    in_force = (rule.in_force_on(day) for rule in state.rules)
    return BANS if any(entry and bars(entry) for entry in in_force) else DELEGATION


def bars(entry: Entry) -> bool:
    """Whether it bars work outright and well enough known to refuse anybody."""
    if entry.about != "work" or entry.confidence == "low" or entry.needs is None:
        return False
    return _prohibits(entry.needs)


def _prohibits(needs: Expression) -> bool:
    if isinstance(needs, Possible):
        return False
    if isinstance(needs, AllOf | AnyOf):
        of_all = isinstance(needs, AllOf)
        return (any if of_all else all)(_prohibits(part) for part in needs.parts)
    return isinstance(needs, Prohibited)


def next_change(state: StateRules, day: date) -> Change | None:
    """The first text that begins within a year after ``day``, if any."""
    coming = (
        Change(rule, entry)
        for rule in state.rules
        for entry in rule.versions
        if day < entry.in_force <= day + AHEAD
    )
    return min(coming, key=lambda one: one.entry.in_force, default=None)
