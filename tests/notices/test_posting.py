"""What is handed to the outbox: once for an event, and not where nobody wants it."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency import clock
from agency.jobs.models import Job
from agency.notices.actions import Draft, post
from agency.notices.models import BadAddress, LeftTopic, Mail
from agency.notices.topics import UnknownTopic
from tests.builders import make_candidate
from tests.notices.outbox import ANN, RUTH
from tests.notices.post_office import PostOffice


def digest(to: str = RUTH, event: str | None = "renewal:2027-W05") -> Draft:
    return Draft(to, "Two things run out", "Soon.", topic="renewal", event=event)


def test_one_event_has_one_effect_per_person(database: SQLAlchemy, post_office: PostOffice) -> None:
    first, again, other = (post(one).id for one in (digest(), digest(), digest(ANN)))
    database.session.commit()
    assert first == again != other
    assert len(database.session.scalars(select(Job)).all()) == 2


def test_mails_without_an_event_are_each_their_own(database: SQLAlchemy) -> None:
    assert post(digest(event=None)).id != post(digest(event=None)).id


def test_what_somebody_has_left_is_kept_without_its_words_and_not_sent(
    database: SQLAlchemy, post_office: PostOffice
) -> None:
    she = make_candidate("C-1", email=RUTH)
    left = {"topic": "renewal", "left_at": clock.now()}
    database.session.add(LeftTopic(candidate_id=she.id, **left))
    database.session.add(LeftTopic(address=ANN, **left))
    hers = post(Draft("new@example.org", "s", "t", topic="renewal", candidate_id=she.id))
    assert [(one.state, one.text) for one in (hers, post(digest("Ann@example.org")))] == [
        ("unwanted", None)
    ] * 2
    assert post(digest("another@example.org")).state == "waiting"
    about_papers = Draft(RUTH, "s", "t", topic="papers", candidate_id=she.id)
    assert post(about_papers).state == "waiting"
    assert len(database.session.scalars(select(Job)).all()) == 2


def test_what_nobody_may_leave_is_sent_whatever_she_has_left(database: SQLAlchemy) -> None:
    database.session.add(LeftTopic(address=RUTH, topic="account", left_at=clock.now()))
    assert post(Draft(RUTH, "A link", "https://example.org")).state == "waiting"


def test_mail_to_an_address_that_does_not_work_is_held(
    database: SQLAlchemy, post_office: PostOffice
) -> None:
    database.session.add(
        BadAddress(address=RUTH, since=clock.now(), status="5.1.1", said="no such mailbox")
    )
    mail = post(digest("Ruth@example.org"))
    assert (mail.state, mail.text) == ("held", "Soon.")
    assert database.session.scalars(select(Job)).all() == []


def test_a_subject_is_one_line(database: SQLAlchemy) -> None:
    mail = post(Draft(RUTH, "One\r\nBcc: all@example.org " + "x" * 300, "t"))
    assert mail.subject.startswith("One Bcc: all@example.org x")
    assert len(mail.subject) == 200


def test_a_topic_that_nobody_knows_is_refused(database: SQLAlchemy) -> None:
    with pytest.raises(UnknownTopic, match="'weather': expected one of account, papers"):
        post(Draft(RUTH, "Rain", "Tomorrow.", topic="weather"))
    assert database.session.scalars(select(Mail)).all() == []
