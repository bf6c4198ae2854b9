"""What is stored about her account, how she came to it, and what was mailed to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from agency.accounts.models import User
from agency.extensions import db
from agency.joining.consents import consent_texts
from agency.joining.models import Consent, Invitation, Registration
from agency.notices.models import Mail
from agency.notices.queries import left_topics
from agency.notices.readers import Reader
from agency.notices.schemas import described_topics
from agency.notices.topics import topics_of
from agency.portal.archive import File, as_json
from agency.portal.mine import Mine
from agency.upkeep.models import DeletionRequest
from agency.upkeep.queries import requests_of

# A link may let somebody in who has the archive and not the mailbox.
LINK = re.compile(r"https?://\S+")
LINK_WORDS = "(a link)"
SAID = ("first_name", "last_name", "phone", "home_zip")


def user_of(me: Mine) -> User:
    """Her account; the policy lets nobody here without one."""
    return db.session.scalars(select(User).where(User.candidate_ref == me.ref)).one()


def account(me: Mine) -> Iterator[File]:
    """Her account without its secrets, and what she asked for."""
    user = user_of(me)
    said = {
        "email": user.email,
        "name": user.name,
        "candidate": user.candidate_ref,
        "created_at": user.created_at.isoformat(),
        "signed_in_at": user.signed_in_at and user.signed_in_at.isoformat(),
        "second_factor": user.has_second_factor,
    }
    yield "account.json", as_json(said)
    asked = db.session.scalars(requests_of(me.ref).order_by(DeletionRequest.id))
    told = [{"state": one.state, "asked_at": one.asked_at, "remark": one.remark} for one in asked]
    yield "deletion_requests.json", as_json(told)


def mails(me: Mine) -> Iterator[File]:
    """The mails to the address that she signs in with, and those of her file; what she has left.

    Not those to the address that her file names: she can write another's there herself. The text
    of a mail is kept until it is sent, and no longer.
    """
    hers = (func.lower(Mail.to) == user_of(me).email) | (Mail.candidate_id == me.row["id"])
    to_her = select(Mail).where(hers)
    sent = [
        {
            "to": one.to,
            "subject": one.subject,
            "topic": one.topic,
            "state": one.state,
            "text": one.text and LINK.sub(LINK_WORDS, one.text),
            "posted_at": one.posted_at,
            "sent_at": one.sent_at,
        }
        for one in db.session.scalars(to_her.order_by(Mail.id))
    ]
    yield "mails.json", as_json(sent)
    left = left_topics(Reader.of(me.row["id"], me.row["email"]))
    yield "mail_topics.json", as_json(described_topics(topics_of("candidate"), left))


def coming_in(me: Mine) -> Iterator[File]:
    """The invitations to her file, and the registrations of the address she signs in with."""
    invited = select(Invitation).where(Invitation.candidate_ref == me.ref).order_by(Invitation.id)
    asked = select(Registration).where(Registration.email == user_of(me).email)
    said = {
        "invitations": [_link(one) for one in db.session.scalars(invited)],
        "registrations": [
            _registration(one) for one in db.session.scalars(asked.order_by(Registration.id))
        ],
    }
    yield "coming_in.json", as_json(said)


def _link(one: Invitation | Registration) -> dict[str, Any]:
    names = ("email", "made_at", "expires_at", "ended_at", "ended_as")
    return {name: getattr(one, name) for name in names}


def _registration(one: Registration) -> dict[str, Any]:
    """Anybody may type her address: what was said with it is hers where she has proven it."""
    said = {name: getattr(one, name) for name in SAID} if one.ended_as == "used" else {}
    return _link(one) | {"consent": one.consent_version} | said


def consents(me: Mine) -> Iterator[File]:
    """What she agreed to and when, in its words as far as the agency still has them."""
    texts = {one.version: one for one in consent_texts()}
    hers = select(Consent).where(Consent.user_id == user_of(me).id).order_by(Consent.id)
    agreed = []
    for one in db.session.scalars(hers):
        text = texts.get(one.version)
        parts = [{"title": part.title, "says": part.says} for part in text.parts] if text else None
        said = {"version": one.version, "accepted_at": one.accepted_at}
        agreed.append(said | {"title": text and text.title, "parts": parts})
    yield "consents.json", as_json(agreed)
