"""``make uploads``: photos of two megabytes sent to a served agency, one by one and many at once.

It makes an agency of its own over each kind of database, serves it by `agency serve`, sends photos
as phones do, and writes what it measured as Markdown. Any error of the server is a failure.
"""

from __future__ import annotations

from pathlib import Path

import click

from agency.bench.uploads.asking import Burst, Measured, Order, measure
from agency.bench.uploads.photos import photo
from agency.bench.uploads.place import DATABASES, filled_place, processors, served


@click.command()
@click.option("--database", type=click.Choice(["both", *DATABASES]), default="both")
@click.option("--people", type=click.IntRange(1, 500), default=25, show_default=True)
@click.option("--alone", type=click.IntRange(1, 1_000), default=30, show_default=True)
@click.option("--a-second", type=click.IntRange(1, 500), default=50, show_default=True)
@click.option("--seconds", type=click.IntRange(1, 600), default=5, show_default=True)
@click.option("--harmful", type=click.Path(exists=True, file_okay=False, path_type=Path))
def uploads(
    database: str, people: int, alone: int, a_second: int, seconds: int, harmful: Path | None
) -> None:
    """Measure how fast photos are taken; files of the folder HARMFUL are sent beside them."""
    picture = photo()
    harm = [path.read_bytes() for path in sorted(harmful.iterdir())] if harmful else []
    click.echo(f"{processors()} cores, photos of {len(picture):,} bytes, 12 megapixels")
    failed = 0
    for one in DATABASES if database == "both" else (database,):
        with filled_place(one, people) as place, served(place) as serving:
            found = measure(place, serving, picture, harm, Order(alone, a_second, seconds))
        report(found)
        failed += sum(burst.errors for burst in (found.many, found.beside) if burst)
        failed += sum(count for status, count in found.harm.items() if status >= 500 or not status)
    if failed:
        raise click.ClickException(f"{failed} uploads were answered by an error or not at all")


def report(found: Measured) -> None:
    """Print the figures as docs/benchmarks.md has them."""
    one = found.alone
    click.echo(f"\n{found.database}: {one.requests} photos one after the other")
    click.echo(f"  median {one.median:.0f} ms, p95 {one.p95:.0f} ms, most {one.most:.0f} ms")
    for burst in filter(None, (found.many, found.beside)):
        _report_burst(burst)
    if found.harm:
        click.echo(f"  harmful files: answers {_answers(found.harm)}")


def _report_burst(burst: Burst) -> None:
    one = burst.figure
    click.echo(f"{one.kind}: answers {_answers(burst.answers)}, {burst.kept} files kept")
    click.echo(f"  all answered after {burst.seconds:.1f} s; each took median {one.median:.0f} ms,")
    click.echo(f"  p95 {one.p95:.0f} ms, most {one.most:.0f} ms; memory of the service grew by")
    click.echo(f"  {burst.memory_growth_mb:.0f} MB from {burst.memory_before_mb:.0f} MB")


def _answers(counts: dict[int, int]) -> str:
    return ", ".join(f"{count} × {status or 'none'}" for status, count in counts.items())


if __name__ == "__main__":
    uploads()
