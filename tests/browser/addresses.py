"""Every page there is, by a name, with an address at which there is something to see."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Select, func, select

from agency.access.address_links import address_link
from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.value_models import CandidateValue
from agency.notices.leaving import leaving_link
from agency.notices.models import Mail
from agency.placements.models import Placement
from agency.screening.models import Finding
from agency.settings import settings
from agency.verification.register_models import RegisterAnswer, RegisterLoad
from tests.browser.comers import INVITED, INVITED_BEFORE, REGISTERED, TWINS

NOBODYS = (
    *("sign-in", "forgot-password", "not-found"),
    *("register", "confirm", "confirm-ended", "join", "join-ended"),
    *("mail-topic", "mail-topic-ended"),
)
# Those of the candidate who may sign in; what is named here is hers.
CANDIDATE = "C-0001"


def addresses(app: Flask) -> dict[str, str]:
    """The pages of the staff, of those who are not signed in last."""
    with app.app_context():
        assignment, eligible = _pair("eligible")
        near_work, near = _pair("near_miss")
        run = db.session.scalars(select(MatchRun.id).order_by(MatchRun.id).limit(1)).one()
        blocked = _assignment("blocked")
        held = {kind: _held(kind) for kind in (Credential, Training, CECredit)}
        waiting = _to_review()
        site = db.session.scalars(select(Facility.id).order_by(Facility.id).limit(1)).one()
        valued = _valued()
        load = db.session.scalars(select(func.max(RegisterLoad.id))).one()
        finding = db.session.scalars(
            select(func.min(RegisterAnswer.id)).where(RegisterAnswer.outcome == "differs")
        ).one()
        alike = db.session.scalars(select(Finding.id).order_by(Finding.id).limit(1)).one()
        bounced = db.session.scalars(select(Mail).where(Mail.state == "bounced")).one()
        mail, link = bounced.id, leaving_link(bounced).removeprefix(settings().public_url)
    return {
        "today": "/",
        "red-list": "/red-list",
        "starts": "/starts",
        "lapses": "/lapses",
        "lapses-filtered-to-nothing": "/lapses?state=WY",
        "openings": "/openings",
        "allocation": "/allocation",
        "allocation-pins": "/allocation/pins",
        "allocation-unsettled": "/allocation/unsettled",
        "assignment-allocation": f"/assignments/{assignment}/allocation",
        "assignment-pair": f"/assignments/{assignment}/allocation/{eligible}?price=exact",
        "assignment-not-eligible": f"/assignments/{assignment}?tab=not",
        "assignment-kept-out": f"/assignments/{assignment}/kept-out?requirement=certification",
        "insight": "/insight",
        "insight-credential": "/insight?credential=CCMA-NHA",
        "losses": "/insight/losses",
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
        "candidate-with-values": f"/candidates/{valued}?tab=pathways",
        "candidate-credentials": f"/candidates/{near}?tab=credentials",
        "candidate-with-a-twin": f"/candidates/{TWINS[0]}",
        "candidate-new": "/candidates/new",
        "duplicates": "/candidates/duplicates",
        "merge": f"/candidates/{TWINS[0]}/merge/{TWINS[1]}",
        "candidate-edit": f"/candidates/{near}/edit",
        "candidate-renewals": f"/candidates/{near}?tab=renewals",
        "candidate-pathways": f"/candidates/{near}?tab=pathways",
        "candidate-screening": f"/candidates/{near}?tab=screening",
        "candidate-history": f"/candidates/{near}?tab=history",
        "credential-new": f"/candidates/{near}/credentials/new",
        "credential": f"/candidates/{held[Credential][0]}/credentials/{held[Credential][1]}",
        "training-new": f"/candidates/{near}/trainings/new",
        "training": f"/candidates/{held[Training][0]}/trainings/{held[Training][1]}",
        "ce-credit-new": f"/candidates/{near}/ce-credits/new",
        "ce-credit": f"/candidates/{held[CECredit][0]}/ce-credits/{held[CECredit][1]}",
        "review-desk": "/review",
        "review": f"/review/{waiting}",
        "registers": "/review/registers",
        "register-load": f"/review/registers/loads/{load}",
        "register-finding": f"/review/registers/findings/{finding}",
        "screening-desk": "/review/screening",
        "screening": f"/review/screening/{alike}",
        "exclusion-lists": "/review/screening/lists",
        "find": f"/find?q={near}",
        "rulebook": "/rulebook",
        "rulebook-state": "/rulebook/WA",
        "rulebook-standards": "/rulebook/standards",
        "rulebook-impact": "/rulebook/impact",
        "runs": "/runs",
        "run": f"/runs/{run}",
        "jobs": "/jobs",
        "mails": "/mails",
        "mail": f"/mails/{mail}",
        "health": "/health",
        "settings": "/settings",
        "reminders": "/settings/reminders",
        "deletions": "/settings/deletions",
        "users": "/settings/users",
        "tokens": "/settings/tokens",
        "badge-trust": "/settings/badges",
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
        "mail-topic": link,
        "mail-topic-ended": "/mail/topics/nothing",
        "api-docs": "/api/v1/docs",
    }


def portal_addresses(app: Flask) -> dict[str, str]:
    """The pages of the candidate who may sign in."""
    with app.app_context():
        job, not_hers = _jobs_of(CANDIDATE)
        held = {kind: _held(kind, CANDIDATE)[1] for kind in (Credential, Training, CECredit)}
        she = db.session.scalars(select(Candidate).where(Candidate.ref == CANDIDATE)).one()
        link = address_link(she, "another@example.org").partition("/portal/")[2]
    return {
        "portal-home": "/portal/",
        "portal-work": "/portal/work",
        "portal-nearly": "/portal/work?list=nearly",
        "portal-job": f"/portal/work/{job}",
        "portal-job-not-hers": f"/portal/work/{not_hers}",
        "portal-placements": "/portal/placements",
        "portal-mail": "/portal/mail",
        "portal-papers": "/portal/papers",
        "portal-renewals": "/portal/renewals",
        "portal-credential": f"/portal/papers/credentials/{held[Credential]}",
        "portal-credential-new": "/portal/papers/credentials/new",
        "portal-send": "/portal/papers/send",
        "portal-training": f"/portal/papers/trainings/{held[Training]}",
        "portal-training-new": "/portal/papers/trainings/new",
        "portal-ce-credit": f"/portal/papers/ce-credits/{held[CECredit]}",
        "portal-ce-credit-new": "/portal/papers/ce-credits/new",
        "portal-pathways": "/portal/pathways",
        "portal-account": "/portal/account",
        "portal-preferences": "/portal/preferences",
        "portal-details": "/portal/details",
        "portal-address": f"/portal/{link}",
        "portal-days-off": "/portal/days-off",
        "portal-data": "/portal/data",
    }


def _valued() -> str:
    """Somebody to whom a credential would open work."""
    whose = select(Candidate.ref).join(CandidateValue, CandidateValue.candidate_id == Candidate.id)
    return db.session.scalars(whose.order_by(Candidate.ref).limit(1)).one()


def _jobs_of(ref: str) -> tuple[str, str]:
    """A job that she can take, and an open one on whose list she does not stand."""
    listed = (
        select(Shortlist.assignment_id)
        .join(Match, Match.shortlist_id == Shortlist.id)
        .join(Candidate, Candidate.id == Match.candidate_id)
        .where(Candidate.ref == ref)
    )
    in_order = select(Assignment.ref).where(Assignment.status == "open").order_by(Assignment.ref)
    hers = db.session.scalars(in_order.where(Assignment.id.in_(listed)).limit(1)).one()
    placed = select(Placement.assignment_id).join(Candidate).where(Candidate.ref == ref)
    others = in_order.where(
        Assignment.id.not_in(listed), Assignment.id.not_in(placed), Assignment.id.in_(_matched())
    )
    return hers, db.session.scalars(others.limit(1)).one()


def _matched() -> Select[int]:
    return select(Shortlist.assignment_id).where(Shortlist.outcome == "matched")


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


def _to_review() -> int:
    """The first credential that waits for a specialist."""
    known = Credential.evidence.in_(("claimed", "documented"))
    waiting = select(Credential.id).where(Credential.status == "active", known)
    return db.session.scalars(waiting.order_by(Credential.id).limit(1)).one()


def _held(kind: type[Credential | Training | CECredit], ref: str | None = None) -> tuple[str, int]:
    """The first of its kind that is on file, or is hers, after the reference of whose it is."""
    on_file = select(Candidate.ref, kind.id).join(Candidate, Candidate.id == kind.candidate_id)
    hers = on_file if ref is None else on_file.where(Candidate.ref == ref)
    found = db.session.execute(hers.order_by(kind.id).limit(1)).one()
    return found[0], found[1]


def _assignment(outcome: str) -> str:
    return db.session.scalars(
        select(Assignment.ref)
        .join(Shortlist, Shortlist.assignment_id == Assignment.id)
        .where(Shortlist.outcome == outcome)
        .order_by(Assignment.ref)
        .limit(1)
    ).one()
