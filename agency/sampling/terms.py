"""On what terms people would work, as most of them say it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from agency.sampling import rows
from agency.sampling.amounts import counts, named, or_blank, pair, words
from agency.sampling.chance import Dice
from agency.sampling.contracts import dollars
from agency.sampling.facilities import specialties_of
from agency.sampling.world import World

ADULT = {"yes": True, "no": False, None: None}
QUARTER = 25


class Terms:
    """Draws when, where and for how much somebody would work, and what she can do."""

    def __init__(self, world: World) -> None:
        table = world.amounts.table("people")
        self._days = _Days(world)
        self._travel = or_blank(table, "max_travel_miles")
        self._pay_named = table.whole("pay_named_percent")
        self._pay = pair(table, "min_pay_cents")
        self._skills = table.words("skills")
        self._skill_count = counts(table, "skill_count")
        self._status = named(table, "status")
        self._adult = or_blank(table, "adult")
        self._specialties = specialties_of(world.names)
        self._specialty_count = counts(table, "specialties")
        self._shifts = or_blank(table, "shifts")
        self._roles = or_blank(table, "roles")
        self._goal = or_blank(table, "career_goal")

    def draw_for(self, row: rows.Candidate, dice: Dice) -> None:
        """Fill in the terms of somebody who has no particular assignment in mind."""
        self._days.draw_for(row, dice)
        travel = dice.draw(self._travel)
        row.max_travel_miles = int(travel) if travel else None
        row.min_pay_rate = self._min_pay(dice)
        row.skills = tuple(dice.some(self._skills, dice.draw(self._skill_count)))
        row.status = dice.draw(self._status)
        row.adult = ADULT[dice.draw(self._adult)]
        row.specialties = tuple(dice.some(self._specialties, dice.draw(self._specialty_count)))
        row.shifts = words(dice.draw(self._shifts))
        row.roles = words(dice.draw(self._roles))
        row.career_goal = dice.draw(self._goal)

    def _min_pay(self, dice: Dice) -> Decimal | None:
        if not dice.happens(self._pay_named):
            return None
        return dollars(dice.between(*self._pay) // QUARTER * QUARTER)


class _Days:
    """From when on somebody is available, and when she is away."""

    def __init__(self, world: World) -> None:
        self._world = world
        table = world.amounts.table("people")
        self._available = or_blank(table, "available")
        self._in_days = {
            "already": (0, 0),
            "soon": pair(table, "available_soon_days"),
            "later": pair(table, "available_later_days"),
        }
        self._absences = counts(table, "absences")
        self._starts = pair(table, "absence_starts_in_days")
        self._length = pair(table, "absence_days")

    def draw_for(self, row: rows.Candidate, dice: Dice) -> None:
        available = dice.draw(self._available)
        if available:
            row.available_from = self._world.after(dice.between(*self._in_days[available]))
        away = (self._absence(dice) for _ in range(dice.draw(self._absences)))
        row.unavailable = tuple(sorted(away))

    def _absence(self, dice: Dice) -> rows.Span:
        first = self._world.after(dice.between(*self._starts))
        return first, first + timedelta(days=dice.between(*self._length) - 1)
