"""The report has exactly the keys that other programs read."""

from __future__ import annotations

from agency.bench.report import Report, Row
from agency.bench.sizes import SIZES

LOADED = Row("match postgres: load", [2.0])
MATCHED = Row("match postgres: match", [4.0, 2.0, 12.0], pairs=1000)
WRITTEN = Row("match postgres: write", [1.0])
INSERTED = Row("postgres insert-select", [90.0, 60.0], [50.0, 70.0], 44.25, 1000, 0.05)
ELSEWHERE = Row("match sqlite: match", [100.0])


def test_a_report_as_json() -> None:
    report = Report(SIZES["M"], (MATCHED, INSERTED))
    assert report.as_json() == {
        "size": "M",
        "candidates": 50_000,
        "assignments": 5_000,
        "rows": [
            {
                "name": "match postgres: match",
                "seconds": {"min": 2.0, "median": 4.0, "max": 12.0},
                "cpu_seconds": None,
                "rss_mb": None,
                "pairs": 1000,
                "extrapolated_from": None,
                "runs": 3,
            },
            {
                "name": "postgres insert-select",
                "seconds": {"min": 60.0, "median": 75.0, "max": 90.0},
                "cpu_seconds": {"min": 50.0, "median": 60.0, "max": 70.0},
                "rss_mb": 44.2,
                "pairs": 1000,
                "extrapolated_from": 0.05,
                "runs": 2,
            },
        ],
        "ratios": {"numpy_vs_postgres": 18.75},
    }


def test_reading_and_writing_are_held_against_matching() -> None:
    report = Report(SIZES["S"], (ELSEWHERE, LOADED, MATCHED, WRITTEN))
    assert report.ratios == {"io_vs_match": 0.75}


def test_a_ratio_is_absent_where_a_part_was_not_run() -> None:
    assert Report(SIZES["S"], (LOADED, MATCHED)).ratios == {}
    assert Report(SIZES["S"], (LOADED, WRITTEN, INSERTED)).ratios == {}
