"""Nightly runs: the history, one run in full, and a match ordered now."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor, principal
from agency.dashboard.blueprint import dashboard
from agency.dashboard.change_words import gained, lost, of_assignments
from agency.dashboard.frame import Frame
from agency.dashboard.job_words import named
from agency.dashboard.today import may_match
from agency.fields import InputSchema, SafeText
from agency.jobs.queries import jobs
from agency.matching.actions import match_now
from agency.matching.models import MatchRun
from agency.matching.overnight_queries import moves_of
from agency.matching.run_pages import family_of, match_ordered, page_of_runs, times_by_state
from agency.matching.run_queries import run_with_id, silent_for
from agency.matching.snapshot_queries import sizes_of, stored_facts
from agency.paging import cursor, position_of
from agency.settings import settings, today

ROWS = 30
LIST = {"list": "runs"}
STATE_WORDS = {
    "running": ("in_review", "Under way"),
    "complete": ("met", "Complete"),
    "incomplete": ("unmet", "Not complete"),
}


class RunsInput(InputSchema):
    """A page of the history."""

    after = SafeText(1000, load_default=None)


RUNS = RunsInput()


@dashboard.get("/runs")
def runs() -> str:
    """Every full run, the latest first."""
    values = RUNS.accept(request.args.to_dict())
    *after, before = position_of(values["after"], LIST) or [0]
    page = page_of_runs(ROWS, after or None)
    following = cursor(page.next and [*page.next, before + len(page.items)], LIST)
    under_way = [one for one in page.items if one.run.state == "running"]
    return render_template(
        "dashboard/runs.html",
        page=page,
        before=before,
        next_url=url_for("dashboard.runs", after=following) if following else None,
        words=STATE_WORDS,
        ordered=match_ordered(),
        under_way=under_way,
        may_match=may_match(),
        facts=stored_facts(),
        kept_for=settings().snapshot_days,
    )


@dashboard.post("/runs")
def order_match() -> ResponseReturnValue:
    """Have everybody matched as of today, as soon as a worker is free."""
    match_now(today(), actor())
    flash("A match is ordered. It begins within seconds; this page tells how far it is.", "met")
    return redirect(url_for("dashboard.runs"), 303)


@dashboard.get("/runs/<int:id>")
def run(id: int) -> str:
    """One run: how it went, what it counted, what it changed, and what was worked in since."""
    found = run_with_id(id)
    moves = moves_of(id)
    return render_template(
        "dashboard/run.html",
        frame=Frame(principal()),
        run=found,
        words=STATE_WORDS[found.state],
        family=family_of(found),
        facts_bytes=sizes_of([found.snapshot]).get(found.snapshot),
        states=times_by_state(id) if found.full else [],
        moves=moves,
        gained=gained(moves),
        lost=lost(moves),
        changed=of_assignments(moves),
        may_match=may_match(),
        **_trouble(found),
    )


def _trouble(run: MatchRun) -> dict[str, Any]:
    """What is wrong with a run that is not complete; nothing of one that is."""
    if run.state == "complete":
        return {"dead": [], "silent": None}
    dead = [(named(job), job) for job in jobs(state="dead", subject=run.subject)]
    return {"dead": dead, "silent": silent_for(run)}
