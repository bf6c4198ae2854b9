"""Which credentials a person may sit or apply for on a day, by which route, and what is missing.

Every statement is a condition with days of its own, as everywhere in the rulebook: a route is open
on the days on which all its conditions are met, a credential on the days on which a route is. What
a record cannot show stays unknown, with the question to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce

from agency.rules import expressions as ask
from agency.rules.catalogue import CredentialType, Provenance
from agency.rules.expressions import Expression
from agency.rules.pathways.catalogue import ADVICE, COMMON, ROUTE, VARIANT, Pathway
from agency.rules.pathways.conditions import (
    MISSING,
    NO,
    UNKNOWN,
    YES,
    Condition,
    answer_on,
    conditions_of,
    coverage_of,
    exam_again,
)
from agency.rules.pathways.record import Attempts, Record, attempts_at
from agency.rules.renewal import CURRENT, DUE, status_on
from agency.rules.rulebook import Entry, RuleBook
from agency.rules.spans import ALWAYS, LAST_DAY, Coverage, Window

ORDER = {YES: 0, UNKNOWN: 1, NO: 2}
NO_PATHWAY = ("clearance",)


@dataclass(frozen=True, slots=True)
class Cost:
    """A fee of the exam or of the application, in dollars; ``name`` says for whom."""

    name: str
    usd: Decimal
    note: str | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Route:
    """One way to a credential: ``answer`` yes, no or unknown, and the days on which it is open.

    ``opens_on`` is the first day, from the day asked for on, on which it is known to be open;
    ``open_until`` is the last day of the stretch on which it is open, or may be if it may be now.
    None where there is no such day, or no end.
    """

    pathway: Pathway
    answer: str
    conditions: tuple[Condition, ...]
    coverage: Coverage
    opens_on: date | None
    open_until: date | None
    costs: tuple[Cost, ...]

    def of_state(self, state: str) -> tuple[Condition, ...]:
        return tuple(one for one in self.conditions if one.state == state)


@dataclass(frozen=True, slots=True)
class Held:
    """The credential itself, if she has it: ``current``, ``lapsed`` or ``undated``."""

    ref: str
    status: str
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class MaySit:
    """The answer for one type of credential; ``routes`` stand best first.

    No routes at all means that how it is obtained was not researched, and the answer is unknown.
    ``opens_in`` are the rules of states that a holder meets, by the state's code.
    """

    kind: CredentialType
    answer: str
    held: Held | None
    routes: tuple[Route, ...]
    variants: tuple[Condition, ...]
    advice: tuple[Pathway, ...]
    attempts: Attempts | None
    opens_in: tuple[tuple[str, Entry], ...]

    @property
    def best(self) -> Route | None:
        return self.routes[0] if self.routes else None

    @property
    def only_to_ask(self) -> bool:
        """Whether nothing is missing on the best route: it is a matter of asking alone."""
        best = self.best
        return best is not None and best.answer == UNKNOWN and not best.of_state(MISSING)


def pathways(record: Record, book: RuleBook, day: date) -> tuple[MaySit, ...]:
    """The answer for every credential one can sit or apply for, in the catalogue's order."""
    return tuple(
        may_sit(record, kind.code, book, day)
        for kind in book.catalogue.types.values()
        if kind.category not in NO_PATHWAY
    )


def may_sit(record: Record, code: str, book: RuleBook, day: date) -> MaySit:
    """Whether she may sit or apply for ``code`` on ``day``: yes, no or unknown, by every route."""
    kind = book.catalogue[code]
    attempts = attempts_at(kind, record)
    always = [
        *conditions_of(_of_kind(kind, COMMON), record, book, day),
        *(exam_again(attempts, day) if attempts else ()),
    ]
    found = [_route(kind, one, always, record, book, day) for one in _of_kind(kind, ROUTE)]
    routes = sorted(found, key=_order)
    return MaySit(
        kind=kind,
        answer=routes[0].answer if routes else UNKNOWN,
        held=_held(record, code, book, day),
        routes=tuple(routes),
        variants=tuple(conditions_of(_of_kind(kind, VARIANT), record, book, day)),
        advice=tuple(_of_kind(kind, ADVICE)),
        attempts=attempts,
        opens_in=tuple(opens_in(code, book, day)),
    )


def may_apply(record: Record, code: str, book: RuleBook, day: date) -> str:
    """The answer of `may_sit` alone: yes, no or unknown, without the reasons."""
    kind = book.catalogue[code]
    attempts = attempts_at(kind, record)
    always = reduce(Coverage.__and__, _asked_always(kind, attempts, record, book), ALWAYS)
    answers = (
        answer_on(coverage_of(one, record, book) & always, day) for one in _of_kind(kind, ROUTE)
    )
    return min(answers, key=ORDER.__getitem__, default=UNKNOWN)


def _asked_always(
    kind: CredentialType, attempts: Attempts | None, record: Record, book: RuleBook
) -> Iterator[Coverage]:
    yield from (coverage_of(one, record, book) for one in _of_kind(kind, COMMON))
    if attempts and attempts.failed:
        yield attempts.coverage


def _of_kind(kind: CredentialType, wanted: str) -> list[Pathway]:
    return [one for one in kind.pathways if one.kind == wanted]


def _order(route: Route) -> tuple[int, int, int]:
    """The best route first: what it answers, then how much is missing, then how much to ask."""
    missing, unknown = route.of_state(MISSING), route.of_state(UNKNOWN)
    return ORDER[route.answer], len(missing), len(unknown)


def _route(
    kind: CredentialType,
    pathway: Pathway,
    always: Sequence[Condition],
    record: Record,
    book: RuleBook,
    day: date,
) -> Route:
    conditions = (*conditions_of([pathway], record, book, day), *always)
    together = reduce(Coverage.__and__, (one.coverage for one in conditions), ALWAYS)
    opens = together.met.earliest(Window.between(day, day))
    return Route(
        pathway=pathway,
        answer=answer_on(together, day),
        conditions=conditions,
        coverage=together,
        opens_on=None if opens is None else date.fromordinal(opens),
        open_until=_open_until(together, day, opens),
        costs=tuple(_costs(kind, pathway)),
    )


def _open_until(coverage: Coverage, day: date, opens: int | None) -> date | None:
    may_be = answer_on(coverage, day) == UNKNOWN
    days, since = (coverage.possible, day.toordinal()) if may_be else (coverage.met, opens)
    until = None if since is None else days.holds_until(since)
    return None if until is None or until == LAST_DAY else date.fromordinal(until)


# What she has, what it costs, what it opens


def _held(record: Record, code: str, book: RuleBook, day: date) -> Held | None:
    """Her best active credential of the type, issued by ``day``: a current one before others."""
    held = [
        one
        for one in record.facts.credentials
        if one.code == code and one.status == "active" and (one.issued_on or day) <= day
    ]
    answers = [Held(one.ref, _standing(status_on(one, day, book)), one.expires_on) for one in held]
    ranks = {"current": 0, "undated": 1, "lapsed": 2}
    return min(
        answers,
        key=lambda one: (ranks[one.status], -(one.expires_on or date.min).toordinal(), one.ref),
        default=None,
    )


def _standing(status: str) -> str:
    if status in (CURRENT, DUE):
        return "current"
    return "undated" if status == "undated" else "lapsed"


def _costs(kind: CredentialType, pathway: Pathway) -> Iterator[Cost]:
    sources = dict(kind.sources)
    for name, usd in kind.fees:
        if name in pathway.fees:
            yield Cost(name, usd, None, sources["fee"])
    for name, usd in kind.exam.fees if kind.exam else ():
        if kind.exam and name in pathway.fees:
            yield Cost(name, usd, None, kind.exam.provenance)
    if pathway.application_usd is not None:
        note = pathway.application_note
        yield Cost("application", pathway.application_usd, note, pathway.provenance)


def opens_in(code: str, book: RuleBook, day: date) -> Iterator[tuple[str, Entry]]:
    """The state rules in force on ``day`` that a credential of this type answers."""
    for state in book.states.values():
        for rule in state.rules:
            entry = rule.in_force_on(day)
            if entry and entry.effect == "require" and entry.needs and _accepts(entry.needs, code):
                yield state.code, entry


def _accepts(needs: Expression, code: str) -> bool:
    return any(isinstance(leaf, ask.Holds) and code in leaf.codes for leaf in ask.leaves(needs))
