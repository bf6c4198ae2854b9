"""``agency renewals``: which credentials are to be renewed, by when, and what is missing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import click
from rich.text import Text

from agency.cli.context import as_json, as_of_day, day_or_today, echo_json, with_database
from agency.cli.printing import print_fitted
from agency.cli.renewal_texts import newer_lines, renewal_lines, work_key
from agency.credentials.queries import DueRenewal, renewals, renewals_to_accept
from agency.placements.queries import Placed, first_work_beyond
from agency.rules.conditions import Answer
from agency.rules.plan_sentences import plan_text
from agency.rules.planning import exam_by, file_by_for
from agency.rules.renewal import renewal_fee
from agency.rules.rulebook import RuleBook
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
@as_of_day
@as_json
@with_database
def renewals_command(within: int, to_accept: bool, as_of: date | None, json_wanted: bool) -> None:
    """Credentials to be renewed, the most urgent first, with what is missing for it.

    In JSON those whose newer one is to be accepted are listed with --to-accept alone: the list
    without it holds what is to be filed.
    """
    day, book = day_or_today(as_of), rulebook()
    found = (renewals_to_accept if to_accept else renewals)(day, within, book)
    work = first_work_beyond([work_key(one) for one in found], day)
    if json_wanted:
        echo_json([_as_json(one, work.get(work_key(one)), day, book) for one in found])
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


def _as_json(one: DueRenewal, work: Placed | None, day: date, book: RuleBook) -> dict[str, Any]:
    held, balance = one.credential, one.balance
    kind, (_, expires_on) = book.catalogue[held.code], work_key(one)
    exam = exam_by(kind, expires_on)
    return {
        "candidate": one.candidate_ref,
        "candidate_name": one.candidate_name,
        "credential": held.ref,
        "code": held.code,
        "status": one.status,
        "urgency": one.urgency,
        "expires_on": held.expires_on,
        "renew_by": one.renew_by,
        "continuing_education": balance
        and {
            "unit": balance.unit,
            "asked": balance.asked,
            "earned": balance.earned,
            "since": balance.since,
            "missing": dict(balance.missing),
            "variants": {name: dict(missing) for name, missing in balance.variants},
        },
        "plan": {
            "course": one.plan.course,
            "projected_end": one.plan.projected_end,
            "slack_days": one.plan.slack,
            "gap_days": one.plan.gap,
            "exam": exam and dict(zip(("apply_by", "pass_by"), exam, strict=True)),
            "says": plan_text(one.plan, balance, day, one.conditions),
        },
        "conditions": [_condition(answer) for answer in one.conditions],
        "successor": one.successor,
        "needed": work and _needed(one, work, book),
        "renewal_fee": renewal_fee(kind, one.status),
        "fees": dict(kind.fees),
    }


def _condition(answer: Answer) -> dict[str, Any]:
    return {
        "says": answer.says,
        "state": answer.state,
        "credential": answer.credential,
        "until": answer.until,
        "month": answer.month and f"{answer.month:%Y-%m}",
    }


def _needed(one: DueRenewal, work: Placed, book: RuleBook) -> dict[str, Any]:
    """The first work beyond the expiry, and the last day to file so that it is covered."""
    _, expires_on = work_key(one)
    needed_on = max(date.fromordinal(work.first), expires_on + timedelta(days=1))
    kind = book.catalogue[one.credential.code]
    return {
        "assignment": work.assignment_ref,
        "ends_on": date.fromordinal(work.last),
        "needed_on": needed_on,
        "file_by": file_by_for(kind, expires_on, needed_on, book),
    }
