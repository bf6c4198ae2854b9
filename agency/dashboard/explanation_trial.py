"""Other dates for an assignment, tried and not saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from marshmallow import ValidationError

from agency.errors import Problem
from agency.fields.days import day_of
from agency.rules.facts import AssignmentFacts

SHIFTS = (("A week earlier", -7), ("A day earlier", -1), ("A day later", 1), ("A week later", 7))


@dataclass(frozen=True, slots=True)
class Trial:
    """The dates to judge by; ``problems`` say which of those asked for were not accepted.

    With a problem the dates are the planned ones.
    """

    planned: tuple[date, date]
    dates: tuple[date, date]
    problems: tuple[Problem, ...] = ()

    @property
    def moved(self) -> bool:
        return self.dates != self.planned

    def of(self, assignment: AssignmentFacts) -> AssignmentFacts:
        """The assignment as it would be on these dates."""
        first, last = self.dates
        return replace(assignment, starts_on=first, ends_on=last)

    def shifts(self) -> list[tuple[str, int, date, date]]:
        """The same length of work a day or a week earlier or later: words, days and dates."""
        first, last = self.dates
        return [
            (words, days, first + timedelta(days), last + timedelta(days))
            for words, days in SHIFTS
            if date.min + timedelta(8) < first and last < date.max - timedelta(8)
        ]


def trial_of(given: Mapping[str, str], assignment: AssignmentFacts, today: date) -> Trial:
    """The dates that ``from`` and ``to`` ask for; one that is left out is the planned one."""
    planned = assignment.starts_on, assignment.ends_on
    problems: list[Problem] = []
    first = _day("from", given, planned[0], problems)
    last = _day("to", given, planned[1], problems)
    if not problems and last < first:
        problems.append(Problem("to", str(last), f"a day not before from, which is {first}"))
    elif not problems and (first, last) != planned and last < today:
        problems.append(Problem("to", str(last), f"today, which is {today}, or a later day"))
    return Trial(planned, planned if problems else (first, last), tuple(problems))


def _day(name: str, given: Mapping[str, str], planned: date, problems: list[Problem]) -> date:
    text = given.get(name, "").strip()
    if not text:
        return planned
    try:
        return day_of(text)
    except ValidationError as error:
        told = str(error.messages[0]).removeprefix("expected ")
        problems.append(Problem(name, text[:80], told))
        return planned
