"""``agency pin`` and ``agency pins``: whom every match is to propose somewhere, and whom never."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click
from rich.text import Text

from agency.audit.actors import Actor
from agency.cli.context import as_json, echo_json, with_database
from agency.cli.printing import print_fitted
from agency.errors import NotFound
from agency.matching.allocation_queries import allocation_in
from agency.matching.allocation_schemas import described_foresight, described_told_pin
from agency.matching.allocation_words import answer_of
from agency.matching.pin_foresight import foreseen
from agency.matching.pin_queries import ToldPin, told_pins
from agency.matching.queries import last_run
from agency.pinning.actions import create_pin, take_back
from agency.pinning.models import EXCLUSION, PIN
from agency.pinning.queries import pin_of
from agency.pinning.schemas import SCHEMA, described_pin
from agency.settings import today

KIND_WORDS = {PIN: "pinned to", EXCLUSION: "excluded from"}


@click.command("pin")
@click.argument("candidate")
@click.argument("assignment")
@click.option("--exclude", is_flag=True, help="Never propose her there, instead of always.")
@click.option("--reason", metavar="TEXT", help="Why, for colleagues.")
@click.option("--by", metavar="NAME", default="agency pin", help="Who wants it.")
@click.option("--take-back", "taken_back", is_flag=True, help="Take back what is wanted of them.")
@as_json
@with_database
def pin_command(
    candidate: str,
    assignment: str,
    exclude: bool,
    reason: str | None,
    by: str,
    taken_back: bool,
    json_wanted: bool,
) -> None:
    """Propose CANDIDATE for ASSIGNMENT in every match from the next on, by their references.

    A pin cannot make her eligible: what is known to keep it from being kept is told at once, and
    `agency pins` tells of each whether it could be kept, and why not. It counts until it is taken
    back.
    """
    who = Actor("command", by)
    if taken_back:
        if exclude or reason:
            raise click.UsageError("what is taken back has its kind and its reason already")
        said = _take_back(candidate, assignment, who)
    else:
        kind = EXCLUSION if exclude else PIN
        given = {"candidate_ref": candidate, "assignment_ref": assignment, "kind": kind}
        row = create_pin(SCHEMA.accept({**given, "reason": reason}), who)
        said = described_pin(row) | described_foresight(foreseen(row, last_run(today())))
    if json_wanted:
        echo_json({**said, "taken_back": taken_back})
        return
    words = f"{said['candidate_ref']} is {KIND_WORDS[said['kind']]} {said['assignment_ref']}"
    click.echo(f"{words} no more." if taken_back else f"{words}. {said['says']}")


def _take_back(candidate: str, assignment: str, who: Actor) -> dict[str, Any]:
    row = pin_of(candidate, assignment)
    if row is None:
        raise NotFound("pin or exclusion", f"{candidate} on {assignment}")
    return described_pin(take_back(row.id, who))


@click.command("pins")
@as_json
@with_database
def pins_command(json_wanted: bool) -> None:
    """All pins and exclusions, and what became of each in the last full match.

    What cannot be kept comes first, with the reason.
    """
    run = last_run(today())
    found = allocation_in(run) if run else None
    rows = told_pins(found.run_id if found else None, None)
    if json_wanted:
        echo_json([described_told_pin(one) for one in rows])
    else:
        print_fitted(lambda _width, _ascii_only: _lines(rows))


def _lines(rows: Sequence[ToldPin]) -> Iterator[Text]:
    if not rows:
        yield Text("Nobody is pinned or excluded.")
    for one in rows:
        pin = one.pin
        yield Text(f"{pin.candidate.ref} {KIND_WORDS[pin.kind]} {pin.assignment.ref}")
        yield Text(f"    {answer_of(one)}")
        why = f": {pin.reason}" if pin.reason else ""
        yield Text(f"    by {pin.made_by}, {pin.made_at:%Y-%m-%d}{why}")
