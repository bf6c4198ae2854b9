"""The verdict on one job as she reads it: an icon, a few words, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from agency.page_filters import near_day, sentence_text
from agency.pictures.gap_words import END, MIDDLE, START, WHOLE, Gap, gap_of, gap_words
from agency.pictures.requirement_words import asked
from agency.pictures.subject import Subject
from agency.portal.own_changes import own_change
from agency.portal.step_titles import StepTold, in_a_line, step_told
from agency.rules.eligibility import MET, UNKNOWN, UNMET, Finding
from agency.rules.proposals import proposals
from agency.rules.requirements import coverage
from agency.rules.sentences import days_text, dollars_text
from agency.rules.situation import Situation
from agency.rules.steps import WORK, Step, applied
from agency.rules.wording import either, spoken

MOST_TOLD = 2
OF_HERSELF = {
    "available": "Your free days",
    "location": "A place within your reach",
    "pay": "The pay you ask for",
    "standing": "Whether you can be offered here",
}
NUMBERS = ("no", "one", "two", "three", "four", "five", "six")
ASK = "Ask your recruiter; nothing here is for you to change."


@dataclass(frozen=True, slots=True)
class Answer:
    """``kind`` is the verdict's icon; ``words`` say what it rests on or what comes next."""

    kind: str
    title: str
    words: str


def answer_of(subject: Subject) -> Answer:
    """The answer as a list shows it."""
    judged = subject.assessment
    if judged.work.blocked:
        words = "A rule keeps this work from medical assistants, whoever they are."
        return Answer(UNMET, "Nobody can take this one as it is", words)
    if not judged.not_met:
        return Answer(MET, "You can take this one", f"{covered_in_words(judged.window.days)}.")
    worst = sorted(judged.not_met, key=lambda one: one.verdict != UNMET)
    more = len(worst) - 1
    title = f"Not yet: {short(worst[0], subject)}{f', {more} more' if more else ''}"
    return Answer(worst[0].verdict, title, _next(worst, subject))


def covered_in_words(days: int) -> str:
    return f"You are covered on {'the one day' if days == 1 else f'all {days} days'}"


def name_of(finding: Finding, subject: Subject) -> str:
    """What is asked, in a few words; of herself in words to her."""
    own = OF_HERSELF.get(finding.requirement.id)
    return own or asked(finding, subject.assignment, subject.book).name


def gap_of_row(finding: Finding, subject: Subject) -> str:
    """What is open, as its own row says it: ``Short by 15 days``, ``You work no night shifts``."""
    if finding.requirement.id in PHRASES:
        return sentence_text(short(finding, subject))
    gap = gap_of(finding)
    return gap_words(gap) if gap else ""


def short(finding: Finding, subject: Subject) -> str:
    """What is open of one finding: ``15 days short``, ``you are not free on these days``."""
    gap = gap_of(finding)
    assert gap is not None  # it is not met
    if own := PHRASES.get(finding.requirement.id):
        return own(gap, subject)
    if gap.verdict == UNKNOWN:
        return f"{days_text(gap.in_all)} unknown"
    if gap.more:
        return f"{gap.more + 1} gaps, {days_text(gap.in_all)}"
    return {
        END: f"{days_text(gap.days)} short",
        START: f"starts {days_text(gap.days)} late",
        MIDDLE: f"a gap of {days_text(gap.days)}",
        WHOLE: f"{name_of(finding, subject)} is {'not enough' if finding.evidence else 'missing'}",
    }[gap.where]


def in_order(finding: Finding, subject: Subject) -> str:
    """Why what she says of herself is enough; empty where papers are behind it or nothing is."""
    she, work = subject.candidate, subject.assignment
    match finding.requirement.id:
        case "location":
            near = work.state not in she.willing_states
            return "near enough to you" if near else f"you work in {work.state}"
        case "pay":
            least = she.min_pay_cents
            return "you name no least" if least is None else f"you ask for {dollars_text(least)}"
        case "skills":
            return "" if work.required_skills else "none asked"
        case "shift":
            return "" if she.shifts else "you work any shift"
    return ""


# What closes one finding by itself


def closing_steps(finding: Finding, subject: Subject) -> tuple[Step, ...]:
    """The first step of hers, or else the first two, with which ``finding`` is met; else none."""
    first = date.fromordinal(finding.window.first)
    at = Situation(subject.candidate, subject.day, finding.window, subject.book)
    found = (step for step in proposals([finding.requirement], at) if step.kind not in WORK)
    steps = [step.starting(first) for step in found]
    tried = (one for number in range(1, MOST_TOLD + 1) for one in combinations(steps, number))
    return next((one for one in tried if _closes(one, finding, subject)), ())


def _closes(steps: tuple[Step, ...], finding: Finding, subject: Subject) -> bool:
    she, _ = applied(steps, subject.candidate, subject.assignment)
    answer = coverage(finding.requirement.expression, she, subject.book)
    return answer.met.contains(finding.window)


def steps_told(steps: tuple[Step, ...], finding: Finding, subject: Subject) -> list[StepTold]:
    """The same in her words, each with the day by which it is to be taken."""
    needed = next(iter(finding.missing))[0]
    return [step_told(one, finding.window, needed, subject.day, subject.book) for one in steps]


def next_step(finding: Finding, subject: Subject) -> str:
    """What she can do about one finding, as a clause; empty where nothing is known to do."""
    if own := own_change(finding, subject):
        return f"{own.words[0].lower()}{own.words[1:]}"
    told = steps_told(closing_steps(finding, subject), finding, subject)
    return " and ".join(map(in_a_line, told))


def _next(findings: list[Finding], subject: Subject) -> str:
    steps = [words for one in findings[:MOST_TOLD] if (words := next_step(one, subject))]
    if not steps:
        return f"See what is open. {ASK}"
    told = either(steps, "and")
    more = "; see what else is open" if len(findings) > len(steps) else ""
    return f"{told[0].upper()}{told[1:]}{more}."


# What is asked of everybody has phrases of its own


def _available(gap: Gap, _: Subject) -> str:
    first, after = (date.fromordinal(day) for day in (gap.first, gap.last))
    return {
        START: f"you are not free before {near_day(after + timedelta(days=1))}",
        END: f"you are not free from {near_day(first)} on",
        MIDDLE: f"you are not free from {near_day(first)} to {near_day(after)}",
        WHOLE: "you are not free on these days",
    }[gap.where]


def _location(gap: Gap, _: Subject) -> str:
    unknown = gap.verdict == UNKNOWN
    return "how far it is from you is not known" if unknown else "it is beyond where you work"


def _skills(_: Gap, subject: Subject) -> str:
    lacking = sorted(subject.assignment.required_skills - subject.candidate.skills)
    return f"{either(map(spoken, lacking), 'and')} not among your skills"


def _standing(_: Gap, subject: Subject) -> str:
    if subject.candidate.status != "active":
        return f"your file is marked {spoken(subject.candidate.status)}"
    return "this clinic cannot be offered to you"


PHRASES: dict[str, Callable[[Gap, Subject], str]] = {
    "available": _available,
    "location": _location,
    "pay": lambda *_: "it pays less than you ask for",
    "skills": _skills,
    "shift": lambda _, subject: f"you work no {spoken(subject.assignment.shift or '')} shifts",
    "role": lambda *_: "it is not among the roles you take",
    "standing": _standing,
}
