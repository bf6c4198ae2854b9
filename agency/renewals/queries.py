"""What is asked about reminders: who is due, what was told, what is filed, whose calendar it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from agency.accounts.models import Role, User
from agency.accounts.secrets import hash_of
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.candidates.standing import ITS_OWN, WRITTEN_TO
from agency.credentials.queries import DueRenewal, ToFile, renewals, to_file
from agency.errors import NotFound
from agency.extensions import db
from agency.notices.queries import reaches
from agency.renewals.due import Coming, Told, is_due, reached
from agency.renewals.models import Calendar, Digest, Filed, Reminder
from agency.renewals.reminder_settings import ReminderSettings
from agency.rules.rulebook import RuleBook
from agency.screening.holding import is_held

Range = tuple[int, int]
"""The first and the last of the row ids that are meant."""
Filings = Mapping[tuple[int, date], date]
"""The days on which renewals were filed, by credential and its expiry."""
# The topic of `agency.notices.topics` that reminders are about.
TOPIC = "renewal"
# Of a digest: with whose it is and its day, the event of which there is one mail.
EVENT = "renewals"
# Whom the agency's own digest goes to.
STAFF_TOLD = ("admin", "recruiter")


@dataclass(frozen=True)
class HerDigest:
    """A person and all that is coming of hers, the first to file for first."""

    person: Candidate
    due: Sequence[DueRenewal]
    filed: Filings

    def filed_on(self, one: DueRenewal) -> date | None:
        """When the renewal of one of ``due`` was filed, as she says."""
        ends = one.credential.expires_on
        return self.filed.get((one.credential_id, ends)) if ends else None


def people_due(
    day: date, book: RuleBook, settings: ReminderSettings, between: Range | None = None
) -> list[int]:
    """The row ids of those for whom a digest is due on ``day``, in order; in six queries."""
    due = to_file(day, settings.furthest, book, between, ended=settings.ended_days)
    rows = [one for one in due if not book.catalogue[one.code].by_agency]
    coming, ids = _coming(rows), {one.candidate_id for one in rows}
    mailed = select(Candidate.id).where(among(Candidate.id, ids), *REACHED)
    reachable, last = set(db.session.scalars(mailed)), last_digests(ids)
    told = told_before({one.credential_id for one in rows})
    return sorted(
        id
        for id, hers in coming.items()
        if id in reachable and is_due(hers, told, last.get(id), day, settings)
    )


REACHED = (
    Candidate.status.in_(WRITTEN_TO),
    Candidate.email != "",
    ITS_OWN,
    ~is_held(),
    reaches(TOPIC, Candidate.id, Candidate.email),
)
"""Whom a reminder reaches who may be written to: of nobody else does it count as told."""


def digests_of(
    ids: Collection[int], day: date, book: RuleBook, settings: ReminderSettings
) -> list[HerDigest]:
    """What a digest would list for each of these people who can be mailed and has anything.

    That is what has reached one of its own type's days, or ended no longer ago than the settings
    say, and is not for the agency itself to check. What has ended stands first.
    """
    mailed = select(Candidate).where(among(Candidate.id, ids), *REACHED).order_by(Candidate.ref)
    people = db.session.scalars(mailed.execution_options(populate_existing=True)).all()
    found: dict[int, list[DueRenewal]] = defaultdict(list)
    theirs = [person.id for person in people]
    coming = renewals(day, settings.furthest, book, theirs, ended=settings.ended_days)
    for one in sorted(coming, key=lambda one: not one.has_ended(day)):
        code = one.credential.code
        near = reached(one.renew_by, day, settings.of(code)) is not None
        if near and not book.catalogue[code].by_agency:
            found[one.candidate_id].append(one)
    filed = filed_for(one.credential_id for hers in found.values() for one in hers)
    return [HerDigest(one, found[one.id], filed) for one in people if one.id in found]


def _coming(rows: Collection[ToFile]) -> Mapping[int, list[Coming]]:
    filed = filed_for(one.credential_id for one in rows)
    since = told_since_end(one.credential_id for one in rows)
    found: dict[int, list[Coming]] = defaultdict(list)
    for one in rows:
        key, dates = (one.credential_id, one.expires_on), (one.expires_on, one.renew_by)
        known = key in filed, key in since
        found[one.candidate_id].append(Coming(one.credential_id, one.code, *dates, *known))
    return found


def told_before(ids: Collection[int]) -> Told:
    """How near each of these credentials was told of."""
    least = func.min(Reminder.days)
    told = select(Reminder.credential_id, Reminder.expires_on, least)
    told = told.where(among(Reminder.credential_id, ids), Reminder.days.is_not(None))
    rows = db.session.execute(told.group_by(Reminder.credential_id, Reminder.expires_on))
    return {(id, expires_on): days for id, expires_on, days in rows if days is not None}


def told_since_end(ids: Iterable[int]) -> set[tuple[int, date]]:
    """Which of these credentials, with their expiry, a digest has named since they ended."""
    named = select(Reminder.credential_id, Reminder.expires_on).join(Digest)
    since = named.where(among(Reminder.credential_id, ids), Digest.day > Reminder.expires_on)
    return {(id, expires_on) for id, expires_on in db.session.execute(since)}


def last_digests(ids: Collection[int]) -> Mapping[int, date]:
    """The day of the last digest of each of these people who had one, by row id."""
    newest = func.max(Digest.day).label("day")
    last = select(Digest.candidate_id, newest).where(among(Digest.candidate_id, ids))
    last = last.group_by(Digest.candidate_id)
    return {row.candidate_id: row.day for row in db.session.execute(last)}


def filed_for(ids: Iterable[int]) -> Filings:
    """When the renewal was filed, as its holder says, by credential and its expiry."""
    filed = select(Filed.credential_id, Filed.expires_on, Filed.filed_on)
    filed = filed.where(among(Filed.credential_id, ids))
    return {(id, expires_on): on for id, expires_on, on in db.session.execute(filed)}


def digests_told(candidate_id: int, limit: int | None) -> Sequence[Digest]:
    """Her digests, the newest first."""
    hers = select(Digest).where(Digest.candidate_id == candidate_id)
    return db.session.scalars(hers.order_by(Digest.day.desc()).limit(limit)).all()


def named_by(ids: Iterable[int]) -> Mapping[int, list[int]]:
    """The row ids of the credentials that digests named, by the digest."""
    named: dict[int, list[int]] = defaultdict(list)
    rows = select(Reminder.digest_id, Reminder.credential_id)
    whose = rows.where(among(Reminder.digest_id, ids)).order_by(Reminder.credential_id)
    for digest_id, credential_id in db.session.execute(whose):
        named[digest_id].append(credential_id)
    return named


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is: a candidate's or that of somebody of the agency, by row id."""

    candidate_id: int | None = None
    user_id: int | None = None

    @property
    def key(self) -> dict[str, int | None]:
        return {"candidate_id": self.candidate_id, "user_id": self.user_id}

    @property
    def subject(self) -> str:
        """As the trail names it."""
        if self.user_id is not None:
            return f"calendar:user:{self.user_id}"
        return f"calendar:candidate:{self.candidate_id}"


def calendar_of(owner: Owner) -> Calendar | None:
    """The calendar of somebody, if an address of it was made."""
    found = select(Calendar).filter_by(**owner.key)
    return db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def calendar_at(secret: str) -> Calendar:
    """The calendar at a secret address; raises NotFound, which does not repeat the secret."""
    found = select(Calendar).where(Calendar.secret_hash == hash_of(secret))
    calendar = db.session.scalars(found).one_or_none()
    if calendar is None:
        raise NotFound("calendar", "at this address")
    return calendar


def staff_told() -> Sequence[User]:
    """Whom the agency's own digest goes to, by their addresses."""
    told = select(User).join(User.roles).where(User.active, Role.name.in_(STAFF_TOLD))
    return db.session.scalars(told.order_by(User.email)).unique().all()
