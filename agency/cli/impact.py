"""``agency rules impact``: who is hit if the rules change so, before anything is saved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from agency.cli.context import DAY, as_json, as_of_day, day_or_today, echo_json, with_database
from agency.cli.impact_texts import impact_lines
from agency.cli.printing import print_fitted
from agency.matching.impact import Horizon
from agency.matching.impact_queries import names_of, preview
from agency.matching.impact_schemas import described_impact, people_named
from agency.rules.drafts import drafted, missing_entries, missing_text, read_draft
from agency.rules.rulebook import RuleBook
from agency.standards.queries import chosen, rulebook, rulebook_without

MOST_NAMES = 12


@click.command("impact")
@click.argument(
    "files",
    nargs=-1,
    metavar="[FILE...]",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--withdraw",
    "withdrawn",
    multiple=True,
    metavar="ID",
    help="If what is recorded under ID were withdrawn, before FILE is saved; may be repeated.",
)
@click.option("--in-force", type=DAY, help="Withdraw only the text that begins on this day.")
@click.option("--facility", metavar="NAME", help="Whose standard is withdrawn.")
@click.option(
    "--within",
    type=click.IntRange(0, 3650),
    default=60,
    show_default=True,
    metavar="DAYS",
    help="What is hit so many days ahead is told apart from what is hit later.",
)
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    help=f"So many names in a list at most; {MOST_NAMES} if none is given, and all in JSON.",
)
@as_of_day
@as_json
@with_database
def impact_command(
    files: tuple[Path, ...],
    withdrawn: tuple[str, ...],
    in_force: date | None,
    facility: str | None,
    within: int,
    limit: int | None,
    as_of: date | None,
    json_wanted: bool,
) -> None:
    """Whom the entries in FILE would hit if they were saved: a state's, or standards.

    Placements, open assignments and candidates whose verdict changes, by name. A difference is
    told by the first day of work that it hits; the verdict itself is another in the next run.
    Nothing is saved.

    A FILE with the whole head of a state (state, name, regulator, regulation, summary) is taken
    for the state: what it does not hold is removed. Any other only adds, and replaces entries with
    the same id and first day.
    """
    _refuse_nothing(files, withdrawn, in_force or facility)
    before = rulebook()
    rest = _rest(withdrawn, in_force, facility)
    draft = read_draft(files, rest)
    missing = missing_entries(rest, draft)
    hindrance = missing_text(missing) if missing else None
    found = preview(before, drafted(rest, draft), Horizon(day_or_today(as_of), within))
    most = limit if json_wanted else limit or MOST_NAMES
    names = names_of(people_named(found.impact, most))
    if json_wanted:
        echo_json(described_impact(found, names, most) | {"cannot_be_saved": hindrance})
    else:
        shown = most or MOST_NAMES
        print_fitted(lambda width, _: impact_lines(found, names, shown, width, hindrance))


def _refuse_nothing(
    files: tuple[Path, ...], withdrawn: tuple[str, ...], which: date | str | None
) -> None:
    if not files and not withdrawn:
        raise click.UsageError("expected a FILE, --withdraw ID, or both")
    if which is not None and not withdrawn:
        raise click.UsageError("--in-force and --facility say of what: --withdraw ID is missing")


def _rest(withdrawn: tuple[str, ...], in_force: date | None, facility: str | None) -> RuleBook:
    """The rulebook with these withdrawn."""
    rows = [row for rule_id in withdrawn for row in chosen(rule_id, in_force, facility)]
    return rulebook_without(rows)
