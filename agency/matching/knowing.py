"""One pair as it was known on a day that is past: by the last run not after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from agency.candidates.models import Candidate
from agency.errors import NotFound, Unready
from agency.extensions import db
from agency.matching.explaining import Explanation, explain
from agency.matching.models import MatchRun
from agency.matching.past_facts import facts_of
from agency.matching.states import State, state_of
from agency.matching.storing import scale_from_json
from agency.placements.queries import Pair
from agency.settings import settings, today
from agency.standards.queries import rulebook_of


def explain_as_known(
    candidate_ref: str, assignment_ref: str, known_on: date, as_of: date | None = None
) -> Explanation:
    """Explain a pair by the facts, the rules and the weights of the last run begun on a day or
    before it; judged as of that run's day, unless ``as_of`` says another.

    Raises NotFound for whoever or whatever that run did not know, Unready where there is no such
    run or its facts or rules are not stored any more, and as `explain`.
    """
    if known_on > today():
        raise Unready(f"{known_on} is a day to come; what will be known then nobody knows")
    run = run_known_on(known_on)
    book = rulebook_of(run.rulebook)
    if book is None:
        raise Unready(f"the rulebook of run {run.id} cannot be had any more")
    state = state_of(run)
    pair = _pair(state, candidate_ref, assignment_ref)
    day = as_of or run.as_of
    keeps = settings().shorten_keeps_percent
    found = explain(pair, book, scale_from_json(run.scale), day, keeps)
    moment = run.started_at.astimezone(ZoneInfo(settings().timezone))
    said = f"As known on {moment:%Y-%m-%d} at {moment:%H:%M}, by run {run.id}."
    return replace(found, remarks=(said, *found.remarks))


def run_known_on(day: date) -> MatchRun:
    """The complete run begun last on ``day`` or before it, where the agency is, one of that day or
    before rather than a trial of a day to come; raises Unready.
    """
    here = ZoneInfo(settings().timezone)
    end = datetime.combine(day + timedelta(days=1), time.min, here)
    known = select(MatchRun).where(MatchRun.state == "complete", MatchRun.started_at < end)
    no_trial = (MatchRun.as_of <= day).desc()
    newest = known.order_by(no_trial, MatchRun.started_at.desc(), MatchRun.id.desc()).limit(1)
    run = db.session.scalars(newest).one_or_none()
    if run is None:
        first = db.session.scalar(select(func.min(MatchRun.started_at)))
        said = f"; the first match was made on {first.astimezone(here):%Y-%m-%d}" if first else ""
        raise Unready(
            f"nothing was matched on {day} or before it, so nothing is known of then{said}"
        )
    return run


def _pair(state: State, candidate_ref: str, assignment_ref: str) -> Pair:
    if candidate_ref not in state.pool.index:
        raise NotFound("candidate", candidate_ref)
    opening = state.openings.get(assignment_ref)
    if opening is None:
        raise NotFound("open assignment", assignment_ref)
    name = db.session.execute(
        select(Candidate.first_name, Candidate.last_name).where(Candidate.ref == candidate_ref)
    ).one_or_none()
    return Pair(
        candidate=facts_of(state.pool, candidate_ref),
        assignment=opening.assignment,
        candidate_name=" ".join(name).strip() if name else "",
        assignment_status="open",
        placed="confirmed or working" if candidate_ref in opening.placed else None,
    )
