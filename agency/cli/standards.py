"""``agency rules save``, ``withdraw`` and ``standards``: what is recorded of the rulebook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from agency.assignments.queries import facility_names
from agency.cli.context import DAY, as_json, as_of_day, day_or_today, echo_json, with_database
from agency.cli.printing import print_fitted
from agency.cli.standard_texts import changed_lines, recorded_lines
from agency.rules.drafts import read_draft
from agency.rules.reading import RuleBookError
from agency.standards.actions import save, withdraw
from agency.standards.models import RuleEntry
from agency.standards.queries import recorded_on, rulebook
from agency.standards.schemas import described_entry, described_recorded

by_whom = click.option("--by", required=True, metavar="NAME", help="Who decides it.")
for_what = click.option("--why", required=True, metavar="TEXT", help="Why; kept for ever.")


@click.command("save")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@by_whom
@for_what
@as_json
@with_database
def save_command(files: tuple[Path, ...], by: str, why: str, json_wanted: bool) -> None:
    """Record the entries in FILE: changes of law, or standards of the agency or a facility.

    `agency rules impact FILE` tells before whom they would hit. A new run follows by itself.

    A FILE with the whole head of a state (state, name, regulator, regulation, summary) must hold
    all that is recorded of it: nothing is taken out by saving. Without the head it only adds.
    """
    draft = read_draft(files, rulebook())
    facilities = facility_names() if any(one.facility for one in draft.proposed) else ()
    _tell(save(draft.proposed, by, why, facilities, draft.whole), "saved", json_wanted)


@click.command("withdraw")
@click.argument("rule_id", metavar="ID")
@click.option("--in-force", type=DAY, help="Only the text that begins on this day.")
@click.option("--facility", metavar="NAME", help="Whose standard it is.")
@by_whom
@for_what
@as_json
@with_database
def withdraw_command(
    rule_id: str, in_force: date | None, facility: str | None, by: str, why: str, json_wanted: bool
) -> None:
    """Withdraw what is recorded under ID, as if it had never been asked; it stays on record.

    `agency rules impact --withdraw ID` tells before whom that would hit. A text that it replaced
    does not come back by itself: save that again. To end a rule on a day, save an entry with
    `lifted = true` instead.
    """
    _tell(withdraw(rule_id, by, why, in_force, facility), "withdrawn", json_wanted)


@click.command("standards")
@click.option("--all", "all_wanted", is_flag=True, help="Also what is over or was withdrawn.")
@as_of_day
@as_json
@with_database
def standards_command(all_wanted: bool, as_of: date | None, json_wanted: bool) -> None:
    """All that is recorded besides the data files, with who recorded it, when and why."""
    day = day_or_today(as_of)
    found = [one for one in recorded_on(day) if all_wanted or one.counts]
    if json_wanted:
        echo_json([described_recorded(one) for one in found])
    else:
        print_fitted(lambda width, _: recorded_lines(found, day, width))


def _tell(rows: Sequence[RuleEntry], done: str, json_wanted: bool) -> None:
    fingerprint, problem = _rulebook_now()
    if json_wanted:
        told = [described_entry(row) for row in rows]
        echo_json({done: told, "rulebook": fingerprint, "problem": problem})
    else:
        now = fingerprint or f"cannot be made: {problem}"
        print_fitted(lambda width, _: changed_lines(rows, done, now, width))


def _rulebook_now() -> tuple[str | None, str | None]:
    """Its fingerprint, or why there is none."""
    try:
        return rulebook().fingerprint, None
    except RuleBookError as problem:
        return None, str(problem)
