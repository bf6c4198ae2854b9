"""What is asked about reminders: who is due, what was told, what is filed, whose calendar it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from agency.accounts.models import Role, User
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN, WRITTEN_TO
from agency.credentials.models import Credential
from agency.credentials.queries import DueRenewal, ToFile, renewals, to_file
from agency.extensions import db
from agency.renewals.due import Coming, Told, is_due
from agency.renewals.models import Calendar, Digest, Filed, Reminder
from agency.renewals.reminder_settings import ReminderSettings
from agency.rules.rulebook import RuleBook

Filings = Mapping[tuple[int, date], date]
"""The days on which renewals were filed, by credential and its expiry."""
# Whom the agency's own digest goes to.
STAFF_TOLD = ("admin", "recruiter")


@dataclass(frozen=True)
class HerDigest:
    """A person and all that is coming of hers, the first to file for first."""

    person: Candidate
    due: Sequence[DueRenewal]
    filed: Filings


def people_due(day: date, book: RuleBook, settings: ReminderSettings) -> list[int]:
    """The row ids of those for whom a digest is due on ``day``; in five queries."""
    coming = _coming(to_file(day, settings.furthest, book))
    reachable = set(db.session.scalars(select(Candidate.id).where(*REACHED)))
    told, last = told_of(None), last_digests(None)
    return sorted(
        id
        for id, hers in coming.items()
        if id in reachable and is_due(hers, told, last.get(id), day, settings)
    )


REACHED = (Candidate.status.in_(WRITTEN_TO), Candidate.email != "", ITS_OWN)
"""Whom a mail reaches who may be written to."""


def still_due(
    ids: Collection[int], day: date, book: RuleBook, settings: ReminderSettings
) -> list[HerDigest]:
    """Of these people those for whom a digest is due, each with all that is coming."""
    told, last = told_of(ids), last_digests(ids)
    return [
        one
        for one in digests_of(ids, day, book, settings)
        if is_due(bare(one), told, last.get(one.person.id), day, settings)
    ]


def digests_of(
    ids: Collection[int], day: date, book: RuleBook, settings: ReminderSettings
) -> list[HerDigest]:
    """What a digest would list for each of these people who can be mailed and has anything."""
    reached = select(Candidate).where(among(Candidate.id, ids), *REACHED).order_by(Candidate.ref)
    people = db.session.scalars(reached.execution_options(populate_existing=True)).all()
    found: dict[int, list[DueRenewal]] = defaultdict(list)
    for one in renewals(day, settings.furthest, book, [person.id for person in people]):
        found[one.candidate_id].append(one)
    filed = filed_for(one.credential_id for hers in found.values() for one in hers)
    return [HerDigest(one, found[one.id], filed) for one in people if one.id in found]


def bare(digest: HerDigest) -> list[Coming]:
    """What decides whether it is due."""
    return [_bare(one, digest.filed) for one in digest.due]


def _bare(one: DueRenewal, filed: Filings) -> Coming:
    expires_on = one.credential.expires_on
    assert expires_on is not None  # what has no end is not renewed
    is_filed = (one.credential_id, expires_on) in filed
    return Coming(one.credential_id, one.credential.code, expires_on, one.renew_by, is_filed)


def _coming(rows: Collection[ToFile]) -> Mapping[int, list[Coming]]:
    filed = filed_for(None)
    found: dict[int, list[Coming]] = defaultdict(list)
    for one in rows:
        is_filed = (one.credential_id, one.expires_on) in filed
        dates = one.expires_on, one.renew_by
        found[one.candidate_id].append(Coming(one.credential_id, one.code, *dates, is_filed))
    return found


def told_of(ids: Collection[int] | None) -> Told:
    """Of the credentials of these people, or of everybody, how near they were told of."""
    least = func.min(Reminder.days)
    told = select(Reminder.credential_id, Reminder.expires_on, least).where(
        Reminder.days.is_not(None)
    )
    if ids is not None:
        hers = select(Credential.id).where(among(Credential.candidate_id, ids))
        told = told.where(Reminder.credential_id.in_(hers))
    rows = db.session.execute(told.group_by(Reminder.credential_id, Reminder.expires_on))
    return {(id, expires_on): days for id, expires_on, days in rows}


def last_digests(ids: Collection[int] | None) -> Mapping[int, date]:
    """The day of the last digest of each of these people, or of everybody, by row id."""
    last = select(Digest.candidate_id, func.max(Digest.day).label("day")).group_by(
        Digest.candidate_id
    )
    if ids is not None:
        last = last.where(among(Digest.candidate_id, ids))
    return {row.candidate_id: row.day for row in db.session.execute(last)}


def filed_for(ids: Iterable[int] | None) -> Filings:
    """When the renewal was filed, as its holder says, by credential and its expiry."""
    filed = select(Filed.credential_id, Filed.expires_on, Filed.filed_on)
    if ids is not None:
        filed = filed.where(among(Filed.credential_id, ids))
    return {(id, expires_on): on for id, expires_on, on in db.session.execute(filed)}


def digests_told(candidate_id: int, limit: int) -> Sequence[Digest]:
    """Her digests, the newest first."""
    hers = select(Digest).where(Digest.candidate_id == candidate_id)
    return db.session.scalars(hers.order_by(Digest.day.desc()).limit(limit)).all()


def calendar_of(*, candidate_id: int | None = None, user_id: int | None = None) -> Calendar | None:
    """The calendar of somebody, if an address of it was made."""
    whose = Calendar.candidate_id == candidate_id if candidate_id else Calendar.user_id == user_id
    return db.session.scalars(select(Calendar).where(whose)).one_or_none()


def staff_told() -> Sequence[User]:
    """Whom the agency's own digest goes to, by their addresses."""
    told = select(User).join(User.roles).where(User.active, Role.name.in_(STAFF_TOLD))
    return db.session.scalars(told.order_by(User.email)).unique().all()
