"""Whether all is well: two addresses for machines, and a page for people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from agency.assignments.queries import assignments_by_status
from agency.candidates.queries import candidates_by_status
from agency.dashboard.readiness import OK, database_state, redis_state
from agency.extensions import db
from agency.matching.queries import last_run
from agency.rules.rulebook import load_rulebook
from agency.schema_version import database_revision
from agency.settings import settings, today

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return {"status": OK}


@health.get("/readyz")
def ready() -> ResponseReturnValue:
    """Everything needed to serve is there; 503 while it is not."""
    checks = {"database": database_state()}
    if url := settings().redis_url:
        checks["redis"] = redis_state(url)
    well = all(state == OK for state in checks.values())
    return {"status": OK if well else "not ready", "checks": checks}, 200 if well else 503


@health.get("/")
def page() -> ResponseReturnValue:
    """The same for people, with what there is and what the last match found."""
    state = database_state()
    if state != OK:
        return render_template("dashboard/not_ready.html", state=state), 503
    return render_template("dashboard/health.html", **overview())


def overview() -> dict[str, Any]:
    """What the page shows."""
    day = today()
    run = last_run(until=day)
    return {
        "today": day,
        "run": run,
        "overdue": run is None or run.as_of < day - timedelta(days=1),
        "candidates": candidates_by_status(),
        "assignments": assignments_by_status(),
        "rulebook": load_rulebook(),
        "database": db.engine.dialect.name,
        "revision": database_revision(),
        "settings": settings(),
    }
