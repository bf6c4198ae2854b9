"""``agency sample``: a fictional agency in the files that ``agency import`` reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from agency import clock
from agency.cli.context import DAY, as_json, echo_json
from agency.cli.progress import progress
from agency.sampling.sample import Order, write_sample
from agency.sampling.writing import FILES
from config import Config


@click.command("sample")
@click.option("--candidates", type=int, required=True, help="How many people.")
@click.option("--assignments", type=int, required=True, help="How many assignments.")
@click.option("--seed", type=int, required=True, help="Another seed makes another agency.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder.")
@click.option("--as-of", type=DAY, help="The day around which it is made, instead of today.")
@click.option("--force", is_flag=True, help="Overwrite such files in the folder.")
@as_json
def sample_command(
    candidates: int,
    assignments: int,
    seed: int,
    out: Path,
    *,
    as_of: date | None,
    force: bool,
    json_wanted: bool,
) -> None:
    """Write a realistic, wholly fictional agency as seven CSV files, with no database.

    The same numbers, seed and day give the same bytes on every machine. Import the files in the
    order in which they are listed.
    """
    day = as_of or clock.today(Config.from_environment().timezone)
    order = Order(candidates, assignments, seed, day)
    with progress("Making up people") as told:
        counts = write_sample(order, out, overwrite=force, progress=told)
    if json_wanted:
        echo_json({"as_of": day, "folder": str(out), "rows": counts})
        return
    for kind, name in FILES.items():
        click.echo(f"{counts[kind]:>9,}  {out / name}")
