"""Addresses at which mail does not arrive: what is held for them, and what lets it go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import update

from agency import clock
from agency.candidates.actions import change_candidate
from agency.jobs.kinds import kind_named, wanted
from agency.notices.actions import Draft
from agency.notices.actions.bad_addresses import mark_bad, try_again
from agency.notices.delivery import delivery
from agency.notices.models import Mail
from agency.notices.sending import GIVE_UP, send_mail
from tests.builders import make_candidate
from tests.matching.working import work_off
from tests.notices.outbox import ANN, RUTH, look, posted
from tests.notices.post_office import PostOffice
from tests.signing_in import TESTER


@pytest.fixture
def she(database: SQLAlchemy) -> int:
    """A candidate whose address does not work."""
    person = make_candidate("C-1", email=RUTH)
    mark_bad(RUTH, "5.1.1", "no such mailbox")
    database.session.commit()
    return person.id


def test_what_is_held_follows_her_to_another_address_but_for_links_that_let_somebody_in(
    app: Flask, database: SQLAlchemy, post_office: PostOffice, she: int
) -> None:
    papers = posted(database, Draft(RUTH, "Checked", "t", topic="papers", candidate_id=she))
    link = posted(database, Draft(RUTH, "A link", "t", candidate_id=she))
    others = posted(database, Draft(RUTH, "Another's", "t", topic="papers"))
    change_candidate("C-1", {"email": ANN}, TESTER)
    work_off(app)
    assert [(one["To"], one["Subject"]) for one in post_office.mails] == [(ANN, "Checked")]
    states = [look(database, one).state for one in (papers, link, others)]
    assert states == ["sent", "held", "held"]


def test_what_is_held_stays_so_where_her_new_address_does_not_work_either(
    database: SQLAlchemy, she: int
) -> None:
    mark_bad(ANN, "5.2.1", "shut")
    papers = posted(database, Draft(RUTH, "Checked", "t", topic="papers", candidate_id=she))
    change_candidate("C-1", {"email": ANN}, TESTER)
    assert look(database, papers).state == "held"
    change_candidate("C-1", {"email": ""}, TESTER)
    assert look(database, papers).state == "held"


def test_a_mail_that_was_taken_while_its_address_was_marked_is_sent_once(
    app: Flask, database: SQLAlchemy, post_office: PostOffice
) -> None:
    mail_id = posted(database)
    store = send_mail({"mail": mail_id})  # the server has it
    mark_bad(RUTH, "5.1.1", "no such mailbox")
    database.session.commit()
    store()
    database.session.commit()
    assert look(database, mail_id).state == "sent"
    assert try_again(RUTH, TESTER) == 0
    work_off(app)
    assert len(post_office.mails) == 1


def test_what_is_held_too_long_is_given_up_once_a_day(database: SQLAlchemy, she: int) -> None:
    old, new = (posted(database, Draft(RUTH, "s", "t")) for _ in range(2))
    waits = posted(database, Draft(ANN, "s", "t"))
    long_ago = look(database, old).posted_at - timedelta(days=delivery().held_days + 1)
    both = update(Mail).where(Mail.id.in_((old, waits)))
    database.session.execute(both.values(posted_at=long_ago))
    database.session.commit()
    (job,) = [one for one in wanted(clock.now()) if one.kind == GIVE_UP]
    kind_named(job.kind).work(job.args)()
    database.session.commit()
    mails = [look(database, one) for one in (old, new, waits)]
    assert [(one.state, one.text) for one in mails] == [
        ("failed", None),
        ("held", "t"),
        ("waiting", "t"),
    ]
    assert mails[0].last_error == "held for more than 7 days: its address does not work"


def test_what_was_held_too_long_is_given_up(
    app: Flask, database: SQLAlchemy, post_office: PostOffice, she: int
) -> None:
    old, new = (posted(database, Draft(RUTH, "s", "t", topic="renewal")) for _ in range(2))
    long_ago = look(database, old).posted_at - timedelta(days=delivery().held_days + 1)
    database.session.execute(update(Mail).where(Mail.id == old).values(posted_at=long_ago))
    database.session.commit()
    assert try_again(RUTH, TESTER) == 1
    work_off(app)
    assert [look(database, one).state for one in (old, new)] == ["failed", "sent"]
    assert look(database, old).text is None
