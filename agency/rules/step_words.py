"""The steps of a remedy in plain words, and by when each must be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from agency.rules import expressions as ask
from agency.rules import steps as step_of
from agency.rules.catalogue import Term
from agency.rules.expressions import Expression
from agency.rules.facts import Training
from agency.rules.remedies import Remedy
from agency.rules.renewal import renew_by
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text, days_text, dollars_text, number_text
from agency.rules.spans import Window
from agency.rules.steps import Step
from agency.rules.wording import (
    EVIDENCE_NEEDED,
    act_in_words,
    either,
    program_in_words,
    spoken,
)
from agency.rules.workdays import earlier


def remedy_in_words(remedy: Remedy, book: RuleBook) -> str:
    """All steps of a remedy as one sentence without its full stop: ``Renew … and start …``."""
    steps = zip(remedy.steps, remedy.needed, strict=True)
    first, *rest = (step_in_words(step, remedy.window, day, book) for step, day in steps)
    return either([first, *(words[0].lower() + words[1:] for words in rest)], "and")


def step_in_words(step: Step, window: Window, needed: int, book: RuleBook) -> str:
    """One step, for work that lasts ``window`` and lacks it from the day ``needed`` on.

    Such as ``Renew BLS (AHA) by 28 Jan 2027``.
    """
    words: str = WORDS[type(step)](step, window, book)
    return words + _when(step, needed, book) + _condition(step, window, book)


def _when(step: Step, needed: int, book: RuleBook) -> str:
    """By when to take it: a day, or only before the work where nobody knows how long it takes."""
    earliest, by = step.not_before, take_by(step, needed, book)
    since = f" from {day_text(earliest)} on" if earliest else ""
    if by is not None:
        return f"{since}{',' if since else ''} by {day_text(by)}"
    late = not step.lead_known
    return f"{since}{',' if since else ''} before {day_text(needed)}" if late else since


def take_by(step: Step, needed: int, book: RuleBook) -> date | None:
    """The last safe day to take a step of a person; None for a step of the work, and where
    nobody has said how long it takes.

    A credential that is renewed before it ends: the last safe day to file. Else the day from
    which its lead time is over on the day on which it is ``needed``.
    """
    begins = date.fromordinal(needed)
    if step.ready_on is None:
        return None
    match step:
        case step_of.Renew(credential=held):
            kind = book.catalogue[held.code]
            if held.expires_on and held.expires_on >= step.effective:
                return renew_by(kind, held.expires_on, book)
            return _before(begins, kind.lead_time, book)
        case step_of.Obtain(credential=new):
            return _before(begins, book.catalogue[new.code].obtain_lead_time, book)
        case step_of.ShiftStart() | step_of.Shorten() | step_of.RaisePay():
            return None
    return begins


def _before(day: date, lead: Term | None, book: RuleBook) -> date:
    return earlier(day, lead, book.holidays) if lead else day


# One phrase per kind of step


def _verify(step: step_of.Verify, window: Window, book: RuleBook) -> str:
    return f"Get {EVIDENCE_NEEDED[step.evidence]} of {_credential(step.credential, book)}"


def _document_credential(step: step_of.DocumentCredential, window: Window, book: RuleBook) -> str:
    return f"Put proof of {_credential(step.credential, book)} on file"


def _document_record(step: step_of.DocumentRecord, window: Window, book: RuleBook) -> str:
    return f"Put proof, with its date, of {record_in_words(step.record, book)} on file"


def _put_on_file(step: step_of.PutOnFile, window: Window, book: RuleBook) -> str:
    where = f" at {step.record.provider}" if step.record.provider else ""
    return f"Put the {spoken(step.record.topic or 'document')} on file{where}"


def _attest(_step: step_of.Attest, window: Window, book: RuleBook) -> str:
    return "Ask whether she is an adult"


def _renew(step: step_of.Renew, window: Window, book: RuleBook) -> str:
    return f"Renew {_credential(step.credential, book)}"


def _obtain(step: step_of.Obtain, window: Window, book: RuleBook) -> str:
    new = step.credential
    titles = either(book.catalogue[code].title for code in (new.code, *step.others))
    tied = f" tied to {new.bound_to}" if new.bound_to else ""
    return f"Obtain {titles}{tied}"


def _train(step: step_of.Train, window: Window, book: RuleBook) -> str:
    return f"Complete {MISSING[type(step.asked)](step, book)}"


def _shift_start(step: step_of.ShiftStart, window: Window, book: RuleBook) -> str:
    return f"Work from {day_text(step.starts_on)} to {day_text(window.last)} instead"


def _shorten(step: step_of.Shorten, window: Window, book: RuleBook) -> str:
    return f"End on {day_text(window.last)}, {days_text(step.days)} earlier"


def _raise_pay(step: step_of.RaisePay, window: Window, book: RuleBook) -> str:
    return f"Pay {dollars_text(step.cents)} an hour, {dollars_text(step.by_cents)} more"


def _condition(step: Step, window: Window, book: RuleBook) -> str:
    """What must be read on the paper for the step to be enough, and what comes before it."""
    shown = []
    if isinstance(step, step_of.Renew) and step.balance and step.balance.missing:
        units = dict(step.balance.missing)
        name, least = next(iter(units.items()))
        more = "" if name == "total" else f" ({spoken(name)})"
        shown.append(f"{number_text(least)} {step.balance.unit}s still to earn{more}")
    if isinstance(step, step_of.Obtain) and step.may_apply == "no":
        shown.append("though nothing on file opens the way to it yet")
    match step:
        case step_of.DocumentCredential():
            if step.issued_on:
                shown.append(f"issued on {day_text(step.issued_on)} or later")
            if step.bound_to:
                shown.append(f"tied to {step.bound_to}")
            lasts = step.expires_on is not None
        case step_of.Obtain(credential=new) | step_of.Renew(successor=new):
            lasts = book.catalogue[new.code].expires and new.expires_on == date.max
        case _:
            return ""
    if lasts:
        shown.append(f"valid through {day_text(window.last)} or longer")
    return f" ({'; '.join(shown)})" if shown else ""


def _credential(held: Any, book: RuleBook) -> str:
    return book.catalogue[held.code].title


def record_in_words(record: Training, book: RuleBook) -> str:
    """A record as one speaks of it: ``the training in injection``."""
    match record.kind:
        case "performances":
            return "the supervised performances"
        case "education":
            return "the school diploma"
        case "document":
            return f"the {spoken(record.topic or 'document')}"
    return f"the {record.kind}{f' in {spoken(record.topic)}' if record.topic else ''}"


# What is missing, by what is asked


def _program(step: step_of.Train, book: RuleBook) -> str:
    assert isinstance(step.asked, ask.Program)
    return program_in_words(step.asked, book)


def _training(step: step_of.Train, book: RuleBook) -> str:
    record = step.record
    kinds = ("hours", "classroom_hours", "clinical_hours")
    missing = {kind: getattr(record, kind) for kind in kinds if getattr(record, kind)}
    hours = (f"{number_text(number)} {spoken(kind)}" for kind, number in missing.items())
    return f"{either(hours, 'and')} of training in {spoken(record.topic or '')}"


def _performances(step: step_of.Train, book: RuleBook) -> str:
    acts = (f"{times} of {act_in_words(act, book)}" for act, times in step.record.performances)
    return f"supervised performances, {either(acts, 'and')}"


def _education(step: step_of.Train, book: RuleBook) -> str:
    return "high school or an equivalent"


MISSING: dict[type[Expression], Callable[[step_of.Train, RuleBook], str]] = {
    ask.Program: _program,
    ask.TrainingHours: _training,
    ask.Performances: _performances,
    ask.Education: _education,
}
WORDS: dict[type[Step], Callable[[Any, Window, RuleBook], str]] = {
    step_of.Verify: _verify,
    step_of.DocumentCredential: _document_credential,
    step_of.DocumentRecord: _document_record,
    step_of.PutOnFile: _put_on_file,
    step_of.Attest: _attest,
    step_of.Renew: _renew,
    step_of.Obtain: _obtain,
    step_of.Train: _train,
    step_of.ShiftStart: _shift_start,
    step_of.Shorten: _shorten,
    step_of.RaisePay: _raise_pay,
}


def remedies_in_words(found: Iterable[Remedy], book: RuleBook) -> list[str]:
    """Each remedy as it stands inside a sentence: ``renew BLS (AHA) by 28 Jan 2027``."""
    words = (remedy_in_words(one, book) for one in found)
    return [one[0].lower() + one[1:] for one in words]
