"""What is asked about the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from agency.errors import NotFound
from agency.extensions import db
from agency.notices.models import (
    STATES,
    BadAddress,
    LeftTopic,
    Mail,
    MailAttempt,
    MailReport,
)


def mails(*, state: str | None = None, limit: int | None = None) -> Sequence[Mail]:
    """Mails, the newest first."""
    statement = select(Mail).order_by(Mail.id.desc()).limit(limit)
    if state:
        statement = statement.where(Mail.state == state)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def mail(mail_id: int) -> Mail:
    """Raises NotFound."""
    found = db.session.get(Mail, mail_id, populate_existing=True)
    if found is None:
        raise NotFound("mail", str(mail_id))
    return found


@dataclass(frozen=True, slots=True)
class Story:
    """What came of a mail: each try to send it, and what servers reported later."""

    attempts: Sequence[MailAttempt]
    reports: Sequence[MailReport]


def story_of(mail_id: int) -> Story:
    """What came of a mail so far; two queries."""
    tries = select(MailAttempt).where(MailAttempt.mail_id == mail_id).order_by(MailAttempt.id)
    told = select(MailReport).where(MailReport.mail_id == mail_id).order_by(MailReport.id)
    return Story(db.session.scalars(tries).all(), db.session.scalars(told).all())


def mails_by_state() -> dict[str, int]:
    """How many mails there are in each state, those of which there are none included."""
    counts = dict.fromkeys(STATES, 0)
    for state, count in db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)):
        counts[state] = count
    return counts


def mail_to(address: str, subject: str, since: datetime) -> Mail | None:
    """The newest mail about ``subject`` to an address that was put into the outbox ``since``."""
    about = (Mail.to == address) & (Mail.subject == subject) & (Mail.posted_at >= since)
    return db.session.scalars(select(Mail).where(about).order_by(Mail.id.desc()).limit(1)).first()


def has_left(topic: str, candidate_id: int | None, address: str) -> bool:
    """Whether a candidate, or whoever is at an address, wants no more mail about a topic."""
    whose = LeftTopic.address == address.lower()
    if candidate_id is not None:
        whose |= LeftTopic.candidate_id == candidate_id
    left = select(LeftTopic.id).where(LeftTopic.topic == topic, whose).limit(1)
    return db.session.scalar(left) is not None


def trouble_of(address: str) -> BadAddress | None:
    """What is wrong with an address at which mail does not arrive; None where nothing is known."""
    return db.session.get(BadAddress, address.lower())
