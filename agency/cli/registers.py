"""``agency registers``: files of issuers held against what is on file, and what came of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from agency.audit.actors import Actor
from agency.cli.context import DAY, as_json, echo_json, with_database
from agency.cli.printing import print_fitted, print_lines
from agency.cli.progress import progress
from agency.cli.register_texts import alarms_lines, findings_lines, load_lines, loads_lines
from agency.extensions import db
from agency.verification.register_models import RegisterAnswer
from agency.verification.registers.actions import load_file
from agency.verification.registers.queries import newest_alarms, newest_loads, open_findings
from agency.verification.registers.schemas import (
    described_alarm,
    described_finding,
    described_load,
)
from agency.verification.registers.source import SOURCES

SOME_REFUSED = 1
BY = Actor("command", "agency registers load")
LIMIT = click.IntRange(1, 1_000_000)


@click.group("registers", invoke_without_command=True)
@click.option("--limit", type=LIMIT, default=10, show_default=True)
@as_json
@click.pass_context
def registers_commands(context: click.Context, limit: int, json_wanted: bool) -> None:
    """The files of registers that were loaded, the newest first."""
    if context.invoked_subcommand is None:
        _list(limit, json_wanted)


@with_database
def _list(limit: int, json_wanted: bool) -> None:
    found = newest_loads(limit)
    if json_wanted:
        echo_json([described_load(one) for one in found])
    else:
        print_fitted(lambda width, _: loads_lines(found, width))


@registers_commands.command("load")
@click.argument("source", type=click.Choice(list(SOURCES)))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--day", type=DAY, help="When FILE was taken from the register; today if not given.")
@click.option("--extract", is_flag=True, help="FILE lists some only: who is missing is not told.")
@click.option("--dry-run", is_flag=True, help="Change nothing; say what a load would do.")
@as_json
@with_database
def load_command(
    source: str, file: Path, day: date | None, *, extract: bool, dry_run: bool, json_wanted: bool
) -> None:
    """Hold FILE of a register, CSV or a ZIP archive with one, against the credentials on file.

    What agrees is known at source from then on; what does not is for a specialist to settle. A load
    that was cut short goes on where it stopped when it is given the same file again. The status is
    0 if all rows could be read, 1 if some could not, 2 if the file cannot be loaded.
    """
    with progress(f"Reading {file.name}") as told:
        report = load_file(
            source, file, BY, day, not extract, dry_run=dry_run, name=file.name, progress=told
        )
    if json_wanted:
        echo_json(report.as_json())
    else:
        print_lines(load_lines(report))
    if report.counts.bad_rows:
        raise SystemExit(SOME_REFUSED)


@registers_commands.command("findings")
@click.option("--limit", type=LIMIT, default=20, show_default=True)
@as_json
@with_database
def findings_command(limit: int, json_wanted: bool) -> None:
    """Where registers say otherwise, and nobody has settled it yet."""
    wanted = open_findings().order_by(RegisterAnswer.id).limit(limit)
    found = db.session.scalars(wanted).all()
    if json_wanted:
        echo_json([described_finding(one) for one in found])
    else:
        print_fitted(lambda width, _: findings_lines(found, width))


@registers_commands.command("alarms")
@click.option("--limit", type=LIMIT, default=20, show_default=True)
@as_json
@with_database
def alarms_command(limit: int, json_wanted: bool) -> None:
    """Alarms that nobody has looked at yet, the newest first."""
    found = newest_alarms(limit)
    if json_wanted:
        echo_json([described_alarm(one) for one in found])
    else:
        print_fitted(lambda width, _: alarms_lines(found, width))
