"""The candidate is told what became of her document, once that stands, and what it unlocked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.matching.actions import match
from agency.matching.telling import MOST_TRIES, tell_decision
from agency.notices.models import Mail
from agency.settings import today
from agency.verification.actions import (
    ask_candidate,
    check_source,
    review_credential,
    take_back_question,
    undo_decision,
)
from agency.verification.telling import TELL_DECISION
from tests.builders import (
    known_by,
    make_assignment,
    make_candidate,
    make_credential,
    make_document,
    make_facility,
)
from tests.trail import ANN


def days(number: int) -> date:
    return today() + timedelta(days=number)


@pytest.fixture
def paper(database: SQLAlchemy) -> int:
    """Life support of somebody who lacks nothing else for two assignments."""
    person = make_candidate("C-1", first_name="Ines", email="ines@example.org")
    make_credential(person, issued_on=days(-300), expires_on=days(900))
    for site in ("Cedar Flats", "Lookout"):
        make_assignment(
            f"A-{site[0]}",
            make_facility(site),
            starts_on=days(10),
            ends_on=days(40),
            client_requirements=("BLS",),
        )
    id = make_credential(
        person, "BLS-AHA", evidence="documented", issued_on=days(-9), expires_on=days(600)
    ).id
    db.session.commit()
    match(today())
    return id


def tell(tries: int = 0) -> None:
    """Do the one job that tells her, whenever it is due."""
    db.session.rollback()
    job = db.session.scalars(
        select(Job).where(Job.kind == TELL_DECISION).order_by(Job.id.desc()).limit(1)
    ).one()
    store = tell_decision({**job.args, "tries": tries})
    db.session.rollback()
    store()
    db.session.commit()


def match_changes(app: Flask) -> None:
    """What was changed is matched, as it is within seconds, long before she is told."""
    id = db.session.scalars(select(Job.id).where(Job.kind == "match_delta")).one()
    db.session.rollback()
    assert run_job(app, id)


def mails() -> list[Mail]:
    return list(db.session.scalars(select(Mail)))


def test_it_waits_until_the_decision_stands(paper: int) -> None:
    review_credential(paper, "verify", ANN)
    job = db.session.scalars(select(Job).where(Job.kind == TELL_DECISION)).one()
    assert abs(job.due_at - job.added_at - timedelta(minutes=5)) < timedelta(seconds=5)


def test_she_is_told_what_it_unlocked(app: Flask, paper: int) -> None:
    review_credential(paper, "verify", ANN)
    match_changes(app)
    tell()
    (mail,) = mails()
    assert mail.to == "ines@example.org"
    assert mail.text is not None
    assert "A specialist has checked your" in mail.text
    assert "It makes you eligible for 2 more assignments:" in mail.text
    assert "- Cedar Flats, " in mail.text


def test_what_is_not_worked_in_yet_is_waited_for_and_not_for_ever(paper: int) -> None:
    review_credential(paper, "verify", ANN)
    tell()
    assert mails() == []
    assert len(db.session.scalars(select(Job).where(Job.kind == TELL_DECISION)).all()) == 2
    tell(tries=MOST_TRIES)
    (mail,) = mails()
    assert "Nothing else has to be done" in (mail.text or "")


def test_what_the_issuer_confirmed_is_told_so(app: Flask, paper: int) -> None:
    check_source(paper, "found", ANN, today())
    match_changes(app)
    tell()
    assert "The issuer has confirmed your" in (mails()[0].text or "")


@pytest.mark.parametrize(
    ("remark", "words"),
    [("", "Lay it flat in daylight"), ("The card code is blurred.", "The card code is blurred.")],
)
def test_a_rejection_says_what_to_do(paper: int, remark: str, words: str) -> None:
    review_credential(paper, "reject", ANN, "illegible", remark)
    tell()
    (mail,) = mails()
    assert "was not accepted" in mail.subject
    assert words in (mail.text or "")
    assert f"/portal/papers/credentials/{paper}\n" in (mail.text or "")


def test_what_was_taken_back_is_told_to_nobody(paper: int) -> None:
    review_credential(paper, "reject", ANN, "altered")
    undo_decision(paper, ANN)
    tell()
    assert mails() == []


def test_only_the_last_decision_is_told(paper: int) -> None:
    review_credential(paper, "verify", ANN)
    review_credential(paper, "reject", ANN, "altered")
    jobs = db.session.scalars(select(Job).where(Job.kind == TELL_DECISION)).all()
    for args in [{**job.args, "tries": MOST_TRIES} for job in jobs]:
        store = tell_decision(args)
        db.session.rollback()
        store()
        db.session.commit()
    assert len(jobs) == 2
    assert [mail.subject.partition(" was ")[2] for mail in mails()] == ["not accepted"]


@pytest.mark.parametrize("status", ["do_not_contact", "archived"])
def test_whoever_is_not_to_be_written_to_is_not_told(paper: int, status: str) -> None:
    review_credential(paper, "reject", ANN, "altered")
    db.session.execute(update(Candidate).values(status=status))
    db.session.commit()
    tell()
    assert mails() == []


def test_whom_no_mail_reaches_is_not_told(database: SQLAlchemy) -> None:
    id = make_credential(make_candidate("C-2"), evidence="documented").id
    db.session.commit()
    review_credential(id, "verify", ANN)
    assert db.session.scalars(select(Job.kind)).all() == ["match_delta"]


def test_a_question_is_told_in_its_words(paper: int) -> None:
    ask_candidate(paper, "Is the last digit a 0 or an O?", ANN)
    tell()
    (mail,) = mails()
    assert "A question about your" in mail.subject
    assert "Is the last digit a 0 or an O?" in (mail.text or "")


def test_a_question_that_was_taken_back_is_not_told(paper: int) -> None:
    ask_candidate(paper, "Is the last digit a 0 or an O?", ANN)
    take_back_question(paper, ANN)
    tell()
    assert mails() == []


def test_a_question_is_not_told_once_somebody_has_decided(paper: int) -> None:
    ask_candidate(paper, "Is the last digit a 0 or an O?", ANN)
    question = db.session.scalars(select(Job.args).where(Job.kind == TELL_DECISION)).one()
    review_credential(paper, "reject", ANN, "illegible")
    db.session.rollback()
    tell_decision(question)()
    assert mails() == []


@pytest.mark.parametrize(
    ("decision", "reason", "words"),
    [("verify", "", "it is accepted"), ("reject", "illegible", "counts as before")],
)
def test_what_became_of_a_new_document_is_told_apart(
    paper: int, decision: str, reason: str, words: str
) -> None:
    row = db.session.get_one(Credential, paper)
    known_by(row, "reviewed")
    make_document(row)
    db.session.commit()
    review_credential(paper, decision, ANN, reason)
    tell()
    (mail,) = mails()
    assert words in (mail.text or "")
