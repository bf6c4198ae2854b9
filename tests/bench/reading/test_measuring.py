"""Papers measured in a process of their own."""

from __future__ import annotations

import pytest

from agency.bench.reading.judging import RIGHT
from agency.bench.reading.measuring import Measured, measure
from agency.bench.reading.table import lines
from agency.sampling.papers.drawing import CLEAN, MEASURED, PHOTO, TUNING


def test_papers_are_read_in_another_process_and_judged() -> None:
    told: list[tuple[int, int]] = []
    measured = measure(TUNING, CLEAN, 1, 5, lambda done, total: told.append((done, total)))
    assert told == [(number, 5) for number in range(1, 6)]
    assert len(measured.seconds) == 5
    assert 20 < measured.rss_mb < 800
    assert measured.wrong_percent == 0
    assert measured.reads_well


def test_photos_of_the_measured_set_are_read_well() -> None:
    # Another seed than that of the figures in docs/reading.md, whose papers nobody is to tune to.
    measured = measure(MEASURED, PHOTO, 7, 5, lambda *_: None)
    assert measured.tally.all.total() > 20
    assert measured.reads_well, measured.misses


@pytest.mark.parametrize(
    ("seconds", "rss_mb", "within"), [(14.9, 799, True), (15, 799, False), (14.9, 800, False)]
)
def test_time_and_memory_are_bars_too(seconds: float, rss_mb: float, *, within: bool) -> None:
    measured = Measured("tuning", CLEAN, 1, seconds=[0.5, seconds], rss_mb=rss_mb)
    measured.tally.by_field["number"][RIGHT] = 1
    assert measured.reads_well
    assert measured.within_bars is within


def test_a_photo_takes_less_time_and_memory_than_the_bars() -> None:
    measured = measure(TUNING, PHOTO, 1, 1, lambda *_: None)
    # The clock of a machine that does other work besides tells nothing.
    assert measured.cpu_seconds[0] < 15
    assert measured.rss_mb < 800


def test_the_table_says_that_the_papers_are_generated() -> None:
    measured = Measured("tuning", CLEAN, 1, seconds=[0.5], cpu_seconds=[0.4], rss_mb=100)
    said = "\n".join(lines(measured, misses=True))
    assert "generated" in said
    assert "median 0.50" in said
    assert measured.as_json()["generated"]
