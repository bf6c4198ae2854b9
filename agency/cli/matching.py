"""``agency match``, ``matches`` and ``pairs``: the whole pool put to every open assignment."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, Any

import click

from agency import clock
from agency.cli.context import (
    DAY,
    as_json,
    as_of_day,
    day_or_today,
    echo_json,
    settings,
    with_database,
)
from agency.cli.match_texts import match_lines, matches_lines, replay_lines
from agency.cli.printing import print_fitted
from agency.cli.progress import progress
from agency.cli.writing import replaced, screen
from agency.errors import Unready
from agency.matching import speed
from agency.matching.actions import match
from agency.matching.asked import titles_asked
from agency.matching.near_misses import remedies_of
from agency.matching.pairs import PairVerdict, pairs
from agency.matching.queries import current_run, matches_of
from agency.matching.replaying import replay
from agency.matching.run_queries import unworked
from agency.matching.run_schemas import described_unworked
from agency.matching.schemas import described_matches
from agency.page_filters import counted
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN
from agency.rules.ranking import THOUSAND, load_scale, points_text
from agency.rules.rulebook import load_rulebook
from agency.rules.step_words import remedies_in_words
from agency.standards.queries import rulebook, rulebook_of
from config import Config

SHOWN_REMEDIES = 2
DIFFERS = 1
VERDICTS = (ELIGIBLE, UNKNOWN, INELIGIBLE)
run_of_day = click.option("--as-of", type=DAY, help="Of the run of this day, not of the last.")


@click.command("match")
@as_of_day
@click.option("--replay", "replayed", type=int, metavar="RUN", help="Do a run again and compare.")
@as_json
@with_database
def match_command(as_of: date | None, replayed: int | None, json_wanted: bool) -> None:
    """Put everybody to every open assignment, and keep the result as a run.

    With --replay nothing is kept: a run is done again from the facts, rules and settings that were
    stored of it, and held against its results; the status is 1 where they differ.
    """
    if replayed is not None:
        if as_of is not None:
            raise click.UsageError("a run that is replayed has its own day; leave out --as-of")
        _replay(replayed, json_wanted)
        return
    with progress("Matching") as told:
        report = match(day_or_today(as_of), told)
    if json_wanted:
        echo_json(report.as_json())
    else:
        print_fitted(lambda width, _: match_lines(report, width))


@click.command("warm")
def warm_command() -> None:
    """Compile what a match runs, so that no night waits for it; needs the extra fast."""
    if not speed.installed():
        raise Unready("there is nothing to compile without the extra fast")
    from agency.matching.warming import warm  # the compiler takes a second to import

    config = Config.from_environment()
    warm(load_rulebook(), load_scale(config.ranking_file), clock.today(config.timezone))
    click.echo("What a match runs is compiled.")


def _replay(run_id: int, json_wanted: bool) -> None:
    with progress("Replaying") as told:
        found = replay(run_id, told)
    if json_wanted:
        echo_json(found.as_json())
    else:
        click.echo("\n".join(replay_lines(found)))
    if not found.same:
        raise SystemExit(DIFFERS)


@click.command("matches")
@click.argument("assignment")
@click.option("--verdict", type=click.Choice([*VERDICTS, "near_miss"]), help="Only these.")
@run_of_day
@as_json
@with_database
def matches_command(
    assignment: str, verdict: str | None, as_of: date | None, json_wanted: bool
) -> None:
    """The best eligible people and the nearest misses of ASSIGNMENT, as the last run has them."""
    run = current_run(day_or_today(None), as_of)
    found = matches_of(assignment, run, verdict)
    missed = None if as_of else unworked(run)
    book = rulebook_of(run.rulebook) or rulebook()
    remedied = remedies_of(found, book, settings().shorten_keeps_percent)
    if json_wanted:
        echo_json(described_matches(found, remedied, book) | described_unworked(missed))
        return
    titles = titles_asked(found.assignment.id, run.as_of, book)
    changes = {
        ref: remedies_in_words(some[:SHOWN_REMEDIES], book) for ref, some in remedied.items()
    }
    print_fitted(lambda width, _: matches_lines(found, titles, changes, missed, width))


@click.command("pairs")
@click.option(
    "--verdict",
    "verdicts",
    type=click.Choice(VERDICTS),
    multiple=True,
    default=(ELIGIBLE,),
    show_default=True,
    help="Pairs with this verdict; may be given more than once.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; else the screen.")
@click.option("--as-of", type=DAY, help="Judge as of this day instead of the last run's.")
@as_json
@with_database
def pairs_command(
    verdicts: tuple[str, ...], out: Path | None, as_of: date | None, json_wanted: bool
) -> None:
    """All pairs with a verdict as CSV, not only the best that are stored.

    Present facts are judged as of the last run's day, or of the day given.
    """
    day = as_of or current_run(day_or_today(None)).as_of
    scale = load_scale(settings().ranking_file)
    found = pairs(day, tuple(dict.fromkeys(verdicts)), rulebook(), scale)
    if json_wanted:
        echo_json([_as_json(pair) for pair in found])
        return
    if out is None:
        with screen() as file:
            _write(found, file)
        return
    with replaced(out) as file:
        written = _write(found, file)
    click.echo(f"{counted(written, 'pair')} as of {day} written to {out}", err=True)


def _write(found: Iterator[PairVerdict], file: IO[str]) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(PairVerdict._fields)
    written = 0
    for assignment, candidate, verdict, score in found:
        writer.writerow((assignment, candidate, verdict, points_text(score)))
        written += 1
    return written


def _as_json(pair: PairVerdict) -> dict[str, Any]:
    return pair._asdict() | {"score": pair.score / THOUSAND}
