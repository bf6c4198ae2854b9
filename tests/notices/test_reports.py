"""Reports of mail that did not arrive: what they say of it counts, whoever wrote them."""

from __future__ import annotations

from time import perf_counter

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from agency.audit.actors import Actor
from agency.errors import NotFound, Unreadable
from agency.notices.actions import Draft, post
from agency.notices.actions.bad_addresses import try_again
from agency.notices.actions.reports import note_report
from agency.notices.models import BadAddress, MailReport
from agency.notices.queries import story_of, trouble_of
from agency.notices.reports import Report, most_bytes, read_report
from tests.matching.working import work_off
from tests.notices.outbox import A_DRAFT, ANN, RUTH, look, posted
from tests.notices.post_office import PostOffice
from tests.notices.reported import of_exchange, of_postfix

ME = Actor("command", "a test")


@pytest.fixture
def sent(app: Flask, database: SQLAlchemy, post_office: PostOffice) -> int:
    """A mail that has left, as another has to somebody else."""
    posted(database, Draft(ANN, "Another", "Somebody else's."))
    mail_id = posted(database)
    work_off(app)
    return mail_id


def message_id(database: SQLAlchemy, mail_id: int) -> str:
    return look(database, mail_id).message_id


def test_a_mail_that_came_back_is_bounced_and_its_address_gets_no_more(
    database: SQLAlchemy, sent: int
) -> None:
    note_report(of_postfix(message_id(database, sent)))
    assert look(database, sent).state == "bounced"
    bad = database.session.get_one(BadAddress, RUTH)
    assert bad.status == "5.1.1"
    assert "User unknown" in bad.said
    assert post(A_DRAFT).state == "held"
    assert post(Draft(ANN, "s", "t")).state == "waiting"
    (report,) = story_of(sent).reports
    assert (report.action, report.status) == ("failed", "5.1.1")


def test_what_is_only_late_is_written_down(database: SQLAlchemy, sent: int) -> None:
    note_report(of_postfix(message_id(database, sent), "delayed", "4.4.1", "connection timed out"))
    assert look(database, sent).state == "sent"
    assert trouble_of(RUTH) is None
    (report,) = story_of(sent).reports
    assert (report.action, report.status, report.said) == (
        "delayed",
        "4.4.1",
        "connection timed out",
    )


def test_a_mail_that_was_given_up_after_days_says_nothing_of_its_address(
    database: SQLAlchemy, sent: int
) -> None:
    note_report(of_postfix(message_id(database, sent), "failed", "4.4.7", "expired"))
    assert look(database, sent).state == "bounced"
    assert trouble_of(RUTH) is None


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "5.3.4", "5.0.0", ""])
def test_a_mail_that_came_back_for_its_own_sake_says_nothing_of_its_address(
    database: SQLAlchemy, sent: int, status: str
) -> None:
    note_report(of_postfix(message_id(database, sent), "failed", status, "550 not this one"))
    assert look(database, sent).state == "bounced"
    assert trouble_of(RUTH) is None
    assert post(A_DRAFT).state == "waiting"


def test_a_report_that_comes_twice_counts_once(database: SQLAlchemy, sent: int) -> None:
    report = of_postfix(message_id(database, sent))
    note_report(report)
    assert try_again(RUTH, ME) == 0
    note_report(report)
    assert trouble_of(RUTH) is None
    assert len(database.session.scalars(select(MailReport)).all()) == 1


def test_the_name_that_we_gave_it_tells_which_it_is(database: SQLAlchemy, sent: int) -> None:
    name = message_id(database, sent).strip("<>")
    note_report(of_postfix("<of-somebody@elsewhere.example>", envelope_id=name))
    assert look(database, sent).state == "bounced"


def test_who_sends_the_whole_mail_back_is_understood(database: SQLAlchemy, sent: int) -> None:
    noted = note_report(of_exchange(message_id(database, sent)))
    assert (noted.mail_id, noted.status) == (sent, "5.2.2")
    assert noted.said.startswith("554-5.2.2 mailbox full; 554 5.2.2 STOREDRV")


def test_a_report_of_a_mail_that_is_not_ours_is_refused(database: SQLAlchemy, sent: int) -> None:
    with pytest.raises(NotFound, match="there is no mail"):
        note_report(of_postfix("<of-somebody@elsewhere.example>"))
    assert database.session.scalars(select(BadAddress)).all() == []


def test_an_address_that_is_tried_again_gets_what_was_held(
    app: Flask, database: SQLAlchemy, sent: int, post_office: PostOffice
) -> None:
    note_report(of_postfix(message_id(database, sent)))
    held = posted(database)
    assert try_again("Ruth@example.org", ME) == 1
    work_off(app)
    assert look(database, held).state == "sent"
    assert [one["To"] for one in post_office.mails] == [ANN, RUTH, RUTH]
    with pytest.raises(NotFound):
        try_again(RUTH, ME)


NESTED = b"".join(
    b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(20_000)
)
BAD = {
    "nothing": b"",
    "a mail of somebody": b"From: a@example.org\nSubject: hello\n\nHow are you?\n",
    "no reader": of_postfix("<a@b>").replace(b"Action: failed\n", b""),
    "an odd action": of_postfix("<a@b>", action="sideways"),
    "no mail": of_postfix("none at all"),
    "too much": of_postfix("<a@b>") + b"x" * 256 * 1024,
    "parts in parts": NESTED[: 256 * 1024],
    "many parts": of_postfix("<a@b>", action="") + b"--b/mx\n\n" * 30_000,
    "long headers": b"X: " + b"=?utf-8?q?a?= " * 15_000 + b"\n\n",
    "many headers": b"X: y\n" * 40_000,
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_report_is_refused_in_words_and_soon(name: str) -> None:
    began = perf_counter()
    with pytest.raises(Unreadable, match="expected"):
        read_report(BAD[name])
    assert perf_counter() - began < 3


CUT = st.tuples(st.integers(0, 2_000), st.integers(0, 2_000), st.binary(max_size=40))


@given(st.lists(CUT, max_size=4))
def test_whatever_comes_in_is_read_or_refused(cuts: list[tuple[int, int, bytes]]) -> None:
    content = of_postfix("<a@b.example>", envelope_id="a@b.example")
    for first, last, instead in cuts:
        content = content[:first] + instead + content[max(first, last) :]
    try:
        found = read_report(content)
    except Unreadable:
        return
    assert isinstance(found, Report)
    assert "\0" not in found.said + "".join(found.names)
    assert len(content) <= most_bytes()
