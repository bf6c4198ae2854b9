"""``agency renewals``: which credentials are to be renewed, by when, and what is missing."""

from __future__ import annotations

from datetime import date

import click
from rich.text import Text

from agency.cli.context import DAY, as_json, as_of_day, day_or_today, echo_json, with_database
from agency.cli.printing import print_fitted
from agency.cli.reminders import tell_digests, tell_lapses
from agency.cli.renewal_texts import newer_lines, renewal_lines
from agency.credentials.queries import renewals, renewals_to_accept
from agency.placements.queries import first_work_beyond
from agency.placements.renewal_schemas import described_renewal, work_key
from agency.standards.queries import rulebook


@click.command("renewals")
@click.option(
    "--within",
    type=click.IntRange(0, 3650),
    default=90,
    show_default=True,
    metavar="DAYS",
    help="Whose last safe day to file is at most so many days away.",
)
@click.option(
    "--to-accept",
    is_flag=True,
    help="Only those renewed as recorded whose newer one nobody has accepted yet.",
)
@click.option(
    "--lapsing-in-placements",
    "lapsing",
    is_flag=True,
    help="What ends inside a placement and leaves days uncovered, with what is under way.",
)
@click.option(
    "--digest",
    type=DAY,
    metavar="DAY",
    help="Mail those to whom a reminder is due on this day, which is today unless --dry-run.",
)
@click.option("--dry-run", is_flag=True, help="With --digest: tell who would be mailed what.")
@as_of_day
@as_json
@with_database
def renewals_command(
    within: int,
    to_accept: bool,
    lapsing: bool,
    digest: date | None,
    dry_run: bool,
    as_of: date | None,
    json_wanted: bool,
) -> None:
    """Credentials to be renewed, the most urgent first, with what is missing for it.

    In JSON those whose newer one is to be accepted are listed with --to-accept alone: the list
    without it holds what is to be filed.
    """
    day, book = day_or_today(as_of), rulebook()
    if sum((to_accept, lapsing, digest is not None)) > 1:
        raise click.UsageError(
            "choose one of --to-accept, --lapsing-in-placements and --digest, not several"
        )
    if dry_run and digest is None:
        raise click.UsageError("--dry-run goes with --digest")
    if digest is not None:
        tell_digests(digest, book, dry_run=dry_run, json_wanted=json_wanted)
        return
    if lapsing:
        tell_lapses(day, book, json_wanted=json_wanted)
        return
    found = (renewals_to_accept if to_accept else renewals)(day, within, book)
    work = first_work_beyond([work_key(one) for one in found], day)
    if json_wanted:
        echo_json([described_renewal(one, work.get(work_key(one)), day, book) for one in found])
    elif to_accept:
        print_fitted(lambda width, _: newer_lines(found, width))
    else:
        newer = renewals_to_accept(day, within, book)
        print_fitted(
            lambda width, _: (
                *renewal_lines(found, work, within, day, book, width),
                *([Text(), *newer_lines(newer, width)] if newer else []),
            )
        )
