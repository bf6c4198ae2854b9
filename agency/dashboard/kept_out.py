"""Whom one requirement of an assignment keeps out, each judged by what is on file now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from flask import render_template, request, url_for

from agency.access.principal import principal
from agency.assignments.models import Assignment
from agency.dashboard.assignment import Known
from agency.dashboard.assignment_judge import Judge, Lack, lack_of
from agency.dashboard.blueprint import dashboard
from agency.dashboard.frame import Frame
from agency.dashboard.run_rules import rules_of
from agency.errors import Unready
from agency.fields import InputSchema, SafeText, Whole
from agency.matching.assignment_queries import Standing, standing_in
from agency.matching.kept_out import KeptOut, judged_now, kept_out
from agency.pictures.strips import Strip, assessment_strip
from agency.placements.people import Person
from agency.placements.work import work_of
from agency.rules.eligibility import Assessment
from agency.rules.facts import AssignmentFacts
from agency.rules.requisition import Ended
from agency.rules.rulebook import NoRules

ROWS = 50
LONGEST_ID = 80


class KeptOutInput(InputSchema):
    """By which requirement, and from which of them on."""

    requirement = SafeText(LONGEST_ID, required=True)
    beyond = Whole(0, 10_000_000, load_default=0)


INPUT = KeptOutInput()


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody who is kept out, and all that she lacks by what is on file now, if anything."""

    ref: str
    name: str
    strip: Strip
    lacks: tuple[Lack, ...]


@dashboard.get("/assignments/<ref>/kept-out")
def people_kept_out(ref: str) -> str:
    """Who does not meet one requirement of an assignment, those who lack nothing else first."""
    asked, frame = INPUT.accept(request.args.to_dict()), Frame(principal())
    known = Known(standing_in(frame.run, ref), frame.run, rules_of(frame.run), frame)
    requirement, beyond = asked["requirement"], asked["beyond"]
    work = _work(known.standing)
    found, why = _found(known, work, requirement, slice(beyond, beyond + ROWS))
    return render_template(
        "dashboard/kept_out.html",
        frame=frame,
        one=known.standing.assignment,
        name=known.names.get(requirement, requirement),
        found=found,
        why=why,
        rows=list(_rows(known, work, found.refs)) if found else [],
        beyond=beyond,
        most=ROWS,
        address=lambda beyond=None: url_for(
            "dashboard.people_kept_out", ref=ref, requirement=requirement, beyond=beyond
        ),
    )


def _work(standing: Standing) -> AssignmentFacts:
    """The assignment as facts, with everybody whom the facility does not want back."""
    id = standing.assignment.id
    return work_of(Assignment.id == id)[id]


def _found(
    known: Known, work: AssignmentFacts, requirement: str, page: slice
) -> tuple[KeptOut | None, str]:
    """Who it is; None while that is being looked up, or, with the reason, where it cannot be."""
    if known.run is None:
        return None, "Nothing has been matched yet."
    try:
        return kept_out(known.standing.assignment.id, work, requirement, known.run, page), ""
    except Ended:
        return None, "The assignment is over, so nothing is asked of anybody any more."
    except (NoRules, Unready) as error:
        return None, f"{error}."


def _rows(known: Known, work: AssignmentFacts, refs: Sequence[str]) -> Iterator[Row]:
    judge = replace(known.judge(()), work=work)
    id = known.standing.assignment.id
    people = judged_now(id, work, refs, judge.book, judge.day)
    return (_row(*each, judge) for each in people)


def _row(ref: str, person: Person, assessment: Assessment, judge: Judge) -> Row:
    subject = judge.subject(person, assessment)
    lacks = tuple(lack_of(finding, subject) for finding in assessment.not_met)
    return Row(ref, person.name, assessment_strip(assessment), lacks)
