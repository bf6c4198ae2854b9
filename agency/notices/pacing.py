"""How fast mail is handed to a server: not while it is away, and so many a minute at most."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import uniform

from sqlalchemy import func, select

from agency.extensions import db
from agency.notices.delivery import delivery
from agency.notices.models import Mail, MailAttempt
from agency.settings import settings

# The lock of PostgreSQL that whoever counts the tries of a minute has until her own is written.
PACE = 7_031
MINUTE = timedelta(minutes=1)


def hold_pace() -> None:
    """Until the transaction ends nobody else begins a try, where their number is bounded."""
    if settings().mail_per_minute and db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(PACE)))


def pause_before(server: str, now: datetime) -> float:
    """The seconds until a mail may be tried at a server; 0 if now."""
    return _while_away(server, now) or _until_a_place(server, now)


def _while_away(server: str, now: datetime) -> float:
    """A server that did not answer the last try is left alone for a while."""
    pause = timedelta(seconds=delivery().pause_seconds)
    tried = (MailAttempt.server == server) & MailAttempt.ended_at.is_not(None)
    statement = select(MailAttempt).where(tried, MailAttempt.began_at > now - MINUTE * 10)
    last = db.session.scalars(statement.order_by(MailAttempt.id.desc()).limit(1)).one_or_none()
    if last is None or last.outcome != "delayed" or last.code is not None:
        return 0
    assert last.ended_at is not None
    return max(0.0, (last.ended_at + pause - now).total_seconds())


def _until_a_place(server: str, now: datetime) -> float:
    """If the minute's places are taken, a moment at random while those who wait will take theirs.

    So they do not all come back at once, to find again that there is one place for all of them.
    """
    most = settings().mail_per_minute
    if not most:
        return 0
    tried = select(MailAttempt.began_at).where(
        MailAttempt.server == server, MailAttempt.began_at > now - MINUTE
    )
    times = db.session.scalars(tried.order_by(MailAttempt.began_at.desc()).limit(most)).all()
    if len(times) < most:
        return 0
    waiting = db.session.scalar(select(func.count()).where(Mail.state == "waiting")) or 0
    free = (times[-1] + MINUTE - now).total_seconds()
    return free + uniform(0, waiting * 60 / most)
