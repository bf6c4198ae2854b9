"""``agency bench`` from beginning to end, on very few people."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from agency.bench.sizes import SIZES, Size
from agency.cli import agency

TINY = Size("S", 40, 12, sql_every=2, python_candidates=4, python_assignments=3)
MATCH = ("", ": load", ": match", ": write", ": allocate", ": rulebook", ": process start")
ROWS = [
    "generate",
    "import sqlite",
    "import postgres",
    *(f"match sqlite{part}" for part in MATCH),
    *(f"match postgres{part}" for part in MATCH),
    *(f"match compiled{part}" for part in MATCH),
    "postgres indexes",
    "postgres insert-select",
    "plain python",
    "rulebook",
    "remedies other pair",
    "impact",
]


def test_a_bench_in_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SIZES, "S", TINY)
    result = CliRunner().invoke(agency, ["bench", "--size", "S", "--runs", "1", "--json"])
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stdout)
    assert list(report) == ["size", "candidates", "assignments", "rows", "ratios"]
    assert (report["size"], report["candidates"], report["assignments"]) == ("S", 40, 12)
    assert [row["name"] for row in report["rows"]] == ROWS
    for row in report["rows"]:
        assert {"name", "seconds", "rss_mb", "pairs", "extrapolated_from"} <= row.keys()
        assert 0 < row["seconds"]["min"] <= row["seconds"]["median"] <= row["seconds"]["max"]
    assert set(report["ratios"]) == {
        *("numpy_vs_postgres", "io_vs_match", "allocation_gap"),
        *("kernel_vs_postgres", "kernel_vs_python", "kernel_vs_numpy"),
    }
    assert report["ratios"]["allocation_gap"] <= 0.0001
    rows = {row["name"]: row for row in report["rows"]}
    assert rows["match sqlite"]["pairs"] == rows["postgres insert-select"]["pairs"]
    assert 0.4 < rows["postgres insert-select"]["extrapolated_from"] < 0.7
    assert 0 < rows["plain python"]["extrapolated_from"] < 0.1


def test_a_size_that_cannot_be_run_yet_is_refused() -> None:
    result = CliRunner().invoke(agency, ["bench", "--size", "L"])
    assert result.exit_code == 2
    assert "size L is not measured yet" in result.stderr
    assert "Traceback" not in result.output


def test_no_runs_at_all_are_refused() -> None:
    result = CliRunner().invoke(agency, ["bench", "--runs", "0"])
    assert result.exit_code == 2
    assert "--runs" in result.stderr
