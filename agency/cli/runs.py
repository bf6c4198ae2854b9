"""``agency runs`` and ``changes``: how each night went, and what is otherwise since."""

from __future__ import annotations

from collections.abc import Iterator

import click
from rich.text import Text

from agency.cli.change_texts import changes_lines, later_lines
from agency.cli.context import as_json, day_or_today, echo_json, with_database
from agency.cli.printing import print_fitted
from agency.cli.run_texts import runs_lines
from agency.matching.change_queries import Changes, changes_of
from agency.matching.models import CAUSES, MatchRun
from agency.matching.queries import current_run
from agency.matching.run_queries import deltas_of, full_run_of, full_runs, run_with_id
from agency.matching.run_schemas import described_changes_of, described_run

RUN_ID = click.IntRange(min=1, max=2**31 - 1)
MOST_LINES = 100


@click.command("runs")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=10, show_default=True)
@as_json
@with_database
def runs_command(limit: int, json_wanted: bool) -> None:
    """The runs that matched everybody, the newest first: how they went and how they stand."""
    found = full_runs(limit)
    if json_wanted:
        echo_json([described_run(standing) for standing in found])
    else:
        print_fitted(lambda width, _: runs_lines(found, width))


@click.command("changes")
@click.argument("run", required=False, type=RUN_ID)
@click.option("--cause", type=click.Choice(CAUSES), help="Only what this brought about.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000_000),
    help=f"So many at most; {MOST_LINES} if none is given, and all of them in JSON.",
)
@as_json
@with_database
def changes_command(
    run: int | None, cause: str | None, limit: int | None, json_wanted: bool
) -> None:
    """What RUN found otherwise than the run before it, and what brought it about.

    Without RUN it is what the last night changed, and what was changed since.
    """
    chosen = run_with_id(run) if run else full_run_of(current_run(day_or_today(None)))
    later = [] if run else deltas_of(chosen)
    most = limit if json_wanted else limit or MOST_LINES
    found = changes_of([chosen], cause, most)
    since = changes_of(later, cause, most)
    before = run_with_id(chosen.compared_with_id) if chosen.compared_with_id else None
    if json_wanted:
        echo_json(described_changes_of(found, before, since))
    else:
        print_fitted(lambda width, _: _lines(found, before, since, cause, width))


def _lines(
    found: Changes, before: MatchRun | None, since: Changes, cause: str | None, width: int
) -> Iterator[Text]:
    yield from changes_lines(found, before, cause, width)
    if since.runs:
        yield from later_lines(since, cause, width)
