"""What was read of a drawn paper beside what it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from agency.reading.findings import FIELDS, FieldRead, Reading
from agency.sampling.papers.paper import Paper

RIGHT, BLANK, MARKED, WRONG = "right", "blank and marked", "wrong and marked", "wrong and unmarked"
OUTCOMES = (RIGHT, BLANK, MARKED, WRONG)
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Miss:
    """One field that was not read right, for whoever wants to know why."""

    paper: int
    layout: str
    font: str
    read: FieldRead
    truth: str | None
    outcome: str


@dataclass
class Tally:
    """Outcomes by field; what a paper does not say and what was left blank is not counted."""

    by_field: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in FIELDS}
    )

    def add(self, read: Reading, paper: Paper) -> list[tuple[FieldRead, str]]:
        """Count one paper; its fields that were not right, with their outcomes."""
        told = [(one, outcome(one, paper)) for one in read.fields]
        for one, what in told:
            if what:
                self.by_field[one.field][what] += 1
        return [(one, what) for one, what in told if what not in ("", RIGHT)]

    @property
    def all(self) -> Counter[str]:
        return sum(self.by_field.values(), Counter())

    def percent(self, *outcomes: str) -> float:
        """How many of a hundred fields came out so."""
        counted = self.all
        return PERCENT * sum(counted[what] for what in outcomes) / max(counted.total(), 1)


def outcome(read: FieldRead, paper: Paper) -> str:
    """One of OUTCOMES; "" where the paper does not say it and nothing was filled in.

    A blank field is ``wrong and marked`` if the words shown beside it are not those of the field.
    """
    truth = paper.truth[read.field]
    if read.value is not None:
        return RIGHT if truth and _plain(read.value) == _plain(truth) else WRONG
    if truth is None:
        return ""
    printed = paper.printed.get(read.field)
    shown = _plain(read.text)
    return MARKED if shown and printed and shown not in _plain(printed) else BLANK


def _plain(text: str) -> str:
    """Capitals, blanks and stops apart: they are not what a reader is asked for."""
    return "".join(text.replace(".", "").split()).casefold()
