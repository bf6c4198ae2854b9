"""What stands behind an answer in a few words: what it is, until when, how well it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from agency.rules.eligibility import MET, UNKNOWN, Finding
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence, Training
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text, dollars_text
from agency.rules.spans import Spans
from agency.rules.step_words import record_in_words
from agency.rules.wording import either, spoken

LADDER = {
    Evidence.claimed: "said",
    Evidence.documented: "seen",
    Evidence.reviewed: "checked",
    Evidence.primary_source: "checked at source",
}
# The rungs by themselves: as what something is on file, and as what it is asked for.
RUNGS = {**LADDER, Evidence.primary_source: "at source"}

DayWords = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class Proof:
    """One credential or record behind an answer; ``rung`` is how well it is known, in a word.

    ``level`` is the same as a word of the data.
    """

    words: str
    rung: str
    level: str
    credential: Credential | None = None


def proofs(
    finding: Finding, candidate: CandidateFacts, book: RuleBook, day_words: DayWords = day_text
) -> tuple[Proof, ...]:
    """What a finding rests on; credentials first, in the order in which they end.

    ``day_words`` says how a day is written; as a rule with its year.
    """
    return (
        *(_of_credential(one, book, day_words) for one in credentials_behind(finding, candidate)),
        *(_of_record(one, book, day_words) for one in records_behind(finding, candidate)),
    )


def credentials_behind(finding: Finding, candidate: CandidateFacts) -> list[Credential]:
    """The credentials a finding rests on, in the order in which they end."""
    held = [one for one in candidate.credentials if one.ref in finding.evidence]
    return sorted(held, key=lambda one: (one.expires_on or date.max, one.ref))


def records_behind(finding: Finding, candidate: CandidateFacts) -> list[Training]:
    """The trainings, programs and documents a finding rests on."""
    return [one for one in candidate.trainings if one.ref in finding.evidence]


def _of_credential(one: Credential, book: RuleBook, day_words: DayWords) -> Proof:
    kind = book.catalogue[one.code]
    if one.expires_on:
        until = f" to {day_words(one.expires_on)}"
    else:
        until = ", no end on file" if kind.expires else ", does not expire"
    return Proof(f"{kind.title}{until}", LADDER[one.evidence], one.evidence.name, one)


def _of_record(one: Training, book: RuleBook, day_words: DayWords) -> Proof:
    name = record_in_words(one, book).removeprefix("the ")
    on = f" of {day_words(one.completed_on)}" if one.completed_on else ", no date on file"
    return Proof(f"{name[0].upper()}{name[1:]}{on}", LADDER[one.evidence], one.evidence.name)


def without_proof(finding: Finding, candidate: CandidateFacts, assignment: AssignmentFacts) -> str:
    """Why an answer is as it is where no paper is behind it; empty where nothing need be said."""
    tell = REASONS.get(finding.requirement.id)
    if finding.verdict == MET:
        return "" if tell is None else ", ".join(_met(finding, candidate, assignment))
    if tell:
        return ", ".join(tell(finding, candidate, assignment))
    if finding.requirement.about_the_work:
        return "to be confirmed with the client" if finding.verdict == UNKNOWN else "not allowed"
    return "no record on file, so we cannot say" if finding.verdict == UNKNOWN else "none on file"


def _met(finding: Finding, candidate: CandidateFacts, assignment: AssignmentFacts) -> Iterator[str]:
    match finding.requirement.id:
        case "location" if assignment.state in candidate.willing_states:
            yield f"works in {assignment.state}"
        case "location":
            yield "lives near enough"
        case "pay" if candidate.min_pay_cents is None:
            yield "names no minimum"
        case "pay":
            yield f"asks for {dollars_text(candidate.min_pay_cents or 0)} an hour"
        case "skills" if not assignment.required_skills:
            yield "none asked"
        case "shift" if not candidate.shifts:
            yield "works any shift"


def _skills(_: Finding, candidate: CandidateFacts, assignment: AssignmentFacts) -> Iterator[str]:
    lacking = sorted(assignment.required_skills - candidate.skills)
    yield f"{either(map(spoken, lacking), 'and')} not named"


def _available(finding: Finding, candidate: CandidateFacts, _: AssignmentFacts) -> Iterator[str]:
    since, work = candidate.available_from, Spans.of([finding.window])
    if since and since.toordinal() > finding.window.first:
        yield f"free from {day_text(since)}"
    if candidate.unavailable & work:
        yield "away on some of these days"
    if candidate.busy & work:
        yield "placed elsewhere"


def _location(
    finding: Finding, candidate: CandidateFacts, assignment: AssignmentFacts
) -> Iterator[str]:
    yield f"{assignment.state} is not among the states named"
    if finding.verdict != UNKNOWN and candidate.max_travel_tenths is not None:
        yield f"and it is beyond {candidate.max_travel_tenths / 10:g} miles"


def _pay(_: Finding, candidate: CandidateFacts, assignment: AssignmentFacts) -> Iterator[str]:
    asked, paid = candidate.min_pay_cents or 0, assignment.pay_cents or 0
    yield f"asks for {dollars_text(asked)} an hour, it pays {dollars_text(paid)}"


def _shift(_: Finding, candidate: CandidateFacts, __: AssignmentFacts) -> Iterator[str]:
    yield f"works {either(map(spoken, sorted(candidate.shifts)), 'and')}"


def _role(*_: object) -> Iterator[str]:
    yield "not among the roles offered"


def _standing(_: Finding, candidate: CandidateFacts, __: AssignmentFacts) -> Iterator[str]:
    if candidate.status == "active":
        yield "this facility is not to be offered"
    else:
        yield f"the file is marked {spoken(candidate.status)}"


REASONS: dict[str, Callable[[Finding, CandidateFacts, AssignmentFacts], Iterator[str]]] = {
    "skills": _skills,
    "available": _available,
    "location": _location,
    "pay": _pay,
    "shift": _shift,
    "role": _role,
    "standing": _standing,
}
