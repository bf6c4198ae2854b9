"""Addresses at which mail does not arrive: marked, tried again, or left for another."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Update, delete, func, select, update

from agency import clock
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.errors import NotFound
from agency.extensions import db
from agency.notices.actions.posting import hand_to_workers
from agency.notices.delivery import delivery
from agency.notices.models import BadAddress, Mail
from agency.notices.queries import too_old
from agency.notices.topics import topics
from agency.upserting import upsert


def mark_bad(address: str, status: str, said: str) -> None:
    """Nothing more is sent to an address until somebody has it tried; in the caller's transaction.

    What waits for it is held. One that is marked already stays as it is.
    """
    row = {"address": address.lower(), "since": clock.now(), "status": status, "said": said}
    db.session.execute(upsert(BadAddress).values(**row).on_conflict_do_nothing())
    to_it = func.lower(Mail.to) == address.lower(), Mail.state == "waiting"
    _change(update(Mail).where(*to_it).values(state="held"))


def try_again(address: str, by: Actor) -> int:
    """Have an address tried again, and send what is held for it; how many mails those are.

    What was held for longer than it can be of use is given up. One transaction. Raises NotFound
    where the address is not marked.
    """
    with writing():
        removed = delete(BadAddress).where(BadAddress.address == address.lower())
        if not db.session.execute(removed.returning(BadAddress.address)).all():
            raise NotFound("address that does not work", address)
        held = func.lower(Mail.to) == address.lower(), Mail.state == "held"
        ids = _released(*held)
        note(by, "had an address tried again", f"address:{address.lower()}")
        for mail_id in ids:
            hand_to_workers(mail_id, 0)
    return len(ids)


def follow(candidate_id: int, address: str) -> None:
    """A candidate has another address: what is held for her goes there; with the caller's change.

    Not what may hold a link that lets somebody in: it was meant for the address it names.
    """
    open_ones = [one.name for one in topics().values() if not one.holds_links]
    held = Mail.candidate_id == candidate_id, Mail.state == "held", Mail.topic.in_(open_ones)
    any_held = address and db.session.scalar(select(Mail.id).where(*held).limit(1))
    if any_held and db.session.get(BadAddress, address.lower()) is None:
        ids = _released(*held)
        _change(update(Mail).where(Mail.id.in_(ids)).values(to=address))
        for mail_id in ids:
            hand_to_workers(mail_id, 0)


def _released(*which: ColumnElement[bool]) -> list[int]:
    """Let held mails wait to be sent, or give them up where they are too old; those that wait."""
    _give_up(*which)
    ids = list(db.session.scalars(select(Mail.id).where(*which).order_by(Mail.id)))
    _change(update(Mail).where(Mail.id.in_(ids)).values(state="waiting"))
    return ids


def give_up_held() -> None:
    """Give up what is held for longer than it can be of use; in the caller's transaction."""
    _give_up(Mail.state == "held")


def _give_up(*which: ColumnElement[bool]) -> None:
    days = delivery().held_days
    said = f"held for more than {days} days: its address does not work"
    given_up = {"state": "failed", "text": None, "html": None, "last_error": said}
    _change(update(Mail).where(*which, too_old()).values(**given_up))


def _change(statement: Update) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})
