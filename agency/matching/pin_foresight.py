"""What is known of a pin before a match has been asked: what will keep it from being kept."""

from __future__ import annotations

from sqlalchemy import func, select

from agency.extensions import db
from agency.matching.allocation.pins import FULL, KEPT, NOT_ELIGIBLE, OVERLAPS
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
    return _Foresight(run).of(pin)


class _Foresight:
    """By one run; pins that its choice does not know yet are foreseen as well."""

    def __init__(self, run: MatchRun | None) -> None:
        self._run = run
        self._choice = allocation_in(run) if run else None
        self._known: dict[int, ToldPin] = {}

    def of(self, pin: Pin) -> ToldPin:
        if pin.id not in self._known:
            self._known[pin.id] = ToldPin(pin, *self._told(pin))
        return self._known[pin.id]

    def _told(self, pin: Pin) -> tuple[str | None, str | None]:
        """What would become of it, and what it overlaps."""
        if pin.kind != PIN or pin.assignment.status != "open":
            return None, None
        placed = _placed(pin)
        if pin.candidate_id in placed:
            return PLACED, None
        eligible = _eligible(pin, self._run) if self._run else None
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
        run_id = self._choice.run_id if self._choice else None
        of_either = (Pin.candidate_id == pin.candidate_id) | (
            Pin.assignment_id == pin.assignment_id
        )
        told = told_pins(run_id, None, of_either, Pin.kind == PIN, Pin.id < pin.id)
        asked = (one for one in told if one.pin.assignment.status == "open")
        kept = [
            one.pin for one in asked if (one.outcome or self.of(one.pin).outcome) in (None, KEPT)
        ]
        return sorted(kept, key=lambda one: one.id)

    def _in_the_way(self, other: Pin, pin: Pin) -> bool:
        """Whether she who is pinned cannot work there besides."""
        there, here = other.assignment, pin.assignment
        if other.candidate_id != pin.candidate_id or (
            self._run and there.ends_on < self._run.as_of
        ):
            return False
        overlap = there.starts_on <= here.ends_on and here.starts_on <= there.ends_on
        return overlap or bool(self._choice and self._choice.one_each)


def _placed(pin: Pin) -> list[int]:
    """Who works or is to work on its assignment, by row ids."""
    busy = Placement.stage.in_(BUSY_STAGES) & (Placement.assignment_id == pin.assignment_id)
    return list(db.session.scalars(select(Placement.candidate_id).where(busy).distinct()))


def _eligible(pin: Pin, run: MatchRun) -> frozenset[int] | None:
    """Who is eligible for its assignment in a run, by row ids; None where it was not open then, or
    is new since.
    """
    newest = select(func.max(Shortlist.id)).where(
        Shortlist.assignment_id == pin.assignment_id, Shortlist.run_id.in_(chain(run))
    )
    said = select(Shortlist.outcome, Shortlist.eligible_people)
    found = db.session.execute(said.where(Shortlist.id == newest.scalar_subquery())).one_or_none()
    if found is None or found.outcome == "not_open":
        return None
    return unpacked_ids(found.eligible_people)
