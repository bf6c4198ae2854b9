"""Jobs: the work in the background, and a dead one tried again."""

from __future__ import annotations

from flask import Response
from sqlalchemy import select

from agency.access.principal import actor
from agency.api.answers import one
from agency.api.blueprint import ID, does, lists, reads
from agency.api.bodies import Values
from agency.api.lists import PageQuery, page
from agency.api.schemas.parts import ref as shape
from agency.api.words import JOBS
from agency.fields import Choice
from agency.jobs import actions
from agency.jobs.models import STATES, Job
from agency.jobs.queries import job, moment_now
from agency.jobs.schemas import described_job

JOB = shape("Job")


class JobQuery(PageQuery):
    """In which state."""

    state = Choice(STATES, load_default=None)


@lists("/jobs", JOB, about=JOBS, query=JobQuery)
def list_jobs(query: Values) -> Response:
    """Jobs, the newest first."""
    statement, now = select(Job), moment_now()
    if query["state"]:
        statement = statement.where(Job.state == query["state"])
    return page(
        statement, Job.id, lambda row: described_job(row, now), query, "jobs", descending=True
    )


@reads(f"/jobs/{ID}", JOB, about=JOBS)
def get_job(id: int) -> Response:
    """One job, and how it stands."""
    return one(described_job(job(id), moment_now()))


@does(f"/jobs/{ID}/retry", JOB, about=JOBS)
def retry_job(id: int) -> Response:
    """Have a dead job tried again, from its first attempt."""
    actions.retry(id, actor())
    return one(described_job(job(id), moment_now()))
