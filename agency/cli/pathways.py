"""``agency pathways``: what a candidate may sit for, what is missing, and where she could grow."""

from __future__ import annotations

from datetime import date

import click

from agency.cli.context import as_json, as_of_day, day_or_today, echo_json, with_database
from agency.cli.pathway_texts import Page, page_lines
from agency.cli.printing import print_fitted
from agency.cli.timeline import ASCII, UNICODE
from agency.placements.pathway_schemas import described_pathways
from agency.placements.records import record_of
from agency.rules.catalogue import UnknownCode
from agency.rules.pathways.routes import may_sit, pathways
from agency.rules.roles import load_roles, next_roles
from agency.rules.rulebook import RuleBook
from agency.standards.queries import rulebook


@click.command("pathways")
@click.argument("candidate")
@click.option("--code", help="One type of credential alone, with every route to it.")
@as_of_day
@as_json
@with_database
def pathways_command(
    candidate: str, code: str | None, as_of: date | None, json_wanted: bool
) -> None:
    """Which credentials CANDIDATE may sit or apply for, what is missing, and what it costs."""
    day, book, roles = day_or_today(as_of), rulebook(), load_roles()
    person = record_of(candidate, day)
    if code is None:
        answers = pathways(person.record, book, day)
        grown = next_roles(person.record, roles, book, day)
    else:
        answers, grown = (may_sit(person.record, _known(code, book), book, day),), ()
    if json_wanted:
        echo_json(described_pathways(person.record, day, answers, grown, book))
        return
    page = Page(person, day, answers, grown, roles, in_full=code is not None)
    print_fitted(lambda width, plain: page_lines(page, width, ASCII if plain else UNICODE))


def _known(code: str, book: RuleBook) -> str:
    try:
        return book.catalogue.require(code)
    except UnknownCode as error:
        raise click.BadParameter(str(error), param_hint="'--code'") from error
