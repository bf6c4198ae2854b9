"""Work: the jobs of the last match that she can take, and those that are nearly hers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import render_template, request

from agency.errors import NotFound
from agency.matching.person_queries import PersonMatch
from agency.pictures.strips import Strip, assessment_strip
from agency.pictures.subject import Subject
from agency.places import town_of
from agency.portal.answers import Answer, answer_of
from agency.portal.blueprint import portal
from agency.portal.mine import Mine, mine
from agency.portal.placements import SENT, STAGES, WORK
from agency.rules.distance import tenths_of_a_mile
from agency.rules.eligibility import ELIGIBLE, Assessment, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules

FOR_YOU, NEARLY = "for-you", "nearly"
# Nobody can do anything about a place where she is not to be offered.
HOPELESS = "standing"


@dataclass(frozen=True, slots=True)
class Job:
    """One assignment as a card shows it: judged now, so that it agrees with its own page.

    ``placed`` is how far she has come there already, as a verdict and its words, if at all.
    """

    work: AssignmentFacts
    place: str
    strip: Strip
    answer: Answer
    judged: Assessment
    placed: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return self.work.facility or self.work.ref

    @property
    def eligible(self) -> bool:
        return self.judged.verdict == ELIGIBLE


@portal.get("/work")
def work() -> str:
    """The jobs for her, or with ``?list=nearly`` those that lack one thing."""
    chosen = request.args.get("list", FOR_YOU)
    if chosen not in (FOR_YOU, NEARLY):
        raise NotFound("list of jobs", chosen)
    me = mine()
    jobs = jobs_of(me)
    lists = {
        FOR_YOU: [one for one in jobs if one.eligible],
        NEARLY: [one for one in jobs if not one.eligible],
    }
    return render_template("portal/work.html", me=me, lists=lists, chosen=chosen)


def jobs_of(me: Mine) -> list[Job]:
    """All her matches that are still to be judged, in the order of the run."""
    return list(_jobs(me.matches, me))


def _jobs(matches: Iterable[PersonMatch], me: Mine) -> Iterable[Job]:
    placed = {
        one.assignment_ref: STAGES[one.stage]
        for one in me.dossier.placements
        if one.stage in (*SENT, *WORK)
    }
    for match in matches:
        try:
            judged = assess(me.facts, match.assignment, me.book, me.day)
        except (Ended, NoRules):
            continue
        if any(one.requirement.id == HOPELESS for one in judged.not_met):
            continue
        subject = Subject(judged, me.facts, match.assignment, me.book, me.day)
        yield Job(
            work=match.assignment,
            place=place_words(match.zip, match.assignment, me.facts),
            strip=assessment_strip(judged),
            answer=answer_of(subject),
            judged=judged,
            placed=placed.get(match.assignment.ref),
        )


def place_words(zip_code: str | None, work: AssignmentFacts, she: CandidateFacts) -> str:
    """Where it is, and how far from her: Spokane WA, 7 miles."""
    town = town_of(zip_code) or work.state
    miles = _miles(work, she)
    return town if miles is None else f"{town}, {miles} {'mile' if miles == 1 else 'miles'}"


def _miles(work: AssignmentFacts, she: CandidateFacts) -> int | None:
    if work.place is None or she.home is None:
        return None
    return round(tenths_of_a_mile(work.place, she.home) / 10)
