"""``agency value``: what a credential would be worth, and who would come instead of whom."""

from __future__ import annotations

import click

from agency.cli.context import as_json, day_or_today, echo_json, with_database
from agency.cli.value_texts import head_lines, loss_lines, opens_lines, worth_lines
from agency.matching.actions import value_run
from agency.matching.fallback_queries import page_of_fallbacks, page_of_lone
from agency.matching.models import MatchRun
from agency.matching.queries import current_run
from agency.matching.value_queries import (
    Valued,
    candidate_id_of,
    opened_to,
    valuation_in,
    valuation_of,
    worths,
)
from agency.matching.value_schemas import (
    described_fallback,
    described_lone,
    described_opens,
    described_valuation,
    described_worth,
)
from agency.rules.catalogue import Catalogue, UnknownCode
from agency.standards.queries import rulebook

# So many of what costs most, and of what begins first; pages and the API tell all.
MOST_TOLD = 20
Told = tuple[dict[str, object], list[str]]


@click.command("value")
@click.option("--credential", metavar="TYPE", help="Only this type, such as CCMA-NHA.")
@click.option("--candidate", metavar="REF", help="What credentials would open to one candidate.")
@click.option("--losses", is_flag=True, help="Who would come instead, and what hangs on one alone.")
@as_json
@with_database
def value_command(
    credential: str | None, candidate: str | None, losses: bool, json_wanted: bool
) -> None:
    """What each credential would be worth, by choosing again who goes where.

    For the pool: how many more openings are filled, and who should obtain or renew it, if one, two,
    three or more people do, everybody competing. It is worked out after each full match; if that
    has not been done yet, now.
    """
    if losses and (credential or candidate):
        raise click.UsageError("--losses is asked without --credential and --candidate")
    catalogue = rulebook().catalogue
    code = _known(credential, catalogue)
    found = _valuation(current_run(day_or_today(None)))
    if losses:
        answer, lines = _losses()
    elif candidate:
        answer, lines = _of_candidate(candidate, code, catalogue)
    else:
        some = worths(code)
        answer = {"credentials": [described_worth(one, catalogue) for one in some]}
        lines = worth_lines(some, catalogue, in_full=code is not None)
    if json_wanted:
        echo_json({"valuation": described_valuation(found), **answer})
    else:
        click.echo("\n".join([*head_lines(found), *lines]))


def _of_candidate(ref: str, code: str | None, catalogue: Catalogue) -> Told:
    opens = [one for one in opened_to(candidate_id_of(ref)) if code in (None, one.code)]
    told = [described_opens(one, catalogue, own=False) for one in opens]
    return {"candidate": ref, "credentials": told}, opens_lines(ref, opens, catalogue)


def _losses() -> Told:
    fallbacks = page_of_fallbacks(MOST_TOLD, None).items
    lone = page_of_lone(MOST_TOLD, None).items
    told: dict[str, object] = {
        "fallbacks": [described_fallback(one) for one in fallbacks],
        "hang_on_one": [described_lone(one) for one in lone],
    }
    return told, loss_lines(fallbacks, lone)


def _valuation(run: MatchRun) -> Valued:
    """That of the run that is shown; it is worked out where there is none yet."""
    found = valuation_in(run)
    if found is None or found.stale:
        value_run(run)
        found = valuation_of(run)
    return found


def _known(written: str | None, catalogue: Catalogue) -> str | None:
    try:
        return written and catalogue.require(written)
    except UnknownCode as error:
        raise click.BadParameter(str(error), param_hint="'--credential'") from error
