"""What is known of a pin before a match has been asked: what will keep it from being kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, func, or_, select

from agency.bulk_lookup import among
from agency.extensions import db
from agency.matching.allocation.pins import FULL, KEPT, NOT_ELIGIBLE, OVERLAPS
from agency.matching.allocation_models import PinAnswer
from agency.matching.allocation_queries import allocation_in
from agency.matching.id_sets import unpacked_ids
from agency.matching.models import MatchRun, Shortlist
from agency.matching.pin_queries import ToldPin, told_pins
from agency.matching.serving import chain
from agency.matching.wishes import PLACED
from agency.pinning.models import PIN, Pin
from agency.placements.models import BUSY_STAGES, Placement


def foreseen(pin: Pin, run: MatchRun | None) -> ToldPin:
    """A pin with what would become of it if nothing changed until the next match.

    In the order in which that looks: placed there already, not eligible in ``run``, overlapping a
    pin made before, no opening left. ``outcome`` is None where nothing is known against it, or
    nothing is known at all: exclusions can be kept, and what is not open is not asked.
    """
    if pin.kind != PIN or pin.assignment.status != "open":
        return ToldPin(pin, None, None)
    return _Foresight(pin, run).told()


class _Foresight:
    """By one run, in six queries: pins that its choice does not know yet are foreseen as well, the
    first made first, because each gives way to those before it.
    """

    def __init__(self, pin: Pin, run: MatchRun | None) -> None:
        self._pin = pin
        self._run = run
        self._choice = allocation_in(run) if run else None
        self._unknown = _bound_to(pin, self._before(PinAnswer.outcome.is_(None)))
        places = {one.assignment_id for one in self._unknown}
        of_either = or_(
            among(Pin.candidate_id, {one.candidate_id for one in self._unknown}),
            among(Pin.assignment_id, places),
        )
        self._all = [one for one in self._before(of_either) if one.pin.assignment.status == "open"]
        self._placed = _placed(places)
        self._eligible = _eligible(places, run) if run else {}
        self._known: dict[int, ToldPin] = {}

    def _before(self, which: ColumnElement[bool]) -> list[ToldPin]:
        """Pins made before, and itself, the first first."""
        run_id = self._choice.run_id if self._choice else None
        told = told_pins(run_id, None, Pin.kind == PIN, Pin.id <= self._pin.id, which)
        return sorted(told, key=lambda one: one.pin.id)

    def told(self) -> ToldPin:
        for one in self._unknown:
            self._known[one.id] = ToldPin(one, *self._judged(one))
        return self._known[self._pin.id]

    def _judged(self, pin: Pin) -> tuple[str | None, str | None]:
        """What would become of it, and what it overlaps."""
        placed = self._placed.get(pin.assignment_id, frozenset())
        if pin.candidate_id in placed:
            return PLACED, None
        eligible = self._eligible.get(pin.assignment_id)
        if eligible is None:
            return None, None
        if pin.candidate_id not in eligible:
            return NOT_ELIGIBLE, None
        before = self._kept_before(pin)
        if other := next((one for one in before if self._in_the_way(one, pin)), None):
            return OVERLAPS, other.assignment.ref
        here = sum(one.assignment_id == pin.assignment_id for one in before)
        return (FULL if len(placed) + here >= pin.assignment.openings else None), None

    def _kept_before(self, pin: Pin) -> list[Pin]:
        """Pins of hers and on her assignment that were made before and can be kept."""
        of_either = (
            one
            for one in self._all
            if one.pin.id < pin.id
            and (
                one.pin.candidate_id == pin.candidate_id
                or one.pin.assignment_id == pin.assignment_id
            )
        )
        return [
            one.pin
            for one in of_either
            if (one.outcome or self._known[one.pin.id].outcome) in (None, KEPT)
        ]

    def _in_the_way(self, other: Pin, pin: Pin) -> bool:
        """Whether she who is pinned cannot work there besides."""
        there, here = other.assignment, pin.assignment
        if other.candidate_id != pin.candidate_id or (
            self._run and there.ends_on < self._run.as_of
        ):
            return False
        overlap = there.starts_on <= here.ends_on and here.starts_on <= there.ends_on
        return overlap or bool(self._choice and self._choice.one_each)


def _bound_to(pin: Pin, unknown: Collection[ToldPin]) -> list[Pin]:
    """The pin last, and before it those of which what becomes of it may depend: of the same person
    or place, or of one of these in turn. ``unknown`` are in their order.
    """
    people, places, bound = {pin.candidate_id}, {pin.assignment_id}, [pin]
    for one in reversed([told.pin for told in unknown]):
        near = one.candidate_id in people or one.assignment_id in places
        if one.id != pin.id and near and one.assignment.status == "open":
            people.add(one.candidate_id)
            places.add(one.assignment_id)
            bound.append(one)
    return bound[::-1]


def _placed(assignment_ids: Collection[int]) -> Mapping[int, Collection[int]]:
    """Who works or is to work on each assignment, by row ids."""
    busy = Placement.stage.in_(BUSY_STAGES) & among(Placement.assignment_id, assignment_ids)
    found: dict[int, set[int]] = {}
    who = select(Placement.assignment_id, Placement.candidate_id).where(busy)
    for assignment_id, candidate_id in db.session.execute(who):
        found.setdefault(assignment_id, set()).add(candidate_id)
    return found


def _eligible(assignment_ids: Collection[int], run: MatchRun) -> Mapping[int, frozenset[int]]:
    """Who is eligible for each assignment in a run, by row ids; those that were not open then, or
    are new since, are not there.
    """
    of_them = among(Shortlist.assignment_id, assignment_ids)
    newest = select(func.max(Shortlist.id)).where(of_them, Shortlist.run_id.in_(chain(run)))
    said = select(Shortlist.assignment_id, Shortlist.eligible_people).where(
        Shortlist.id.in_(newest.group_by(Shortlist.assignment_id)), Shortlist.outcome != "not_open"
    )
    return {id: unpacked_ids(packed) for id, packed in db.session.execute(said)}
