"""What is asked about the outbox."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from agency.errors import NotFound
from agency.extensions import db
from agency.notices.models import STATES, Mail


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


def mails_by_state() -> dict[str, int]:
    """How many mails there are in each state, those of which there are none included."""
    counts = dict.fromkeys(STATES, 0)
    for state, count in db.session.execute(select(Mail.state, func.count()).group_by(Mail.state)):
        counts[state] = count
    return counts
