"""Why something is unknown, with what would settle it, in the words of a row.

Such as ``on file as checked; the client asks for at source``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from agency.pictures.evidence_words import RUNGS
from agency.pictures.requirement_words import asked
from agency.pictures.subject import Subject
from agency.rules import expressions as ask
from agency.rules.eligibility import Finding
from agency.rules.expressions import Expression
from agency.rules.facts import ZERO, Credential, Training
from agency.rules.records import performed, records_for
from agency.rules.requirements import TRAINING_EVIDENCE, coverage, is_enough, is_sure
from agency.rules.requisition import Requirement
from agency.rules.sentences import number_text
from agency.rules.spans import Spans
from agency.rules.wording import spoken

NOT_SAID = "the client has not said enough"
APPLIES = "whether it applies here is not said"
DOUBTED = "sources disagree on this rule; it must be read again"


def why_unknown(finding: Finding, subject: Subject) -> str:
    """What keeps days of ``finding`` unknown and what would settle them; empty where none are."""
    days = unknown_days(finding)
    if not days:
        return ""
    return "; ".join(dict.fromkeys(_reasons(finding, days, subject))) or NOT_SAID


def unknown_days(finding: Finding) -> Spans:
    """The days of work of which nobody can say yet whether they are covered."""
    return finding.missing & finding.coverage.possible


def _reasons(finding: Finding, days: Spans, subject: Subject) -> Iterator[str]:
    requirement = finding.requirement
    if requirement.about_the_work:
        yield _asking_the_client(NOT_SAID, requirement)
        return
    if requirement.undecided:
        yield _asking_the_client(APPLIES, requirement)
    yield from _of(requirement.expression, days, _Asking(finding, subject))
    versions = (one for one in requirement.versions if Spans.of([(one.first, one.last)]) & days)
    if any(one.entry.confidence == "low" for one in versions):
        yield DOUBTED


def _asking_the_client(words: str, requirement: Requirement) -> str:
    return f"{words}; ask the client: {requirement.question}" if requirement.question else words


class _Asking:
    """Of whom what is asked, and by whom."""

    def __init__(self, finding: Finding, subject: Subject) -> None:
        self.candidate, self.book = subject.candidate, subject.book
        self.work = subject.assignment
        self.by = asked(finding, subject.assignment, subject.book).by
        self.window = finding.window

    def who(self, leaf: ask.Valid) -> str:
        """Who asks for so good an evidence; the assignment raises what all others ask."""
        return f"the {'client' if leaf.evidence == self.work.min_evidence else self.by}"


def _of(expression: Expression, days: Spans, asking: _Asking) -> Iterator[str]:
    """The reasons of what is open on ``days`` and could still turn out to be met."""
    answer = coverage(expression, asking.candidate, asking.book)
    open_days = (days - answer.met) & answer.possible
    if open_days:
        yield from REASONS.get(type(expression), _parts)(expression, open_days, asking)


def _parts(node: Expression, days: Spans, asking: _Asking) -> Iterator[str]:
    for part in ask.children(node):
        yield from _of(part, days, asking)


def _any_of(node: ask.AnyOf, days: Spans, asking: _Asking) -> Iterator[str]:
    """One of these is enough, so that one line tells them all."""
    parts = ("; ".join(_of(part, days, asking)) for part in node.parts)
    yield ", or ".join(filter(None, dict.fromkeys(parts)))


def _possible(node: ask.Possible, days: Spans, asking: _Asking) -> Iterator[str]:
    if coverage(node.part, asking.candidate, asking.book).met & days:
        yield "whether this is enough must be confirmed"
    yield from _of(node.part, days, asking)


def _in_force(node: ask.InForce, days: Spans, asking: _Asking) -> Iterator[str]:
    for first, last, part in node.versions:
        yield from _of(part, days & Spans.of([(first, last)]), asking)


def _cannot_refuse(node: ask.CannotRefuse, days: Spans, asking: _Asking) -> Iterator[str]:
    """What a doubted rule asks may be lacking altogether; that it is in doubt is told besides."""
    yield from _of(node.part, days, asking)


def _constant(_leaf: ask.Constant, _days: Spans, _asking: _Asking) -> Iterator[str]:
    yield NOT_SAID


def _valid(leaf: ask.Valid, days: Spans, asking: _Asking) -> Iterator[str]:
    for held in asking.candidate.credentials:
        lives = Spans.between(held.issued_on, held.expires_on)
        if held.code in leaf.codes and held.status == "active" and lives & days:
            yield from _of_credential(held, leaf, asking)


def _of_credential(held: Credential, leaf: ask.Valid, asking: _Asking) -> Iterator[str]:
    if held.evidence < leaf.evidence:
        yield (
            f"on file as {RUNGS[held.evidence]}; {asking.who(leaf)} asks for {RUNGS[leaf.evidence]}"
        )
    if held.expires_on is None and not asking.book.catalogue.lasts_for_ever(held.code):
        yield "no expiry date on file; the document with its date settles it"
    if leaf.facility == "":
        yield "the assignment names no facility; name it"
    elif leaf.facility and not held.bound_to:
        yield f"names no facility; a document that names {leaf.facility} settles it"
    if leaf.issued_from is not None and held.issued_on is None:
        yield "no day of issue on file; the document with its date settles it"


def _program(leaf: ask.Program, _days: Spans, asking: _Asking) -> Iterator[str]:
    enough = [one for one in records_for(leaf, asking.candidate) if is_enough(leaf, one)]
    yield from _unsure(enough, asking)


def _records(leaf: Expression, _days: Spans, asking: _Asking) -> Iterator[str]:
    yield from _unsure(records_for(leaf, asking.candidate), asking)


def _unsure(records: Iterable[Training], asking: _Asking) -> Iterator[str]:
    for one in records:
        if one.completed_on is None:
            yield "no date on file; proof with its date settles it"
        elif not is_sure(one):
            asked_for = f"the {asking.by} asks for {RUNGS[TRAINING_EVIDENCE]}"
            yield f"on file as {RUNGS[one.evidence]}; {asked_for}"


def _training(leaf: ask.TrainingHours, days: Spans, asking: _Asking) -> Iterator[str]:
    for kind, least in leaf.minimums:
        held = [one for one in records_for(leaf, asking.candidate) if getattr(one, kind)]
        sure = sum((getattr(one, kind) for one in held if is_sure(one)), ZERO)
        if sure < least:
            yield f"{number_text(sure)} of {number_text(least)} {spoken(kind)} are documented"
        yield from _unsure(held, asking)


def _performances(leaf: ask.Performances, days: Spans, asking: _Asking) -> Iterator[str]:
    records = list(records_for(leaf, asking.candidate))
    for act in sorted(leaf.acts):
        sure = sum(performed(one, act) for one in records if is_sure(one))
        if sure < leaf.each:
            yield f"{sure} of {leaf.each} performances are documented"
    yield from _unsure(records, asking)


def _adult(*_: Any) -> Iterator[str]:
    yield "not said whether an adult; ask"


def _on_file(leaf: ask.OnFile, _days: Spans, asking: _Asking) -> Iterator[str]:
    records = [
        one
        for one in records_for(leaf, asking.candidate)
        if not leaf.facility or one.provider in (None, "", leaf.facility)
    ]
    if leaf.facility == "":
        yield "the assignment names no facility; name it"
    elif leaf.facility and not any(one.provider for one in records):
        yield f"names no facility; a document that names {leaf.facility} settles it"
    yield from _unsure(records, asking)


def _reach(leaf: ask.Reach, _days: Spans, asking: _Asking) -> Iterator[str]:
    """One of both places is not known."""
    whose = "of the assignment" if leaf.place is None else "of the home"
    yield f"the distance is not known; the ZIP {whose} settles it"


REASONS: dict[type[Expression], Callable[[Any, Spans, _Asking], Iterable[str]]] = {
    ask.AnyOf: _any_of,
    ask.Possible: _possible,
    ask.InForce: _in_force,
    ask.CannotRefuse: _cannot_refuse,
    ask.Constant: _constant,
    ask.Valid: _valid,
    ask.Program: _program,
    ask.TrainingHours: _training,
    ask.Performances: _performances,
    ask.Education: _records,
    ask.Adult: _adult,
    ask.OnFile: _on_file,
    ask.Reach: _reach,
}
