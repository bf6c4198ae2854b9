"""``agency bench``: how fast the match is, beside other ways of doing the same."""

from __future__ import annotations

import json
from pathlib import Path

import click

from agency.bench.report import Report
from agency.bench.running import bench
from agency.bench.sizes import SIZES
from agency.bench.table import lines
from agency.cli.context import as_json, echo_json
from agency.cli.progress import progress
from config import Config

FILE = "bench.json"


@click.command("bench")
@click.option("--size", "name", type=click.Choice(list(SIZES)), default="S", show_default=True)
@click.option("--runs", type=click.IntRange(1, 100), default=3, show_default=True)
@as_json
def bench_command(name: str, runs: int, json_wanted: bool) -> None:
    """Time the match on SQLite and PostgreSQL, in NumPy and compiled, the same in SQL alone, and in
    plain Python.

    S is 2,000 candidates and 300 assignments, M 50,000 and 5,000, L 1,000,000 and 50,000. It makes
    its own data in a temporary folder and starts a PostgreSQL there; without one, or without the
    extra fast, what needs it is left out. What it measured is also written to bench.json in
    AGENCY_HOME.
    """
    with progress("Measuring") as told:
        report = bench(SIZES[name], runs, told)
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
