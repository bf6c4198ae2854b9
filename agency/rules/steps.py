"""The single changes that a remedy is made of, and what each does to the facts of a pair.

A step of a person changes what is known of her or what she holds; a step of the work changes the
assignment. None is ever carried out here: the facts that come back are those there would be.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence, Training
from agency.rules.ledger import Balance

WORK = ("shift_start", "shorten", "raise_pay")
KINDS = ("verify", "document", "renew", "obtain", "train", *WORK)


@dataclass(frozen=True, slots=True)
class Step(ABC):
    """One change; ``lead_known`` says whether it is documented how long it takes.

    ``effective`` is the first day on which it can have taken effect, ``not_before`` a day before
    which it cannot or should not be taken; ``cost`` is what the catalogue knows of its price, in
    dollars.
    """

    kind: ClassVar[str]

    effective: date
    lead_known: bool = True
    cost: Decimal | None = None
    not_before: date | None = None

    @property
    @abstractmethod
    def about(self) -> str:
        """What it changes; with the kind, it names the step among those of one pair."""

    def person(self, candidate: CandidateFacts) -> CandidateFacts:
        """The candidate as she would be."""
        return candidate

    def work(self, assignment: AssignmentFacts) -> AssignmentFacts:
        """The assignment as it would be."""
        return assignment

    def starting(self, first: date) -> Step:
        """The step as it is taken for work that begins on ``first``."""
        return self

    @property
    def ready_on(self) -> date | None:
        """The day on which it has taken effect; None where nobody has said how long it takes."""
        return self.effective if self.lead_known else None


# Of a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Verify(Step):
    """A credential is checked until it is known as well as is asked."""

    kind: ClassVar[str] = "verify"
    credential: Credential
    evidence: Evidence

    @property
    def about(self) -> str:
        return self.credential.ref

    def person(self, candidate: CandidateFacts) -> CandidateFacts:
        return _with(candidate, self.credential.ref, evidence=self.evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCredential(Step):
    """A proof is put on file that says what the file does not say of a credential.

    What was not asked for stays as it is; an end that is not known stands as the end of time,
    because the proof will say it.
    """

    kind: ClassVar[str] = "document"
    credential: Credential
    issued_on: date | None
    expires_on: date | None
    bound_to: str | None
    evidence: Evidence

    @property
    def about(self) -> str:
        return self.credential.ref

    def person(self, candidate: CandidateFacts) -> CandidateFacts:
        return _with(
            candidate,
            self.credential.ref,
            issued_on=self.issued_on,
            expires_on=self.expires_on,
            bound_to=self.bound_to,
            evidence=self.evidence,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRecord(Step):
    """A proof, with its date, is put on file for a training or program that is only claimed."""

    kind: ClassVar[str] = "document"
    record: Training
    completed_on: date
    evidence: Evidence

    @property
    def about(self) -> str:
        # All of it: several undated records of one topic share a reference.
        return repr(self.record)

    def person(self, candidate: CandidateFacts) -> CandidateFacts:
        known = replace(self.record, completed_on=self.completed_on, evidence=self.evidence)
        trainings = tuple(known if one == self.record else one for one in candidate.trainings)
        return replace(candidate, trainings=trainings)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOnFile(Step):
    """A document that is asked for is put on file; ``record`` is what stands there then."""

    kind: ClassVar[str] = "document"
    record: Training

    @property
    def about(self) -> str:
        return f"{self.record.topic}@{self.record.provider or ''}"

    def person(self, candidate: CandidateFacts) -> CandidateFacts:
        return replace(candidate, trainings=(*candidate.trainings, self.record))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attest(Step):
    """She says that she is an adult."""

    kind: ClassVar[str] = "document"

    @property
    def about(self) -> str:
        return "adult"

    def person(self, candidate: CandidateFacts) -> CandidateFacts:
        return replace(candidate, adult=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Renew(Step):
    """A credential is renewed; the new one is known as well as the old one is by then.

    ``balance`` is its ledger of continuing education, where units are asked.
    """

    kind: ClassVar[str] = "renew"
    credential: Credential
    successor: Credential
    balance: Balance | None = None

    @property
    def about(self) -> str:
        return self.credential.ref

    @property
    def ready_on(self) -> date | None:
        """Where no lead time is documented, as soon as it is filed: as `renew_by` counts."""
        return self.effective

    def person(self, candidate: CandidateFacts) -> CandidateFacts:
        held = next(one for one in candidate.credentials if one.ref == self.credential.ref)
        successor = replace(self.successor, evidence=held.evidence, bound_to=held.bound_to)
        return replace(candidate, credentials=(*candidate.credentials, successor))


@dataclass(frozen=True, slots=True, kw_only=True)
class Obtain(Step):
    """A new credential; ``others`` are codes that would do as well and are no better.

    ``may_apply`` is what the pathways say of her: yes, no or unknown. ``max_age_days``, if it may
    only be so old when work begins, has it obtained no earlier than that before any start.
    """

    kind: ClassVar[str] = "obtain"
    credential: Credential
    may_apply: str = "unknown"
    max_age_days: int | None = None
    others: tuple[str, ...] = ()

    @property
    def about(self) -> str:
        return f"{self.credential.code}@{self.credential.bound_to or ''}"

    def starting(self, first: date) -> Obtain:
        issued_on = self.credential.issued_on
        if self.max_age_days is None or issued_on is None:
            return self
        young = max(issued_on, first - timedelta(days=self.max_age_days))
        credential = replace(self.credential, issued_on=young)
        return replace(self, effective=young, not_before=young, credential=credential)

    def person(self, candidate: CandidateFacts) -> CandidateFacts:
        return replace(candidate, credentials=(*candidate.credentials, self.credential))


@dataclass(frozen=True, slots=True, kw_only=True)
class Train(Step):
    """What is ``asked`` is completed: a program, training, school or supervised performances."""

    kind: ClassVar[str] = "train"
    record: Training
    asked: Expression

    @property
    def about(self) -> str:
        return repr(self.record)

    def person(self, candidate: CandidateFacts) -> CandidateFacts:
        return replace(candidate, trainings=(*candidate.trainings, self.record))


# Of the work


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftStart(Step):
    """The work begins ``days`` later and lasts as long."""

    kind: ClassVar[str] = "shift_start"
    days: int
    starts_on: date

    @property
    def about(self) -> str:
        return "start"

    def work(self, assignment: AssignmentFacts) -> AssignmentFacts:
        ends_on = assignment.ends_on + timedelta(days=self.days)
        return replace(assignment, starts_on=self.starts_on, ends_on=ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorten(Step):
    """The work ends ``days`` earlier than it would."""

    kind: ClassVar[str] = "shorten"
    days: int

    @property
    def about(self) -> str:
        return "end"

    def work(self, assignment: AssignmentFacts) -> AssignmentFacts:
        return replace(assignment, ends_on=assignment.ends_on - timedelta(days=self.days))


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisePay(Step):
    """The work pays what she asks for, in cents an hour."""

    kind: ClassVar[str] = "raise_pay"
    cents: int
    by_cents: int

    @property
    def about(self) -> str:
        return "pay"

    def work(self, assignment: AssignmentFacts) -> AssignmentFacts:
        return replace(assignment, pay_cents=self.cents)


def _with(candidate: CandidateFacts, ref: str, **said: Any) -> CandidateFacts:
    """The candidate with a credential of which more is known; blanks and less leave it as it is."""
    credentials = tuple(
        replace(one, **_news(one, said)) if one.ref == ref else one for one in candidate.credentials
    )
    return replace(candidate, credentials=credentials)


def _news(credential: Credential, said: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in said.items() if value is not None}
    return {**given, "evidence": max(given["evidence"], credential.evidence)}


def _order(step: Step) -> int:
    return KINDS.index(step.kind)


def applied(
    steps: Iterable[Step], candidate: CandidateFacts, assignment: AssignmentFacts
) -> tuple[CandidateFacts, AssignmentFacts]:
    """The pair as it would be after ``steps``, whatever the order in which they are named.

    What is checked or documented first is renewed as such.
    """
    for step in sorted(steps, key=_order):
        candidate, assignment = step.person(candidate), step.work(assignment)
    return candidate, assignment
