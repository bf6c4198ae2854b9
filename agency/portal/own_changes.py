"""What she says of herself and can change today: places, days, pay, shifts, roles and skills.

No credential is needed for these, so the rules propose no remedy; the portal does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from agency.pictures.subject import Subject
from agency.rules.eligibility import Finding
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.rules.sentences import dollars_text
from agency.rules.spans import Spans
from agency.rules.wording import either, spoken

PREFERENCES, DAYS_OFF = "portal.preferences", "portal.days_off"


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A change of what she says: in words, on which page she makes it, and her facts with it."""

    words: str
    page: str
    person: CandidateFacts


def own_change(finding: Finding, subject: Subject) -> OwnChange | None:
    """The change that would close ``finding``; None where it is not for her to say."""
    change = CHANGES.get(finding.requirement.id)
    return change(finding, subject.candidate, subject.assignment) if change else None


def _location(_: Finding, she: CandidateFacts, work: AssignmentFacts) -> OwnChange:
    states = she.willing_states | {work.state}
    words = f"Add {work.state} to the states you work in, or travel farther"
    return OwnChange(words, PREFERENCES, replace(she, willing_states=states))


def _shift(_: Finding, she: CandidateFacts, work: AssignmentFacts) -> OwnChange:
    shift = work.shift or ""
    shifts = she.shifts | {shift}
    return OwnChange(f"Add {spoken(shift)} shifts", PREFERENCES, replace(she, shifts=shifts))


def _role(_: Finding, she: CandidateFacts, work: AssignmentFacts) -> OwnChange:
    roles = (she.roles or frozenset({MEDICAL_ASSISTANT})) | {work.role}
    words = f"Add {spoken(work.role)} to the roles you take"
    return OwnChange(words, PREFERENCES, replace(she, roles=roles))


def _pay(_: Finding, she: CandidateFacts, work: AssignmentFacts) -> OwnChange:
    cents = work.pay_cents or 0
    words = f"Take {dollars_text(cents)} an hour as your least pay"
    return OwnChange(words, PREFERENCES, replace(she, min_pay_cents=cents))


def _skills(_: Finding, she: CandidateFacts, work: AssignmentFacts) -> OwnChange:
    lacking = either(map(spoken, sorted(work.required_skills - she.skills)), "and")
    skills = she.skills | work.required_skills
    words = f"If you can do it, add {lacking} to your skills"
    return OwnChange(words, PREFERENCES, replace(she, skills=skills))


def _available(finding: Finding, she: CandidateFacts, _: AssignmentFacts) -> OwnChange | None:
    """She may give up days off, but not a placement."""
    days = Spans.of([finding.window])
    if she.busy & days:
        return None
    free = replace(she, available_from=None, unavailable=she.unavailable - days)
    return OwnChange("Change the days on which you are free", DAYS_OFF, free)


CHANGES: Mapping[str, Callable[[Finding, CandidateFacts, AssignmentFacts], OwnChange | None]] = {
    "location": _location,
    "shift": _shift,
    "role": _role,
    "pay": _pay,
    "skills": _skills,
    "available": _available,
}
