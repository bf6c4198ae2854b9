"""A pathway in plain words: what each need asks, and what a record lacks of it, exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.pathways import catalogue as ways
from agency.rules.pathways.needs import EDUCATION_LEVELS, MONTHS_IN_A_YEAR
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import number_text
from agency.rules.wording import (
    act_in_words,
    credentials_in_words,
    either,
    needs_in_words,
    program_in_words,
    spoken,
)

FIELDS = {"medical_assisting": "medical-assisting", "phlebotomy": "phlebotomy"}
LEVELS = {
    "high_school": "high school or an equivalent",
    "associate": "an associate degree or higher",
    "bachelor": "a bachelor's degree",
}


def asked_in_words(needs: Expression, book: RuleBook) -> str:
    """What is asked, whoever is asked: ``a program accredited by CAAHEP or ABHES, completed …``."""
    words = ASKED.get(type(needs))
    if words is not None:
        return words(needs, book)
    (line, *_) = needs_in_words(needs, book)
    return line.text.removeprefix("have ")


def _all_of(node: ask.AllOf, book: RuleBook) -> str:
    questions = [_inside(part, book) for part in node.parts if isinstance(part, ways.Asked)]
    others = [_inside(part, book) for part in node.parts if not isinstance(part, ways.Asked)]
    return " ".join([*([either(others, "and")] if others else []), *questions])


def _any_of(node: ask.AnyOf, book: RuleBook) -> str:
    return "; or ".join(dict.fromkeys(_inside(part, book) for part in node.parts))


def _inside(part: Expression, book: RuleBook) -> str:
    """A part as it stands inside a sentence: a question in brackets."""
    words = asked_in_words(part, book)
    return f"({words[0].lower()}{words[1:]})" if isinstance(part, ways.Asked) else words


def _possible(node: ask.Possible, book: RuleBook) -> str:
    return f"perhaps {asked_in_words(node.part, book)}"


def _valid(leaf: ask.Valid, book: RuleBook) -> str:
    return f"a current {credentials_in_words(leaf.codes, book.catalogue).removeprefix('any ')}"


def _education(leaf: ask.Education, book: RuleBook) -> str:
    return next(LEVELS[name] for name, levels in EDUCATION_LEVELS.items() if levels == leaf.levels)


def _skilled(leaf: ask.Skilled, book: RuleBook) -> str:
    return f"skills: {', '.join(sorted(leaf.skills))}"


def _graduated(leaf: ways.Graduated, book: RuleBook) -> str:
    return ", ".join([program_named(leaf, book), *_tests(leaf), *_days(leaf)])


def program_named(leaf: ways.Graduated, book: RuleBook) -> str:
    """The kind of program: by who accredits it, or by its field."""
    if leaf.accreditors:
        return program_in_words(ask.Program(leaf.accreditors), book)
    return f"a {FIELDS[leaf.topic]} program" if leaf.topic else "a program"


def _tests(leaf: ways.Graduated) -> Iterator[str]:
    for kind, minimum in leaf.minimums:
        yield f"at least {number_text(minimum)} {spoken(kind)}"
    if leaf.externship:
        yield "practicum included"
    if leaf.in_person:
        yield "with an in-person part"


def _days(leaf: ways.Graduated) -> Iterator[str]:
    if leaf.days_before is not None:
        yield f"to be completed within {leaf.days_before} days"
    if leaf.more_than_months is not None:
        yield f"completed more than {months_text(leaf.more_than_months)} ago"
    if leaf.within_months is not None:
        yield f"completed at most {months_text(leaf.within_months)} ago"


def months_text(months: int) -> str:
    """``12 months``, or ``4 years`` where that is a whole number beyond one."""
    years, rest = divmod(months, MONTHS_IN_A_YEAR)
    return f"{years} years" if years > 1 and not rest else f"{months} months"


def _performed(leaf: ways.Performed, book: RuleBook) -> str:
    acts = either(act_in_words(act, book) for act in sorted(leaf.acts))
    return f"{leaf.total} times under supervision: {acts}"


def _experience(leaf: ways.Experience, book: RuleBook) -> str:
    return f"{'; '.join(_amounts(leaf))} of {leaf.work}" if _amounts(leaf) else leaf.work


def _amounts(leaf: ways.Experience) -> list[str]:
    amounts = []
    if leaf.years is not None:
        amounts.append(_years(number_text(leaf.years), leaf.within_years))
    if leaf.hours is not None:
        weekly = f" at {number_text(leaf.hours_per_week)} a week" if leaf.hours_per_week else ""
        amounts.append(f"at least {leaf.hours:,} hours{weekly}")
    return amounts


def _years(years: str, within: int | None) -> str:
    if within is None:
        return years_text(years)
    if years == str(within):
        return f"the last {years_text(years).removeprefix('1 ')}"
    return f"{years} of the last {within} years"


def years_text(years: str) -> str:
    return f"{years} year" if years == "1" else f"{years} years"


def _exam_passed(leaf: ways.ExamPassed, book: RuleBook) -> str:
    named = credentials_in_words(leaf.codes, book.catalogue).removeprefix("any ")
    return f"the exam of {named}, passed at most {months_text(leaf.within_months)} ago"


def _of_age(leaf: ways.OfAge, book: RuleBook) -> str:
    return f"at least {leaf.years} years old"


def _asked(leaf: ways.Asked, book: RuleBook) -> str:
    return leaf.question


ASKED: dict[type[Expression], Callable[[Any, RuleBook], str]] = {
    ask.AllOf: _all_of,
    ask.AnyOf: _any_of,
    ask.Possible: _possible,
    ask.Valid: _valid,
    ask.Education: _education,
    ask.Skilled: _skilled,
    ways.Graduated: _graduated,
    ways.Performed: _performed,
    ways.Experience: _experience,
    ways.ExamPassed: _exam_passed,
    ways.OfAge: _of_age,
    ways.Asked: _asked,
}
