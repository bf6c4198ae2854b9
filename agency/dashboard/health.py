"""Whether all is well: three addresses for machines, and a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from agency.access.principal import principal
from agency.dashboard.blueprint import dashboard
from agency.dashboard.checks import Check, check_database, checks_on
from agency.dashboard.frame import Frame
from agency.dashboard.job_words import STATES, named
from agency.dashboard.metrics import METRICS_TYPE, metrics_text
from agency.dashboard.readiness import OK, database_state, keys_state, redis_state
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.queries import LedgerSigns, jobs, ledger_signs
from agency.matching.models import MatchRun
from agency.matching.run_queries import full_run_of
from agency.placements.on_file import on_file
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
    "edits": "Changes are not worked in",
    "redis": "Redis is not ready",
    "rulebook": "The rulebook cannot be read",
    "ranking": "The weights cannot be read",
    "documents": "Uploaded files cannot be read",
    "mail": "Some mails could not be sent",
    "exclusions": "An exclusion list is old",
}


@health.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return {"status": OK}


@health.get("/readyz")
def ready() -> ResponseReturnValue:
    """Everything needed to serve is there; 503 while it is not."""
    states = {"database": database_state()}
    if states["database"] == OK and (keys := keys_state()) != OK:
        states["document_keys"] = keys
    if url := settings().redis_url:
        states["redis"] = redis_state(url)
    well = all(state == OK for state in states.values())
    return {"status": OK if well else "not ready", "checks": states}, 200 if well else 503


@health.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Numbers in the text format of Prometheus; 503 while the database is not there."""
    if database_state() != OK:
        return Response("", 503, mimetype="text/plain")
    return Response(metrics_text(), content_type=METRICS_TYPE)


@dashboard.get("/health")
def health_page() -> ResponseReturnValue:
    """The same for people, with what there is, what is being done and what the last match found."""
    database = check_database()
    if not database.well:
        return render_template("dashboard/not_ready.html", state=database_state(), bare=True), 503
    frame, signs = Frame(principal()), ledger_signs()
    found = checks_on(database, frame.run, signs)
    shown = overview(found, frame.run, signs)
    return render_template("dashboard/health.html", frame=frame, **shown)


def overview(
    found: Mapping[str, Check], run: MatchRun | None, signs: LedgerSigns
) -> dict[str, Any]:
    """What the page shows, beside what was found by the checks."""
    counts = signs.counts
    return {
        "today": today(),
        "title": _title(found),
        "checks": found,
        "headlines": HEADLINES,
        "file": on_file(today()),
        "rulebook": load_rulebook() if found["rulebook"].well else None,
        "database": db.engine.dialect.name,
        "revision": found["database"].facts["revision"],
        "settings": settings(),
        "run": run,
        "full": full_run_of(run) if run else None,
        "jobs": {STATES[state]: count for state, count in counts.items()},
        "dead": _dead_jobs() if counts["dead"] else [],
    }


def _title(found: Mapping[str, Check]) -> str:
    """The answer first: all is well, the one thing that is not, or how many are not."""
    bad = [HEADLINES[name] for name, check in found.items() if not check.well]
    if not bad:
        return "All is well"
    return bad[0] if len(bad) == 1 else f"{len(bad)} things are not well"


def _dead_jobs() -> list[tuple[str, Job]]:
    """The newest dead jobs, each in words."""
    return [(named(job), job) for job in jobs(state="dead", limit=MOST_DEAD)]
