"""The mails about renewals: her digest, and that of the agency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from agency.credentials.queries import DueRenewal
from agency.credentials.standing import LATE
from agency.notices.actions import Draft
from agency.renewals.queries import HerDigest
from agency.rules.plan_sentences import missing_text, plan_text
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text
from agency.settings import settings

# Topics of `agency.notices.topics`: hers, and that of the agency.
TOPIC, STAFF_TOPIC = "renewal", "lapses"
PAGE = "portal/renewals"


def her_letter(digest: HerDigest, day: date, book: RuleBook) -> Draft:
    """The one mail of a day: everything that is coming, the first to file for first."""
    person = digest.person
    greeting = f"Dear {person.first_name},\n\n" if person.first_name else ""
    listed = "\n\n".join("\n".join(_lines(one, digest, day, book)) for one in digest.due)
    text = f"{greeting}{_opening(digest.due)}\n\n{listed}\n\n{_closing()}\n"
    return Draft(
        person.email,
        subject_of(digest.due, book),
        text,
        topic=TOPIC,
        candidate_id=person.id,
        event=f"renewals:{person.id}:{day}",
    )


def subject_of(due: Sequence[DueRenewal], book: RuleBook) -> str:
    """What is first, by when, and how much there is besides."""
    first, more = due[0], len(due) - 1
    title = book.catalogue[first.credential.code].title
    besides = f", and {more} more" if more else ""
    if first.urgency == LATE:
        return f"Renew your {title} now{besides}"
    return f"Renew your {title} by {day_text(first.renew_by)}{besides}"


def _opening(due: Sequence[DueRenewal]) -> str:
    if len(due) == 1:
        return "One of your papers is to be renewed."
    return f"{len(due)} of your papers are to be renewed. The first to do stands first."


def _lines(one: DueRenewal, digest: HerDigest, day: date, book: RuleBook) -> Iterator[str]:
    held = one.credential
    assert held.expires_on is not None
    yield f"- {book.catalogue[held.code].title}: ends {day_text(held.expires_on)}"
    if filed := digest.filed.get((one.credential_id, held.expires_on)):
        yield f"  You filed it on {day_text(filed)}; send us the new one when you have it."
        return
    yield f"  {plan_text(one.plan, one.balance, day, one.conditions)}"
    if missing := missing_text(one.balance):
        yield f"  Still missing: {missing}."


def _closing() -> str:
    where = f"{settings().public_url}/{PAGE}"
    return (
        f"Your plan, step by step: {where}\n\n"
        "Renewed already? Send us a photo of the new one there, and this stops."
    )
