"""The steps of a remedy as her own pages say them: to her, and what she herself does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from agency.page_filters import near_day
from agency.rules import steps as step_of
from agency.rules.facts import Evidence
from agency.rules.remedy_words import known_day_of, still_open_of
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import dollars_text
from agency.rules.spans import Window
from agency.rules.step_words import MISSING, WORDS, record_in_words, step_in_words, take_by
from agency.rules.steps import WORK, Step
from agency.rules.wording import either, spoken

NOTHING_TO_DO = "You need not do anything."


@dataclass(frozen=True, slots=True)
class Link:
    """The page on which she says that a step is taken, and what it is to begin with."""

    words: str
    page: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class StepTold:
    """One step of hers: what to do, by when where that is known, and what else is known of it."""

    title: str
    by: date | None
    words: str
    link: Link | None = None


def step_told(step: Step, window: Window, needed: int, day: date, book: RuleBook) -> StepTold:
    """A step for work that lasts ``window`` and lacks it from the day ``needed`` on."""
    if is_by_agency(step, book):
        return StepTold(step_title(step, book), None, NOTHING_TO_DO)
    by = take_by(step, needed, book) if step.kind not in WORK else None
    words = [_condition(step, window, needed, book), *_facts(step, day, book)]
    said = " ".join(f"{one}." for one in words if one)
    return StepTold(step_title(step, book), by, said, link_of(step))


def is_by_agency(step: Step, book: RuleBook) -> bool:
    """Whether it is about what the agency looks up itself, so that nothing of it is hers to do."""
    codes = _codes_of(step)
    return bool(codes) and all(book.catalogue[code].by_agency for code in codes)


def _codes_of(step: Step) -> tuple[str, ...]:
    """The types of credential that a step is about; none of any other step."""
    match step:
        case step_of.Obtain(credential=new, others=others):
            return new.code, *others
        case step_of.Renew() | step_of.Verify() | step_of.DocumentCredential():
            return (step.credential.code,)
    return ()


def link_of(step: Step) -> Link | None:
    """Where she says that it is done; None for a change of the job itself."""
    match step:
        case step_of.Renew(successor=new):
            return Link("Add the new one once you have it", "portal.start_sending", new.code)
        case step_of.Obtain(credential=new):
            return Link("Add it once you have it", "portal.start_sending", new.code)
        case step_of.Verify() | step_of.DocumentCredential():
            return Link("My papers", "portal.papers")
        case step_of.Attest():
            return Link("Say so", "portal.details")
        case step_of.DocumentRecord() | step_of.PutOnFile() | step_of.Train():
            return Link("Add it once you have it", "portal.new_training")
    return None


def step_title(step: Step, book: RuleBook) -> str:
    """What she is to do, such as ``Renew your BLS (AHA)``."""
    if is_by_agency(step, book):
        return f"We look up your {book.catalogue[_codes_of(step)[0]].title} ourselves"
    title: str = TITLES[type(step)](step, book)
    return title


def in_a_line(told: StepTold) -> str:
    """A step as a clause with its day: ``renew your BLS (AHA) by Thu 28 Jan``."""
    by = f" by {near_day(told.by)}" if told.by else ""
    return f"{told.title[0].lower()}{told.title[1:]}{by}"


def _condition(step: Step, window: Window, needed: int, book: RuleBook) -> str:
    """What must be on the paper, out of the brackets in which the rules say it."""
    said = step_in_words(step, window, needed, book)[len(WORDS[type(step)](step, window, book)) :]
    _, bracket, rest = said.partition(" (")
    words = rest.removesuffix(")") if bracket else ""
    return f"{words[:1].upper()}{words[1:]}"


def _facts(step: Step, day: date, book: RuleBook) -> list[str]:
    """How long it takes and what it costs, as far as anybody has said."""
    facts = []
    ready, open_still = known_day_of(step, book), still_open_of(step)
    if step.kind not in WORK and open_still:
        facts.append(f"{open_still[0].upper()}{open_still[1:]}")
    elif step.kind not in WORK and ready and ready > day:
        facts.append(f"Can be there on {near_day(ready)}")
    if step.cost is not None:
        facts.append(f"Known fees ${step.cost:.2f}")
    return facts


def _title_of(held: Any, book: RuleBook) -> str:
    return book.catalogue[held.code].title


def _verify(step: step_of.Verify, book: RuleBook) -> str:
    name = _title_of(step.credential, book)
    if step.evidence >= Evidence.primary_source:
        return f"Have your {name} confirmed by its issuer"
    return f"Show us your {name} for a specialist's check"


def _document(step: step_of.DocumentCredential, book: RuleBook) -> str:
    return f"Send proof of your {_title_of(step.credential, book)}"


def _record(step: step_of.DocumentRecord, book: RuleBook) -> str:
    return f"Send proof, with its date, of {record_in_words(step.record, book)}"


def _put_on_file(step: step_of.PutOnFile, book: RuleBook) -> str:
    where = f" of {step.record.provider}" if step.record.provider else ""
    return f"Send the {spoken(step.record.topic or 'document')}{where}"


def _obtain(step: step_of.Obtain, book: RuleBook) -> str:
    codes = (step.credential.code, *step.others)
    tied = f", tied to {step.credential.bound_to}" if step.credential.bound_to else ""
    return f"Get {either(book.catalogue[code].title for code in codes)}{tied}"


TITLES: dict[type[Step], Callable[[Any, RuleBook], str]] = {
    step_of.Verify: _verify,
    step_of.DocumentCredential: _document,
    step_of.DocumentRecord: _record,
    step_of.PutOnFile: _put_on_file,
    step_of.Attest: lambda *_: "Tell us that you are an adult",
    step_of.Renew: lambda step, book: f"Renew your {_title_of(step.credential, book)}",
    step_of.Obtain: _obtain,
    step_of.Train: lambda step, book: f"Complete {MISSING[type(step.asked)](step, book)}",
    step_of.ShiftStart: lambda step, _: f"It could start {near_day(step.starts_on)} instead",
    step_of.Shorten: lambda step, _: f"It could end {step.days} days earlier",
    step_of.RaisePay: lambda step, _: f"It could pay {dollars_text(step.cents)} an hour",
}
