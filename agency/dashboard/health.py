"""Whether all is well: two addresses for machines, and a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from agency.assignments.queries import assignments_by_status, open_and_over
from agency.candidates.queries import candidates_by_status
from agency.dashboard.checks import Check, checks
from agency.dashboard.job_words import STATES, named
from agency.dashboard.readiness import OK, database_state, redis_state
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.queries import jobs
from agency.matching.change_queries import changes_of
from agency.matching.queries import last_run
from agency.matching.run_queries import standing_of
from agency.rules.rulebook import load_rulebook
from agency.settings import settings, today

health = Blueprint("health", __name__)

MOST_DEAD = 10
# What a person reads first when a check is not well.
HEADLINES = {
    "database": "The database is not ready",
    "heartbeat": "No work is being handed out",
    "waiting": "Work has been waiting for too long",
    "dead_jobs": "Some work has failed for good",
    "last_run": "No complete match since yesterday",
    "runs": "A match is not complete",
    "redis": "Redis is not ready",
    "rulebook": "The rulebook cannot be read",
    "ranking": "The weights cannot be read",
}


@health.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return {"status": OK}


@health.get("/readyz")
def ready() -> ResponseReturnValue:
    """Everything needed to serve is there; 503 while it is not."""
    states = {"database": database_state()}
    if url := settings().redis_url:
        states["redis"] = redis_state(url)
    well = all(state == OK for state in states.values())
    return {"status": OK if well else "not ready", "checks": states}, 200 if well else 503


@health.get("/")
def page() -> ResponseReturnValue:
    """The same for people, with what there is, what is being done and what the last match found."""
    found = checks()
    if not found["database"].well:
        return render_template("dashboard/not_ready.html", state=database_state()), 503
    return render_template("dashboard/health.html", **overview(found))


def overview(found: Mapping[str, Check]) -> dict[str, Any]:
    """What the page shows, beside what was found by the checks."""
    day, counts = today(), found["dead_jobs"].facts["jobs"]
    return {
        "today": day,
        "title": _title(found),
        "checks": found,
        "headlines": HEADLINES,
        "candidates": candidates_by_status(),
        "assignments": assignments_by_status(),
        "over": open_and_over(day),
        "rulebook": load_rulebook() if found["rulebook"].well else None,
        "database": db.engine.dialect.name,
        "revision": found["database"].facts["revision"],
        "settings": settings(),
        **_last_match(),
        "jobs": {STATES[state]: count for state, count in counts.items()},
        "dead": _dead_jobs() if counts["dead"] else [],
    }


def _title(found: Mapping[str, Check]) -> str:
    """The answer first: all is well, the one thing that is not, or how many are not."""
    bad = [HEADLINES[name] for name, check in found.items() if not check.well]
    if not bad:
        return "All is well"
    return bad[0] if len(bad) == 1 else f"{len(bad)} things are not well"


def _last_match() -> dict[str, Any]:
    """The run that counts, the full run it rests on, and what that one changed."""
    run = last_run(until=today())
    if run is None:
        return {"run": None}
    standing = standing_of(run)
    return {"run": run, "full": standing, "changes": changes_of([standing.run], limit=0)}


def _dead_jobs() -> list[tuple[str, Job]]:
    """The newest dead jobs, each in words."""
    return [(named(job), job) for job in jobs(state="dead", limit=MOST_DEAD)]
