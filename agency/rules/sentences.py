"""One plain sentence for each finding, fit for the candidate to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from agency.rules import expressions as ask
from agency.rules.distance import tenths_of_a_mile
from agency.rules.expressions import Expression
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.requirements import TRAINING_EVIDENCE, coverage
from agency.rules.requisition import Requirement
from agency.rules.rulebook import RuleBook
from agency.rules.spans import LAST_DAY, Coverage, Spans, Window

EVIDENCE_NEEDED = {
    Evidence.claimed: "your word",
    Evidence.documented: "a document",
    Evidence.reviewed: "a specialist's review",
    Evidence.primary_source: "confirmation by its issuer",
}


def day_text(day: date | int) -> str:
    """A day as the pages write it: 31 Mar 2027."""
    day = date.fromordinal(day) if isinstance(day, int) else day
    return f"{day.day} {day:%b %Y}"


def days_text(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def sentence(
    requirement: Requirement,
    answer: Coverage,
    verdict: str,
    candidate: CandidateFacts,
    window: Window,
    book: RuleBook,
) -> str:
    """The finding in one sentence: met until when, or what is missing on how many days."""
    title = requirement.title.rstrip(".")
    if verdict == "met":
        until = answer.met.holds_until(window.last)
        through = f" through {day_text(until)}" if until not in (None, LAST_DAY) else ""
        return f"{title}: met{through}."
    missing = Spans.of([window]) - answer.met
    gap = f"{_gap_text(missing, window)} ({days_text(missing.days)})"
    why = "; ".join(dict.fromkeys(_reasons(requirement.expression, candidate, window, book)))
    state = "not yet known" if verdict == "unknown" else "not met"
    return f"{title}: {state} {gap}{': ' + why if why else ''}."


def _gap_text(missing: Spans, window: Window) -> str:
    if missing.days == window.days:
        return "for the whole assignment"
    parts = [
        day_text(first) if first == last else f"{day_text(first)} to {day_text(last)}"
        for first, last in missing.dates()
    ]
    return "on " + " and ".join(parts)


def evidence_of(
    expression: Expression, candidate: CandidateFacts, window: Window
) -> tuple[str, ...]:
    """The records behind an answer: those that touch the window, or else the ones that miss it."""
    days = Spans.of([window])
    held = [
        credential
        for leaf in ask.leaves(expression)
        if isinstance(leaf, ask.Valid)
        for credential in candidate.credentials
        if credential.code in leaf.codes and credential.status == "active"
    ]
    touching = [c for c in held if Spans.between(c.issued_on, c.expires_on) & days]
    records = [r for leaf in ask.leaves(expression) for r in _records(leaf, candidate)]
    return tuple(sorted({c.ref for c in touching or held} | {r.ref for r in records}))


def _records(leaf: Expression, candidate: CandidateFacts) -> Iterator[Training]:
    for record in candidate.trainings:
        match leaf:
            case ask.Program() if record.kind == "program":
                yield record
            case ask.TrainingHours(topic, _) if (record.kind, record.topic) == ("training", topic):
                yield record
            case ask.Performances() if record.kind == "performances":
                yield record
            case ask.Education(levels) if record.kind == "education" and record.topic in levels:
                yield record
            case ask.OnFile(name, _) if (record.kind, record.topic) == ("document", name):
                yield record


# Why a leaf fails, leaf by leaf


def _reasons(
    expression: Expression, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterator[str]:
    """A phrase for every leaf that leaves part of the window uncovered."""
    match expression:
        case ask.AllOf(parts):
            for part in parts:
                yield from _reasons(part, candidate, window, book)
        case ask.Possible(part) | ask.CannotRefuse(part):
            yield from _reasons(part, candidate, window, book)
        case ask.InForce(versions):
            for first, last, part in versions:
                shared = Window(max(first, window.first), min(last, window.last))
                if shared.days > 0:
                    yield from _reasons(part, candidate, shared, book)
        case _ if coverage(expression, candidate, book).met.contains(window):
            return
        case ask.AnyOf(parts):
            inner = [", ".join(_reasons(part, candidate, window, book)) for part in parts]
            yield " or ".join(dict.fromkeys(phrase for phrase in inner if phrase))
        case _ if reason := REASONS.get(type(expression)):
            yield from reason(expression, candidate, window, book)


def _valid(
    leaf: ask.Valid, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    held = [c for c in candidate.credentials if c.code in leaf.codes]
    if not held:
        return [
            "none of these is on your file" if len(leaf.codes) > 1 else "it is not on your file"
        ]
    return [_about(credential, leaf, window, book) for credential in held]


def _about(credential: Credential, leaf: ask.Valid, window: Window, book: RuleBook) -> str:
    """What keeps one credential from covering the window by itself."""
    name = f"your {book.catalogue[credential.code].title}"
    if credential.status != "active":
        return f"{name} is {credential.status}"
    if leaf.facility is not None and credential.bound_to != leaf.facility:
        bound = credential.bound_to
        return (
            f"{name} is tied to {bound}"
            if bound
            else f"{name} does not say to which facility it is tied"
        )
    if credential.expires_on and credential.expires_on.toordinal() < window.last:
        return f"{name} ends on {day_text(credential.expires_on)}"
    if credential.evidence < leaf.evidence:
        return f"{name} still needs {EVIDENCE_NEEDED[leaf.evidence]}"
    if credential.expires_on is None and book.catalogue[credential.code].expires:
        return f"{name} has no expiry date on your file"
    if credential.issued_on and credential.issued_on.toordinal() > window.first:
        return f"{name} begins on {day_text(credential.issued_on)}"
    return f"{name} was issued too long ago or without a date"


def _program(
    leaf: ask.Program, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    wanted = [f"accredited by {_either(leaf.accreditors)}"] if leaf.accreditors else []
    if leaf.hours_min:
        wanted.append(f"of at least {leaf.hours_min} hours")
    if leaf.externship_hours_min:
        wanted.append(f"with at least {leaf.externship_hours_min} hours of externship")
    if leaf.in_person:
        wanted.append("with an in-person part")
    return [" ".join(["no completed programme", *wanted, "is documented"])]


def _training(
    leaf: ask.TrainingHours, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    topic = leaf.topic.replace("_", " ")
    records = [r for r in candidate.trainings if (r.kind, r.topic) == ("training", leaf.topic)]
    for kind, minimum in leaf.minimums:
        known = sum(getattr(r, kind) for r in records if _counts(r, window))
        if known < minimum:
            yield f"{known} of {minimum} {kind.replace('_', ' ')} in {topic} are documented"


def _performances(
    leaf: ask.Performances, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    for act in sorted(leaf.acts):
        counts = [
            count
            for record in candidate.trainings
            if record.kind == "performances" and _counts(record, window)
            for done, count in record.performances
            if done == act
        ]
        if sum(counts) < leaf.each:
            yield f"{sum(counts)} of {leaf.each} {act.replace('_', ' ')} are documented"


def _counts(record: Training, window: Window) -> bool:
    done = record.completed_on
    in_time = done is not None and done.toordinal() <= window.first
    return in_time and record.evidence >= TRAINING_EVIDENCE


def _education(*_: Any) -> Iterable[str]:
    return ["no high school diploma or equivalent is documented"]


def _adult(
    leaf: ask.Adult, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    return [
        "you have not said whether you are 18 or older"
        if candidate.adult is None
        else "you are under 18"
    ]


def _on_file(
    leaf: ask.OnFile, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    where = f" at {leaf.facility}" if leaf.facility else ""
    return [f"the {leaf.name.replace('_', ' ')} is not on file{where}"]


def _skilled(
    leaf: ask.Skilled, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    return [f"missing {', '.join(sorted(leaf.skills - candidate.skills))}"]


def _available(
    leaf: ask.Available, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    since = candidate.available_from
    if since and since.toordinal() > window.first:
        yield f"you are available from {day_text(since)}"
    if candidate.unavailable & Spans.of([window]):
        yield "you said you are not available then"
    if candidate.busy & Spans.of([window]):
        yield "you are placed elsewhere then"


def _reach(
    leaf: ask.Reach, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    states = f"{leaf.state} is not among your states"
    if candidate.max_travel_tenths is None:
        return [states]
    if leaf.place is None or candidate.home is None:
        return [f"{states} and the distance is not known"]
    miles = tenths_of_a_mile(leaf.place, candidate.home) / 10
    return [
        f"{states} and it is {miles:g} miles away; you travel {candidate.max_travel_tenths / 10:g}"
    ]


def _paid(
    leaf: ask.Paid, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    return [
        f"it pays {_dollars(leaf.cents)} and you ask for {_dollars(candidate.min_pay_cents or 0)}"
    ]


def _works(
    leaf: ask.Works, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    return [f"you work {', '.join(sorted(candidate.shifts))}"]


def _in_role(*_: Any) -> Iterable[str]:
    return ["it is not among the roles you offer"]


def _in_standing(
    leaf: ask.InStanding, candidate: CandidateFacts, window: Window, book: RuleBook
) -> Iterable[str]:
    if candidate.status != "active":
        return [f"your file is {candidate.status.replace('_', ' ')}"]
    return ["this facility cannot be offered to you"]


def _dollars(cents: int) -> str:
    return f"${cents // 100}.{cents % 100:02d}"


def _either(words: Iterable[str]) -> str:
    return " or ".join(sorted(words))


REASONS: dict[
    type[Expression], Callable[[Any, CandidateFacts, Window, RuleBook], Iterable[str]]
] = {
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
