"""Remedies in sentences that the terminal and the pages share."""

from __future__ import annotations

from datetime import date

from agency.rules.eligibility import Assessment
from agency.rules.remedies import Remedy
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import number_text
from agency.rules.steps import Obtain, Renew, Step
from agency.rules.wording import either
from agency.rules.workdays import later

# What no change that we can propose touches.
NOT_OURS = ("skills", "location", "shift", "role", "standing")
UNTIMED = "how long it takes is not documented"
PARTICIPLES = {
    "verify": "checked",
    "document": "on file",
    "renew": "renewed",
    "obtain": "issued",
    "train": "completed",
}


def none_in_words(assessment: Assessment) -> str:
    """Why there is nothing to propose, as a sentence."""
    lacking = [one.requirement.id for one in assessment.not_met]
    left = [name for name in NOT_OURS if name in lacking]
    if left:
        return f"None is proposed: nothing here changes {either(left, 'and')}."
    return "No three of the changes that we can propose would be enough."


def cost_in_words(remedy: Remedy) -> str | None:
    """What is known of its price; None where nothing is. Others that would do may cost less."""
    if remedy.cost is None:
        return None
    others = any(isinstance(step, Obtain) and step.others for step in remedy.steps)
    return f"known fees {'from ' if others else ''}${remedy.cost:.2f}"


# When it has taken effect, as far as anybody knows


def known_day(remedy: Remedy, book: RuleBook) -> date | None:
    """The day on which all has taken effect if it is begun today; None where nobody knows it."""
    days = [known_day_of(step, book) for step in remedy.steps]
    return None if None in days else max(day for day in days if day)


def known_day_of(step: Step, book: RuleBook) -> date | None:
    """As `known_day`, of one step.

    A renewal is only known where the issuer's time is documented and nothing is still to earn;
    one that cannot be filed yet is there no sooner than its time after the first day to file.
    """
    if still_open_of(step):
        return None
    if not isinstance(step, Renew) or step.not_before is None:
        return step.ready_on
    lead = book.catalogue[step.credential.code].lead_time
    filed = later(step.not_before, lead, book.holidays) if lead else step.not_before
    return max(step.effective, filed)


def still_open(remedy: Remedy) -> str:
    """Why nobody knows the day, such as ``the issuer's time is not documented``; else empty."""
    return next(filter(None, map(still_open_of, remedy.steps)), "")


def still_open_of(step: Step) -> str:
    """As `still_open`, of one step."""
    if isinstance(step, Renew) and step.balance and step.balance.missing:
        least = next(iter(dict(step.balance.missing).values()))
        units = f"{step.balance.unit} is" if least == 1 else f"{step.balance.unit}s are"
        return f"{number_text(least)} {units} still to earn"
    if step.lead_known:
        return ""
    return "the issuer's time is not documented" if isinstance(step, Renew | Obtain) else UNTIMED


def once_done(remedy: Remedy) -> str:
    """From when it is covered where no day is known: ``as soon as it is renewed; the issuer's time
    is not documented``."""
    done = dict.fromkeys(PARTICIPLES.get(step.kind, "agreed") for step in remedy.steps)
    why = still_open(remedy)
    return f"as soon as it is {either(done, 'and')}{f'; {why}' if why else ''}"
