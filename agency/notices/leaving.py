"""The link in a mail by which its reader leaves the topic: signed, so that nothing of it is kept.

It needs no sign-in and does not run out: see topics.toml.
"""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from agency.notices.models import Mail
from agency.notices.readers import Reader
from agency.notices.topics import Topic, topics
from agency.settings import settings

SALT = "leaving a topic of mail"
PATH = "/mail/topics"


def leaving_link(mail: Mail) -> str:
    """The address of the page at which the reader of a mail leaves its topic."""
    address = None if mail.candidate_id else mail.to.lower()
    token = _signer().dumps([mail.topic, mail.candidate_id, address])
    return f"{settings().public_url}{PATH}/{token}"


def opened_link(token: str) -> tuple[Reader, Topic] | None:
    """Who may leave what by a link; None where it is none of ours, or its topic is no more."""
    try:
        name, candidate_id, address = _signer().loads(token)
    except BadSignature:
        return None
    topic = topics().get(name)
    return (Reader(candidate_id, address), topic) if topic and topic.may_leave else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt=SALT)
