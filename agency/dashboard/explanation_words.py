"""The answer about a pair as a sentence: the title of its explanation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from agency.matching.explaining import Explanation
from agency.pictures.evidence_words import credentials_behind
from agency.pictures.gap_words import END, MIDDLE, START, WHOLE, Gap, gap_of
from agency.pictures.requirement_words import asked
from agency.portal.closing import can_clear_in_time
from agency.rules.eligibility import ELIGIBLE, UNKNOWN, UNMET, Finding
from agency.rules.sentences import days_text
from agency.rules.wording import either, spoken

NOT_YET, CANNOT, BLOCKED = "not_yet", "cannot", "blocked"
LONGEST_SUBJECT = 70


@dataclass(frozen=True, slots=True)
class Answer:
    """``state`` is ``eligible``, ``not_yet``, ``cannot`` (in time) or ``blocked``."""

    state: str
    title: str


def answer_of(explanation: Explanation, moved: str = "") -> Answer:
    """The verdict as a sentence; ``moved`` are the dates tried, such as "it ended 28 Feb"."""
    state = state_of(explanation)
    if state == ELIGIBLE:
        title = f"Would be eligible if {moved}" if moved else _covered(explanation)
    elif state == BLOCKED:
        title = "Cannot be worked: the law keeps this work from medical assistants"
        if not _by_law(explanation):
            title = "Cannot be worked: a standard keeps this work from medical assistants"
    else:
        lead = "Not yet" if state == NOT_YET else "Cannot clear in time"
        title = f"{lead}{f' if {moved}' if moved else ''}: {_lacking(explanation)}"
    return Answer(state, title)


def state_of(explanation: Explanation) -> str:
    """How the pair stands; whoever may clear in time, as far as is known, is not refused."""
    assessment = explanation.assessment
    if assessment.work.blocked:
        return BLOCKED
    if assessment.verdict == ELIGIBLE:
        return ELIGIBLE
    return NOT_YET if can_clear_in_time(explanation) else CANNOT


def moved_in_words(planned: tuple[date, date], tried: tuple[date, date]) -> str:
    """How tried dates differ from the planned ones: "it ended 28 Feb"; empty if they do not."""
    began, ended = (old != new for old, new in zip(planned, tried, strict=True))
    first, last = (f"{day.day} {day:%b}" for day in tried)
    if began and ended:
        return f"it ran {first} to {last}"
    if began:
        return f"it began {first}"
    return f"it ended {last}" if ended else ""


def _by_law(explanation: Explanation) -> bool:
    blocking = explanation.assessment.work.blocking
    return any(one.law and not one.law.is_standard for one in blocking)


def _covered(explanation: Explanation) -> str:
    days = explanation.assessment.window.days
    return f"Eligible: covered on {'the one day' if days == 1 else f'all {days} days'}"


def _lacking(explanation: Explanation) -> str:
    """What is lacking first, the surest lack, and how much else is not covered or unknown."""
    not_met = sorted(explanation.assessment.not_met, key=lambda one: one.verdict != UNMET)
    first, *others = not_met
    unknown = all(one.verdict == UNKNOWN for one in others) and first.verdict == UNMET
    rest = f", and {len(others)} more{' unknown' if unknown else ''}" if others else ""
    return f"{_phrase(first, explanation)}{rest}"


def _phrase(finding: Finding, explanation: Explanation) -> str:
    gap = gap_of(finding)
    assert gap is not None
    tell = PHRASES.get(finding.requirement.id)
    if tell:
        return tell(gap, explanation)
    besides = f", {days_text(gap.unknown)} unknown" if gap.unknown else ""
    return f"{_told(finding, gap, explanation)}{besides}"


def _told(finding: Finding, gap: Gap, explanation: Explanation) -> str:
    subject = _subject(finding, gap, explanation)
    if gap.verdict == UNKNOWN:
        return _unknown(finding, subject, gap, explanation)
    if gap.more:
        return f"{subject} has {gap.more + 1} gaps, {days_text(gap.in_all)} in all"
    return {
        END: f"{subject} runs out {days_text(gap.days)} before the end",
        START: f"{subject} starts {days_text(gap.days)} late",
        MIDDLE: f"{subject} has a gap of {days_text(gap.days)}",
        WHOLE: f"{subject} is {'not enough' if finding.evidence else 'not on file'}",
    }[gap.where]


def _unknown(finding: Finding, subject: str, gap: Gap, explanation: Explanation) -> str:
    if not finding.evidence:
        return f"{subject} is not on file, so we cannot say"
    when = "" if gap.where == WHOLE else f" for {days_text(gap.in_all)}"
    return f"{subject} is still to be settled{when}"


def _subject(finding: Finding, gap: Gap, explanation: Explanation) -> str:
    """The credential that ends too soon or begins too late, or else what is asked."""
    catalogue = explanation.book.catalogue
    held = credentials_behind(finding, explanation.candidate)
    titles = {catalogue[one.code].title for one in held}
    if len(titles) == 1 and gap.where in (END, START):
        return titles.pop()
    name = asked(finding, explanation.assignment, explanation.book).name
    if len(name) <= LONGEST_SUBJECT:
        return name
    return f"{name[:LONGEST_SUBJECT].rsplit(' ', 1)[0]}…"


# What is asked of everybody has phrases of its own


def _available(gap: Gap, _: Explanation) -> str:
    first, last = date.fromordinal(gap.first), date.fromordinal(gap.last)
    next_day = date.fromordinal(gap.last + 1) if gap.where != WHOLE else last
    return {
        START: f"not free before {next_day.day} {next_day:%b}",
        END: f"not free from {first.day} {first:%b} on",
        MIDDLE: f"not free from {first.day} {first:%b} to {last.day} {last:%b}",
        WHOLE: "not free on any of these days",
    }[gap.where]


def _location(gap: Gap, _: Explanation) -> str:
    return "we cannot say how far away it is" if gap.verdict == UNKNOWN else "it is too far away"


def _skills(_: Gap, explanation: Explanation) -> str:
    lacking = sorted(explanation.assignment.required_skills - explanation.candidate.skills)
    return f"{either(map(spoken, lacking), 'and')} {'is' if len(lacking) == 1 else 'are'} not named"


def _shift(_: Gap, explanation: Explanation) -> str:
    return f"{spoken(explanation.assignment.shift or '')} shifts are not wanted"


def _standing(_: Gap, explanation: Explanation) -> str:
    if explanation.candidate.status == "active":
        return "this facility is not to be offered"
    return f"the file is marked {spoken(explanation.candidate.status)}"


PHRASES: dict[str, Callable[[Gap, Explanation], str]] = {
    "available": _available,
    "location": _location,
    "pay": lambda *_: "it pays less than is asked for",
    "skills": _skills,
    "shift": _shift,
    "role": lambda *_: "the role is not offered",
    "standing": _standing,
}
