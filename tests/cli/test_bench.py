"""``agency bench`` from beginning to end, on very few people."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner

from agency.bench.__main__ import pieces_with
from agency.bench.processes import Measure
from agency.bench.programs import ServerUnavailableError
from agency.bench.sizes import SIZES, Size
from agency.cli import agency
from agency.clock import Stopwatch

TINY = Size("S", 40, 12, sql_every=2, python_candidates=4, python_assignments=3, explained=2)
MATCH = ("", ": load", ": match", ": write", ": allocate", ": rulebook", ": process start")
ROWS = [
    "generate",
    "import sqlite",
    "import postgres",
    *(f"match sqlite{part}" for part in MATCH),
    *(f"match postgres{part}" for part in MATCH),
    *(f"match compiled{part}" for part in MATCH),
    "columns",
    "kernel alone",
    *(f"choose: {way}" for way in ("best", "greedy", "by prices")),
    "postgres indexes",
    "postgres insert-select",
    "pair by pair, compiled",
    "plain python",
    "1 % changed: worked in",
    "1 % changed: matched anew",
    "rulebook",
    "explain a pair",
    "explain a pair with remedies",
    "remedies other pair",
    "impact",
]


RATIOS = {
    *("numpy_vs_postgres", "kernel_vs_postgres", "kernel_vs_rowwise", "kernel_vs_python"),
    *("io_vs_match", "delta_vs_full", "allocation_gap"),
    *("kernel_alone_vs_rowwise", "kernel_vs_numpy", "io_vs_kernel", "columns_vs_kernel"),
    "allocation_vs_run",
}


def in_this_process(piece: str, **arguments: str | int) -> Measure:
    """The same piece, without a process of its own."""
    watch = Stopwatch()
    done = pieces_with(piece)[piece](**arguments)
    watch.lap("process")
    return Measure(**asdict(done), process_seconds=watch.seconds["process"])


def test_a_bench_in_json(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(SIZES, "S", TINY)
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path / "var"))
    result = CliRunner().invoke(agency, ["bench", "--size", "S", "--runs", "1", "--json"])
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stdout)
    assert list(report) == ["size", "candidates", "assignments", "rows", "ratios"]
    assert (report["size"], report["candidates"], report["assignments"]) == ("S", 40, 12)
    assert [row["name"] for row in report["rows"]] == ROWS
    for row in report["rows"]:
        assert {"name", "seconds", "rss_mb", "pairs", "extrapolated_from"} <= row.keys()
        assert row["seconds"]["min"] <= row["seconds"]["median"] <= row["seconds"]["max"]
        assert row["seconds"]["min"] > 0 or row["name"] == "columns"  # a difference
    assert set(report["ratios"]) == RATIOS
    assert json.loads((tmp_path / "var" / "bench.json").read_text()) == report
    assert report["ratios"]["allocation_gap"] <= 0.0001
    rows = {row["name"]: row for row in report["rows"]}
    assert rows["match sqlite"]["pairs"] == rows["postgres insert-select"]["pairs"]
    assert 0.4 < rows["postgres insert-select"]["extrapolated_from"] < 0.7
    assert 0 < rows["plain python"]["extrapolated_from"] < 0.1


SMALL = Size(
    "L",
    120,
    60,
    python_candidates=4,
    python_assignments=3,
    sql_every=2,
    pairs_every=9,
    numpy_every=8,
    match_every=4,
    part=60,
)


def test_a_large_size_is_made_in_parts_and_matched_in_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(SIZES, "L", SMALL)
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path / "var"))
    kept = ["--data", str(tmp_path / "data")]
    result = CliRunner().invoke(agency, ["bench", "--size", "L", "--runs", "1", "--json", *kept])
    assert result.exit_code == 0, result.stderr
    report = json.loads(result.stdout)
    assert (report["size"], report["candidates"], report["assignments"]) == ("L", 120, 60)
    rows = {row["name"]: row for row in report["rows"]}
    assert 0.2 < rows["match compiled: match"]["extrapolated_from"] < 0.4
    assert rows["match compiled: match"]["pairs"] == rows["postgres insert-select"]["pairs"]
    assert {"make the parts", "match compiled: match, shared by processes"} <= rows.keys()
    assert {"kernel_vs_postgres", "kernel_vs_rowwise", "kernel_vs_python"} <= set(report["ratios"])
    assert {"one_process_vs_more", "allocation_gap"} <= set(report["ratios"])
    assert (tmp_path / "data" / "all" / "rest.json").exists()


def test_without_postgresql_the_rest_is_measured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def none(scratch: Path) -> Path:
        raise ServerUnavailableError("No PostgreSQL")

    monkeypatch.setitem(SIZES, "S", TINY)
    monkeypatch.setenv("AGENCY_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("AGENCY_TEST_POSTGRES_URL", raising=False)
    monkeypatch.setattr("agency.bench.servers.postgres_programs", none)
    # What a process of its own is for, the time and the memory, is not looked at here.
    monkeypatch.setattr("agency.bench.running.measured", in_this_process)
    result = CliRunner().invoke(agency, ["bench", "--runs", "1"])
    assert result.exit_code == 0, result.stderr
    assert "match sqlite: match" in result.stdout
    assert "match postgres" not in result.stdout
    assert "bench.json" in result.stdout


def test_no_runs_at_all_are_refused() -> None:
    result = CliRunner().invoke(agency, ["bench", "--runs", "0"])
    assert result.exit_code == 2
    assert "--runs" in result.stderr
