"""Doing what is waiting in the ledger, here and now."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job


def work_off(app: Flask) -> None:
    """Do all jobs that wait, and those that they add; each must succeed."""
    while waiting := db.session.scalars(select(Job.id).where(Job.state == "pending")).all():
        db.session.rollback()
        for job_id in waiting:
            done = run_job(app, job_id)
            assert done, db.session.get_one(Job, job_id).last_error
    db.session.rollback()
