"""The page behind the link in a mail by which its reader leaves the topic, without sign-in.

Whoever holds the mail may do so. Mail programs do it by one POST of their own (RFC 8058), so the
form has no proof of a session either: the link is the proof.
"""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from agency.audit.actors import Actor
from agency.candidates.numbers import ref_of
from agency.merging.queries import candidate_of, kept_ref_of
from agency.notices.actions.topics import choose_topic
from agency.notices.leaving import PATH, opened_link
from agency.notices.queries import left_topics
from agency.notices.readers import Reader
from agency.notices.topics import Topic

leaving = Blueprint("leaving", __name__)
GONE = 410


@leaving.get(f"{PATH}/<token>")
def look_at_topic(token: str) -> ResponseReturnValue:
    """Whether somebody wants mail about a topic; to look at it changes nothing."""
    opened = _opened(token)
    if opened is None:
        return _ended()
    reader, topic, _ = opened
    left = topic.name in left_topics(reader)
    return render_template(
        "portal/mail_topic.html", token=token, topic=topic, left=left, done=False
    )


@leaving.post(f"{PATH}/<token>")
def leave_topic(token: str) -> ResponseReturnValue:
    """Leave the topic; with ``wanted=yes`` come back to it."""
    opened = _opened(token)
    if opened is None:
        return _ended()
    reader, topic, subject = opened
    wanted = request.form.get("wanted") == "yes"
    choose_topic(reader, topic.name, wanted, Actor("user", reader.address or subject), subject)
    return _page(token, topic, not wanted, done=True)


def _opened(token: str) -> tuple[Reader, Topic, str] | None:
    """Who may leave what, and what the trail calls her; None where the link opens nothing."""
    opened = opened_link(token)
    if opened is None:
        return None
    reader, topic = opened
    if reader.candidate_id is None:
        return reader, topic, f"address:{reader.address}"
    ref = ref_of(reader.candidate_id)
    if ref is None:
        return None
    she = candidate_of(kept_ref_of(ref))  # hers may be a part of another by now
    return Reader.of(she.id, she.email), topic, f"candidate:{she.ref}"


def _page(token: str, topic: Topic, left: bool, *, done: bool) -> str:
    said = {"token": token, "topic": topic, "left": left, "done": done}
    return render_template("portal/mail_topic.html", **said)


def _ended() -> ResponseReturnValue:
    return render_template("portal/mail_topic.html", topic=None, done=False), GONE
