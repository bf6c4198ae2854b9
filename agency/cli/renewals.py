"""``agency renewals``: which credentials are to be renewed, by when, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click
from rich.text import Text

from agency.cli.context import as_json, as_of_day, day_or_today, echo_json, with_database
from agency.cli.printing import print_lines
from agency.credentials.queries import DueRenewal, renewals
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text, days_text

ALIKE = {"total": "in all", "issuer_approved": "approved by the issuer"}


@click.command("renewals")
@click.option(
    "--within",
    type=click.IntRange(0, 3650),
    default=90,
    show_default=True,
    metavar="DAYS",
    help="Whose last safe day to file is at most so many days away.",
)
@as_of_day
@as_json
@with_database
def renewals_command(within: int, as_of: date | None, json_wanted: bool) -> None:
    """Credentials to be renewed, the most urgent first, with what is missing for it."""
    day = day_or_today(as_of)
    due = renewals(day, within, load_rulebook())
    if json_wanted:
        echo_json([_as_json(one) for one in due])
        return
    print_lines(_lines(due, within, day))


def _lines(due: Sequence[DueRenewal], within: int, day: date) -> Iterator[Text]:
    credentials = "1 credential" if len(due) == 1 else f"{len(due):,} credentials"
    head = f"{credentials} to renew within {days_text(within)} of {day_text(day)}"
    yield Text(head, "bold")
    yield from (Text(_line(one, day)) for one in due)


def _line(one: DueRenewal, day: date) -> str:
    held = one.credential
    assert held.expires_on is not None
    late = "late, " if one.renew_by < day else ""
    return (
        f"  {one.candidate_ref:10} {one.candidate_name[:24]:24} {held.code:18} {one.status:8}"
        f" {late}file by {day_text(one.renew_by)}, ends {day_text(held.expires_on)}{_missing(one)}"
    )


def _missing(one: DueRenewal) -> str:
    """The units of continuing education that are not there yet."""
    missing = one.balance.missing if one.balance else ()
    listed = ", ".join(f"{units:g} {ALIKE.get(name, name)}" for name, units in missing)
    return f"; missing {listed}" if listed else ""


def _as_json(one: DueRenewal) -> dict[str, Any]:
    held, balance = one.credential, one.balance
    return {
        "candidate": one.candidate_ref,
        "candidate_name": one.candidate_name,
        "credential": held.ref,
        "code": held.code,
        "status": one.status,
        "expires_on": held.expires_on,
        "renew_by": one.renew_by,
        "continuing_education": balance
        and {
            "unit": balance.unit,
            "asked": balance.asked,
            "earned": balance.earned,
            "since": balance.since,
            "missing": dict(balance.missing),
        },
    }
