"""``agency bench``: how fast the match is, beside other ways of doing the same."""

from __future__ import annotations

import json
from pathlib import Path

import click

from agency.bench.large.running import How, bench_large
from agency.bench.report import Report
from agency.bench.running import bench
from agency.bench.sizes import SIZES
from agency.bench.table import lines
from agency.cli.context import as_json, echo_json
from agency.cli.progress import progress
from config import Config

FILE = "bench.json"
PROCESSES = 2


@click.command("bench")
@click.option("--size", "name", type=click.Choice(list(SIZES)), default="S", show_default=True)
@click.option("--runs", type=click.IntRange(1, 100), default=3, show_default=True)
@click.option("--every", type=click.IntRange(1), help="Of L, match one assignment in so many (50).")
@click.option("--processes", type=click.IntRange(1, 64), help="Of L, that share the work (2).")
@click.option("--data", type=click.Path(path_type=Path), help="Keep what L is made of here.")
@as_json
def bench_command(
    name: str,
    runs: int,
    every: int | None,
    processes: int | None,
    data: Path | None,
    json_wanted: bool,
) -> None:
    """Time the match on SQLite and PostgreSQL, in NumPy and compiled, the same in SQL alone, and in
    plain Python.

    S is 2,000 candidates and 300 assignments, M 50,000 and 5,000, L 1,000,000 and 50,000. It makes
    its own data in a temporary folder and starts a PostgreSQL there; without one, or without the
    extra fast, what needs it is left out. L is matched in memory, by processes that share its
    columns; --every 1 matches all of it. What was measured is also written to bench.json in
    AGENCY_HOME.
    """
    size = SIZES[name]
    how = How(every or size.match_every, processes or PROCESSES, data)
    with progress("Measuring") as told:
        report = bench_large(size, runs, how, told) if size.part else bench(size, runs, told)
    file = _written(report)
    if json_wanted:
        echo_json(report.as_json())
    else:
        click.echo("\n".join([*lines(report), f"Written to {file}."]))


def _written(report: Report) -> Path:
    home = Config.from_environment().home
    home.mkdir(parents=True, exist_ok=True)
    file = home / FILE
    file.write_text(json.dumps(report.as_json(), indent=2) + "\n")
    return file
