"""What we mail her: she chooses on her page, or by the link in a mail, without signing in."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from agency.audit.models import AuditEntry
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.notices.actions import Draft, post
from agency.notices.leaving import leaving_link
from agency.notices.models import LeftTopic
from tests.merging.two_files import merge
from tests.portal.her import ANOTHERS, HERS, browser_of_her, make_her

PAGE = "/portal/mail"
HER_ADDRESS = "marisol@example.org"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False, email=HER_ADDRESS)
    return browser_of_her(app)


def link_for(app: Flask, ref: str | None, topic: str = "renewal") -> str:
    """The path of the link in a mail to somebody."""
    with app.app_context():
        person = db.session.scalar(select(Candidate.id).where(Candidate.ref == ref))
        mail = post(Draft("old@example.org", "s", "t", topic=topic, candidate_id=person))
        link = leaving_link(mail)
        db.session.commit()
    return link.partition("127.0.0.1:8000")[2]


def left(app: Flask) -> list[tuple[str | None, str]]:
    """Who has left what, by reference or address."""
    with app.app_context():
        rows = db.session.execute(
            select(Candidate.ref, LeftTopic.address, LeftTopic.topic)
            .outerjoin(Candidate, Candidate.id == LeftTopic.candidate_id)
            .order_by(LeftTopic.id)
        )
        return [(ref or address, topic) for ref, address, topic in rows]


def test_she_leaves_and_comes_back_on_her_page(app: Flask, client: FlaskClient) -> None:
    page = client.get(PAGE).text
    assert HER_ADDRESS in page
    assert page.count("Always sent") == 2
    answer = client.post(f"{PAGE}/renewal", data={"wanted": "no"}, follow_redirects=True)
    assert "What runs out soon: you get no more mail about it." in answer.text
    assert "You get none of it" in answer.text
    assert left(app) == [(HERS, "renewal")]
    client.post(f"{PAGE}/renewal", data={"wanted": "yes"})
    assert left(app) == []


@pytest.mark.parametrize(
    ("topic", "wanted", "status"),
    [("renewal", "perhaps", 422), ("account", "no", 422), ("weather", "no", 404)],
)
def test_what_cannot_be_chosen_is_refused(
    app: Flask, client: FlaskClient, topic: str, wanted: str, status: int
) -> None:
    assert client.post(f"{PAGE}/{topic}", data={"wanted": wanted}).status_code == status
    assert left(app) == []


def test_a_link_in_a_mail_shows_first_and_leaves_when_she_says_so(app: Flask) -> None:
    make_her(app, matched=False)
    link, anybody = link_for(app, HERS), app.test_client()
    assert "No more mail about it" in anybody.get(link).text
    assert left(app) == []
    answer = anybody.post(link, data={"wanted": "no"})
    assert "You get no more mail about it" in answer.text
    assert left(app) == [(HERS, "renewal")]
    assert "You get no mail about it" in anybody.get(link).text
    anybody.post(link, data={"wanted": "yes"})
    assert left(app) == []


def test_one_click_of_a_mail_program_is_enough(app: Flask) -> None:
    make_her(app, matched=False)
    answer = app.test_client().post(
        link_for(app, HERS), data={"List-Unsubscribe": "One-Click"}, headers={"Host": "localhost"}
    )
    assert answer.status_code == 200
    assert left(app) == [(HERS, "renewal")]
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.action, entry.subject) == ("left mail about", f"candidate:{HERS}")
        assert entry.after == {"topic": "renewal"}


def test_an_address_without_a_file_can_leave_too(app: Flask) -> None:
    app.test_client().post(link_for(app, None))
    assert left(app) == [("old@example.org", "renewal")]


def test_whose_file_is_a_part_of_another_leaves_for_that_one(app: Flask) -> None:
    make_her(app, matched=False)
    link = link_for(app, ANOTHERS)
    with app.app_context():
        merge(HERS, ANOTHERS, first_name="kept")
    app.test_client().post(link)
    assert left(app) == [(HERS, "renewal")]


@pytest.mark.parametrize("change", ["cut", "other", "gone"])
def test_a_link_that_opens_nothing_says_so(app: Flask, change: str) -> None:
    make_her(app, matched=False)
    link = link_for(app, HERS)
    if change == "cut":
        link = link[:-3]
    elif change == "other":
        link = re.sub(r"topics/.", "topics/X", link)
    else:
        with app.app_context():
            db.session.execute(delete(Candidate).where(Candidate.ref == HERS))
            db.session.commit()
    for answer in (app.test_client().get(link), app.test_client().post(link)):
        assert answer.status_code == 410
        assert "This link does not work" in answer.text
    assert left(app) == []
