"""What would open one job for her: the smallest sets of steps, and how many more each opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agency.matching.explaining import Explanation
from agency.pictures.subject import Subject
from agency.portal.answers import closing_steps, covered_in_words, steps_told
from agency.portal.own_changes import OwnChange, own_change
from agency.portal.step_titles import StepTold, step_told
from agency.portal.unlocking import Openings
from agency.rules.eligibility import Finding
from agency.rules.remedies import TOO_LATE, Remedy, outlook
from agency.rules.remedy_words import known_day, known_day_of, once_done
from agency.rules.steps import WORK, applied

MOST_WAYS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """One set of steps that is enough; ``opens`` counts the other jobs it opens."""

    steps: tuple[StepTold, ...]
    result: str
    clears_on: date | None
    opens: int


@dataclass(frozen=True, slots=True)
class Closer:
    """What she can do about one open finding: a change of what she says, or steps."""

    own: OwnChange | None
    steps: tuple[StepTold, ...]
    ready_on: date | None
    opens: int

    @property
    def there(self) -> bool:
        return self.own is not None or bool(self.steps)


def ways(explanation: Explanation, openings: Openings) -> tuple[Way, ...]:
    """The smallest sets of steps that are hers, those first that are known to be there in time."""
    hers = [one for one in explanation.remedies or () if not of_the_work(one)]
    hers.sort(key=lambda one: not _in_time(one, explanation))
    return tuple(_way(one, explanation, openings) for one in hers[:MOST_WAYS])


def changes_of_work(explanation: Explanation) -> list[str]:
    """How the job itself could change so that it is hers, without a step of hers."""
    found: dict[str, None] = {}
    for remedy in explanation.remedies or ():
        if all(step.kind in WORK for step in remedy.steps):
            steps = _told(remedy, explanation)
            found[" and ".join(one.title for one in steps)] = None
    return list(found)[:MOST_WAYS]


def of_the_work(remedy: Remedy) -> bool:
    return any(step.kind in WORK for step in remedy.steps)


def closer_of(finding: Finding, subject: Subject, openings: Openings) -> Closer:
    """What would close one finding by itself, with how many other jobs it opens."""
    work = subject.assignment
    if own := own_change(finding, subject):
        return Closer(own, (), subject.day, openings.opened_by(own.person, but=work.ref))
    steps = closing_steps(finding, subject)
    if not steps:
        return Closer(None, (), None, 0)
    she, _ = applied(steps, subject.candidate, work)
    days = [one.ready_on for one in steps]
    ready = None if None in days else max(day for day in days if day)
    told = tuple(steps_told(steps, finding, subject))
    return Closer(None, told, ready, openings.opened_by(she, but=work.ref))


def can_clear_in_time(explanation: Explanation) -> bool:
    """Whether all that is open can close before the work begins, as far as is known.

    By a remedy, or by what she says of herself and may change today: her recruiter and she read
    the same.
    """
    judged = explanation.assessment
    if judged.work.blocked:
        return False
    if outlook(judged, explanation.remedies or ()) != TOO_LATE:
        return True
    work, she = explanation.assignment, explanation.candidate
    subject = Subject(judged, she, work, explanation.book, explanation.day)
    return all(_closes_in_time(one, subject) for one in judged.not_met)


def _closes_in_time(finding: Finding, subject: Subject) -> bool:
    if own_change(finding, subject):
        return True
    steps, first = closing_steps(finding, subject), date.fromordinal(finding.window.first)
    days = [one.ready_on for one in steps]
    return bool(steps) and (None in days or all(day <= first for day in days if day))


def _in_time(remedy: Remedy, explanation: Explanation) -> bool:
    days = (known_day_of(step, explanation.book) for step in remedy.steps)
    pairs = zip(days, remedy.needed, strict=True)
    return all(day is not None and day.toordinal() <= needed for day, needed in pairs)


def _told(remedy: Remedy, explanation: Explanation) -> Iterator[StepTold]:
    for step, needed in zip(remedy.steps, remedy.needed, strict=True):
        yield step_told(step, remedy.window, needed, explanation.day, explanation.book)


def _way(remedy: Remedy, explanation: Explanation, openings: Openings) -> Way:
    she, _ = applied(remedy.steps, explanation.candidate, explanation.assignment)
    ready = known_day(remedy, explanation.book)
    covered = covered_in_words(remedy.window.days).replace("You", "you", 1)
    clears = ready if ready and ready > explanation.day else None
    once = "If you begin today, that is on" if clears else f"That is {once_done(remedy)}."
    return Way(
        steps=tuple(_told(remedy, explanation)),
        result=f"Then {covered}. {once}",
        clears_on=clears,
        opens=openings.opened_by(she, but=explanation.assignment.ref),
    )
