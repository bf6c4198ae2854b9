"""``agency init``, ``import`` and ``export``: the database made, filled and written out."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from agency import create_app
from agency.cli.context import as_json, echo_json, with_database
from agency.cli.import_texts import report_lines
from agency.cli.printing import print_lines
from agency.cli.progress import progress
from agency.cli.writing import replaced, screen
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.exchange.writing import Sink, export, export_json
from agency.extensions import db
from agency.schema_version import database_revision, upgrade_database
from config import BadSetting, Config

SOME_REFUSED = 1
STANDARD_INPUT = "-"


class KindChoice(click.Choice[str]):
    """The name of a kind of file; ``ce-credits`` is ``ce_credits``."""

    def normalize_choice(self, choice: object, ctx: click.Context | None) -> str:
        return super().normalize_choice(choice, ctx).replace("-", "_")


KIND = KindChoice(list(KINDS))


@click.command("init")
def init_command() -> None:
    """Make the folder and the tables, or bring the tables up to date. It may be run again."""
    config = Config.from_environment()
    new_folder = not config.home.exists()
    _make(config.home)
    with create_app(config).app_context():
        try:
            before = database_revision()
            upgrade_database()
            after = database_revision()
        finally:
            db.engine.dispose()
        address = db.engine.url.render_as_string()
    if new_folder:
        click.echo(f"made the folder {config.home}")
    click.echo(_upgraded(address, before, after))


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting("AGENCY_HOME", str(home), "a folder that exists or can be made") from error


def _upgraded(address: str, before: str | None, after: str | None) -> str:
    if before == after:
        return f"{address} is up to date (migration {after})"
    if before is None:
        return f"made the tables in {address} (migration {after})"
    return f"brought {address} from migration {before} to {after}"


@click.command("import")
@click.argument("kind", type=KIND, metavar="KIND")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--dry-run", is_flag=True, help="Change nothing; say what an import would do.")
@click.option("--rejects", type=click.Path(path_type=Path), help="Takes the refused rows.")
@as_json
@with_database
def import_command(
    kind: str, file: Path, *, dry_run: bool, rejects: Path | None, json_wanted: bool
) -> None:
    """Import a CSV FILE (- is standard input) of candidates, credentials, trainings, ce_credits,
    facilities, assignments or placements; each refers to kinds before it.

    An import that was cut short goes on where it stopped when it is given the same file again.
    The status is 0 if all rows are in, 1 if some were refused, 2 if the file cannot be read.
    """
    with _readable(file) as path, progress(f"Importing {kind}") as told:
        report = import_file(
            kind, path, dry_run=dry_run, rejects=rejects, progress=told, name=str(file)
        )
    if json_wanted:
        echo_json(report.as_json())
    else:
        print_lines(report_lines(report, rejects))
    if report.refused:
        raise SystemExit(SOME_REFUSED)


@contextmanager
def _readable(file: Path) -> Iterator[Path]:
    """The file itself or, because an import reads its file twice, a copy of standard input."""
    if str(file) != STANDARD_INPUT:
        yield file
        return
    with NamedTemporaryFile(prefix="agency-import-") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.flush()
        yield Path(copy.name)


@click.command("export")
@click.argument("kind", type=KIND, metavar="KIND")
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; else the screen.")
@as_json
@with_database
def export_command(kind: str, out: Path | None, *, json_wanted: bool) -> None:
    """Write all rows of KIND as CSV: candidates, credentials, trainings, ce_credits, facilities,
    assignments or placements. What is written can be imported again."""
    write: Callable[[str, Sink], int] = export
    if json_wanted:
        write = export_json
    if out is None:
        with screen() as file:
            write(kind, file)
        return
    with replaced(out) as file:
        written = write(kind, file)
    click.echo(f"{written:,} {kind} written to {out}", err=True)
