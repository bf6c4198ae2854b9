"""What each credential would be worth to a full run: to the pool, and to each person in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from agency.matching.past_facts import all_facts_of
from agency.matching.pool import Pool
from agency.matching.snapshot import Opening
from agency.matching.tables import Index, Longs
from agency.matching.value.gains import Gain, Gained, Most, gained
from agency.matching.value.opened import Judge, Opened
from agency.matching.value.prospects import OBTAIN, Prospect, terms_of
from agency.matching.value.standing import Standing
from agency.rules.facts import CandidateFacts
from agency.rules.pathways.conditions import NO, UNKNOWN, YES
from agency.rules.pathways.record import Record
from agency.rules.pathways.routes import may_apply
from agency.rules.renewal import is_on_course
from agency.rules.rulebook import RuleBook

CENTS = 100
# So many of the assignments that a credential would open to somebody are named, the best paid.
MOST_NAMED = 5
NOT_SAID = -1
Json = dict[str, Any]
Revoked = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Valued:
    """One prospect: who could newly take what, and what that would add.

    ``pay`` is the best hourly rate among all pairs, in cents. ``ready`` says of those who are
    chosen whether they may apply, or whether their renewal is on course.
    """

    prospect: Prospect
    opened: Opened
    gained: Gained
    pay: int | None
    ready: Mapping[int, str]


class Valuer:
    """One run, of which one prospect after the other is valued.

    ``margins`` is by opening what an hour brings, in cents, None where it is not known; ``revoked``
    by type from whom one was taken: nobody obtains that anew.
    """

    def __init__(
        self,
        judge: Judge,
        standing: Standing,
        openings: Sequence[Opening],
        points: Longs,
        revoked: Revoked,
        most: Most,
    ) -> None:
        self.judge, self.standing, self.most = judge, standing, most
        self._pool, self._points, self._revoked = judge.engine.pool, points, revoked
        self._applying = Applying(self._pool, judge.engine.book, judge.engine.day)
        pay = [one.assignment.pay_cents for one in openings]
        self._pay = np.array([NOT_SAID if cents is None else cents for cents in pay], np.int64)
        self._refs = [one.assignment.ref for one in openings]
        self.people: dict[int, list[Json]] = defaultdict(list)

    def valued(self) -> Iterator[Valued]:
        """Every prospect that would open anything to anybody; ``people`` is complete afterwards."""
        for prospect in self.judge.prospects:
            opened = self._opened(prospect)
            if len(opened):
                found = self._worth(prospect, opened)
                self._tell(found)
                yield found

    def _opened(self, prospect: Prospect) -> Opened:
        """Nobody obtains anew what was revoked, or goes where a pin keeps her from."""
        opened, of = self.judge.opened_by(prospect), self.standing.problem
        refs = self._revoked.get(prospect.code, ()) if prospect.kind == OBTAIN else ()
        people = np.zeros(len(self._pool), np.bool_)
        people[[self._pool.index[ref] for ref in refs if ref in self._pool.index]] = True
        days = of.first[opened.opening], of.last[opened.opening]
        away = self.standing.pinned_away(opened.candidate, *days)
        return opened.without(people[opened.candidate] | away)

    def _worth(self, prospect: Prospect, opened: Opened) -> Valued:
        applying = self._applying.to(prospect)
        barred = _nobody if prospect.kind != OBTAIN else lambda people: _barred(applying(people))
        found = gained(self.standing, opened, self._points, barred, self.most)
        takers = sorted(set().union(*(gain.takers for gain in found.together.values())))
        pay = int(self._pay[opened.opening].max())
        return Valued(prospect, opened, found, None if pay < 0 else pay, applying(takers))

    def _tell(self, found: Valued) -> None:
        """What it would be worth to each person it would open anything to."""
        opened, pay = found.opened, self._pay
        order = np.lexsort((opened.opening, -pay[opened.opening], opened.candidate))
        people, firsts = np.unique(opened.candidate[order], return_index=True)
        lasts = np.append(firsts[1:], len(order))
        for one, first, last in zip(people.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
            self.people[one].append(self._told(found, one, opened.opening[order[first:last]]))

    def _told(self, found: Valued, candidate: int, openings: Index) -> Json:
        """In plain values; ``gained`` and ``filled`` are null where she was not looked at."""
        alone = found.gained.alone.get(candidate, NOTHING)
        best = int(self._pay[openings[0]])
        named = openings[:MOST_NAMED].tolist()
        return {
            "code": found.prospect.code,
            "kind": found.prospect.kind,
            "assignments": len(openings),
            "best_pay_cents": None if best < 0 else best,
            "named": [self._refs[opening] for opening in named],
            "gained": alone and alone.gained,
            "filled": alone and alone.filled,
            "fills": [self._refs[opening] for _, opening in alone.taken] if alone else [],
        }


NOTHING = Gain(0, 0, (), {})


class Applying:
    """Whether people of a pool may apply for a credential, or are on course to renew theirs, as far
    as the pool's facts tell.
    """

    def __init__(self, pool: Pool, book: RuleBook, day: date) -> None:
        self._pool, self._book, self._day = pool, book, day
        self._records: dict[int, Record] = {}

    def to(self, prospect: Prospect) -> Callable[[Sequence[int]], dict[int, str]]:
        """What is answered of each of some people."""
        code, book, day = prospect.code, self._book, self._day
        if prospect.kind != OBTAIN:
            return self._each(lambda one: YES if _is_on_course(one.facts, code, day, book) else NO)
        if not book.catalogue[code].pathways:
            return lambda people: dict.fromkeys(people, UNKNOWN)
        return self._each(lambda one: may_apply(one, code, book, day))

    def _each(self, answer: Callable[[Record], str]) -> Callable[[Sequence[int]], dict[int, str]]:
        return lambda people: {one: answer(record) for one, record in self._of(people).items()}

    def _of(self, people: Sequence[int]) -> dict[int, Record]:
        refs = self._pool.refs
        new = {refs[one]: one for one in people if one not in self._records}
        if new:
            facts = all_facts_of(self._pool, new)
            self._records |= {new[ref]: Record(said) for ref, said in facts.items()}
        return {one: self._records[one] for one in people}


def _is_on_course(she: CandidateFacts, code: str, day: date, book: RuleBook) -> bool:
    """Whether the renewal of any credential of a type that she holds may be counted on."""
    held = (one for one in she.credentials if one.code == code)
    return any(is_on_course(one, she.ce_credits, day, book) for one in held)


def _barred(answers: Mapping[int, str]) -> set[int]:
    return {one for one, answer in answers.items() if answer == NO}


def _nobody(_people: Sequence[int]) -> frozenset[int]:
    return frozenset()


def row_of(run_id: int, found: Valued, day: date, book: RuleBook, margins: Margins) -> Json:
    """What is stored of one prospect."""
    terms, opened = terms_of(found.prospect, day, book), found.opened
    return {
        "run_id": run_id,
        "code": found.prospect.code,
        "kind": found.prospect.kind,
        "people": len(np.unique(opened.candidate)),
        "assignments": len(np.unique(opened.opening)),
        "pairs": len(opened),
        "best_pay_cents": found.pay,
        "effective": terms.effective,
        "lead_known": terms.lead_known,
        "cost_cents": None if terms.cost is None else int(terms.cost * CENTS),
        "steps": [
            {"most": most, "gained": gain.gained, "filled": gain.filled, **margins.of(gain)}
            for most, gain in found.gained.together.items()
        ],
    }


@dataclass(frozen=True)
class Margins:
    """By opening, what an hour of it brings in cents; None where pay or bill is not said."""

    cents: Sequence[int | None]

    def of(self, gain: Gain) -> Json:
        """What the openings bring that are filled more, less what those do that are not."""
        known = [(self.cents[opening], more) for opening, more in gain.more.items()]
        return {
            "margin_cents": sum(cents * more for cents, more in known if cents is not None),
            "margin_unknown": sum(abs(more) for cents, more in known if cents is None),
        }
