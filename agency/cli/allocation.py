"""``agency allocate``: who should go where, without a database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from agency.cli.context import as_json, echo_json
from agency.cli.pairs import fail
from agency.errors import Refused, Unreadable
from agency.fields.strict_json import read_json
from agency.matching.allocation.bare import Bare, bare_allocation
from agency.matching.allocation.pins import FULL, KEPT, NOT_ELIGIBLE
from agency.matching.allocation.solving import allocate
from agency.matching.allocation.worth import load_worth
from agency.page_filters import counted
from config import Config

MOST_BYTES = 1 << 30
PERCENT = 100
MOST_SHOWN = 20
WHY = {
    NOT_ELIGIBLE: "there is no edge between them",
    FULL: "no place is left in it",
}


@click.command("allocate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@as_json
def allocate_file(file: str, json_wanted: bool) -> None:
    """Choose who fills which opening of FILE, a JSON object ("-" reads from standard input).

    No database is needed. The choice is worth as much as any can be, or the gap says how much more
    another might be worth at most. Pairs under "pins" are in it, and what keeps one from being is
    told; pairs under "exclusions" never are. The answer is text on a terminal and JSON elsewhere.
    """
    in_json = json_wanted or not _on_a_terminal()
    worth = load_worth(Config.from_environment().allocation_file)
    with click.open_file(file, "rb") as opened:
        document = opened.read(MOST_BYTES + 1)
    try:
        asked = bare_allocation(read_json(document, MOST_BYTES), worth)
    except (Refused, Unreadable) as error:
        fail("standard input" if file == "-" else file, error, in_json)
    answer = asked.described(allocate(asked.choice, worth.large))
    if in_json:
        echo_json(answer)
    else:
        click.echo("\n".join(_lines(asked, answer)))


def _on_a_terminal() -> bool:
    return sys.stdout.isatty()


def _lines(asked: Bare, answer: dict[str, Any]) -> Iterator[str]:
    room = int(asked.choice.room.sum())
    yield f"{len(answer['chosen'])} of {room} openings can be filled"
    for candidate, opening in answer["chosen"]:
        yield f"  {candidate}  {opening}"
    for pin in answer["pins"]:
        if pin["outcome"] != KEPT:
            yield f"cannot be kept: {pin['candidate']} on {pin['opening']}: {_why(pin)}"
    yield (
        f"worth {answer['objective']:,.3f}, at most {answer['bound']:,.3f} is possible: a gap of "
        f"{answer['gap'] * PERCENT:.4f} % ({answer['method']}, {answer['seconds']:.2f} s)"
    )
    unsettled = answer["unsettled"]
    yield f"{counted(unsettled['count'], 'pair')} would both rather have each other"
    for candidate, opening in unsettled["pairs"][:MOST_SHOWN]:
        yield f"  {candidate}  {opening}"
    for candidate, opening in asked.repeated[:MOST_SHOWN]:
        yield f"stands there more than once, its best score counts: {candidate} on {opening}"
    for key in asked.unknown_keys:
        yield f"not understood: {key}"


def _why(pin: dict[str, Any]) -> str:
    """What keeps a pin from being kept."""
    overlaps = f"pinned to {pin['overlaps']} before, and nobody can do both"
    return WHY.get(pin["outcome"], overlaps)
