"""Why a requirement is not met on some day of the work: a phrase for each leaf that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from agency.rules import expressions as ask
from agency.rules.distance import tenths_of_a_mile
from agency.rules.expressions import Expression
from agency.rules.facts import ZERO, CandidateFacts, Credential, Training
from agency.rules.records import performed, records_for
from agency.rules.requirements import TRAINING_EVIDENCE, coverage, is_enough
from agency.rules.requisition import Requirement
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text, days_text, dollars_text, number_text
from agency.rules.spans import Spans, Window
from agency.rules.wording import (
    EVIDENCE_NEEDED,
    act_in_words,
    credentials_in_words,
    either,
    program_in_words,
    spoken,
)

NOT_SAID = "the client has not said enough"


def reasons_of(
    requirement: Requirement, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    """What leaves a part of ``window`` not met, and what must be asked before anybody can say."""
    if requirement.about_the_work:
        if requirement.undecided or ask.UNSAID in ask.leaves(requirement.expression):
            yield NOT_SAID
    else:
        yield from _reasons(requirement.expression, candidate, window, book)
        if requirement.undecided:
            yield "whether this applies here must be asked of the client"
    laws = [one.entry for one in requirement.versions if one.first <= window.last]
    if any(law.confidence == "low" for law in laws):
        yield "the rule itself must be confirmed"


def _reasons(
    expression: Expression, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    if not coverage(expression, candidate, book).met.contains(window):
        yield from REASONS[type(expression)](expression, candidate, window, book)


def _all_of(
    node: ask.AllOf, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    for part in node.parts:
        yield from _reasons(part, candidate, window, book)


def _any_of(
    node: ask.AnyOf, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    parts = (" and ".join(_reasons(part, candidate, window, book)) for part in node.parts)
    yield ", or ".join(dict.fromkeys(parts))


def _possible(
    node: ask.Possible, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    if coverage(node.part, candidate, book).met.contains(window):
        yield "whether what you have is enough must be confirmed"
    yield from _reasons(node.part, candidate, window, book)


def _cannot_refuse(
    node: ask.CannotRefuse, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    yield from _reasons(node.part, candidate, window, book)


def _in_force(
    node: ask.InForce, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    for first, last, part in node.versions:
        shared = Window(max(first, window.first), min(last, window.last))
        if shared.days > 0:
            yield from _reasons(part, candidate, shared, book)


def _constant(leaf: ask.Constant, *_: Any) -> Iterator[str]:
    """What is the same for everybody hangs on the assignment alone."""
    yield NOT_SAID if leaf.coverage.possible else "the work rules it out"


def _valid(
    leaf: ask.Valid, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    held = [one for one in candidate.credentials if one.code in leaf.codes]
    active = {one.code for one in held if one.status == "active"}
    # What a newer one took the place of is told by the newer one.
    held = [one for one in held if one.status != "superseded" or one.code not in active]
    if not held:
        accepted = credentials_in_words(leaf.codes, book.catalogue).removeprefix("any ")
        yield f"you have no {accepted} on your file"
    for credential in held:
        title = book.catalogue[credential.code].title
        yield f"your {title} {either(_faults(credential, leaf, window, book), 'and')}"


def _faults(
    credential: Credential, leaf: ask.Valid, window: Window, book: RuleBook
) -> Iterator[str]:
    """What keeps one credential from covering the window by itself."""
    if credential.status != "active":
        yield f"is {credential.status}"
        return
    if leaf.facility is not None and credential.bound_to != leaf.facility:
        yield f"is tied to {credential.bound_to}" if credential.bound_to else "names no facility"
    yield from _odd_days(credential, leaf, window, book)
    if credential.evidence < leaf.evidence:
        yield f"still needs {EVIDENCE_NEEDED[leaf.evidence]}"


def _odd_days(
    credential: Credential, leaf: ask.Valid, window: Window, book: RuleBook
) -> Iterator[str]:
    issued, expires = credential.issued_on, credential.expires_on
    if issued and issued.toordinal() > window.first:
        yield f"begins on {day_text(issued)}"
    if expires and expires.toordinal() < window.last:
        yield f"is valid through {day_text(expires)}"
    if expires is None and not book.catalogue.lasts_for_ever(credential.code):
        yield "has no expiry date on your file"
    if leaf.issued_from is not None and issued is None:
        yield "has no day of issue on your file"
    elif leaf.issued_from is not None and issued and issued.toordinal() < leaf.issued_from:
        age = f"more than {days_text(leaf.max_age_days)} before the first day"
        yield f"was issued on {day_text(issued)}, {age}"


def _program(
    leaf: ask.Program, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    enough = [one for one in records_for(leaf, candidate) if is_enough(leaf, one)]
    yield from _pending("your program", enough, window)
    if not enough:
        yield f"your file does not show that you completed {program_in_words(leaf, book)}"


def _training(
    leaf: ask.TrainingHours, candidate: CandidateFacts, window: Window, *_: Any
) -> Iterator[str]:
    counted = [one for one in records_for(leaf, candidate) if _counts(one, window)]
    for kind, minimum in leaf.minimums:
        known = sum((getattr(one, kind) for one in counted), ZERO)
        if known < minimum:
            hours = f"{number_text(known)} of {number_text(minimum)} {spoken(kind)}"
            yield f"{hours} in {spoken(leaf.topic)} {_documented(known)}"


def _performances(
    leaf: ask.Performances, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    counted = [one for one in records_for(leaf, candidate) if _counts(one, window)]
    for act in sorted(leaf.acts):
        times = sum(performed(one, act) for one in counted)
        if times < leaf.each:
            yield f"{times} of {leaf.each} {_documented(times)} for {act_in_words(act, book)}"


def _documented(number: Decimal | int) -> str:
    return "is documented" if number == 1 else "are documented"


def _counts(record: Training, window: Window) -> bool:
    done = record.completed_on
    in_time = done is not None and done.toordinal() <= window.first
    return in_time and record.evidence >= TRAINING_EVIDENCE


def _education(
    leaf: ask.Education, candidate: CandidateFacts, window: Window, *_: Any
) -> Iterator[str]:
    records = list(records_for(leaf, candidate))
    yield from _pending("your diploma", records, window)
    if not records:
        yield "no high school diploma or equivalent is on your file"


def _on_file(leaf: ask.OnFile, candidate: CandidateFacts, window: Window, *_: Any) -> Iterator[str]:
    name = f"the {spoken(leaf.name)}"
    here = [
        one
        for one in records_for(leaf, candidate)
        if leaf.facility is None or one.provider in (None, "", leaf.facility)
    ]
    yield from _pending(name, here, window)
    if leaf.facility and any(not one.provider for one in here):
        yield f"{name} names no facility"
    if not here:
        yield f"{name} is not on file{f' at {leaf.facility}' if leaf.facility else ''}"


def _pending(name: str, records: list[Training], window: Window) -> Iterator[str]:
    """What keeps records of the right kind from counting on the first day of work."""
    for record in records:
        if record.completed_on is None:
            yield f"{name} has no date on your file"
        elif record.completed_on.toordinal() > window.first:
            yield f"{name} counts from {day_text(record.completed_on)}"
        if record.evidence < TRAINING_EVIDENCE:
            yield f"{name} still needs {EVIDENCE_NEEDED[TRAINING_EVIDENCE]}"


def _adult(_leaf: ask.Adult, candidate: CandidateFacts, *_: Any) -> Iterator[str]:
    if candidate.adult is None:
        yield "you have not said whether you are an adult"
    else:
        yield "you have said that you are not an adult"


def _skilled(leaf: ask.Skilled, candidate: CandidateFacts, *_: Any) -> Iterator[str]:
    lacking = map(spoken, sorted(leaf.skills - candidate.skills))
    yield f"your skills do not name {either(lacking, 'or')}"


def _available(
    _leaf: ask.Available, candidate: CandidateFacts, window: Window, *_: Any
) -> Iterator[str]:
    since, work = candidate.available_from, Spans.of([window])
    if since and since.toordinal() > window.first:
        yield f"you are available from {day_text(since)}"
    if candidate.unavailable & work:
        yield "you said that you are not available then"
    if candidate.busy & work:
        yield "you are placed elsewhere then"


def _reach(leaf: ask.Reach, candidate: CandidateFacts, *_: Any) -> Iterator[str]:
    states = f"{leaf.state} is not among your states"
    if candidate.max_travel_tenths is None:
        yield states
    elif leaf.place is None or candidate.home is None:
        yield f"{states}, and the distance is not known"
    else:
        away = _miles(tenths_of_a_mile(leaf.place, candidate.home))
        limit = _miles(candidate.max_travel_tenths)
        miles = "mile" if away == "1" else "miles"
        yield f"{states}, and it is {away} {miles} away while you travel up to {limit}"


def _miles(tenths: int) -> str:
    return number_text(Decimal(tenths) / 10)


def _paid(leaf: ask.Paid, candidate: CandidateFacts, *_: Any) -> Iterator[str]:
    asked = dollars_text(candidate.min_pay_cents or 0)
    yield f"it pays {dollars_text(leaf.cents)} an hour, and you ask for {asked}"


def _works(_leaf: ask.Works, candidate: CandidateFacts, *_: Any) -> Iterator[str]:
    yield f"you work {either(sorted(candidate.shifts), 'and')}"


def _in_role(*_: Any) -> Iterator[str]:
    yield "it is not among the roles you offer"


def _in_standing(_leaf: ask.InStanding, candidate: CandidateFacts, *_: Any) -> Iterator[str]:
    if candidate.status != "active":
        yield f"your file is marked {spoken(candidate.status)}"
    else:
        yield "this facility cannot be offered to you"


REASONS: dict[
    type[Expression], Callable[[Any, CandidateFacts, Window, RuleBook], Iterable[str]]
] = {
    ask.AllOf: _all_of,
    ask.AnyOf: _any_of,
    ask.Possible: _possible,
    ask.CannotRefuse: _cannot_refuse,
    ask.InForce: _in_force,
    ask.Constant: _constant,
    ask.Valid: _valid,
    ask.Program: _program,
    ask.TrainingHours: _training,
    ask.Performances: _performances,
    ask.Education: _education,
    ask.Adult: _adult,
    ask.OnFile: _on_file,
    ask.Skilled: _skilled,
    ask.Available: _available,
    ask.Reach: _reach,
    ask.Paid: _paid,
    ask.Works: _works,
    ask.InRole: _in_role,
    ask.InStanding: _in_standing,
}
