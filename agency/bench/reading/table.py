"""What was measured as a table for people."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from agency.bench.reading.judging import OUTCOMES, RIGHT
from agency.bench.reading.measuring import GENERATED, Measured
from agency.bench.table import aligned
from agency.reading.findings import FIELDS

ALL = "all"
BARS = (
    "at least 95 % right or blank and marked, at most 1 % wrong and unmarked, under 15 s and 800 MB"
)


def lines(measured: Measured, *, misses: bool = False) -> Iterator[str]:
    """Outcomes by field, their shares, seconds and memory; with ``misses`` each of them."""
    count = len(measured.seconds)
    yield f"{count} papers of the set {measured.papers!r}, {measured.kind}, seed {measured.seed}"
    yield GENERATED
    yield ""
    counts = {**measured.tally.by_field, ALL: measured.tally.all}
    rows = [(name, *(f"{counts[name][what]}" for what in OUTCOMES)) for name in (*FIELDS, ALL)]
    yield from aligned([("", *OUTCOMES), *rows])
    yield ""
    yield f"right {measured.tally.percent(RIGHT):.2f} %"
    yield f"right, or blank and marked {measured.good_percent:.2f} %"
    yield f"wrong and unmarked {measured.wrong_percent:.2f} %"
    yield (
        f"seconds a paper: median {measured.median:.2f}, p95 {measured.p95:.2f}, "
        f"longest {max(measured.seconds):.2f}; of processors {median(measured.cpu_seconds):.2f}"
    )
    yield f"memory of the reader at most {measured.rss_mb:,.0f} MB"
    yield f"{'Within' if measured.within_bars else 'Not within'} the bars: {BARS}."
    for miss in measured.misses if misses else ():
        read = miss.read
        yield (
            f"{miss.paper} {miss.layout}, {miss.font}: {read.field} {miss.outcome}: "
            f"{read.value or read.text!r} ({read.confidence} %, {read.note or 'no note'}); "
            f"it says {miss.truth!r}"
        )
