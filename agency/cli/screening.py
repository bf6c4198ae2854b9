"""``agency screening``: exclusion lists loaded, candidates screened, findings listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from agency.audit.actors import Actor
from agency.cli.context import DAY, as_json, day_or_today, echo_json, with_database
from agency.cli.printing import print_fitted, wrapped
from agency.cli.progress import progress
from agency.page_filters import counted
from agency.rules.sentences import day_text
from agency.screening.actions import load_list, screen
from agency.screening.actions.loading import Report
from agency.screening.ageing import old_words
from agency.screening.certificates import certificate
from agency.screening.models import Finding
from agency.screening.queries import (
    described_lists,
    number_to_decide,
    queue_of_findings,
)
from agency.screening.schemas import described_finding
from agency.screening.sources import SOURCES
from agency.settings import today

BY = Actor("command", "agency screening")
SHOWN = 20
LIMIT = click.IntRange(1, 100_000)


@click.group("screening")
def screening_commands() -> None:
    """Candidates against exclusion lists: load a list, screen, see what waits for a decision."""


@screening_commands.command("load")
@click.argument("source", type=click.Choice(list(SOURCES)), metavar="LIST")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--supplement", is_flag=True, help="One month's exclusions or reinstatements.")
@click.option("--day", type=DAY, help="The day of the file, if name and rows tell it wrong.")
@click.option("--however-many", is_flag=True, help="Also if a fifth of the list would be gone.")
@as_json
@with_database
def load_command(
    source: str,
    file: Path,
    supplement: bool,
    day: date | None,
    however_many: bool,
    json_wanted: bool,
) -> None:
    """Take up FILE of LIST: leie (OIG) or sam (SAM.gov), a CSV as its publisher gives it out.

    A file that is broken is refused as a whole. One that says nothing new, or comes after what it
    should be before, changes nothing and says so. Everybody is screened afterwards, by a job.
    """
    with progress(f"Loading {source}"):
        report = load_list(
            source, file, BY, supplement=supplement, day=day, however_many=however_many
        )
    if json_wanted:
        echo_json(_described(report))
    else:
        print_fitted(lambda width, _ascii_only: _load_lines(report, width))


def _described(report: Report) -> dict[str, Any]:
    names = ("source", "kind", "file_name", "sha256", "file_day", "month", "rows", "people")
    numbers = ("added", "changed", "removed", "listed")
    row = report.load
    told = {name: getattr(row, name) for name in (*names, *numbers)} if row else None
    return {"load": told, "notes": report.notes}


def _load_lines(report: Report, width: int) -> Iterator[Text]:
    if row := report.load:
        title, day = SOURCES[row.source].layout.title, day_text(row.file_day)
        yield Text(f"{title}, up to {day}: {row.file_name}")
        firms = row.rows - row.people
        yield Text(f"    {counted(row.rows, 'row')}, {firms:,} of them about no person")
        yield Text(f"    {row.added:,} came, {row.changed:,} changed, {row.removed:,} went")
        yield Text(f"    {counted(row.listed, 'person', 'people')} on the list now")
    for words in report.notes:
        yield from map(Text, wrapped(words, width, "    " if report.load else ""))


@screening_commands.command("run")
@as_json
@with_database
def run_command(json_wanted: bool) -> None:
    """Screen everybody now, against the lists as they were loaded."""
    with progress("Screening"):
        run = screen("by hand", BY)
    numbers = ("candidates", "records", "findings", "new_findings")
    told = {name: getattr(run, name) for name in numbers}
    old = old_words(run.lists, run.day)
    if json_wanted:
        echo_json({"id": run.id, "day": run.day, **told, "old": old})
        return
    people = counted(run.candidates, "candidate")
    click.echo(f"{people} screened against {counted(run.records, 'person', 'people')} on lists")
    click.echo(f"{counted(run.findings, 'likeness', 'likenesses')}, {run.new_findings:,} new")
    for words in old:
        click.echo(words)


@screening_commands.command("list")
@click.option("--limit", type=LIMIT, default=SHOWN, show_default=True)
@as_json
@with_database
def list_command(limit: int, json_wanted: bool) -> None:
    """The lists as they stand, and what waits for a specialist, the most alike first."""
    day = today()
    lists, rows, waiting = described_lists(day), queue_of_findings(limit), number_to_decide()
    old = old_words(lists, day)
    if json_wanted:
        findings = [described_finding(row) for row in rows]
        echo_json({"lists": lists, "old": old, "to_decide": waiting, "findings": findings})
    else:
        print_fitted(lambda width, _ascii_only: _list_lines(lists, old, rows, waiting, width))


def _list_lines(
    lists: Sequence[dict[str, Any]],
    old: Sequence[str],
    rows: Sequence[Finding],
    waiting: int,
    width: int,
) -> Iterator[Text]:
    for one in lists:
        day = day_text(date.fromisoformat(one["as_of"]))
        yield Text(f"{one['title']}: {one['people']:,} people, up to {day}")
        for words in one["missing"]:
            yield from map(Text, wrapped(words, width, "    "))
    for words in old:
        yield from (Text(line, "yellow") for line in wrapped(words, width, ""))
    if not lists:
        yield Text("No list was loaded yet; `agency screening load leie FILE` loads one.")
    yield Text(f"{counted(waiting, 'finding')} to decide")
    for row in rows:
        her, record = row.candidate, row.record
        name = f"{record.first_name} {record.last_name}".strip()
        place = " ".join(filter(None, [record.city, record.state]))
        yield Text(
            f"  {row.points:>3} points  {her.ref} {her.full_name}: {record.source} {name} {place}"
        )
        if row.why_open:
            yield from map(Text, wrapped(row.why_open, width, "              "))


@screening_commands.command("certificate")
@click.argument("candidate")
@click.argument("month", metavar="YYYY-MM")
@click.option("--known-on", type=DAY, help="By what was decided up to this day, not to today.")
@click.option("--out", type=click.Path(path_type=Path), help="The PDF to write; else JSON is told.")
@with_database
def certificate_command(
    candidate: str, month: str, known_on: date | None, out: Path | None
) -> None:
    """The certificate that CANDIDATE was screened in a month: by which lists, when, with what
    result."""
    made = certificate(candidate, month, day_or_today(known_on))
    if out is None:
        echo_json(made.described)
        return
    from agency.screening.drawing import drawn

    out.write_bytes(drawn(made))
    click.echo(f"wrote {out}")
