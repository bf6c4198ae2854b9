"""Why a need is not met on a day: what exactly is missing, or what must be asked.

A reason is a phrase, or sentences with their ends where a question or a document is part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import Training
from agency.rules.pathways import catalogue as ways
from agency.rules.pathways.coverage import (
    answer_of,
    hours_of,
    passes,
    program_days,
    program_tests,
    programs,
)
from agency.rules.pathways.needs import EDUCATION_LEVELS
from agency.rules.pathways.record import Record, certified
from agency.rules.pathways.wording import (
    FIELDS,
    LEVELS,
    asked_in_words,
    months_text,
    program_named,
    years_text,
)
from agency.rules.pathways.work import by_placements, full_time, letters
from agency.rules.reasons import REASONS as REASONS_IN_A_MATCH
from agency.rules.records import performed
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text, days_text, number_text
from agency.rules.spans import Window
from agency.rules.wording import act_in_words, credentials_in_words, either, spoken

ENDS = ".?"


def reasons_on(needs: Expression, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    """A reason for each part that is not met on ``day``, questions last; none if all is met.

    Where one of several would do, those that may be met are named, and all only if none may; one
    that lacks what another lacks, and more, is not.
    """
    if day.toordinal() in answer_of(needs, record, book).met:
        return
    words = REASONS.get(type(needs))
    if words is not None:
        yield from words(needs, record, day, book)
    else:
        yield from REASONS_IN_A_MATCH[type(needs)](needs, record.facts, _window(day), book)


def _window(day: date) -> Window:
    return Window.between(day, day)


def _all_of(node: ask.AllOf, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    found = [one for part in node.parts for one in reasons_on(part, record, day, book)]
    yield from sorted(found, key=_is_question)


def _is_question(reason: str) -> bool:
    return "?" in reason


def _any_of(node: ask.AnyOf, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    today = day.toordinal()
    parts = [part for part in node.parts if today in answer_of(part, record, book).possible]
    lacking = [dict.fromkeys(reasons_on(part, record, day, book)) for part in parts or node.parts]
    shortest = [one for one in lacking if not any(other.keys() < one.keys() for other in lacking)]
    phrases, others = _parted(dict.fromkeys(map(_together, shortest)))
    yield _one_after_another(", or ".join(phrases), "or", sorted(others, key=_is_question))


def _together(reasons: Iterable[str]) -> str:
    """All that one of several ways lacks, as one reason."""
    phrases, others = _parted(reasons)
    return _one_after_another(" and ".join(phrases), "and", others)


def _parted(reasons: Iterable[str]) -> tuple[list[str], list[str]]:
    """The phrases, which can stand inside a sentence, and what has a sentence of its own."""
    found = list(reasons)
    return [one for one in found if one[-1] not in ENDS], [one for one in found if one[-1] in ENDS]


def _one_after_another(phrase: str, word: str, others: Sequence[str]) -> str:
    """The phrase, then the others, each a sentence that ``word`` begins."""
    if not others:
        return phrase
    first, *rest = [phrase, *others] if phrase else others
    return " ".join([_ended(first), *(as_sentence(f"{word} {one}") for one in rest)])


def _ended(reason: str) -> str:
    return reason if reason[-1] in ENDS else f"{reason}."


def as_sentence(reason: str) -> str:
    """A reason with a capital and an end."""
    ended = _ended(reason)
    return ended[0].upper() + ended[1:]


def _possible(node: ask.Possible, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    if day.toordinal() in answer_of(node.part, record, book).met:
        yield f"whether {asked_in_words(node.part, book)} is enough must be asked"
    else:
        yield from reasons_on(node.part, record, day, book)


def _education(leaf: ask.Education, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    (level,) = (name for name, levels in EDUCATION_LEVELS.items() if levels == leaf.levels)
    if any(one.kind == "education" and one.topic in leaf.levels for one in record.facts.trainings):
        yield from REASONS_IN_A_MATCH[ask.Education](leaf, record.facts, _window(day), book)
    else:
        yield f"{LEVELS[level]} is not on file"


# Programs


def _graduated(leaf: ways.Graduated, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    """What the program that comes nearest lacks; what can be mended by asking comes last."""
    found = programs(record)
    if not found:
        yield f"no program is on file; asked is {program_named(leaf, book)}"
        return
    nearest = min(found, key=lambda one: (_lacking(leaf, one, day), one.ref))
    failing = [name for name, fits in program_tests(leaf, nearest) if fits is False]
    silent = [name for name, fits in program_tests(leaf, nearest) if fits is None]
    for name in failing or silent:
        yield TESTS.get(name, _hours)(leaf, nearest, name, book)
    if nearest.completed_on is not None:
        yield from _off_day(leaf, nearest, nearest.completed_on, day)


def _lacking(leaf: ways.Graduated, program: Training, day: date) -> tuple[int, int, int]:
    """How many tests a program fails, whether its days have passed, how many are silent."""
    answers = [fits for _, fits in program_tests(leaf, program)]
    passed = day.toordinal() not in program_days(leaf, program)
    return answers.count(False), int(passed), answers.count(None)


def _off_day(leaf: ways.Graduated, program: Training, done: date, day: date) -> Iterator[str]:
    days = program_days(leaf, program)
    if day.toordinal() in days or not days:
        return
    ((first, last),) = days
    if day.toordinal() < first:
        yield f"your program of {day_text(done)} counts from {day_text(first)}"
    elif leaf.days_before is not None:
        yield f"your program was completed on {day_text(done)}"
    else:
        allowed = months_text(leaf.within_months or 0)
        yield f"the {allowed} after your program of {day_text(done)} ended on {day_text(last)}"


def _topic(leaf: ways.Graduated, program: Training, name: str, book: RuleBook) -> str:
    asked = FIELDS[leaf.topic or ""]
    if _fits(leaf, program, name) is None:
        return f"whether your program was a {asked} program is not on file"
    return f"your program is {spoken(program.topic or '')}, not {asked}"


def _accreditor(leaf: ways.Graduated, program: Training, name: str, book: RuleBook) -> str:
    yours = f"names {program.accreditor}" if program.accreditor else "names no accreditor"
    return f"your program {yours}; asked is {program_named(leaf, book)}"


def _hours(leaf: ways.Graduated, program: Training, name: str, book: RuleBook) -> str:
    has, asked = hours_of(program, name), dict(leaf.minimums)[name]
    return f"{number_text(asked)} {spoken(name)}: {number_text(has)} on file"


def _externship(leaf: ways.Graduated, program: Training, name: str, book: RuleBook) -> str:
    return "whether your program includes a practicum is not on file"


def _in_person(leaf: ways.Graduated, program: Training, name: str, book: RuleBook) -> str:
    return "your program has no in-person part on file"


def _undated(leaf: ways.Graduated, program: Training, name: str, book: RuleBook) -> str:
    return "the day on which your program is completed is not on file"


def _unproved(leaf: ways.Graduated, program: Training, name: str, book: RuleBook) -> str:
    return "your program still needs a document"


def _fits(leaf: ways.Graduated, program: Training, name: str) -> bool | None:
    return dict(program_tests(leaf, program))[name]


TESTS: dict[str, Callable[[ways.Graduated, Training, str, RuleBook], str]] = {
    "topic": _topic,
    "accreditor": _accreditor,
    "externship": _externship,
    "in_person": _in_person,
    "completed_on": _undated,
    "evidence": _unproved,
}


# Work, acts, exams, age


def _experience(leaf: ways.Experience, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    if day.toordinal() not in answer_of(leaf, record, book).possible:
        yield f"{asked_in_words(leaf, book)}: {_worked(record)}"
        return
    told = letters(leaf, record)
    if told:
        last = max((one.completed_on or date.min for one in told), default=date.min)
        of = f" of {day_text(last)}" if last > date.min else ""
        yield f"whether your letter{of} still holds must be asked: {asked_in_words(leaf, book)}"
    else:
        asked = f"{asked_in_words(leaf, book)}: {_worked(record)}."
        yield f"{asked}{_at_full_time(leaf, record, day, book)} {_settled(leaf.proof, book)}"


def _at_full_time(leaf: ways.Experience, record: Record, day: date, book: RuleBook) -> str:
    """The question that is left where all that our placements lack is their hours."""
    placed = by_placements(leaf, record, book.catalogue)
    if not leaf.placements_count or day.toordinal() not in placed.possible:
        return ""
    hours = number_text(full_time(leaf, book.catalogue))
    return f" Was that full-time work, of at least {hours} hours a week?"


def _worked(record: Record) -> str:
    stated = record.years_experience
    said = "your years of work are not on file"
    if stated is not None:
        said = f"{years_text(number_text(stated))} as you say"
    placed = f", {days_text(record.days_worked().days)} of it with us" if record.worked else ""
    return f"{said}{placed}"


def _performed(leaf: ways.Performed, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    acts = either(act_in_words(act, book) for act in sorted(leaf.acts))
    counted = sum(performed(one, act) for one in record.facts.trainings for act in leaf.acts)
    yield f"{leaf.total} of {acts}: {counted} on file, dated and documented or not"


def _exam_passed(leaf: ways.ExamPassed, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    taken = passes(leaf, record)
    held = certified(leaf.codes, record)
    for one in taken:
        if one.taken_on is None or not one.sure:
            yield f"your exam for {one.code} still needs a day and a document"
        else:
            months = months_text(leaf.within_months)
            yield f"your exam for {one.code} of {day_text(one.taken_on)} is not within {months}"
    if not taken and held:
        yield f"the day on which you passed the exam for {held[0].code} is not on file"
    elif not taken:
        named = credentials_in_words(leaf.codes, book.catalogue).removeprefix("any ")
        yield f"no exam passed is on file; asked is that of {named}"


def _of_age(leaf: ways.OfAge, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    if record.facts.adult is None:
        yield f"whether you are {leaf.years} is not on file"
    else:
        yield f"you have said that you are not an adult; asked is {leaf.years} years"


def _asked(leaf: ways.Asked, record: Record, day: date, book: RuleBook) -> Iterator[str]:
    question = leaf.question[0].lower() + leaf.question[1:]
    yield f"{question} {_settled(leaf.proof, book)}"


def _settled(proof: str, book: RuleBook) -> str:
    return as_sentence(f"{book.vocabulary.proofs.get(proof, spoken(proof))} settles it")


REASONS: dict[type[Expression], Callable[[Any, Record, date, RuleBook], Iterable[str]]] = {
    ask.AllOf: _all_of,
    ask.AnyOf: _any_of,
    ask.Possible: _possible,
    ask.Education: _education,
    ways.Graduated: _graduated,
    ways.Experience: _experience,
    ways.Performed: _performed,
    ways.ExamPassed: _exam_passed,
    ways.OfAge: _of_age,
    ways.Asked: _asked,
}
