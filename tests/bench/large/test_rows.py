"""Measures of a large size become rows: a share of the assignments stands for all of them."""

from __future__ import annotations

import pytest

from agency.bench.large.rows import rows_of
from agency.bench.report import Report, Row
from agency.bench.sizes import SIZES
from tests.bench.test_rows import measure

COUNTS = {"candidates": 1000, "all": 40, "chosen": 10, "eligible": 7}
PROOFS = {"choose: by prices objective": 97, "choose: greedy objective": 90}
PROOFS |= {name.replace("objective", "bound"): 100 for name in PROOFS}
RUNS = {
    "make the parts": [
        [measure({"make": 4.0}, rss_mb=300.0), measure({"make": 8.0}, rss_mb=200.0)],
    ],
    "join them": [[measure({"join": 3.0})]],
    "match compiled": [
        [measure({"load": 1.0, "first": 9.0, "again": 5.0}, COUNTS)],
        [measure({"load": 1.0, "first": 8.0, "again": 5.0}, COUNTS)],
    ],
    "match compiled: match, shared by processes": [
        [
            measure({"first": 5.0, "again": 2.0}, COUNTS, rss_mb=900.0),
            measure({"first": 6.0, "again": 3.0}, COUNTS, rss_mb=1000.0),
        ]
    ],
    "pair by pair, compiled": [
        [measure({"pairs": 2.0}, {"chosen": 4, "all": 40, "candidates": 1000})],
    ],
    "match numpy": [[measure({"first": 9.0, "again": 5.0}, COUNTS | {"chosen": 5})]],
    "prepare": [[measure({"indexes": 2.0}, {"chosen": 2, "all": 8, "candidates": 100})]],
    "postgres insert-select": [[measure({"insert": 1.5}, server_mb=44.0)]],
    "plain python": [[measure({"assess": 0.2}, {"pairs": 40})]],
    "choose, made up": [
        [measure({"choose: by prices": 3.0, "choose: greedy": 1.0}, {"edges": 2300, **PROOFS})]
    ],
}
ROWS = {row.name: row for row in rows_of(RUNS, 1000)}


def test_the_work_of_making_parts_is_summed() -> None:
    assert (ROWS["make the parts"].seconds, ROWS["make the parts"].rss_mb) == ([6.0], 300.0)
    assert ROWS["join them"].seconds == [3.0]


def test_the_kernel_stands_for_all_assignments_and_the_columns_for_themselves() -> None:
    whole = ROWS["match compiled: match"]
    assert (whole.seconds, whole.share, whole.pairs) == ([24.0, 23.0], 0.25, 40_000)
    assert ROWS["columns"].seconds == [4.0, 3.0]
    assert ROWS["columns"].share is None
    assert (ROWS["kernel alone"].seconds, ROWS["kernel alone"].share) == ([20.0, 20.0], 0.25)


def test_processes_that_share_the_work_end_with_the_slowest() -> None:
    shared = ROWS["match compiled: match, shared by processes"]
    assert (shared.seconds, shared.cpu_seconds, shared.rss_mb) == ([15.0], [13.0], 1000.0)


def test_what_was_matched_as_a_whole_is_not_extrapolated() -> None:
    counts = COUNTS | {"chosen": 40}
    rows = list(rows_of({"match compiled": [[measure({"first": 9.0}, counts)]]}, 1000))
    assert [(row.name, row.seconds, row.share) for row in rows] == [
        ("match compiled: match", [9.0], None)
    ]


def test_what_was_measured_on_a_part_stands_for_all_pairs() -> None:
    insert, python = ROWS["postgres insert-select"], ROWS["plain python"]
    assert (insert.share, insert.pairs, insert.rss_mb) == (200 / 40_000, 40_000, 44.0)
    assert insert.typical == pytest.approx(300.0)
    assert python.share == 0.001
    assert python.typical == pytest.approx(200.0)


def test_the_made_up_choice_tells_how_large_it_is_and_its_gap() -> None:
    assert ROWS["choose: by prices, 2,300 made-up edges"].gap == 0.03
    assert ROWS["choose: greedy, 2,300 made-up edges"].gap == 0.1


def test_one_process_is_held_against_several() -> None:
    rows: tuple[Row, ...] = tuple(ROWS.values())
    ratios = Report(SIZES["L"], rows, 0.03).ratios
    assert ratios["one_process_vs_more"] == round(23.5 / 15, 3)
    assert {"kernel_vs_postgres", "kernel_vs_rowwise", "kernel_vs_python"} <= ratios.keys()
    assert {"numpy_vs_postgres", "kernel_vs_numpy", "columns_vs_kernel"} <= ratios.keys()
