"""Noting what a server reports of a mail that had left."""

from __future__ import annotations

from sqlalchemy import select, update

from agency import clock
from agency.audit.actions import writing
from agency.errors import NotFound
from agency.extensions import db
from agency.notices.actions.bad_addresses import mark_bad
from agency.notices.models import Mail, MailReport
from agency.notices.reports import read_report
from agency.upserting import upsert


def note_report(content: bytes) -> MailReport:
    """Note a delivery report, as it came; one that has been noted already changes nothing.

    A mail that failed is ``bounced``; if it did because its address does not work, nothing more is
    sent there. What is only late is written down. One transaction. Raises Unreadable where it is no
    report, and NotFound where it is of no mail of ours.
    """
    report = read_report(content)
    with writing():
        mail = _mail_of(report.names)
        row = {
            "mail_id": mail.id,
            "digest": report.digest,
            "received_at": clock.now(),
            "action": report.action,
            "status": report.status,
            "said": report.said,
        }
        new = upsert(MailReport).values(**row).on_conflict_do_nothing().returning(MailReport.id)
        fresh = db.session.scalar(new) is not None
        if fresh and report.action == "failed":
            _bounced(mail)
        if fresh and report.of_address:
            mark_bad(mail.to, report.status, report.said)
        same = MailReport.mail_id == mail.id, MailReport.digest == report.digest
        return db.session.scalars(select(MailReport).where(*same)).one()


def _mail_of(names: tuple[str, ...]) -> Mail:
    for name in names:
        of_name = select(Mail).where(Mail.message_id == name)
        if (found := db.session.scalars(of_name).one_or_none()) is not None:
            return found
    raise NotFound("mail", names[0])


def _bounced(mail: Mail) -> None:
    left = (Mail.id == mail.id) & Mail.state.in_(("sent", "waiting"))
    bounced = {"state": "bounced", "text": None, "html": None}
    told = update(Mail).where(left).values(**bounced)
    db.session.execute(told, execution_options={"synchronize_session": False})
