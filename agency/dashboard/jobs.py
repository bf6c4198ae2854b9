"""The ledger of jobs: what waits, what is being done, what failed for good, and what is late."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor, principal
from agency.dashboard.blueprint import dashboard
from agency.dashboard.job_words import STATES, about, kind_words, standing
from agency.fields import Choice, InputSchema, SafeText
from agency.jobs import actions
from agency.jobs.actions import NotDead
from agency.jobs.models import Job
from agency.jobs.queries import LedgerSigns, ledger_signs, page_of_jobs
from agency.page_filters import age_text, sentence_text
from agency.paging import cursor, position_of
from agency.settings import settings

ROWS = 50
KINDS = {"pending": "in_review", "running": "ask", "done": "met", "dead": "unmet"}


class JobsInput(InputSchema):
    """Which jobs."""

    state = Choice(STATES, load_default=None)
    after = SafeText(1000, load_default=None)


INPUT = JobsInput()


@dashboard.get("/jobs")
def jobs() -> str:
    """Jobs of one state, or those that need somebody first: the dead ones."""
    values, signs = INPUT.accept(request.args.to_dict()), ledger_signs()
    state = values["state"] or _first(signs)
    of = {"list": "jobs", "state": state}
    *after, before = position_of(values["after"], of) or [0]
    page = page_of_jobs(state, ROWS, after or None)
    following = cursor(page.next and [*page.next, before + len(page.items)], of)
    next_url = url_for("dashboard.jobs", state=state, after=following) if following else None
    asking = principal()
    return render_template(
        "dashboard/jobs.html",
        rows=[_row(job, signs) for job in page.items],
        before=before,
        next_url=next_url,
        state=state,
        kind=KINDS[state],
        signs=signs,
        tabs_shown=[
            (one, sentence_text(words), url_for("dashboard.jobs", state=one), signs.counts[one])
            for one, words in STATES.items()
        ],
        late=late(signs),
        may_retry=asking is not None and "admin" in asking.roles,
    )


@dashboard.post("/jobs/<int:id>/retry")
def retry_job(id: int) -> ResponseReturnValue:
    """Have a dead job tried again."""
    try:
        actions.retry(id, actor())
        flash(f"Job {id} is tried again, from its first attempt.", "met")
    except NotDead as refused:
        flash(f"{sentence_text(str(refused))}.", "soon")
    return redirect(url_for("dashboard.jobs"), 303)


def late(signs: LedgerSigns) -> list[str]:
    """What goes on too slowly, a sentence each; nothing where all is in time."""
    told = []
    age, waited = signs.heartbeat_age, signs.waited
    if age is None:
        told.append("Work has never been handed out: nobody does it.")
    elif age > timedelta(seconds=settings().heartbeat_seconds):
        told.append(f"No work has been handed out for {age_text(age)}.")
    if waited and waited > timedelta(seconds=settings().waiting_seconds):
        told.append(f"Job {signs.oldest_id} has waited for {age_text(waited)} to be begun.")
    return told


def _first(signs: LedgerSigns) -> str:
    """Dead ones are shown first, then what is being done, then what waits; else what is done."""
    return next((one for one in ("dead", "running", "pending") if signs.counts[one]), "done")


def _row(job: Job, signs: LedgerSigns) -> tuple[Job, str, str, str, str]:
    return job, kind_words(job.kind), about(job), *standing(job, signs.now)
