"""``agency documents``: keys wrapped anew, whether store and rows fit each other, files read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import click

from agency.audit.actors import Actor
from agency.cli.context import as_json, echo_json, with_database
from agency.cli.jobs import JOB_ID
from agency.cli.progress import progress
from agency.documents.actions import StoreCheck, check_store, rotate_keys
from agency.documents.readings.actions import read_now
from agency.documents.readings.models import HOW
from agency.documents.readings.queries import each_unread, names_of_document, unread_files
from agency.errors import Away, NotFound
from agency.reading.findings import NONE, OCR, TEXT

NOT_WELL = 1
MOST_SHOWN = 20
BY = Actor("command", "agency documents rotate")


@click.group("documents")
def documents_commands() -> None:
    """Uploaded files: their keys, their store, and what is read of them."""


@documents_commands.command("rotate")
@as_json
@with_database
def rotate_command(json_wanted: bool) -> None:
    """Wrap the key of every file with the newest key of AGENCY_DOCUMENT_KEY, the first.

    Once this is done, and every server has the new key, the older ones may be taken out. The status
    is 1 where a file has a key that cannot be read: it stays as it is, and is named.
    """
    found = rotate_keys(BY)
    if json_wanted:
        echo_json({"rotated": found.files, "unread": found.unread})
    else:
        click.echo(f"the keys of {found.files} files were wrapped anew with the newest key")
        for one in found.unread:
            click.echo(f"its key cannot be read: {one}")
    if found.unread:
        raise SystemExit(NOT_WELL)


@documents_commands.command("check")
@click.option("--all", "however_many", is_flag=True, help="Remove them also if they are many.")
@as_json
@with_database
def check_command(however_many: bool, json_wanted: bool) -> None:
    """Compare the store with the rows, and remove files to which none has pointed for an hour.

    Where these are many, none is removed: the database may be the wrong one, or an old one. The
    status is 1 then, and if a file is missing to which a row points.
    """
    found = check_store(however_many=however_many)
    if json_wanted:
        echo_json(asdict(found))
    else:
        _tell(found)
    if found.missing or found.held_back:
        raise SystemExit(NOT_WELL)


@documents_commands.command("read")
@click.argument("document", metavar="[ID]", type=JOB_ID, required=False)
@click.option("--all", "everything", is_flag=True, help="All that this version has not read yet.")
@as_json
@with_database
def read_command(document: int | None, everything: bool, json_wanted: bool) -> None:
    """Read what the document with this ID says, once more, or all that nobody has read yet.

    Files are read here and now, one after another; what was read of one is kept at once, so that
    this may be broken off. What people have confirmed is not touched by it. The status is 1 where a
    file could not be opened.
    """
    if (document is None) != everything:
        raise click.UsageError("name one document by its ID, or say --all")
    names = each_unread() if document is None else iter(names_of_document(document))
    total = unread_files() if document is None else len(names_of_document(document))
    if document is not None and not total:
        raise NotFound("document", str(document))
    counts, unopened = _read_all(names, total)
    if json_wanted:
        echo_json({**counts, "unopened": unopened})
    else:
        click.echo(
            f"{counts[TEXT]} files read by their own text, {counts[OCR]} by the letters seen in"
            f" them, {counts[NONE]} say nothing that could be read"
        )
        for why in unopened:
            click.echo(f"not opened: {why}")
    if unopened:
        raise SystemExit(NOT_WELL)


def _read_all(names: Iterable[str], total: int) -> tuple[dict[str, int], list[str]]:
    """How many files were read in which way, and why others could not be opened."""
    counts, unopened = dict.fromkeys(HOW, 0), list[str]()
    with progress("reading") as tell:
        for done, name in enumerate(names, 1):
            try:
                found = read_now(name)
            except Away as why:
                unopened.append(str(why))
                continue
            if found is not None and found.how is not None:
                counts[found.how] += 1
            tell(done, total)
    return counts, unopened


def _tell(found: StoreCheck) -> None:
    click.echo(f"{found.files} files by their rows, {len(found.missing)} of them missing")
    for line in found.missing[:MOST_SHOWN]:
        click.echo(f"  missing: {line}")
    if found.held_back:
        click.echo(f"{found.held_back} have no row and stay: is this the right database?")
        click.echo("  `agency documents check --all` removes them")
    click.echo(f"{len(found.removed)} without a row removed, {found.recent} too recent to tell")
