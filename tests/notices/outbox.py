"""What tests of mail do to the outbox and its jobs."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.jobs.database_clock import now
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.notices.actions import Draft, post
from agency.notices.models import Mail, MailAttempt

RUTH, ANN = "ruth@example.org", "ann@example.org"
A_DRAFT = Draft(RUTH, "Café, and a link", "Olá,\n\nhttp://127.0.0.1/x\n")


def posted(database: SQLAlchemy, draft: Draft = A_DRAFT) -> int:
    """The id of a mail that is in the outbox."""
    mail_id = post(draft).id
    database.session.commit()
    return mail_id


def look(database: SQLAlchemy, mail_id: int) -> Mail:
    """A mail as it is now."""
    database.session.rollback()
    return database.session.get_one(Mail, mail_id, populate_existing=True)


def attempts_of(database: SQLAlchemy, mail_id: int) -> list[MailAttempt]:
    """The tries to send a mail, the first one first."""
    database.session.rollback()
    hers = select(MailAttempt).where(MailAttempt.mail_id == mail_id).order_by(MailAttempt.id)
    return list(database.session.scalars(hers.execution_options(populate_existing=True)))


def hurry(database: SQLAlchemy, minutes: int = 5) -> None:
    """What is due later is due now, and what was tried was tried so many minutes before."""
    database.session.execute(update(Job).where(Job.state == "pending").values(due_at=now()))
    for attempt in database.session.scalars(select(MailAttempt)):
        attempt.began_at -= timedelta(minutes=minutes)
        attempt.ended_at = attempt.ended_at and attempt.ended_at - timedelta(minutes=minutes)
    database.session.commit()


def work_off_due(app: Flask, database: SQLAlchemy) -> None:
    """Do the jobs that are due, and not those that they put off."""
    due = select(Job.id).where(Job.state == "pending", Job.due_at <= now()).order_by(Job.id)
    for job_id in database.session.scalars(due).all():
        assert run_job(app, job_id)


def due_in_seconds(database: SQLAlchemy) -> float:
    """How long the one job that is pending has to wait."""
    due, moment = database.session.execute(
        select(Job.due_at, now()).where(Job.state == "pending")
    ).one()
    return float((due - moment).total_seconds())
