"""``agency bench``: how fast the match is, beside other ways of doing the same."""

from __future__ import annotations

import click

from agency.bench.running import bench
from agency.bench.sizes import SIZES
from agency.bench.table import lines
from agency.cli.context import as_json, echo_json
from agency.cli.progress import progress
from agency.errors import Unready

TOO_LARGE = "L"


@click.command("bench")
@click.option("--size", "name", type=click.Choice(list(SIZES)), default="S", show_default=True)
@click.option("--runs", type=click.IntRange(1, 100), default=3, show_default=True)
@as_json
def bench_command(name: str, runs: int, json_wanted: bool) -> None:
    """Time the match on SQLite and PostgreSQL, in NumPy and compiled, the same in SQL alone, and in
    plain Python.

    S is 2,000 candidates and 300 assignments, M 50,000 and 5,000. It makes its own databases in a
    temporary folder and starts a PostgreSQL there.
    """
    if name == TOO_LARGE:
        raise Unready("size L is not measured yet; S and M can be run")
    with progress("Measuring") as told:
        report = bench(SIZES[name], runs, told)
    if json_wanted:
        echo_json(report.as_json())
    else:
        click.echo("\n".join(lines(report)))
