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
                "gap": None,
            },
            {
                "name": "postgres insert-select",
                "seconds": {"min": 60.0, "median": 75.0, "max": 90.0},
                "cpu_seconds": {"min": 50.0, "median": 60.0, "max": 70.0},
                "rss_mb": 44.2,
                "pairs": 1000,
                "extrapolated_from": 0.05,
                "runs": 2,
                "gap": None,
            },
        ],
        "ratios": {"numpy_vs_postgres": 18.75},
    }


def test_reading_and_writing_are_held_against_matching() -> None:
    report = Report(SIZES["S"], (ELSEWHERE, LOADED, MATCHED, WRITTEN))
    assert report.ratios == {"io_vs_match": 0.75}


def test_without_postgresql_what_was_matched_on_sqlite_counts() -> None:
    report = Report(SIZES["S"], (ELSEWHERE, Row("match compiled: match", [5.0])))
    assert report.ratios == {"kernel_vs_numpy": 20.0}


def test_pair_by_pair_and_the_kernel_are_held_against_each_other_with_the_same_columns() -> None:
    rows = (Row("columns", [2.0]), Row("kernel alone", [3.0]), Row("pair by pair, compiled", [18]))
    assert Report(SIZES["S"], rows).ratios == {
        "kernel_vs_rowwise": 4.0,
        "kernel_alone_vs_rowwise": 6.0,
        "columns_vs_kernel": 0.667,
    }


def test_the_choice_is_held_against_the_run_without_it() -> None:
    stages = {"load": 1.0, "match": 2.0, "write": 1.0, "allocate": 2.0}
    rows = tuple(Row(f"match compiled: {stage}", [taken]) for stage, taken in stages.items())
    assert Report(SIZES["S"], rows).ratios == {"io_vs_kernel": 1.0, "allocation_vs_run": 0.5}


def test_changes_worked_in_are_held_against_matching_anew() -> None:
    rows = (Row("1 % changed: worked in", [0.5]), Row("1 % changed: matched anew", [4.0]))
    assert Report(SIZES["S"], rows).ratios == {"delta_vs_full": 8.0}


def test_a_ratio_is_absent_where_a_part_was_not_run() -> None:
    assert Report(SIZES["S"], (LOADED, MATCHED)).ratios == {}
    assert Report(SIZES["S"], (LOADED, WRITTEN, INSERTED)).ratios == {}
