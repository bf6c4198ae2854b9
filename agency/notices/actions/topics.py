"""Leaving a topic of mail and coming back to it, by whoever gets it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, delete, select

from agency import clock
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.errors import NotFound
from agency.extensions import db
from agency.fields.schema import refused
from agency.notices.models import LeftTopic
from agency.notices.queries import of_reader
from agency.notices.readers import Reader
from agency.notices.topics import Topic, topics
from agency.upserting import upsert


def choose_topic(reader: Reader, name: str, wanted: bool, by: Actor, subject: str) -> Topic:
    """Somebody wants mail about a topic, or no more of it; what is so already is no change.

    ``subject`` is whom the trail names. One transaction. Raises NotFound where there is no such
    topic, and Refused where nobody may leave it.
    """
    topic = topics().get(name)
    if topic is None:
        raise NotFound("topic", name)
    if not wanted and not topic.may_leave:
        raise refused(name, wanted, "true: this mail tells you what your account or file makes due")
    with writing():
        changed = _come_back(reader, name) if wanted else _leave(reader, name)
        if changed:
            does = "wants mail about" if wanted else "left mail about"
            note(by, does, subject, after={"topic": name})
    return topic


def keep_left(kept_id: int, other_id: int) -> list[int]:
    """What one candidate has left another leaves as well; the ids of what is new.

    For files that are made one; part of the caller's transaction.
    """
    topic = LeftTopic.topic
    already = select(topic).where(LeftTopic.candidate_id == kept_id)
    theirs = select(topic).where(LeftTopic.candidate_id == other_id, topic.not_in(already))
    names = db.session.scalars(theirs.order_by(topic)).all()
    rows = [LeftTopic(candidate_id=kept_id, topic=name, left_at=clock.now()) for name in names]
    db.session.add_all(rows)
    db.session.flush()
    return [row.id for row in rows]


def give_back(ids: list[int]) -> None:
    """Undo `keep_left`."""
    if ids:
        _delete(LeftTopic.id.in_(ids))


def _leave(reader: Reader, name: str) -> bool:
    """One row is enough: of her file if she has one, else of her address."""
    address = reader.address if reader.candidate_id is None else None
    row = upsert(LeftTopic).values(
        candidate_id=reader.candidate_id, address=address, topic=name, left_at=clock.now()
    )
    new = row.on_conflict_do_nothing().returning(LeftTopic.id)
    return db.session.scalar(new) is not None


def _come_back(reader: Reader, name: str) -> bool:
    return _delete(of_reader(reader), LeftTopic.topic == name)


def _delete(*which: ColumnElement[bool]) -> bool:
    gone = delete(LeftTopic).where(*which).returning(LeftTopic.id)
    return bool(db.session.scalars(gone, execution_options={"synchronize_session": False}).all())
