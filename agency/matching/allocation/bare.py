"""A bare allocation, as a JSON object says it: openings, edges with scores, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from marshmallow import ValidationError

from agency.errors import Problem, Refused
from agency.fields.days import day_of
from agency.fields.schema import shown
from agency.fields.strict_json import path_to
from agency.matching.allocation.bare_pairs import items, wishes_of
from agency.matching.allocation.pins import NOBODY, Answer, answered, pinned, without
from agency.matching.allocation.problem import Problem as Choice
from agency.matching.allocation.solving import Allocation
from agency.matching.allocation.stability import unsettled
from agency.matching.allocation.worth import PRIORITIES, Worth
from agency.matching.tables import Index, Longs
from agency.rules.ranking import THOUSAND

KEYS = ("openings", "edges", "one_each", "pins", "exclusions")
OPENING_KEYS = ("id", "count", "window", "priority", "pay_rate")
MOST_SCORE = 10**9
# Scores are read to so many thousandths of a thousandth, which is finer than any are computed.
FINEST = 1_000_000
MOST_TOLD = 200
MOST_PAIRS = 1000
AN_EDGE = 'a list such as ["C-0001", "A-0001", 87.25]: candidate, opening id and score'
A_WINDOW = 'a list such as ["2027-02-01", "2027-02-07"], which ends after it begins'
Pair = tuple[str, str]
Edge = tuple[str, str, Decimal]


@dataclass(frozen=True)
class Bare:
    """What is to be chosen, and who is meant by its numbers; weights are in ``unit`` to a point.

    ``scores`` are of its edges and ``pay`` of its openings; ``pins`` and what became of them go
    together. ``repeated`` are pairs of more than one edge, of which the best score counts, and
    ``unknown_keys`` mean nothing here.
    """

    choice: Choice
    people: tuple[str, ...]
    openings: tuple[str, ...]
    unit: int
    scores: Longs
    pay: Longs
    pins: Sequence[Pair]
    answers: Sequence[Answer]
    repeated: tuple[tuple[str, str], ...]
    unknown_keys: tuple[str, ...]

    def described(self, found: Allocation) -> dict[str, Any]:
        """The answer as plain JSON, in points."""
        pairs = unsettled(self.choice, found.chosen, self.scores, self.pay)
        return {
            "chosen": self._pairs(found.chosen),
            "objective": found.proof.objective / self.unit,
            "bound": found.proof.bound / self.unit,
            "gap": found.proof.gap,
            "seconds": round(found.seconds, 6),
            "method": found.method,
            "pins": [
                self._told(pin, answer) for pin, answer in zip(self.pins, self.answers, strict=True)
            ],
            "unsettled": {"count": len(pairs), "pairs": self._pairs(pairs)[:MOST_PAIRS]},
            "repeated": [[*pair] for pair in self.repeated[:MOST_PAIRS]],
            "unknown_keys": list(self.unknown_keys),
        }

    def _pairs(self, edges: Index) -> list[list[str]]:
        people, openings = (
            of[edges].tolist() for of in (self.choice.candidate, self.choice.opening)
        )
        pairs = zip(people, openings, strict=True)
        return sorted([self.people[one], self.openings[opening]] for one, opening in pairs)

    def _told(self, pin: Pair, answer: Answer) -> dict[str, Any]:
        """What became of a pin: ``overlaps`` is the opening of the pin before it in its way."""
        other = None if answer.other is None else self.pins[answer.other][1]
        return {
            "candidate": pin[0],
            "opening": pin[1],
            "outcome": answer.outcome,
            "overlaps": other,
        }


@dataclass(frozen=True, slots=True)
class _Opening:
    id: str
    count: int
    first: int
    last: int
    points: int
    pay: int


def bare_allocation(document: Any, worth: Worth) -> Bare:
    """What ``document``, an object of JSON values, asks for; raises Refused with every problem."""
    problems: list[Problem] = []
    if not isinstance(document, Mapping):
        raise Refused([Problem("", shown(document), "an object with openings and edges")])
    unknown = [key for key in document if key not in KEYS]
    openings = list(_openings(document.get("openings"), worth, problems, unknown))
    ids = {one.id for one in openings}
    edges = list(_edges(document.get("edges"), ids, problems))
    pins = wishes_of(document, "pins", ids, (), problems)
    exclusions = wishes_of(document, "exclusions", ids, pins, problems)
    one_each = document.get("one_each") or False
    if not isinstance(one_each, bool):
        problems.append(Problem("one_each", shown(one_each), "true or false"))
    if problems:
        raise Refused(problems[:MOST_TOLD])
    return _bare(openings, edges, one_each, (pins, exclusions), tuple(unknown))


def _once(edges: Iterable[Edge]) -> tuple[list[Edge], tuple[Pair, ...]]:
    """One edge of each pair, the one with the best score; and which pairs had several."""
    best: dict[Pair, Decimal] = {}
    repeated: dict[Pair, None] = {}
    for candidate, opening, score in edges:
        pair = candidate, opening
        if pair in best:
            repeated[pair] = None
        best[pair] = max(score, best.get(pair, score))
    return [(*pair, score) for pair, score in best.items()], tuple(repeated)


def _bare(
    openings: list[_Opening],
    listed: list[Edge],
    one_each: bool,
    wishes: tuple[list[Pair], list[Pair]],
    unknown: tuple[str, ...],
) -> Bare:
    edges, repeated = _once(listed)
    people = tuple(sorted({candidate for candidate, _, _ in edges}))
    number = {one: place for place, one in enumerate(people)}
    place_of = {one.id: place for place, one in enumerate(openings)}
    unit = THOUSAND
    if any(score * unit % 1 for _, _, score in edges):
        unit *= FINEST // THOUSAND
    opening = np.array([place_of[id] for _, id, _ in edges], np.int64)
    points = np.array([one.points for one in openings], np.int64) * (unit // THOUSAND)
    scores = np.array([round(score * unit) for _, _, score in edges], np.int64)
    choice = Choice(
        first=np.array([one.first for one in openings], np.int64),
        last=np.array([one.last for one in openings], np.int64),
        room=np.array([one.count for one in openings], np.int64),
        candidate=np.array([number[candidate] for candidate, _, _ in edges], np.int64),
        opening=opening,
        weight=scores + points[opening],
        one_each=one_each,
    )
    pins, exclusions = (
        [(number.get(one, NOBODY), place_of[id]) for one, id in some] for some in wishes
    )
    asked = without(choice, exclusions)
    answers = answered(asked, pins)
    return Bare(
        choice=pinned(asked, answers),
        people=people,
        openings=tuple(one.id for one in openings),
        unit=unit,
        scores=asked.weight - points[asked.opening],
        pay=np.array([one.pay for one in openings], np.int64),
        pins=wishes[0],
        answers=answers,
        repeated=repeated,
        unknown_keys=unknown,
    )


def _openings(
    listed: Any, worth: Worth, problems: list[Problem], unknown: list[str]
) -> Iterator[_Opening]:
    seen: set[str] = set()
    for place, said in enumerate(items(listed, "openings", problems)):
        path = f"openings[{place}]"
        if not isinstance(said, Mapping):
            problems.append(Problem(path, shown(said), "an object with id, count and window"))
            continue
        unknown += [path_to(path, key) for key in said if key not in OPENING_KEYS]
        before = len(problems)
        problems += _wrong(said, path, seen)
        window = _window(said.get("window"), f"{path}.window", problems)
        if len(problems) == before and window:
            seen.add(said["id"])
            points = worth.by_priority[said.get("priority") or "normal"]
            pay = round(Decimal(said.get("pay_rate") or 0) * FINEST)
            yield _Opening(said["id"], _count(said), *window, points, pay)


def _wrong(said: Mapping[str, Any], path: str, seen: set[str]) -> Iterator[Problem]:
    id, count, priority = said.get("id"), _count(said), said.get("priority")
    if not isinstance(id, str) or not id:
        yield Problem(f"{path}.id", shown(id), "a text")
    elif id in seen:
        yield Problem(f"{path}.id", shown(id), "an id that no opening before it has")
    if type(count) is not int or not 0 <= count <= MOST_SCORE:
        yield Problem(f"{path}.count", shown(count), f"a whole number from 0 to {MOST_SCORE}")
    if not _is_amount(said.get("pay_rate")):
        yield Problem(
            f"{path}.pay_rate", shown(said["pay_rate"]), f"a number from 0 to {MOST_SCORE}"
        )
    if priority not in (None, "", *PRIORITIES):
        yield Problem(f"{path}.priority", shown(priority), f"one of {', '.join(PRIORITIES)}")


def _is_amount(said: Any) -> bool:
    """Whether it is a number that can be paid an hour; nothing is one too."""
    number = isinstance(said, int | Decimal) and not isinstance(said, bool)
    return said is None or (number and 0 <= said <= MOST_SCORE)


def _count(said: Mapping[str, Any]) -> Any:
    """How many people an opening takes; one where nothing is said."""
    count = said.get("count")
    return 1 if count is None else count


def _window(said: Any, path: str, problems: list[Problem]) -> tuple[int, int] | None:
    try:
        first, last = map(day_of, said)
    except (ValidationError, TypeError, ValueError):
        problems.append(Problem(path, shown(said), A_WINDOW))
        return None
    if last < first:
        problems.append(Problem(path, shown(said), A_WINDOW))
        return None
    return first.toordinal(), last.toordinal()


def _edges(listed: Any, openings: set[str], problems: list[Problem]) -> Iterator[Edge]:
    for place, said in enumerate(items(listed, "edges", problems)):
        path = f"edges[{place}]"
        wrong = _wrong_edge(said, openings)
        if wrong:
            problems.append(Problem(path, shown(said), wrong))
        else:
            candidate, opening, score = said
            yield candidate, opening, Decimal(score)


def _wrong_edge(said: Any, openings: set[str]) -> str:
    """What was expected in place of an edge; blank if it is right."""
    if not isinstance(said, list) or len(said) != 3:
        return AN_EDGE
    candidate, opening, score = said
    if not isinstance(candidate, str) or not candidate or not isinstance(opening, str):
        return AN_EDGE
    if isinstance(score, bool) or not isinstance(score, int | Decimal):
        return AN_EDGE
    if not 0 <= score <= MOST_SCORE:
        return f"{AN_EDGE}, the score from 0 to {MOST_SCORE}"
    return "" if opening in openings else "an edge to one of the openings, by its id"
