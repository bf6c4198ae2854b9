"""The law in plain words: what an entry speaks of, and what it needs, whoever is asked.

`agency.rules.sentences` says how one candidate stands to a requirement; here nobody is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from agency.rules import expressions as ask
from agency.rules.catalogue import Catalogue
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.rulebook import RuleBook, When

ALL_WORK = "every medical assistant's work"
ALL_ASSIGNMENTS = "every assignment"
SPOKEN = {"pa": "PA", "aprn": "APRN", "ekg": "EKG", "on_premises": "on the premises"}
EVIDENCE_NEEDED = {
    Evidence.claimed: "your word",
    Evidence.documented: "a document",
    Evidence.reviewed: "a specialist's review",
    Evidence.primary_source: "confirmation by its issuer",
}
GROUPS = {
    "medical_assistant": "national medical-assistant certification",
    "phlebotomy": "phlebotomy certification",
    "administrative": "administrative certification",
    "life_support": "life-support card",
    "state_credential": "state credential",
    "clearance": "clearance",
}
ACCREDITED_BY = {
    "CAAHEP": "CAAHEP",
    "ABHES": "ABHES",
    "US-ED": "a body that the US Department of Education recognises",
}
OTHER_ROUTES = {
    "MILITARY": "medical-assistant training of the armed forces",
    "DOL-APPRENTICESHIP": "a registered apprenticeship",
    "STATE-CTE": "a state career-technical program",
    "EMPLOYER-ALIGNED": "an employer's program aligned with a certification exam",
    "OTHER": "a program of another kind",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an outline: parts of a combination stand one ``depth`` below its head."""

    depth: int
    text: str


def spoken(word: str) -> str:
    """A word of the vocabulary as people say it: ``on_premises`` is on the premises."""
    return SPOKEN.get(word, word.replace("_", " "))


def either(words: Iterable[str], last: str = "or") -> str:
    """``a, b or c``."""
    *others, final = words
    return f"{', '.join(others)} {last} {final}" if others else final


# What an entry speaks of


def when_in_words(when: When, book: RuleBook, all_work: str = ALL_WORK) -> str:
    """The work an entry speaks of: tasks, and where and by whom if that matters.

    ``all_work`` is what it speaks of where it names no task.
    """
    parts = [all_work if when.tasks is None else _tasks(when.tasks, book)]
    if when.settings is not None:
        settings = (spoken(word) for word in book.vocabulary.settings if word in when.settings)
        parts.append(f"where the setting is {either(settings)}")
    if when.delegators is not None:
        parts.append(f"where {_who(when.delegators, book)} delegates")
    if when.unless_only is not None:
        parts.append(f"unless all of it is {_acts(when.unless_only, book)}")
    return ", ".join(parts)


def _tasks(tasks: frozenset[str], book: RuleBook) -> str:
    return ALL_WORK if "general" in tasks else _acts(tasks, book)


def _acts(tasks: frozenset[str], book: RuleBook) -> str:
    """The titles of tasks as they stand inside a sentence; some hold an "or" of their own."""
    return ", ".join(act_in_words(task, book) for task in book.vocabulary.tasks if task in tasks)


def act_in_words(task: str, book: RuleBook) -> str:
    """The title of a task as it stands inside a sentence."""
    title = book.vocabulary.tasks[task]
    return title[0].lower() + title[1:]


def _who(delegators: frozenset[str], book: RuleBook) -> str:
    named = (spoken(word) for word in book.vocabulary.delegators if word in delegators)
    return either(f"{_article(word)} {word}" for word in named)


def _article(word: str) -> str:
    # Letters are read out: an APRN, a PA.
    return "an" if word[0].lower() in "aeiou" else "a"


# What an entry needs


def needs_in_words(expression: Expression, book: RuleBook) -> tuple[Line, ...]:
    """The expression of an entry as an outline in plain words.

    Raises KeyError for what only an assignment makes of a law's expression.
    """
    return tuple(_outline(expression, book, 0))


def _outline(expression: Expression, book: RuleBook, depth: int) -> Iterator[Line]:
    match expression:
        case ask.AllOf((part,)) | ask.AnyOf((part,)):
            yield from _outline(part, book, depth)
        case ask.AllOf(parts):
            yield from _list("all of these:", parts, book, depth)
        case ask.AnyOf(parts):
            yield from _list("one of these:", parts, book, depth)
        case ask.Possible(part):
            head, *rest = _outline(part, book, depth)
            yield Line(depth, f"not known to be enough: {head.text}")
            yield from rest
        case _:
            yield Line(depth, LEAVES[type(expression)](expression, book))


def _list(head: str, parts: tuple[Expression, ...], book: RuleBook, depth: int) -> Iterator[Line]:
    yield Line(depth, head)
    for part in parts:
        yield from _outline(part, book, depth + 1)


def _holds(leaf: ask.Holds, book: RuleBook) -> str:
    tests = [f"hold {credentials_in_words(leaf.codes, book.catalogue)}"]
    if leaf.bound_to_facility:
        tests.append("tied to this facility")
    if leaf.evidence is not None:
        tests.append(f"with {EVIDENCE_NEEDED[leaf.evidence]} at least")
    if leaf.max_age_days is not None:
        tests.append(f"issued at most {leaf.max_age_days} days before the first day of work")
    return ", ".join(tests)


def credentials_in_words(codes: frozenset[str], catalogue: Catalogue) -> str:
    """Credentials by title, or the name of their group where they are all of it."""
    for category, name in GROUPS.items():
        if len(codes) > 1 and codes == catalogue.codes_of(category):
            return f"any {name}"
    return either(kind.title for code, kind in catalogue.types.items() if code in codes)


def _program(leaf: ask.Program, book: RuleBook) -> str:
    return f"have completed {program_in_words(leaf, book)}"


def program_in_words(leaf: ask.Program, book: RuleBook) -> str:
    """A program that has all that is named: ``a program of at least 330 hours``."""
    wanted = []
    if leaf.hours_min:
        wanted.append(f"of at least {leaf.hours_min} hours")
    if leaf.externship_hours_min:
        wanted.append(f"with at least {leaf.externship_hours_min} hours of externship")
    if leaf.in_person:
        wanted.append("with an in-person part")
    if leaf.accreditors:
        return ", ".join([_route(leaf.accreditors, book), *wanted])
    return " ".join(["a program" if wanted else "any program", *wanted])


def _route(accreditors: frozenset[str], book: RuleBook) -> str:
    named = [word for word in book.vocabulary.accreditors if word in accreditors]
    bodies = [ACCREDITED_BY[word] for word in named if word in ACCREDITED_BY]
    others = [OTHER_ROUTES[word] for word in named if word in OTHER_ROUTES]
    accredited = [f"a program accredited by {either(bodies)}"] if bodies else []
    return ", or ".join([*accredited, *([either(others)] if others else [])])


def _training(leaf: ask.TrainingHours, book: RuleBook) -> str:
    hours = (f"{minimum} {spoken(kind)}" for kind, minimum in leaf.minimums)
    return f"have at least {either(hours, 'and')} of training in {spoken(leaf.topic)}"


def _performances(leaf: ask.Performances, book: RuleBook) -> str:
    acts = _acts(leaf.acts, book)
    return f"have performed each at least {leaf.each} times under supervision: {acts}"


def _education(leaf: ask.Education, book: RuleBook) -> str:
    return "have completed high school or an equivalent"


def _adult(leaf: ask.Adult, book: RuleBook) -> str:
    return "attest to being an adult"


def _document(leaf: ask.Document, book: RuleBook) -> str:
    return f"have the {spoken(leaf.name)} on file{' at this facility' if leaf.at_facility else ''}"


def _prohibited(leaf: ask.Prohibited, book: RuleBook) -> str:
    return "barred: a medical assistant may not do this"


def _setting(leaf: ask.Setting, book: RuleBook) -> str:
    return f"the setting is {_settings(leaf.allowed, book)}"


def _setting_not(leaf: ask.SettingNot, book: RuleBook) -> str:
    return f"the setting is not {_settings(leaf.barred, book)}"


def _settings(settings: frozenset[str], book: RuleBook) -> str:
    return either(spoken(word) for word in book.vocabulary.settings if word in settings)


def _delegator(leaf: ask.Delegator, book: RuleBook) -> str:
    return f"{_who(leaf.allowed, book)} delegates"


def _supervision(leaf: ask.Supervision, book: RuleBook) -> str:
    loosest, *stricter = (word for word in book.vocabulary.supervision if word in leaf.enough)
    return f"supervision is {spoken(loosest)}{' or stricter' if stricter else ''}"


LEAVES: dict[type[Expression], Callable[[Any, RuleBook], str]] = {
    ask.Holds: _holds,
    ask.Program: _program,
    ask.TrainingHours: _training,
    ask.Performances: _performances,
    ask.Education: _education,
    ask.Adult: _adult,
    ask.Document: _document,
    ask.Prohibited: _prohibited,
    ask.Setting: _setting,
    ask.SettingNot: _setting_not,
    ask.Delegator: _delegator,
    ask.Supervision: _supervision,
}
