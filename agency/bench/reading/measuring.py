"""Drawn papers read one by one in a process of its own, and what came of it."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agency.bench.reading.child import reading_process
from agency.bench.reading.judging import BLANK, OUTCOMES, RIGHT, WRONG, Miss, Tally
from agency.reading.findings import FIELDS
from agency.sampling.papers.drawing import PaperSet, drawn

GENERATED = (
    "These papers are generated: drawn by this program, of people and numbers that do not exist. "
    "Real papers may be read better or worse."
)
# What the figures have to be, on photos of the measured set.
MOST_WRONG_PERCENT, FEWEST_GOOD_PERCENT, MOST_SECONDS, MOST_MB = 1.0, 95.0, 15.0, 800.0
TWENTIETHS = 20

Progress = Callable[[int, int], None]


@dataclass
class Measured:
    """Seconds a paper by the clock and of processors, the reader's peak memory, and each field
    that was not right.
    """

    papers: str
    kind: str
    seed: int
    tally: Tally = field(default_factory=Tally)
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    rss_mb: float = 0.0
    misses: list[Miss] = field(default_factory=list)

    @property
    def good_percent(self) -> float:
        return self.tally.percent(RIGHT, BLANK)

    @property
    def wrong_percent(self) -> float:
        return self.tally.percent(WRONG)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """Nineteen of twenty papers took no longer."""
        if len(self.seconds) < 2:
            return self.median
        return statistics.quantiles(self.seconds, n=TWENTIETHS, method="inclusive")[-1]

    @property
    def reads_well(self) -> bool:
        """Whether the fields are within the bars, however long that took."""
        good, wrong = self.good_percent, self.wrong_percent
        return good >= FEWEST_GOOD_PERCENT and wrong <= MOST_WRONG_PERCENT

    @property
    def within_bars(self) -> bool:
        return self.reads_well and max(self.seconds) < MOST_SECONDS and self.rss_mb < MOST_MB

    def as_json(self) -> dict[str, Any]:
        fields = {
            name: {what: self.tally.by_field[name][what] for what in OUTCOMES} for name in FIELDS
        }
        return {
            "generated": GENERATED,
            "set": self.papers,
            "kind": self.kind,
            "seed": self.seed,
            "papers": len(self.seconds),
            "fields": fields,
            "right_percent": round(self.tally.percent(RIGHT), 2),
            "right_or_blank_and_marked_percent": round(self.good_percent, 2),
            "wrong_and_unmarked_percent": round(self.wrong_percent, 2),
            "seconds": {
                "median": round(self.median, 2),
                "p95": round(self.p95, 2),
                "max": round(max(self.seconds), 2),
            },
            "cpu_seconds": {"median": round(statistics.median(self.cpu_seconds), 2)},
            "rss_mb": round(self.rss_mb),
            "within_bars": self.within_bars,
            "misses": [_described(miss) for miss in self.misses],
        }


def measure(papers: PaperSet, kind: str, seed: int, count: int, progress: Progress) -> Measured:
    """Draw ``count`` papers, read each in another process, and judge."""
    measured = Measured(papers.name, kind, seed)
    with reading_process() as reader:
        for index, one in enumerate(drawn(papers, kind, seed, count)):
            timed = reader.read(one.content, one.media_type)
            measured.seconds.append(timed.seconds)
            measured.cpu_seconds.append(timed.cpu_seconds)
            measured.rss_mb = max(measured.rss_mb, timed.peak_mb)
            for field_read, outcome in measured.tally.add(timed.read, one.paper):
                truth = one.paper.truth[field_read.field]
                miss = Miss(index, one.layout, one.font, field_read, truth, outcome)
                measured.misses.append(miss)
            progress(index + 1, count)
    return measured


def _described(miss: Miss) -> dict[str, Any]:
    return {
        "paper": miss.paper,
        "layout": miss.layout,
        "font": miss.font,
        "field": miss.read.field,
        "outcome": miss.outcome,
        "text": miss.read.text,
        "value": miss.read.value,
        "confidence": miss.read.confidence,
        "note": miss.read.note,
        "truth": miss.truth,
    }
