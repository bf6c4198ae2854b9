"""``make scale``: a night over PostgreSQL and Redis, by a worker of one process and of two.

What is measured is from the first shard that is begun to the last that is done. Both nights must
come to the same, or the status is 1.
"""

from __future__ import annotations

import os
import sys

import click

from agency.bench.programs import ServerUnavailableError
from agency.bench.scale.figures import equal, lines
from agency.bench.scale.nights import nights
from agency.bench.scale.place import filled_place
from agency.bench.sizes import SIZES
from agency.errors import AgencyError


@click.command()
@click.option("--size", type=click.Choice(["S", "M"]), default="S", show_default=True)
@click.option("--runs", type=click.IntRange(1, 100), default=3, show_default=True)
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    multiple=True,
    default=(1, 2),
    show_default=True,
    help="Given several times: what is compared with the first.",
)
def scale(size: str, runs: int, processes: tuple[int, ...]) -> None:
    """Measure how a night scales over the processes of a worker."""
    try:
        with filled_place(SIZES[size], click.echo) as place:
            found = nights(place, processes, runs, click.echo)
    except (AgencyError, ServerUnavailableError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"\nSize {size}, {os.cpu_count()} cores, load average {os.getloadavg()[1]:.1f}\n")
    click.echo("\n".join(lines(found)))
    sys.exit(0 if equal(found) else 1)


if __name__ == "__main__":
    scale()
