"""Measures become rows: what is a share of the work stands for all of it."""

from __future__ import annotations

import pytest

from agency.bench.processes import Measure
from agency.bench.rows import gap_of, rows_of


def measure(
    seconds: dict[str, float],
    counts: dict[str, int] | None = None,
    stages: dict[str, float] | None = None,
    **used: float,
) -> Measure:
    usage = {"rss_mb": 100.0, "server_mb": 30.0, "process_seconds": 10.0} | used
    half = {step: taken / 2 for step, taken in seconds.items()}
    return Measure(seconds, half, stages or {}, counts or {}, **usage)


def match(seconds: float) -> Measure:
    stages = {"load": seconds / 4, "match": seconds / 2, "write": seconds / 8}
    stages["allocate"] = seconds / 8
    laps = {"rulebook": 1.0, "match": seconds, "discard": 0.5}
    return measure(laps, {"pairs": 8000, "objective": 99, "bound": 100}, stages)


MEASURES = {
    "generate": [measure({"generate": 3.0})],
    "import sqlite": [measure({"import": 5.0})],
    "import postgres": [measure({"import": 6.0})],
    "prepare": [measure({"indexes": 2.0}, {"chosen": 5, "all": 20, "candidates": 400})],
    "match sqlite": [match(4.0), match(8.0)],
    "match postgres": [match(6.0)],
    "postgres insert-select": [measure({"insert": 1.5}), measure({"insert": 2.0}, server_mb=44.0)],
    "plain python": [measure({"assess": 0.2}, {"pairs": 80})],
    "rulebook": [measure({"rulebook": 0.2}), measure({"rulebook": 0.3})],
    "remedies": [
        measure({"near miss 0": 0.2, "near miss 1": 0.6}, {"near miss": 2, "other pair": 0})
    ],
    "impact": [measure({"impact": 7.0}, rss_mb=400.0)],
}
ROWS = {row.name: row for row in rows_of(MEASURES)}


def test_a_match_has_a_row_for_the_whole_and_for_each_stage() -> None:
    whole = ROWS["match sqlite"]
    assert (whole.seconds, whole.cpu_seconds, whole.pairs) == ([4.0, 8.0], [2.0, 4.0], 8000)
    assert ROWS["match sqlite: load"].seconds == [1.0, 2.0]
    assert ROWS["match sqlite: match"].seconds == [2.0, 4.0]
    assert ROWS["match sqlite: write"].seconds == [0.5, 1.0]
    assert ROWS["match sqlite: allocate"].seconds == [0.5, 1.0]
    assert ROWS["match sqlite: rulebook"].seconds == [1.0, 1.0]
    assert ROWS["match postgres"].seconds == [6.0]


def test_the_start_of_a_process_is_what_its_steps_leave() -> None:
    assert ROWS["match sqlite: process start"].seconds == [4.5, 0.5]


def test_sql_stands_for_all_assignments() -> None:
    row = ROWS["postgres insert-select"]
    assert (row.seconds, row.cpu_seconds) == ([6.0, 8.0], [3.0, 4.0])
    assert (row.share, row.pairs, row.rss_mb) == (0.25, 8000, 44.0)


def test_plain_python_stands_for_all_pairs() -> None:
    row = ROWS["plain python"]
    assert row.typical == pytest.approx(20.0)
    assert (row.share, row.pairs) == (0.01, 8000)


def test_remedies_have_a_row_for_each_kind_of_pair_there_is() -> None:
    row = ROWS["remedies near miss"]
    assert (row.seconds, row.pairs) == ([0.1, 0.3], None)
    assert "remedies other pair" not in ROWS


def test_the_rulebook_and_an_impact_are_rows_with_their_memory() -> None:
    assert ROWS["rulebook"].seconds == [0.2, 0.3]
    assert (ROWS["impact"].typical, ROWS["impact"].rss_mb) == (7.0, 400.0)


def test_what_was_run_as_a_whole_is_not_extrapolated() -> None:
    whole = MEASURES | {
        "prepare": [measure({"indexes": 2.0}, {"chosen": 20, "all": 20, "candidates": 400})]
    }
    row = next(row for row in rows_of(whole) if row.name == "postgres insert-select")
    assert (row.seconds, row.share) == ([1.5, 2.0], None)


def test_the_gap_is_a_share_of_the_bound() -> None:
    assert gap_of(MEASURES) == 0.01


CHOICES = {"choose: best objective": 99, "choose: greedy objective": 80}
CHOICES |= {"choose: by prices objective": 98}
CHOICES |= {name.replace("objective", "bound"): 100 for name in CHOICES}
IN_MEMORY = measure(
    {"first": 5.0, "again": 3.0, "choose: best": 1.0, "choose: greedy": 0.1}
    | {"choose: by prices": 0.5},
    {"pairs": 8000, **CHOICES},
)
MORE = {
    "match in memory": [IN_MEMORY],
    "pair by pair, compiled": [
        measure({"pairs": 2.0}, {"chosen": 5, "all": 20, "candidates": 400}),
    ],
    "1 % changed: worked in": [
        measure({"1 % changed: worked in": 0.5}, stages={"1 % changed: matched anew": 4.0})
    ],
    "explain a pair": [
        measure(
            {"pair 0": 0.1, "pair 1": 0.2, "remedied 0": 0.3, "remedied 1": 0.5}, {"explained": 2}
        )
    ],
}


def test_columns_are_what_the_first_match_takes_more_than_the_second() -> None:
    rows = {row.name: row for row in rows_of(MORE)}
    assert (rows["columns"].seconds, rows["columns"].cpu_seconds) == ([2.0], [1.0])
    assert (rows["kernel alone"].seconds, rows["kernel alone"].pairs) == ([3.0], 8000)


def test_every_way_of_choosing_has_its_gap() -> None:
    rows = {row.name: row for row in rows_of(MORE)}
    gaps = [rows[f"choose: {way}"].gap for way in ("best", "greedy", "by prices")]
    assert gaps == [0.01, 0.2, 0.02]


def test_pairs_one_after_the_other_stand_for_all_assignments() -> None:
    row = next(row for row in rows_of(MORE) if row.name == "pair by pair, compiled")
    assert (row.seconds, row.share, row.pairs) == ([8.0], 0.25, 8000)


def test_what_was_worked_in_and_what_was_matched_anew_are_rows() -> None:
    rows = {row.name: row.seconds for row in rows_of(MORE)}
    assert rows["1 % changed: worked in"] == [0.5]
    assert rows["1 % changed: matched anew"] == [4.0]


def test_explained_pairs_are_told_one_by_one() -> None:
    rows = {row.name: row.seconds for row in rows_of(MORE)}
    assert rows["explain a pair"] == [0.1, 0.2]
    assert rows["explain a pair with remedies"] == [0.3, 0.5]


def test_a_piece_that_was_not_run_has_no_row() -> None:
    assert [row.name for row in rows_of({"rulebook": MEASURES["rulebook"]})] == ["rulebook"]
    assert gap_of({"rulebook": MEASURES["rulebook"]}) is None


def test_the_compiled_engine_has_rows_where_it_was_run() -> None:
    assert "match compiled" not in ROWS
    with_it = {row.name: row for row in rows_of(MEASURES | {"match compiled": [match(2.0)]})}
    assert with_it["match compiled: match"].seconds == [1.0]
