"""Every page there is, by a name, with an address at which there is something to see."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.matching.models import Match, MatchRun, Shortlist
from tests.browser.comers import INVITED, INVITED_BEFORE, REGISTERED, TWINS

NOBODYS = (
    *("sign-in", "forgot-password", "not-found"),
    *("register", "confirm", "confirm-ended", "join", "join-ended"),
)


def addresses(app: Flask) -> dict[str, str]:
    """The pages of the staff, of those who are not signed in last."""
    with app.app_context():
        assignment, eligible = _pair("eligible")
        near_work, near = _pair("near_miss")
        run = db.session.scalars(select(MatchRun.id).order_by(MatchRun.id).limit(1)).one()
        blocked = _assignment("blocked")
        held = {kind: _held(kind) for kind in (Credential, Training, CECredit)}
        site = db.session.scalars(select(Facility.id).order_by(Facility.id).limit(1)).one()
    return {
        "today": "/",
        "red-list": "/red-list",
        "starts": "/starts",
        "openings": "/openings",
        "changes": "/changes",
        "waiting": "/waiting",
        "assignments": "/assignments",
        "assignments-filtered-to-nothing": "/assignments?state=WY&priority=urgent&text=nowhere",
        "assignment": f"/assignments/{assignment}",
        "assignment-why-not": f"/assignments/{assignment}?who={near}",
        "assignment-blocked": f"/assignments/{blocked}",
        "assignment-new": "/assignments/new",
        "assignment-edit": f"/assignments/{assignment}/edit",
        "explanation-eligible": f"/assignments/{assignment}/candidates/{eligible}",
        "explanation-near-miss": f"/assignments/{near_work}/candidates/{near}",
        "explanation-table": f"/assignments/{near_work}/candidates/{near}?view=table",
        "candidates": "/candidates",
        "candidates-search": "/candidates?text=Jonson",
        "candidate": f"/candidates/{near}",
        "candidate-credentials": f"/candidates/{near}?tab=credentials",
        "candidate-with-a-twin": f"/candidates/{TWINS[0]}",
        "candidate-new": "/candidates/new",
        "duplicates": "/candidates/duplicates",
        "merge": f"/candidates/{TWINS[0]}/merge/{TWINS[1]}",
        "candidate-edit": f"/candidates/{near}/edit",
        "candidate-pathways": f"/candidates/{near}?tab=pathways",
        "candidate-history": f"/candidates/{near}?tab=history",
        "credential-new": f"/candidates/{near}/credentials/new",
        "credential": f"/candidates/{held[Credential][0]}/credentials/{held[Credential][1]}",
        "training-new": f"/candidates/{near}/trainings/new",
        "training": f"/candidates/{held[Training][0]}/trainings/{held[Training][1]}",
        "ce-credit-new": f"/candidates/{near}/ce-credits/new",
        "ce-credit": f"/candidates/{held[CECredit][0]}/ce-credits/{held[CECredit][1]}",
        "find": f"/find?q={near}",
        "rulebook": "/rulebook",
        "rulebook-state": "/rulebook/WA",
        "rulebook-standards": "/rulebook/standards",
        "rulebook-impact": "/rulebook/impact",
        "runs": "/runs",
        "run": f"/runs/{run}",
        "jobs": "/jobs",
        "health": "/health",
        "settings": "/settings",
        "users": "/settings/users",
        "tokens": "/settings/tokens",
        "facilities": "/settings/facilities",
        "facility-new": "/settings/facilities/new",
        "facility": f"/settings/facilities/{site}",
        "account": "/account",
        "second-factor": "/second-factor",
        "change-password": "/change-password",
        "language": "/settings/language",
        "keys": "/keys",
        "not-found": "/nowhere",
        "sign-in": "/sign-in",
        "forgot-password": "/reset-password",
        "register": "/register",
        "confirm": f"/confirm/{REGISTERED}",
        "confirm-ended": "/confirm/nothing",
        "join": f"/join/{INVITED}",
        "join-ended": f"/join/{INVITED_BEFORE}",
        "api-docs": "/api/v1/docs",
    }


def _pair(tier: str) -> tuple[str, str]:
    """The first pair of a tier in the last run."""
    found = db.session.execute(
        select(Assignment.ref, Candidate.ref)
        .select_from(Match)
        .join(Shortlist, Shortlist.id == Match.shortlist_id)
        .join(Assignment, Assignment.id == Shortlist.assignment_id)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .where(Match.tier == tier)
        .order_by(Shortlist.eligible.desc(), Match.position)
        .limit(1)
    ).one()
    return found[0], found[1]


def _held(kind: type[Credential | Training | CECredit]) -> tuple[str, int]:
    """The first of its kind that is on file, after the reference of whose it is."""
    found = db.session.execute(
        select(Candidate.ref, kind.id)
        .join(Candidate, Candidate.id == kind.candidate_id)
        .order_by(kind.id)
        .limit(1)
    ).one()
    return found[0], found[1]


def _assignment(outcome: str) -> str:
    return db.session.scalars(
        select(Assignment.ref)
        .join(Shortlist, Shortlist.assignment_id == Assignment.id)
        .where(Shortlist.outcome == outcome)
        .order_by(Assignment.ref)
        .limit(1)
    ).one()
