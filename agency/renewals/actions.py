"""Reminders are sent, and set; renewals are said to be filed.

Each is one transaction, except `send_digests` and `send_staff_digests`, which are part of their
caller's, and `remind_all`, which is several.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, insert, select

from agency import clock
from agency.accounts.secrets import hash_of, new_link_secret
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.candidates.actions import locked_candidate
from agency.candidates.standing import WRITTEN_TO
from agency.credentials.models import Credential
from agency.credentials.queries import renewals
from agency.errors import NotAllowed, NotFound, Problem, Refused, Taken, Unready
from agency.extensions import db
from agency.notices.actions import Draft, post
from agency.notices.models import Mail
from agency.notices.queries import left_topics, trouble_of
from agency.notices.readers import Reader
from agency.renewals.due import reached
from agency.renewals.letters import her_letter
from agency.renewals.models import (
    ASKED,
    DUE,
    Calendar,
    Digest,
    Filed,
    Reminder,
    ReminderDays,
    StaffDigest,
)
from agency.renewals.queries import (
    TOPIC,
    HerDigest,
    Owner,
    Range,
    calendar_of,
    digests_of,
    people_due,
)
from agency.renewals.reminder_settings import (
    MOST_DAYS,
    ReminderSettings,
    in_order,
    reminder_settings,
    settings_of_file,
)
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.rules.sentences import days_text
from agency.screening.holding import is_on_hold
from agency.upserting import upsert

NOBODY = "tenens"
# So many people are mailed in one transaction.
BATCH = 100


def send_digests(between: Range, day: date, book: RuleBook) -> int:
    """Mail those for whom a digest is due, of the people with these row ids; how many they are."""
    settings = reminder_settings()
    due = digests_of(people_due(day, book, settings, between), day, book, settings)
    return sum(bool(_keep(one, her_letter(one, day, book), day, settings)) for one in due)


def remind_all(day: date, book: RuleBook) -> int:
    """Mail everybody for whom a digest is due, in batches; how many they are."""
    due, sent = people_due(day, book, reminder_settings()), 0
    for first, last in batches_of(due):
        with writing():
            sent += send_digests((first, last), day, book)
    return sent


def batches_of(ids: Sequence[int]) -> list[Range]:
    """Row ids in their order, a hundred at a time, each as the first and the last of them."""
    return [(ids[at], ids[min(at + BATCH, len(ids)) - 1]) for at in range(0, len(ids), BATCH)]


def _keep(
    digest: HerDigest, letter: Draft, day: date, settings: ReminderSettings, by: str | None = None
) -> Mail | None:
    """Have a digest mailed and remember what it named; None if she has had one on ``day``."""
    row = {
        "candidate_id": digest.person.id,
        "day": day,
        "reason": ASKED if by else DUE,
        "by": by or NOBODY,
        "posted_at": clock.now(),
    }
    first = (
        upsert(Digest)
        .values(row)
        .on_conflict_do_nothing(index_elements=[Digest.candidate_id, Digest.day])
    )
    id = db.session.scalars(first.returning(Digest.id)).one_or_none()
    if id is None:
        return None
    db.session.execute(insert(Reminder), _named(id, digest, day, settings))
    return post(letter)


def _named(
    id: int, digest: HerDigest, day: date, settings: ReminderSettings
) -> list[dict[str, object]]:
    return [
        {
            "digest_id": id,
            "credential_id": one.credential_id,
            "expires_on": one.credential.expires_on,
            "days": reached(one.renew_by, day, settings.of(one.credential.code)),
        }
        for one in digest.due
    ]


def remind_now(ref: str, day: date, book: RuleBook, by: Actor) -> Mail:
    """Have her mailed all that is coming, whether or not it is news; the mail in the outbox.

    Raises NotFound, NotAllowed where no mail reaches her or may be sent, Unready where there is
    nothing to renew, and Taken where she had a digest on ``day`` already.
    """
    with writing():
        she = locked_candidate(ref)
        if she.status not in WRITTEN_TO or not she.email:
            raise NotAllowed(f"{ref} cannot be reminded: no mail reaches her, or may be sent.")
        if is_on_hold(she.id):
            raise NotAllowed(f"{ref} is on hold by screening; nobody is reminded meanwhile.")
        if TOPIC in left_topics(Reader.of(she.id, she.email)):
            raise NotAllowed(f"{ref} wants no mail about renewals; call her instead.")
        if trouble_of(she.email):
            raise NotAllowed(f"{ref} cannot be reminded: her address does not work.")
        settings = reminder_settings()
        digest = next(iter(digests_of([she.id], day, book, settings)), None)
        if digest is None:
            raise Unready(f"{ref} {_why_nothing(she.id, day, book, settings)}")
        mail = _keep(digest, her_letter(digest, day, book), day, settings, by.name)
        if mail is None:
            raise Taken("reminder of today for", ref)
        note(by, "reminded of renewals", f"candidate:{ref}", after={"day": day.isoformat()})
    return mail


def _why_nothing(id: int, day: date, book: RuleBook, settings: ReminderSettings) -> str:
    ever = renewals(day, settings.furthest, book, [id], ended=day.toordinal())
    if any(
        one.has_ended(day) and not book.catalogue[one.credential.code].by_agency for one in ever
    ):
        days = settings.ended_days
        return f"is not reminded: all that ended is longer ago than {days_text(days)}."
    return "has nothing to renew that reminders tell of yet."


def say_filed(ref: str, credential_id: int, filed_on: date, day: date, by: Actor) -> None:
    """She says that she has filed the renewal of a credential of hers; said again it is corrected.

    Raises NotFound, Refused for a day that is still to come or before its issue, and Unready
    where it is not active or does not end.
    """
    with writing():
        she = locked_candidate(ref)
        row = db.session.get(Credential, credential_id, populate_existing=True)
        if row is None or row.candidate_id != she.id:
            raise NotFound("credential", str(credential_id))
        if row.status != "active" or row.expires_on is None:
            raise Unready("Only the renewal of what counts and ends some day can be filed.")
        if filed_on > day or (row.issued_on and filed_on < row.issued_on):
            expected = f"a day from {row.issued_on or 'its issue'} to today"
            raise Refused([Problem("filed_on", filed_on.isoformat(), expected)])
        values = {"filed_on": filed_on, "said_at": clock.now()}
        said = upsert(Filed).values(credential_id=row.id, expires_on=row.expires_on, **values)
        keys = [Filed.credential_id, Filed.expires_on]
        db.session.execute(said.on_conflict_do_update(index_elements=keys, set_=values))
        after = {"expires_on": row.expires_on.isoformat(), "filed_on": filed_on.isoformat()}
        note(by, "filed renewal", f"credential:{row.id}", after=after)


def take_back_filed(ref: str, credential_id: int, by: Actor) -> None:
    """She has not filed the renewal of a credential of hers after all, and is reminded again.

    Raises NotFound, also where she has not said that she filed it.
    """
    with writing():
        she = locked_candidate(ref)
        row = db.session.get(Credential, credential_id, populate_existing=True)
        if row is None or row.candidate_id != she.id:
            raise NotFound("credential", str(credential_id))
        these = Filed.credential_id == row.id, Filed.expires_on == row.expires_on
        gone = delete(Filed).where(*these).returning(Filed.filed_on)
        filed_on = db.session.scalars(gone).one_or_none()
        if filed_on is None:
            raise NotFound("filed renewal of credential", str(credential_id))
        before = {"expires_on": str(row.expires_on), "filed_on": filed_on.isoformat()}
        note(by, "took back filed renewal", f"credential:{row.id}", before=before)


def set_days(code: str, days: Sequence[int], by: Actor) -> None:
    """When people are reminded of one type: so many days before the last safe day to file.

    None are for never; raises Refused.
    """
    if code not in load_rulebook().catalogue:
        raise Refused([Problem("code", code, "a code of the catalogue, such as BLS-AHA")])
    if wrong := [one for one in days if not 0 <= one <= MOST_DAYS]:
        expected = f"whole numbers from 0 to {MOST_DAYS}"
        raise Refused([Problem("days", ", ".join(map(str, wrong)), expected)])
    with writing():
        before, after = _days_of(code), list(in_order(days))
        kept = upsert(ReminderDays).values(code=code, days=after)
        kept = kept.on_conflict_do_update(index_elements=[ReminderDays.code], set_={"days": after})
        db.session.execute(kept)
        note(by, "set reminder days", f"reminder days:{code}", {"days": before}, {"days": after})


def unset_days(code: str, by: Actor) -> None:
    """Remind of a type as the file says again; raises NotFound where nothing else was set."""
    with writing():
        before = _days_of(code)
        gone = delete(ReminderDays).where(ReminderDays.code == code).returning(ReminderDays.code)
        if db.session.scalars(gone).one_or_none() is None:
            raise NotFound("setting of reminder days for", code)
        after = list(settings_of_file().of(code))
        note(by, "set reminder days", f"reminder days:{code}", {"days": before}, {"days": after})


def _days_of(code: str) -> list[int]:
    set_ones = select(ReminderDays.days).where(ReminderDays.code == code)
    own = db.session.scalars(set_ones).one_or_none()
    return list(settings_of_file().of(code) if own is None else own)


def send_staff_digests(letters: Sequence[tuple[int, Draft]], day: date) -> None:
    """Mail the agency's own digest to each whose row id it is, once on ``day``."""
    for user_id, letter in letters:
        row = upsert(StaffDigest).values(user_id=user_id, day=day, posted_at=clock.now())
        first = row.on_conflict_do_nothing(index_elements=[StaffDigest.user_id, StaffDigest.day])
        if db.session.scalars(first.returning(StaffDigest.user_id)).one_or_none() is not None:
            post(letter)


def make_calendar(
    owner: Owner, by: Actor, secret: str | None = None, replaced: str | None = None
) -> str:
    """The secret of a new address of somebody's calendar, which nobody can tell afterwards.

    An address that was made before leads nowhere any more. ``secret`` is a new one unless said;
    said again it changes nothing. ``replaced`` is the hash of the secret that is to be replaced,
    empty for none; raises Taken where it is another by now.
    """
    secret = secret or new_link_secret()
    with writing():
        made = calendar_of(owner)
        current = made.secret_hash if made else ""
        if current == hash_of(secret):
            return secret
        if replaced is not None and current != replaced:
            raise Taken("another calendar address of", owner.subject)
        _end_calendar(owner)
        db.session.add(Calendar(**owner.key, secret_hash=hash_of(secret), made_at=clock.now()))
        note(by, "made calendar address", owner.subject)
    return secret


def revoke_calendar(owner: Owner, by: Actor) -> None:
    """End the address of somebody's calendar; raises NotFound where there is none."""
    with writing():
        if not _end_calendar(owner):
            raise NotFound("calendar of", owner.subject)
        note(by, "revoked calendar address", owner.subject)


def _end_calendar(owner: Owner) -> bool:
    gone = delete(Calendar).filter_by(**owner.key).returning(Calendar.id)
    return db.session.scalars(gone).one_or_none() is not None
