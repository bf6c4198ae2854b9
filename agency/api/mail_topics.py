"""What a candidate gets mail about, and what she wants no more of."""

from __future__ import annotations

from flask import Response
from sqlalchemy import select

from agency.access.principal import actor
from agency.api.answers import Json, as_expected, one
from agency.api.blueprint import changes, reads
from agency.api.bodies import Values, change_of
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import MAIL
from agency.candidates.models import Candidate
from agency.candidates.standing import not_merged
from agency.notices.actions.topics import choose_topic
from agency.notices.queries import left_topics
from agency.notices.readers import Reader
from agency.notices.schemas import TopicsInput, described_topics
from agency.notices.topics import topics_of

TOPICS = shape("MailTopics")
TopicsChange = change_of(TopicsInput, "MailTopicsChange")


@reads("/candidates/<ref>/mail-topics", TOPICS, about=MAIL)
def get_mail_topics(ref: str) -> Response:
    """What a candidate is mailed about, and whether she wants it."""
    return one(_described(_her(ref)))


@changes("/candidates/<ref>/mail-topics", TOPICS, about=MAIL, body=TopicsChange)
def patch_mail_topics(body: Values, ref: str) -> Response:
    """Say which mail she who asks wants, and which no more; topics not sent stay as they are."""
    she = _her(ref)
    as_expected(_described)(she)
    reader = Reader.of(she.id, she.email)
    for name, wanted in body.items():
        choose_topic(reader, name, wanted, actor(), f"candidate:{ref}")
    return one(_described(_her(ref)))


def _her(ref: str) -> Candidate:
    return not_merged(the_row(select(Candidate).where(Candidate.ref == ref), "candidate", ref))


def _described(she: Candidate) -> Json:
    left = left_topics(Reader.of(she.id, she.email))
    return {"candidate_ref": she.ref, "topics": described_topics(topics_of("candidate"), left)}
