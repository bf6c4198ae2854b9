"""``agency documents``: keys wrapped anew, and whether the store and the rows fit each other."""

from __future__ import annotations

from dataclasses import asdict

import click

from agency.audit.actors import Actor
from agency.cli.context import as_json, echo_json, with_database
from agency.documents.actions import StoreCheck, check_store, rotate_keys

NOT_WELL = 1
MOST_SHOWN = 20
BY = Actor("command", "agency documents rotate")


@click.group("documents")
def documents_commands() -> None:
    """Uploaded files: their keys and their store."""


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


def _tell(found: StoreCheck) -> None:
    click.echo(f"{found.files} files by their rows, {len(found.missing)} of them missing")
    for line in found.missing[:MOST_SHOWN]:
        click.echo(f"  missing: {line}")
    if found.held_back:
        click.echo(f"{found.held_back} have no row and stay: is this the right database?")
        click.echo("  `agency documents check --all` removes them")
    click.echo(f"{len(found.removed)} without a row removed, {found.recent} too recent to tell")
