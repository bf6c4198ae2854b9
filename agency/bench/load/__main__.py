"""``make load``: a served agency, asked by ten users at once for pages, then for the API.

It makes a sample in a PostgreSQL of its own, serves it by gunicorn with as many processes as
there are cores, and writes what it measured as Markdown. ``--database`` takes one that is filled.
"""

from __future__ import annotations

import click

from agency.bench.load.asking import Measured, measure
from agency.bench.load.figures import table
from agency.bench.load.serving import Place, filled_database, known_in, served
from agency.bench.sizes import SIZES


@click.command()
@click.option("--size", type=click.Choice(["S", "M"]), default="M", show_default=True)
@click.option("--users", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--seconds", type=click.IntRange(1, 600), default=30, show_default=True)
@click.option("--database", help="The address of a database that is filled and matched already.")
def load(size: str, users: int, seconds: int, database: str | None) -> None:
    """Measure how fast pages and the API answer."""
    with filled_database(SIZES[size], database, click.echo) as place, served(place) as url:
        report(place, measure(url, place, known_in(place), users, seconds))


def report(place: Place, measured: Measured) -> None:
    """Print the figures as docs/benchmarks.md has them."""
    click.echo(f"\n{place.words}\n")
    click.echo("Pages, each looked at for half a second:\n")
    click.echo("\n".join(table(measured.read)))
    click.echo("\nPages without a pause:\n")
    click.echo("\n".join(table(measured.pages)))
    click.echo(f"\nPages: {measured.pages_per_second:.0f} a second; errors: none.")
    click.echo(f"Today, second visit: {measured.second_visit_bytes:,} bytes.\n")
    click.echo("\n".join(table(measured.api)))
    click.echo(f"\nAPI: {measured.api_per_second:.0f} a second; errors: none.")


if __name__ == "__main__":
    load()
