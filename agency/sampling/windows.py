"""When the work of an assignment is: ahead, under way or over, and for how long."""

from __future__ import annotations

from datetime import date, timedelta

from agency.rules.workdays import WEEKDAYS
from agency.sampling.amounts import Pair, counts, named, pair
from agency.sampling.chance import Dice
from agency.sampling.world import World

AHEAD, SOON, RUNNING, OVER = "ahead", "soon", "running", "over"
WEEK = 7


class Windows:
    """Draws the first and the last day of work."""

    def __init__(self, world: World) -> None:
        self._world = world
        table = world.amounts.table("assignments").table("days")
        self._weeks = counts(table, "weeks")
        self._one_day = table.whole("one_day_percent")
        self._starts = pair(table, "starts_in_days")
        self._starts_soon = pair(table, "starts_soon_in_days")
        self._late = table.whole("starts_late_percent")
        self._starts_late = pair(table, "starts_late_in_days")
        self._on_a_monday = table.whole("on_a_monday_percent")
        self._last_weekday = named(table, "last_weekday")
        self._began = pair(table, "began_days_ago")
        self._to_run = pair(table, "still_to_run_days")
        self._ended = pair(table, "ended_days_ago")

    def window(self, when: str, dice: Dice) -> tuple[date, date]:
        """The days of work that is ``when`` on the day of the sample: one of the words above."""
        windows = {AHEAD: self._ahead, SOON: self._soon, RUNNING: self._running, OVER: self._over}
        return windows[when](dice)

    def _ahead(self, dice: Dice) -> tuple[date, date]:
        starts_in = self._starts_late if dice.happens(self._late) else self._starts
        return self._beginning(starts_in, dice)

    def _soon(self, dice: Dice) -> tuple[date, date]:
        return self._beginning(self._starts_soon, dice)

    def _beginning(self, starts_in: Pair, dice: Dice) -> tuple[date, date]:
        first = self._start(self._in(starts_in, dice), dice)
        if dice.happens(self._one_day):
            return first, first
        return first, self._end(first + timedelta(weeks=dice.draw(self._weeks)), dice)

    def _running(self, dice: Dice) -> tuple[date, date]:
        began = self._world.after(-dice.between(*self._began))
        return monday_after(began - timedelta(days=WEEK)), self._in(self._to_run, dice)

    def _over(self, dice: Dice) -> tuple[date, date]:
        last = self._world.after(-dice.between(*self._ended))
        return monday_after(last - timedelta(weeks=dice.draw(self._weeks))), last

    def _in(self, days: Pair, dice: Dice) -> date:
        return self._world.after(dice.between(*days))

    def _start(self, day: date, dice: Dice) -> date:
        return monday_after(day) if dice.happens(self._on_a_monday) else day

    def _end(self, day: date, dice: Dice) -> date:
        """The weekday on which work ends, in the week before ``day``."""
        wanted = WEEKDAYS.index(dice.draw(self._last_weekday))
        return day - timedelta(days=(day.weekday() - wanted) % WEEK or WEEK)


def monday_after(day: date) -> date:
    """``day`` if it is a Monday, else the next one."""
    return day + timedelta(days=-day.weekday() % WEEK)
