"""Changing somebody's terms so that one assignment suits her."""

from __future__ import annotations

from collections.abc import Callable

from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.sampling import rows
from agency.sampling.amounts import counts
from agency.sampling.chance import Dice
from agency.sampling.opening import Opening
from agency.sampling.towns import Town, are_near, towns_near, towns_of
from agency.sampling.world import World


class Suiting:
    """Where somebody made for an assignment lives, and terms on which she would take it."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("people")
        self._in_the_state = table.whole("lives_in_the_state_percent")
        self._nearby = table.whole("lives_nearby_percent")
        self._reach = counts(table, "reach_miles")

    def home(self, opening: Opening, dice: Dice) -> Town | None:
        """A home in the state or, more rarely, near the facility; None if she may live anywhere."""
        if not dice.happens(self._in_the_state):
            return None
        nearby = dice.happens(self._nearby)
        return dice.pick(towns_near(opening.town) if nearby else towns_of(opening.state))

    def suit(
        self, row: rows.Candidate, home: Town, opening: Opening, percent: int, dice: Dice
    ) -> None:
        """Make ``opening`` suit her in each of her terms, each with ``percent`` of a hundred."""
        for term in SUITED:
            if dice.happens(percent):
                term(row, opening)
        if dice.happens(percent):
            self._place(row, home, opening, dice)

    def _place(self, row: rows.Candidate, home: Town, opening: Opening, dice: Dice) -> None:
        """Near enough, if her home is known to be; else the state is one she would work in."""
        if row.home_zip and are_near(home, opening.town):
            row.max_travel_miles = dice.draw(self._reach)
        else:
            row.willing_states = tuple(sorted({*row.willing_states, opening.state}))


def _role(row: rows.Candidate, opening: Opening) -> None:
    if opening.role not in (row.roles or (MEDICAL_ASSISTANT,)):
        row.roles = (*row.roles, opening.role)


def _days(row: rows.Candidate, opening: Opening) -> None:
    if row.available_from and row.available_from > opening.first:
        row.available_from = opening.first
    row.unavailable = tuple(
        (first, last)
        for first, last in row.unavailable
        if last < opening.first or first > opening.last
    )


def _pay(row: rows.Candidate, opening: Opening) -> None:
    paid = opening.row.pay_rate
    if paid is not None and row.min_pay_rate is not None and row.min_pay_rate > paid:
        row.min_pay_rate = paid


def _skills(row: rows.Candidate, opening: Opening) -> None:
    row.skills = tuple(dict.fromkeys((*row.skills, *opening.row.required_skills)))


def _shift(row: rows.Candidate, opening: Opening) -> None:
    shift = opening.row.shift
    if shift and row.shifts and shift not in row.shifts:
        row.shifts = (*row.shifts, shift)


SUITED: tuple[Callable[[rows.Candidate, Opening], None], ...] = (
    _role,
    _days,
    _pay,
    _skills,
    _shift,
)
