"""The rulebook: what the law of each state asks on a day, what is to change, and what is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import render_template, request

from agency.access.principal import principal
from agency.assignments.queries import facility_states
from agency.dashboard.blueprint import dashboard
from agency.dashboard.rule_words import ShownRule, asked_in_short, shown_rule
from agency.errors import NotFound
from agency.fields import Day, InputSchema, SafeText
from agency.pictures.rule_bars import RuleBars, rule_bars
from agency.rules.entry_words import NOT_LEGAL_ADVICE
from agency.rules.kinds import Change, kind_of, next_change
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import (
    FEDERAL,
    NoRules,
    Rule,
    RuleBook,
    StateRules,
    federal_rules,
    load_rulebook,
)
from agency.rules.tabulating import Line, lines
from agency.settings import today
from agency.standards.books import book_with, readable, saved_text
from agency.standards.queries import standing
from agency.standards.rule_page import OnRecord, Page, page_of

# The strictest kinds of law first, as a reader of the list looks for them.
KINDS = {
    "all states": "all states",
    "credential": "credential",
    "tasks": "tasks",
    "bans": "bans",
    "delegation": "delegation",
    "not found": "not found",
}
KIND_WORDS = {
    "all states": "Over every state",
    "credential": "State credential required",
    "tasks": "Certification for certain tasks",
    "bans": "Certain tasks are barred",
    "delegation": "Delegation by a licensed practitioner",
    "not found": "Nothing found",
}
MAY_RECORD = frozenset({"admin"})
MAY_TRY = frozenset({"admin", "compliance"})


class DayInput(InputSchema):
    """What the address of a page of the rulebook may say."""

    on = Day(load_default=None)
    rule = SafeText(80, load_default=None)
    facility = SafeText(200, load_default=None)


@dataclass(frozen=True, slots=True)
class Place:
    """A state, or the federal rules, in a list: its kind of law and what changes within a year."""

    code: str
    name: str
    kind: str
    change: Change | None
    line: Line


@dataclass(frozen=True, slots=True)
class Group:
    """Rules of one origin, drawn together."""

    title: str
    small: str
    bars: RuleBars


@dataclass(frozen=True, slots=True)
class OnHand:
    """The rulebook with all that is recorded and can be read, and why the rest cannot."""

    book: RuleBook
    saved: Mapping[Any, str]
    problems: Sequence[str]


@dashboard.get("/rulebook")
def rulebook() -> str:
    """Every state with its kind of law, counted."""
    asked, held = DayInput().accept(request.args), on_hand()
    day = asked["on"] or today()
    found = places(held.book, day)
    return render_template(
        "dashboard/rulebook.html",
        day=day,
        asked=asked["on"],
        book=held.book,
        places=found,
        confidence=_by_confidence(found),
        problems=held.problems,
        recorded=len(held.saved),
        **permissions(),
    )


@dashboard.get("/rulebook/<code>")
def state_rules(code: str) -> str:
    """One state's rules on a day as dated bars, and the one that was chosen, in full."""
    asked, held = DayInput().accept(request.args), on_hand()
    day = asked["on"] or today()
    page = _page(code, day, held)
    chosen = _chosen(page, asked["rule"], asked["facility"])
    return render_template(
        "dashboard/rulebook_state.html",
        day=day,
        asked=asked["on"],
        page=page,
        kind=kind_of(page.state, day),
        places=places(held.book, day),
        groups=list(_groups(page)),
        chosen=chosen,
        changes=[shown_rule(page, rule) for rule in page.rules if page.later(rule)],
        one_day=timedelta(days=1),
        problems=held.problems,
        **permissions(),
    )


def on_hand() -> OnHand:
    """What is recorded; one query."""
    rows = standing()
    saved = {row.key: saved_text(row) for row in rows}
    try:
        return OnHand(book_with(rows, load_rulebook()), saved, ())
    except RuleBookError:
        book, problems = readable(rows, load_rulebook())
        return OnHand(book, saved, [str(problem) for problem in problems.values()])


def permissions() -> dict[str, object]:
    """What whoever asks may do here beside reading, and the words that every page shares."""
    asking = principal()
    roles = asking.roles if asking else frozenset()
    return {
        "may_record": bool(roles & MAY_RECORD),
        "may_try": bool(roles & MAY_TRY),
        "kinds": KINDS,
        "kind_words": KIND_WORDS,
        "disclaimer": NOT_LEGAL_ADVICE,
    }


def places(book: RuleBook, day: date) -> list[Place]:
    """The federal rules and every state, the strictest kinds first, then by name."""
    counted = {line.code: line for line in lines(book)}
    order = list(KINDS)
    found = (_place(state, day, counted) for state in (federal_rules(book), *book.states.values()))
    return sorted(found, key=lambda place: (order.index(place.kind), place.name))


def _place(state: StateRules, day: date, counted: Mapping[str, Line]) -> Place:
    kind, change = kind_of(state, day), next_change(state, day)
    return Place(state.code, state.name, kind, change, counted[state.code])


def _by_confidence(found: Sequence[Place]) -> dict[str, int]:
    levels = ("high", "medium", "low")
    return {level: sum(place.line.confidence[level] for place in found) for level in levels}


def _page(code: str, day: date, held: OnHand) -> Page:
    try:
        return page_of(code, day, held.book, OnRecord(held.saved, facility_states()))
    except NoRules as error:
        raise NotFound("state of the rulebook", code) from error


def _chosen(page: Page, rule_id: str | None, facility: str | None) -> ShownRule | None:
    """The rule that was asked for, or the first that decides; raises NotFound.

    Where several facilities ask under one name, ``facility`` says whose is meant.
    """
    if rule_id is None:
        first = next((rule for rule in page.state.rules if _decides(rule, page.day)), None)
        first = first or next(iter(page.rules), None)
        return shown_rule(page, first) if first else None
    named = (rule for rule in page.rules if rule.id == rule_id)
    rule = next((one for one in named if facility in (None, page.facility_of(one))), None)
    if rule is None:
        raise NotFound("rule", rule_id)
    return shown_rule(page, rule)


def _groups(page: Page) -> Iterator[Group]:
    """The state's rules that decide, those that advise, and what lies over all of them."""
    state, day = page.state, page.day
    decide = [rule for rule in state.rules if _decides(rule, day)]
    advise = [rule for rule in state.rules if not _decides(rule, day)]
    law = {rule.id for rule in (*state.rules, *page.book.federal)}
    standards = [rule for rule in page.rules if rule.id not in law]
    federal = () if state.code == FEDERAL else page.book.federal
    for title, small, rules in (
        ("Rules that decide", "each blocks work or is asked of every person", decide),
        ("Notes", "shown with an answer, and decide nothing", advise),
        ("Federal rules", "over every state", federal),
        ("Standards", "of the agency, and of facilities in the state; no law", standards),
    ):
        if rules:
            yield Group(
                title, small, rule_bars(rules, day, partial(asked_in_short, book=page.book))
            )


def _decides(rule: Rule, day: date) -> bool:
    """Whether its text of the day decides, or the next one where none is in force."""
    entry = rule.in_force_on(day) or rule.versions[-1]
    return entry.about != "advice"
