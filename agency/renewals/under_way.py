"""What is being done about a credential that ends: a new one waits, it is filed, she was asked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import String, cast, func, literal, select

from agency.bulk_lookup import among
from agency.documents.models import PROOF, Document
from agency.extensions import db
from agency.notices.models import BadAddress, Mail
from agency.renewals.models import Digest, Reminder
from agency.renewals.queries import EVENT, filed_for
from agency.rules.facts import Credential as CredentialFacts
from agency.rules.facts import Evidence
from agency.rules.renewal import GRACE, status_on
from agency.rules.rulebook import RuleBook
from agency.rules.workdays import later

WAITING, FILED, IN_GRACE, ASKED, NOTHING = "waiting", "filed", "grace", "asked", "none"
UNDER_WAY = (WAITING, FILED, IN_GRACE, ASKED, NOTHING)


class Way(NamedTuple):
    """What is done, one of UNDER_WAY, and the day of it: filed, in grace until, asked.

    ``mail`` is the state of the mail by which she was asked, if so and as far as it is known, and
    ``dead`` the code by which the address it went to is known not to work.
    """

    what: str
    on: date | None = None
    mail: str | None = None
    dead: str | None = None


class UnderWay:
    """What is under way about some credentials, by row id; three queries."""

    def __init__(self, ids: Collection[int]) -> None:
        self._filed = filed_for(ids)
        self._asked = _last_named(ids)
        self._waiting = _with_documents(ids)

    def of(self, id: int, held: CredentialFacts, newer: bool, day: date, book: RuleBook) -> Way:
        """The first of UNDER_WAY that holds.

        ``newer``: one of the same type that lasts longer has been shown to us. A document of a
        credential that nobody has accepted yet proves that one, and is no renewal.
        """
        kind, ends = book.catalogue[held.code], held.expires_on
        assert ends is not None
        if newer or (id in self._waiting and held.evidence >= Evidence.reviewed):
            return Way(WAITING)
        if filed := self._filed.get((id, ends)):
            return Way(FILED, filed)
        if kind.grace and status_on(held, day, book) == GRACE:
            return Way(IN_GRACE, later(ends, kind.grace, book.holidays))
        if asked := self._asked.get((id, ends)):
            return Way(ASKED, *asked)
        return Way(NOTHING)


Asked = tuple[date, str | None, str | None]
"""The day of a digest, its mail's state, and the code by which its address does not work."""


def _last_named(ids: Collection[int]) -> dict[tuple[int, date], Asked]:
    """The last digest that named each, by credential and its expiry; of a credential that a merge
    moved, the last of either of its holders.
    """
    last = (
        select(
            Reminder.credential_id,
            Reminder.expires_on,
            Digest.candidate_id,
            func.max(Digest.day).label("day"),
        )
        .join(Digest, Digest.id == Reminder.digest_id)
        .where(among(Reminder.credential_id, ids))
        .group_by(Reminder.credential_id, Reminder.expires_on, Digest.candidate_id)
        .subquery()
    )
    whose, on = (cast(column, String) for column in (last.c.candidate_id, last.c.day))
    event = literal(f"{EVENT}:") + whose + ":" + on
    named = select(
        last.c.credential_id, last.c.expires_on, last.c.day, Mail.state, BadAddress.status
    )
    with_mail = named.outerjoin(Mail, Mail.event == event).outerjoin(
        BadAddress, BadAddress.address == func.lower(Mail.to)
    )
    rows = db.session.execute(with_mail.order_by(last.c.day, Mail.id.nulls_first()))
    return {(id, expires_on): (day, state, dead) for id, expires_on, day, state, dead in rows}


def _with_documents(ids: Collection[int]) -> set[int]:
    """Those with a document that waits for a specialist."""
    waiting = (Document.state == "waiting") & (Document.kind == PROOF)
    found = select(Document.credential_id).where(among(Document.credential_id, ids), waiting)
    return set(db.session.scalars(found))
