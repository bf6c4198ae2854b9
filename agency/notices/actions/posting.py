"""Putting mail into the outbox; `post` is part of its caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid
from typing import Any

from sqlalchemy import ColumnElement, select

from agency import clock
from agency.extensions import begin_write, db
from agency.jobs.actions import add
from agency.jobs.models import Job
from agency.notices.drafts import Draft
from agency.notices.models import Mail
from agency.notices.people import waits_until
from agency.notices.queries import left_topics, too_old, trouble_of
from agency.notices.readers import Reader
from agency.notices.topics import topic_named
from agency.settings import settings
from agency.upserting import upsert

SEND_MAIL = "send_mail"
LONGEST_SUBJECT = 200
UNFINISHED = ("pending", "running")


def post(draft: Draft) -> Mail:
    """Have a mail sent if and only if the caller commits; to be called after all else is written.

    Where there is a mail to that address about the same event already, it is that one, and nothing
    is sent. Where no mail server is set it waits in the outbox until there is one: see
    `hand_over_waiting`. Raises UnknownTopic.
    """
    values = _values(draft)
    new = upsert(Mail).values(**values).on_conflict_do_nothing(index_elements=[Mail.event, Mail.to])
    mail: Mail | None = db.session.scalars(new.returning(Mail)).one_or_none()
    if mail is None:
        same = (Mail.event == draft.event) & (Mail.to == draft.to)
        return db.session.scalars(select(Mail).where(same)).one()
    if values["state"] == "waiting":
        due = values["due_at"] or values["posted_at"]
        hand_to_workers(mail.id, (due - values["posted_at"]).total_seconds())
    return mail


def _values(draft: Draft) -> dict[str, Any]:
    state, now = state_of(draft.topic, draft.candidate_id, draft.to), clock.now()
    keeps_words = state != "unwanted"
    return {
        "message_id": make_msgid(domain=settings().mail_from.rpartition("@")[2]),
        "to": draft.to,
        # A line break would begin another header of the mail.
        "subject": " ".join(draft.subject.split())[:LONGEST_SUBJECT],
        "text": draft.text if keeps_words else None,
        "html": draft.html if keeps_words else None,
        "topic": draft.topic,
        "candidate_id": draft.candidate_id,
        "event": draft.event,
        "state": state,
        "attempts": 0,
        "posted_at": now,
        "due_at": waits_until(draft.topic, draft.candidate_id, now),
    }


def state_of(topic: str, candidate_id: int | None, to: str) -> str:
    """Whether mail about a topic is to be sent to somebody: waiting, held or unwanted."""
    leaves = topic_named(topic).may_leave
    if leaves and topic in left_topics(Reader.of(candidate_id, to)):
        return "unwanted"
    return "held" if trouble_of(to) else "waiting"


def send_waiting() -> int:
    """Have everything sent that waits in the outbox, and for which no job does; how many mails.

    However long it has waited: somebody asks for it. One transaction.
    """
    db.session.rollback()
    begin_write()
    number = _hand_over(UNFINISHED)
    db.session.commit()
    return number


def hand_over_waiting() -> None:
    """Have sent what was written while no mail server was set, in the caller's transaction.

    Not what has waited for so long that it is of no use, nor what a job has failed to send for
    good: those somebody has to ask for.
    """
    _hand_over((*UNFINISHED, "dead"), ~too_old())


def _hand_over(states: Sequence[str], *which: ColumnElement[bool]) -> int:
    """Have waiting mails sent for which there is no job in one of ``states``; how many."""
    asked = select(Job.unique_key).where(Job.kind == SEND_MAIL, Job.state.in_(states))
    keys = set(db.session.scalars(asked))
    waiting = select(Mail.id).where(Mail.state == "waiting", *which).order_by(Mail.id)
    ids = [one for one in db.session.scalars(waiting) if _key(one) not in keys]
    for mail_id in ids:
        hand_to_workers(mail_id, 0)
    return len(ids)


def hand_to_workers(mail_id: int, seconds: float) -> None:
    """Have a mail sent in so many seconds, if there is a server, with the caller's transaction."""
    if settings().smtp_url:
        of_mail = {"unique_key": _key(mail_id), "subject": f"mail:{mail_id}"}
        add(SEND_MAIL, {"mail": mail_id}, **of_mail, due_in=seconds)


def _key(mail_id: int) -> str:
    return f"{SEND_MAIL}:{mail_id}"
