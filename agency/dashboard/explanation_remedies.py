"""What would close a pair: the smallest changes of the person, and of the assignment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from agency.matching.explaining import Explanation
from agency.rules.eligibility import Finding
from agency.rules.proposals import leaves_in_reach
from agency.rules.remedies import Remedy, touches
from agency.rules.remedy_words import (
    NOT_OURS,
    cost_in_words,
    known_day,
    known_day_of,
    none_in_words,
    once_done,
    still_open,
    still_open_of,
)
from agency.rules.sentences import day_text, days_text
from agency.rules.spans import Window
from agency.rules.step_words import WORDS, remedies_in_words, step_in_words, take_by
from agency.rules.steps import WORK, Step
from agency.rules.wording import either

MOST_OTHERS = 4
NOBODY = "Nothing that a person could do: the work itself would have to change."
PLACES = {"location": "the place"}
OWN = (
    "Skills, place, shift, role and standing are the person's own: what she says of them only she"
    " can change, and her own page tells her."
)


@dataclass(frozen=True, slots=True)
class StepTold:
    """One step: what to do, and by when, with what must be seen to."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """The smallest change: its steps, and what is covered after them."""

    head: str
    steps: tuple[StepTold, ...]
    result: str
    clears_on: date | None


@dataclass(frozen=True, slots=True)
class WorkChange:
    """A change of the assignment; ``window`` are its days then, if they change."""

    title: str
    words: str
    window: Window | None


@dataclass(frozen=True, slots=True)
class Closing:
    """All of it; ``none`` says why nothing is proposed, ``elsewhere`` that others may be nearer."""

    card: Card | None
    others: tuple[str, ...]
    more: int
    of_the_work: tuple[WorkChange, ...]
    none: str
    elsewhere: bool


def closing(explanation: Explanation) -> Closing:
    """What closes the pair; nothing at all for one that is eligible."""
    found = _in_order(explanation)
    of_person = [one for one in found if not _changes_work(one)]
    of_work = [one for one in found if _changes_work(one)]
    others = [_sentence(one, explanation) for one in of_person[1:]]
    work = explanation.assessment.work
    open_still = bool(explanation.assessment.not_met) and not found
    none = _none(explanation) if open_still else ""
    return Closing(
        card=_card(of_person, explanation) if of_person else None,
        others=tuple(others[:MOST_OTHERS]),
        more=max(len(others) - MOST_OTHERS, 0),
        of_the_work=tuple(_work_change(one, explanation) for one in of_work[:MOST_OTHERS]),
        none=NOBODY if open_still and work.blocked else none,
        elsewhere=open_still and not work.blocked,
    )


def _in_order(explanation: Explanation) -> list[Remedy]:
    """Those known to be there in time first; else as the rules order them: fewest steps first."""
    return sorted(explanation.remedies or (), key=lambda one: not _in_time(one, explanation))


def _in_time(remedy: Remedy, explanation: Explanation) -> bool:
    """Whether each step is known to have taken effect by the day on which it is needed."""
    days = (known_day_of(step, explanation.book) for step in remedy.steps)
    pairs = zip(days, remedy.needed, strict=True)
    return all(day is not None and day.toordinal() <= needed for day, needed in pairs)


def _none(explanation: Explanation) -> str:
    """Why nothing is proposed, with what decides instead."""
    lacking = {one.requirement.id for one in explanation.assessment.not_met}
    left = [PLACES.get(name, name) for name in NOT_OURS if name in lacking]
    if not left:
        return none_in_words(explanation.assessment)
    return f"No step that we can propose changes {either(left, 'and')}. {OWN}"


def closes(explanation: Explanation) -> Mapping[str, str]:
    """What would close each requirement by itself, in three or four words, by its id."""
    found = {
        one.requirement.id: _closes(one, explanation) for one in explanation.assessment.not_met
    }
    return {id: words for id, words in found.items() if words}


def _closes(finding: Finding, explanation: Explanation) -> str:
    leaves = list(leaves_in_reach(finding.requirement.expression))
    for remedy in _in_order(explanation):
        for step, needed in zip(remedy.steps, remedy.needed, strict=True):
            if any(touches(step, leaf) for leaf in leaves):
                return _in_short(step, needed, explanation)
    return ""


def _in_short(step: Step, needed: int, explanation: Explanation) -> str:
    by = take_by(step, needed, explanation.book) if step.kind in ("renew", "obtain") else None
    when = f" by {by.day} {by:%b}" if by else ""
    return {
        "verify": "a check closes it",
        "document": "proof closes it",
        "renew": f"renew{when or ' it'}",
        "obtain": f"obtain{when or ' it'}",
        "train": "training closes it",
        "raise_pay": "more pay closes it",
    }.get(step.kind, "")


def _changes_work(remedy: Remedy) -> bool:
    return any(step.kind in WORK for step in remedy.steps)


def _card(of_person: list[Remedy], explanation: Explanation) -> Card:
    remedy = of_person[0]
    count, ready = len(remedy.steps), known_day(remedy, explanation.book)
    days = remedy.window.days
    covered = "the one day is" if days == 1 else f"all {days} days are"
    clears = ready if ready and ready > explanation.day else None
    if clears:
        told = f"Then {covered} covered. If it is begun today, it clears on"
    else:
        told = f"Then {covered} covered, {once_done(remedy)}."
    timed = any(len(one.steps) < count for one in of_person)
    head = f"{'Smallest change whose time is known' if timed else 'Smallest change'}, "
    head += "1 step" if count == 1 else f"{count} steps"
    return Card(head, tuple(_steps(remedy, explanation)), told, clears)


def _steps(remedy: Remedy, explanation: Explanation) -> Iterator[StepTold]:
    book = explanation.book
    for step, needed in zip(remedy.steps, remedy.needed, strict=True):
        title = WORDS[type(step)](step, remedy.window, book)
        rest = step_in_words(step, remedy.window, needed, book)[len(title) :].strip(" ,")
        words = [f"{rest[:1].upper()}{rest[1:]}"] if rest else []
        words += _facts(step, explanation)
        yield StepTold(title, " ".join(f"{one.rstrip('.')}." for one in words))


def _facts(step: Step, explanation: Explanation) -> Iterator[str]:
    """How long it takes, and what it costs, as far as is known."""
    if step.kind not in WORK:
        ready, why = known_day_of(step, explanation.book), still_open_of(step)
        if not step.lead_known:
            yield f"{why[0].upper()}{why[1:]}"
        elif ready and ready > explanation.day:
            yield f"Can be there on {day_text(ready)}"
    if step.cost is not None:
        yield f"Known fees ${step.cost:.2f}"


def _sentence(remedy: Remedy, explanation: Explanation) -> str:
    (words,) = remedies_in_words([remedy], explanation.book)
    known = [cost_in_words(remedy) or ""]
    ready = known_day(remedy, explanation.book)
    if ready is None:
        known.insert(0, still_open(remedy))
    elif ready > explanation.day:
        known.insert(0, f"ready {day_text(ready)}")
    more = "; ".join(filter(None, known))
    return f"{words[0].upper()}{words[1:]}{f' ({more})' if more else ''}."


def _work_change(remedy: Remedy, explanation: Explanation) -> WorkChange:
    planned, window = explanation.assessment.window, remedy.window
    of_work = [step for step in remedy.steps if step.kind in WORK]
    told = [WORDS[type(step)](step, window, explanation.book) for step in of_work]
    besides = [
        step_in_words(step, window, needed, explanation.book)
        for step, needed in zip(remedy.steps, remedy.needed, strict=True)
        if step.kind not in WORK
    ]
    words = [f"Also: {one[0].lower()}{one[1:]}." for one in besides]
    lost = planned.days - window.days
    if lost > 0:
        words.append(f"Costs {days_text(lost)} of cover.")
    ready = known_day(remedy, explanation.book)
    if ready and ready > explanation.day:
        words.append(f"Ready {day_text(ready)}.")
    title = "; ".join(told)
    return WorkChange(title, " ".join(words), window if window != planned else None)
