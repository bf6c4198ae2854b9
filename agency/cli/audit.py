"""``agency audit``: the trail of who changed what, and whether it is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click
from rich.text import Text

from agency.audit.described import described_entry
from agency.audit.models import AuditEntry
from agency.audit.queries import Verified, entries_of, verify
from agency.cli.context import as_json, echo_json, with_database
from agency.cli.printing import print_lines

BROKEN = 1


@click.group("audit")
def audit_commands() -> None:
    """The trail of who changed what, when and why."""


@audit_commands.command("verify")
@as_json
@with_database
def verify_command(json_wanted: bool) -> None:
    """Walk the whole trail and tell the first entry that is not as it was noted.

    Exit status 1 if there is one.
    """
    found = verify()
    if json_wanted:
        echo_json(asdict(found))
    else:
        click.echo(_verdict(found))
    if found.broken:
        raise SystemExit(BROKEN)


@audit_commands.command("show")
@click.argument("subject", metavar="SUBJECT")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@as_json
@with_database
def show_command(subject: str, limit: int, json_wanted: bool) -> None:
    """What was done to SUBJECT, such as candidate:C-0001 or credential:17, the newest first."""
    page = entries_of(subject, limit=limit)
    if json_wanted:
        echo_json([described_entry(entry) for entry in page.items])
        return
    if not page.items:
        click.echo(f"Nothing is noted of {subject}.")
    print_lines(line for entry in page.items for line in _lines(entry))
    if page.next:
        click.echo(f"There is more; --limit shows more than {limit}.")


def _verdict(found: Verified) -> str:
    entries = f"{found.entries:,} {'entry' if found.entries == 1 else 'entries'}"
    if found.broken is None:
        return f"{entries}, each as it was noted."
    return f"Entry {found.broken.number} {found.broken.why}; {entries} before it as noted."


def _lines(entry: AuditEntry) -> Iterator[Text]:
    when = f"{entry.at:%Y-%m-%d %H:%M:%S} UTC"
    who = f"{entry.actor_kind} {entry.actor_name}"
    yield Text(f"{when}  {entry.action} by {who}", style="bold")
    before, after = entry.before or {}, entry.after or {}
    for name in sorted({*before, *after}):
        yield Text(f"    {name}: {_change(name, before, after)}")
    if entry.reason:
        yield Text(f"    reason: {_quoted(entry.reason)}")


def _change(name: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    if name not in before:
        return _quoted(after[name])
    if name not in after:
        return f"was {_quoted(before[name])}"
    return f"{_quoted(before[name])} -> {_quoted(after[name])}"


def _quoted(value: Any) -> str:
    """As JSON, in which no value can break out of its line."""
    return json.dumps(value, ensure_ascii=False)
