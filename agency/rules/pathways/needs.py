"""The operators of what a pathway or a role needs: one short function reads each from its table."""

from __future__ import annotations

from agency.rules import expressions as ask
from agency.rules import operators
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.operators import Known
from agency.rules.pathways import catalogue as ways
from agency.rules.reading import Table

PROGRAM_TOPICS = ("medical_assisting", "phlebotomy")
PROGRAM_HOURS = (
    "hours",
    "academic_hours",
    "classroom_hours",
    "clinical_hours",
    "externship_hours",
)
EDUCATION_LEVELS = operators.EDUCATION_LEVELS | {
    "associate": frozenset({"associate", "bachelor"}),
    "bachelor": frozenset({"bachelor"}),
}
MONTHS_IN_A_YEAR = 12
WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


def read_needs(table: Table, known: Known) -> Expression:
    """What a pathway or a role needs: exactly one operator; raises RuleBookError."""
    return operators.read_one_of(NEEDS, table, known)


def _holds(table: Table, known: Known) -> Expression:
    """A credential on the day itself, well evidenced as every other record; no work is asked."""
    group = operators.OPERATORS["holds"](table, known)
    assert isinstance(group, ask.Holds)
    if group.bound_to_facility or group.max_age_days is not None:
        raise table.error("holds", "a pathway knows no facility and no first day of work")
    return ask.Valid(group.codes, group.evidence or Evidence.documented)


def _program(table: Table, known: Known) -> Expression:
    inner = table.table("program")
    bodies = known.vocabulary.accreditors
    program = ways.Graduated(
        topic=inner.choice_or_none("topic", PROGRAM_TOPICS),
        accreditors=frozenset(inner.words_or_none("accreditors", bodies) or ()),
        minimums=tuple(
            (kind, inner.amount(f"{kind}_min")) for kind in PROGRAM_HOURS if f"{kind}_min" in inner
        ),
        externship=inner.flag("externship"),
        in_person=inner.flag("in_person"),
        more_than_months=inner.whole_or_none("more_than_months"),
        within_months=_months(inner),
        days_before=inner.whole_or_none("days_before"),
    )
    inner.close()
    more, within = program.more_than_months, program.within_months
    if program.days_before is not None and (more, within) != (None, None):
        raise inner.error("days_before", "speaks of a program that is not completed yet")
    if more is not None and within is not None and within <= more:
        raise inner.error("more_than_months", "leaves no day within the months")
    return program


def _months(table: Table) -> int | None:
    """How long ago at most, written in months or in years."""
    years = table.whole_or_none("within_years")
    if years is not None and "within_months" in table:
        raise table.error("within_months", "stands beside within_years; expected one of the two")
    return table.whole_or_none("within_months") if years is None else years * MONTHS_IN_A_YEAR


def _performed(table: Table, known: Known) -> Expression:
    inner = table.table("performed")
    acts = frozenset(inner.words("of", known.vocabulary.tasks))
    performed = ways.Performed(inner.whole("total", least=1), acts)
    inner.close()
    return performed


def _education(table: Table, known: Known) -> Expression:
    return ask.Education(EDUCATION_LEVELS[table.choice("education", EDUCATION_LEVELS)])


def _age(table: Table, known: Known) -> Expression:
    return ways.OfAge(table.whole("age", least=1))


def _experience(table: Table, known: Known) -> Expression:
    inner = table.table("experience")
    experience = ways.Experience(
        work=inner.text("work"),
        proof=_proof(inner),
        years=inner.amount_or_none("years"),
        within_years=inner.whole_or_none("within_years"),
        hours=inner.amount_or_none("hours_min"),
        hours_per_week=inner.amount_or_none("hours_per_week"),
        current=inner.flag("current"),
        placements_count=inner.flag("placements_count"),
    )
    inner.close()
    _check_amounts(experience, inner)
    return experience


def _check_amounts(experience: ways.Experience, inner: Table) -> None:
    years, within = experience.years, experience.within_years
    if within is not None and (years is None or within < years):
        raise inner.error("within_years", "expected a number not below years")
    if experience.placements_count and experience.hours is not None:
        raise inner.error("placements_count", "our placements are not counted in hours")


def _exam_passed(table: Table, known: Known) -> Expression:
    inner = table.table("exam")
    group = operators.OPERATORS["holds"](Table({"holds": inner.take("of")}, inner.file), known)
    assert isinstance(group, ask.Holds)
    within = _months(inner)
    if within is None:
        raise inner.error("", "expected within_months or within_years")
    passed = ways.ExamPassed(group.codes, within)
    inner.close()
    return passed


def _asked(table: Table, known: Known) -> Expression:
    question = table.text("ask")
    if not question.endswith("?"):
        raise table.error("ask", f"expected a question, got {question!r}")
    return ways.Asked(question, _proof(table))


def _proof(table: Table) -> str:
    """The topic of the document that settles it, as it stands in the record."""
    proof = table.text("proof")
    if not WORD.issuperset(proof):
        raise table.error("proof", f"expected a word such as work_letter, got {proof!r}")
    return proof


def _skills(table: Table, known: Known) -> Expression:
    return ask.Skilled(frozenset(table.words("skills")))


NEEDS: dict[str, operators.Reader] = {
    **operators.combining(read_needs),
    "holds": _holds,
    "program": _program,
    "training": operators.OPERATORS["training"],
    "performances": operators.OPERATORS["performances"],
    "performed": _performed,
    "education": _education,
    "age": _age,
    "experience": _experience,
    "exam": _exam_passed,
    "ask": _asked,
    "skills": _skills,
}
