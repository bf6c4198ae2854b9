"""``agency check`` and ``agency explain``: one pair judged, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import NoReturn

import click
from rich.text import Text

from agency.cli.commands import UNREADABLE
from agency.cli.context import (
    DAY,
    as_json,
    as_of_day,
    day_or_today,
    echo_json,
    settings,
    with_database,
)
from agency.cli.explanation import explanation_lines
from agency.cli.printing import print_fitted
from agency.cli.timeline import ASCII, UNICODE
from agency.errors import Refused, Unreadable
from agency.fields.strict_json import MOST_BYTES
from agency.matching.checking import check
from agency.matching.explaining import Explanation, explain_pair
from agency.matching.knowing import explain_as_known
from agency.matching.schemas import described_check, described_explanation
from agency.rules.ranking import load_scale
from agency.rules.rulebook import load_rulebook
from agency.standards.queries import rulebook
from config import Config

MOST_LISTED = 50


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@as_json
def check_file(file: str, json_wanted: bool) -> None:
    """Judge the one pair that FILE describes in JSON ("-" reads from standard input).

    No database is needed, and what is recorded in one is not asked. The answer is text on a
    terminal and JSON elsewhere.
    """
    in_json = json_wanted or not sys.stdout.isatty()
    config = Config.from_environment()
    scale = load_scale(config.ranking_file)
    with click.open_file(file, "rb") as opened:
        document = opened.read(MOST_BYTES + 1)
    try:
        checked = check(document, load_rulebook(), scale, config.shorten_keeps_percent)
    except (Refused, Unreadable) as error:
        fail("standard input" if file == "-" else file, error, in_json)
    if in_json:
        echo_json(described_check(checked))
    else:
        show(checked.explanation, checked.unknown_keys)


@click.command("explain")
@click.argument("candidate")
@click.argument("assignment")
@as_of_day
@click.option("--known-on", type=DAY, help="By what was known on this day, not by what is now.")
@as_json
@with_database
def explain_command(
    candidate: str, assignment: str, as_of: date | None, known_on: date | None, json_wanted: bool
) -> None:
    """Explain whether CANDIDATE may be put to ASSIGNMENT, by their references, and why.

    --as-of judges present facts on a day; --known-on uses the facts, rules and weights of the last
    match on that day or before it.
    """
    if known_on:
        explanation = explain_as_known(candidate, assignment, known_on, as_of)
    else:
        scale, keeps = load_scale(settings().ranking_file), settings().shorten_keeps_percent
        day = day_or_today(as_of)
        explanation = explain_pair(candidate, assignment, rulebook(), scale, day, keeps)
    if json_wanted:
        echo_json(described_explanation(explanation))
    else:
        show(explanation)


def show(explanation: Explanation, unknown_keys: Sequence[str] = ()) -> None:
    """Print an explanation as wide as the terminal allows, in colours where it has them."""

    def lines(width: int, ascii_only: bool) -> Iterator[Text]:
        glyphs = ASCII if ascii_only else UNICODE
        return explanation_lines(explanation, width, glyphs, unknown_keys)

    print_fitted(lines)


def fail(file: str, error: Refused | Unreadable, in_json: bool) -> NoReturn:
    """Tell every problem, on standard error and, to a program, in JSON too; status 2."""
    problems = error.problems if isinstance(error, Refused) else []
    sentence = f"{len(problems)} of its values were not accepted" if problems else str(error)
    if in_json:
        listed = [asdict(problem) for problem in problems]
        echo_json({"error": sentence, "problems": listed})
    click.echo(f"agency: {file}: {sentence}", err=True)
    for problem in problems[:MOST_LISTED]:
        click.echo(f"  {problem}", err=True)
    if len(problems) > MOST_LISTED:
        click.echo(f"  and {len(problems) - MOST_LISTED} more", err=True)
    raise SystemExit(UNREADABLE)
