"""What is asked about the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, false, func, or_, select

from agency import clock
from agency.errors import NotFound
from agency.extensions import db
from agency.notices.delivery import delivery
from agency.notices.models import (
    STATES,
    BadAddress,
    LeftTopic,
    Mail,
    MailAttempt,
    MailReport,
)
from agency.notices.readers import Reader
from agency.paging import Page, Position, SortKey, beyond, cut


def mails(*, state: str | None = None, limit: int | None = None) -> Sequence[Mail]:
    """Mails, the newest first."""
    statement = select(Mail).order_by(Mail.id.desc()).limit(limit)
    if state:
        statement = statement.where(Mail.state == state)
    return db.session.scalars(statement.execution_options(populate_existing=True)).all()


def page_of_mails(state: str, limit: int, after: Position | None = None) -> Page[Mail]:
    """Mails of one state, the newest first."""
    keys = [SortKey(Mail.id, descending=True)]
    found = select(Mail).where(Mail.state == state, beyond(keys, after)).order_by(Mail.id.desc())
    rows = db.session.scalars(found.limit(limit + 1)).all()
    return cut([(row, [row.id]) for row in rows], limit)


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


def too_old() -> ColumnElement[bool]:
    """Mails that were written so long ago that nobody has any use of them now."""
    return Mail.posted_at < clock.now() - timedelta(days=delivery().held_days)


def waiting_too_long() -> int:
    """How many mails have waited for so long that they do not leave by themselves any more."""
    waiting = select(func.count()).where(Mail.state == "waiting", too_old())
    return db.session.scalar(waiting) or 0


def mail_to(address: str, subject: str, since: datetime) -> Mail | None:
    """The newest mail about ``subject`` to an address that was put into the outbox ``since``."""
    about = (Mail.to == address) & (Mail.subject == subject) & (Mail.posted_at >= since)
    return db.session.scalars(select(Mail).where(about).order_by(Mail.id.desc()).limit(1)).first()


def left_topics(reader: Reader) -> set[str]:
    """The topics about which somebody wants no more mail, by their names."""
    return set(db.session.scalars(select(LeftTopic.topic).where(of_reader(reader))))


def of_reader(reader: Reader) -> ColumnElement[bool]:
    """The rows of what somebody has left, whether she said so for her file or an address."""
    whose = {
        LeftTopic.candidate_id: reader.candidate_id,
        LeftTopic.address: reader.address,
    }
    return or_(*(column == value for column, value in whose.items() if value is not None), false())


def reaches(
    topic: str, candidate_id: SQLColumnExpression[int], email: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """Rows of candidates who have not left a topic, and of whose address no trouble is known."""
    bad = select(BadAddress).where(BadAddress.address == func.lower(email))
    return ~or_(has_left(topic, candidate_id, email), bad.exists())


def has_left(
    topic: str, candidate_id: SQLColumnExpression[int], email: SQLColumnExpression[str]
) -> ColumnElement[bool]:
    """Rows of candidates who want no more mail about a topic."""
    whose = or_(LeftTopic.candidate_id == candidate_id, LeftTopic.address == func.lower(email))
    return select(LeftTopic.id).where(LeftTopic.topic == topic, whose).exists()


def trouble_of(address: str) -> BadAddress | None:
    """What is wrong with an address at which mail does not arrive; None where nothing is known."""
    return db.session.get(BadAddress, address.lower())
