"""One job explained to her, by the judge of the staff: what they find, she finds."""

from __future__ import annotations

from datetime import date

from flask import render_template
from sqlalchemy import func, select

from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.explaining import Explanation, explain
from agency.matching.person_queries import matches_of_person
from agency.matching.queries import last_run
from agency.placements.models import Placement
from agency.placements.queries import Pair, facts_of_pair, require_shown
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.portal.job_page import JobPage
from agency.portal.mine import MOST_MATCHES
from agency.portal.placements import SENT, STAGES
from agency.portal.unlocking import Openings
from agency.portal.work import place_words
from agency.rules.ranking import load_scale
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules, RuleBook
from agency.settings import settings, today
from agency.standards.queries import rulebook

OVER, NO_RULES = "over", "no_rules"


@portal.get("/work/<assignment_ref>")
def job(assignment_ref: str) -> str:
    """Whether she can take one job, judged now, and what would change the answer."""
    ref, day, book = my_ref(), today(), rulebook()
    pair = facts_of_pair(ref, assignment_ref)
    require_shown(pair)
    id, zip_code, stage = _whose_and_where(ref, assignment_ref)
    run = last_run(day)
    matches = matches_of_person(id, ref, run, MOST_MATCHES) if run else []
    place = place_words(zip_code, pair.assignment, pair.candidate)
    try:
        told = _explained(pair, book, day)
    except (Ended, NoRules) as error:
        why = OVER if isinstance(error, Ended) else NO_RULES
        return render_template("portal/job_without.html", pair=pair, place=place, why=why)
    page = JobPage(told, Openings(matches, pair.candidate, book, day))
    sent = STAGES[stage][1] if stage else ""
    return render_template("portal/job.html", pair=pair, place=place, page=page, sent=sent)


def _explained(pair: Pair, book: RuleBook, day: date) -> Explanation:
    scale = load_scale(settings().ranking_file)
    return explain(pair, book, scale, day, settings().shorten_keeps_percent)


def _whose_and_where(ref: str, assignment_ref: str) -> tuple[int, str | None, str | None]:
    """The row of a candidate and the ZIP code of a job, both of which are there, and the stage to
    which she has come there since she was put forward, if she was; one query."""
    here = (Placement.candidate_id == Candidate.id) & (Placement.assignment_id == Assignment.id)
    stage = select(Placement.stage).where(here, Placement.stage.in_(SENT)).limit(1)
    found = (
        select(
            Candidate.id,
            func.coalesce(Assignment.zip, Facility.zip),
            stage.correlate(Candidate, Assignment).scalar_subquery(),
        )
        .select_from(Candidate)
        .join(Assignment, Assignment.ref == assignment_ref)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .where(Candidate.ref == ref)
    )
    id, zip_code, sent = db.session.execute(found).one()
    return id, zip_code, sent
