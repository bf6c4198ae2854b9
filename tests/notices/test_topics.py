"""What mail is about, and who has left it: by her file, by an address, for both files of one."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.audit.models import AuditEntry
from agency.errors import NotFound, Refused
from agency.notices.actions import Draft, post
from agency.notices.actions.topics import choose_topic
from agency.notices.queries import left_topics
from agency.notices.readers import Reader
from agency.notices.topics import READERS, topics, topics_of
from tests.builders import make_candidate
from tests.matching.working import work_off
from tests.notices.outbox import ANN, RUTH, look, posted
from tests.notices.post_office import PostOffice
from tests.signing_in import TESTER


def choose(reader: Reader, wanted: bool, topic: str = "renewal") -> None:
    choose_topic(reader, topic, wanted, TESTER, "candidate:C-1")


def test_every_topic_says_by_what_law_it_may_or_may_not_be_left() -> None:
    for topic in topics().values():
        assert "U.S.C." in topic.law
        assert set(topic.readers) <= set(READERS)
        # What somebody has just asked for does not wait for the morning.
        assert not (topic.holds_links and topic.keeps_quiet)
        assert not (topic.holds_links and topic.may_leave)
    assert [one.name for one in topics_of("staff")] == ["account", "lapses"]
    assert [one.name for one in topics_of("candidate")] == ["account", "papers", "renewal"]


def test_what_she_has_left_she_gets_again_when_she_comes_back(database: SQLAlchemy) -> None:
    she = make_candidate("C-1", email=RUTH)
    database.session.commit()
    hers = Reader.of(she.id, RUTH)
    digest = Draft(RUTH, "s", "t", topic="renewal", candidate_id=she.id)
    choose(hers, False)
    choose(hers, False)
    assert post(digest).state == "unwanted"
    choose(hers, True)
    assert post(digest).state == "waiting"
    said = database.session.scalars(select(AuditEntry.action)).all()
    assert list(said) == ["left mail about", "wants mail about"]


def test_who_left_by_her_address_comes_back_by_her_file(database: SQLAlchemy) -> None:
    she = make_candidate("C-1", email=RUTH)
    database.session.commit()
    choose(Reader(address=RUTH), False)
    choose(Reader(address=ANN), False)
    assert left_topics(Reader.of(she.id, "Ruth@example.org")) == {"renewal"}
    choose(Reader.of(she.id, RUTH), True)
    assert left_topics(Reader.of(she.id, RUTH)) == set()
    assert left_topics(Reader(address=ANN)) == {"renewal"}


def test_what_was_left_goes_with_her_to_another_address(database: SQLAlchemy) -> None:
    she = make_candidate("C-1", email=RUTH)
    database.session.commit()
    choose(Reader.of(she.id, RUTH), False)
    assert left_topics(Reader.of(she.id, "new@example.org")) == {"renewal"}


def test_what_waits_already_is_not_sent_to_who_leaves(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    mail_id = posted(database, Draft(RUTH, "s", "t", topic="renewal"))
    choose(Reader(address=RUTH), False)
    work_off(app)
    mail = look(database, mail_id)
    assert (mail.state, mail.text, post_office.mails) == ("unwanted", None, [])


def test_mail_about_the_account_cannot_be_left(database: SQLAlchemy) -> None:
    with pytest.raises(Refused, match="account"):
        choose(Reader(address=RUTH), False, "account")
    with pytest.raises(NotFound, match="there is no topic 'weather'"):
        choose(Reader(address=RUTH), False, "weather")
    assert left_topics(Reader(address=RUTH)) == set()
