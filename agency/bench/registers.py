"""``make registers``: a state's register of a million rows held against fifty thousand people.

It makes the file and an agency of its own over each kind of database, and measures the first load,
the same file once more, and what memory the process has at most.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from agency.bench import servers
from agency.bench.processes import Measure, measured
from agency.bench.programs import ServerUnavailableError

DATABASES = ("sqlite", "postgresql")
LOADS = ("the first time", "once more")


@click.command()
@click.option("--database", type=click.Choice(["both", *DATABASES]), default="both")
@click.option("--people", type=click.IntRange(1, 1_000_000), default=50_000, show_default=True)
@click.option("--rows", type=click.IntRange(1, 10_000_000), default=1_000_000, show_default=True)
def registers(database: str, people: int, rows: int) -> None:
    """Measure how long a register takes, and how much memory."""
    with tempfile.TemporaryDirectory(prefix="tenens-registers-") as folder:
        home = Path(folder)
        file = str(home / "register.csv")
        made = measured("make register", people=people, rows=rows, file=file)
        size = Path(file).stat().st_size / 1_000_000
        load = os.getloadavg()[0]
        click.echo(f"{made.counts['rows']:,} rows, {size:.0f} MB; {people:,} people on file")
        click.echo(f"{os.cpu_count()} cores, load average {load:.1f}")
        for one in DATABASES if database == "both" else (database,):
            try:
                with _place(one, home) as url:
                    measured("fill register", people=people, url=url, home=folder)
                    for when in LOADS:
                        said: dict[str, str | int] = {
                            "file": file,
                            "url": url,
                            "home": folder,
                            "day": 0,
                        }
                        _report(one, when, measured("load register", **said))
            except ServerUnavailableError as error:
                click.echo(f"{one}: not measured: {error}")


@contextmanager
def _place(database: str, home: Path) -> Iterator[str]:
    """The address of an empty database."""
    with ExitStack() as stack:
        if database == "postgresql":
            yield stack.enter_context(servers.postgresql(durable=True))
        else:
            yield f"sqlite:///{home / 'agency.sqlite3'}"


def _report(database: str, when: str, found: Measure) -> None:
    counts = found.counts
    click.echo(
        f"{database}, {when}: {found.seconds['load']:.1f} s, {found.cpu_seconds['load']:.1f} s of"
        f" processors, {found.rss_mb:.0f} MB (server {found.server_mb:.0f} MB);"
        f" {counts['confirmed']:,} known at source, {counts['differs']:,} differ,"
        f" {counts['absent']:,} not in it, {counts['alarms']:,} alarms,"
        f" {counts['unchanged']:,} unchanged"
    )


if __name__ == "__main__":
    registers()
