"""The mails about renewals: her digest, and that of the agency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agency.accounts.models import User
from agency.credentials.queries import DueRenewal
from agency.credentials.standing import LATE
from agency.notices.actions import Draft
from agency.notices.wording import worded
from agency.renewals.lapse_words import lapse_text
from agency.renewals.lapses import Lapse
from agency.renewals.queries import EVENT, TOPIC, HerDigest
from agency.renewals.reminder_settings import settings_of_file
from agency.rules.plan_sentences import missing_text, plan_text
from agency.rules.renewal import LAPSED
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text, days_text

# The topic of `agency.notices.topics` that the agency's own digest is about.
STAFF_TOPIC = "lapses"
MOST_LISTED = 40
ANEW = "It covers nothing since, and can no longer be renewed: you need a new one."
# Of what no issuer renews: a check, a test or a vaccine.
AGAIN = "It covers nothing since. Have it done again."


@dataclass(frozen=True, slots=True)
class Paper:
    """One credential as a mail tells of it; ``missing`` is blank where no units are missing."""

    title: str
    ends: date
    says: str
    missing: str
    ended: bool = False


def her_letter(digest: HerDigest, day: date, book: RuleBook) -> Draft:
    """The one mail of a day: everything that is coming, the first to file for first."""
    person = digest.person
    papers = [_paper(one, digest, day, book) for one in digest.due]
    said = worded("renewals", name=person.first_name, papers=papers)
    return Draft(
        person.email,
        subject_of(digest, day, book),
        *said,
        topic=TOPIC,
        candidate_id=person.id,
        event=f"{EVENT}:{person.id}:{day}",
    )


def subject_of(digest: HerDigest, day: date, book: RuleBook) -> str:
    """What is first of what is not filed, by when, and how much there is of that besides."""
    open_ones = [one for one in digest.due if digest.filed_on(one) is None]
    due = open_ones or digest.due
    first, more = due[0], len(due) - 1
    title = book.catalogue[first.credential.code].title
    besides = f", and {more} more" if more else ""
    if not open_ones:
        return f"Send us your new {title}{besides}"
    if first.has_ended(day):
        return f"Your {title} has ended{besides}"
    if first.urgency == LATE:
        return f"Renew your {title} now{besides}"
    return f"Renew your {title} by {day_text(first.renew_by)}{besides}"


def _paper(one: DueRenewal, digest: HerDigest, day: date, book: RuleBook) -> Paper:
    title, ends = book.catalogue[one.credential.code].title, one.credential.expires_on
    assert ends is not None  # what has no end is not renewed
    if filed := digest.filed_on(one):
        says = f"You filed it on {day_text(filed)}; send us the new one when you have it."
        return Paper(title, ends, says, "", one.has_ended(day))
    if one.status == LAPSED:
        repeated = book.catalogue[one.credential.code].category == "clearance"
        return Paper(title, ends, AGAIN if repeated else ANEW, "", ended=True)
    says = plan_text(one.plan, one.balance, day, one.conditions)
    return Paper(title, ends, says, missing_text(one.balance), one.has_ended(day))


def staff_letter(user: User, found: Sequence[Lapse], day: date) -> Draft:
    """What lapses inside placements soon, in a line each."""
    number = "1 credential lapses" if len(found) == 1 else f"{len(found)} credentials lapse"
    within = days_text(settings_of_file().staff_ahead_days)
    said = worded(
        "lapses",
        opening=f"{number} inside placements within {within}",
        listed=[lapse_text(one) for one in found[:MOST_LISTED]],
        more=max(len(found) - MOST_LISTED, 0),
    )
    subject = f"{number} inside placements"
    event = f"lapses:{user.id}:{day}"
    return Draft(user.email, subject, *said, topic=STAFF_TOPIC, event=event)
