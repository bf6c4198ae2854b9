"""Which steps could bring a requirement nearer: read off the leaves of what it asks.

Nothing is proposed for what nobody can change or should: skills, place, shift, role, standing, a
list that is open ("possible"), and what only the client can say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from agency.rules import expressions as ask
from agency.rules.catalogue import CredentialType
from agency.rules.expressions import Expression
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.records import performed, records_for
from agency.rules.renewal import LAPSED, proposed_expiry, status_on, successor
from agency.rules.requirements import TRAINING_EVIDENCE, is_enough, is_sure
from agency.rules.requisition import Requirement
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Window
from agency.rules.steps import (
    Attest,
    DocumentCredential,
    DocumentRecord,
    Obtain,
    PutOnFile,
    RaisePay,
    Renew,
    Step,
    Train,
    Verify,
)
from agency.rules.workdays import add_months, later


@dataclass(frozen=True)
class Situation:
    """Whose steps are looked for, as of which day, and for which days of work."""

    candidate: CandidateFacts
    day: date
    window: Window
    book: RuleBook

    def holds(self, code: str) -> list[Credential]:
        """Her credentials of this type that count."""
        return [
            one for one in self.candidate.credentials if one.code == code and one.status == "active"
        ]


def leaves_in_reach(expression: Expression) -> Iterator[Expression]:
    """The leaves that can make it met; what stands under *possible* never can."""
    match expression:
        case ask.Possible():
            return
        case ask.AllOf() | ask.AnyOf() | ask.CannotRefuse() | ask.InForce():
            for part in ask.children(expression):
                yield from leaves_in_reach(part)
        case _:
            yield expression


def proposals(requirements: Iterable[Requirement], situation: Situation) -> list[Step]:
    """Every step of which at least one requirement may profit, each once, in a stable order.

    Of credentials that would be obtained for the same leaves only the best is proposed.
    """
    leaves = [
        leaf for requirement in requirements for leaf in leaves_in_reach(requirement.expression)
    ]
    valid = [leaf for leaf in dict.fromkeys(leaves) if isinstance(leaf, ask.Valid)]
    found: dict[tuple[str, str], Step] = {}
    for leaf in dict.fromkeys(leaves):
        for step in STEPS.get(type(leaf), _nothing)(leaf, situation):
            known = found.setdefault((step.kind, step.about), step)
            found[step.kind, step.about] = _stronger(known, step)
    return [*found.values(), *best_obtained(valid, situation)]


def _nothing(_leaf: Expression, _situation: Situation) -> Iterator[Step]:
    return iter(())


def _stronger(one: Step, other: Step) -> Step:
    """Two leaves may ask the same of one credential, and one of them more."""
    match one, other:
        case Verify(), Verify():
            return max(one, other, key=lambda step: step.evidence)
        case DocumentCredential(), DocumentCredential():
            return replace(
                one,
                issued_on=_later(one.issued_on, other.issued_on),
                expires_on=one.expires_on or other.expires_on,
                bound_to=one.bound_to or other.bound_to,
                evidence=max(one.evidence, other.evidence),
            )
    return one


def _later(one: date | None, other: date | None) -> date | None:
    return max(filter(None, (one, other)), default=None)


# Credentials she holds


def _of_credentials(leaf: ask.Valid, situation: Situation) -> Iterator[Step]:
    for code in sorted(leaf.codes):
        for held in situation.holds(code):
            if leaf.facility is None or held.bound_to in (None, "", leaf.facility):
                yield from _of_held(held, leaf, situation)


def _of_held(held: Credential, leaf: ask.Valid, situation: Situation) -> Iterator[Step]:
    if held.evidence < leaf.evidence:
        if leaf.evidence <= Evidence.documented:
            yield _documented(held, leaf, situation)
        else:
            yield Verify(effective=situation.day, credential=held, evidence=leaf.evidence)
    if _says_too_little(held, leaf, situation.book):
        yield _documented(held, leaf, situation)
    yield from _renewed(held, situation)


def _says_too_little(held: Credential, leaf: ask.Valid, book: RuleBook) -> bool:
    """Whether the file leaves blank what is asked and a proof could say."""
    undated = held.expires_on is None and not book.catalogue.lasts_for_ever(held.code)
    unbound = bool(leaf.facility) and not held.bound_to
    return undated or unbound or (leaf.issued_from is not None and held.issued_on is None)


def _documented(held: Credential, leaf: ask.Valid, situation: Situation) -> DocumentCredential:
    lasting = situation.book.catalogue.lasts_for_ever(held.code)
    asked_since = None if leaf.issued_from is None else date.fromordinal(leaf.issued_from)
    return DocumentCredential(
        effective=situation.day,
        credential=held,
        issued_on=asked_since if held.issued_on is None else None,
        expires_on=date.max if held.expires_on is None and not lasting else None,
        bound_to=(leaf.facility or None) if not held.bound_to else None,
        evidence=min(leaf.evidence, Evidence.documented),
    )


def _renewed(held: Credential, situation: Situation) -> Iterator[Step]:
    book = situation.book
    new = successor(held, situation.day, book)
    if new is None:
        return
    kind = book.catalogue[held.code]
    yield Renew(
        effective=_after_lead(kind.lead_time, situation),
        cost=fee(kind, "renewal"),
        credential=held,
        successor=new,
    )


def _after_lead(lead: Any, situation: Situation) -> date:
    return later(situation.day, lead, situation.book.holidays) if lead else situation.day


def fee(kind: CredentialType, name: str) -> Any:
    """What the catalogue says something costs, in dollars; None where it does not."""
    return dict(kind.fees).get(name)


# Credentials she could obtain


def best_obtained(leaves: list[ask.Valid], situation: Situation) -> list[Obtain]:
    """New credentials for ``leaves``: of those that would serve the same leaves, the best one.

    Best is what leaves fewest days of the work uncovered, then what is there soonest, then what is
    known to be cheaper, then what stands first in the catalogue. What would do as well is in its
    ``others``. How long it takes is known of one and not of another: neither stands for the other.
    """
    alike: dict[tuple[Any, ...], list[Obtain]] = defaultdict(list)
    for code in situation.book.catalogue.types:
        for facility in dict.fromkeys(leaf.facility or None for leaf in leaves):
            served = frozenset(
                place
                for place, leaf in enumerate(leaves)
                if code in leaf.codes and _serves(leaf, facility)
            )
            if not served or not _obtainable(code, [leaves[place] for place in served], situation):
                continue
            step = _obtained(code, facility, situation)
            alike[served, facility, step.lead_known].append(step)
    unbound = {served for served, facility, _ in alike if facility is None}
    return [
        _best(steps, situation.window)
        for (served, facility, _), steps in alike.items()
        if facility is None or served not in unbound
    ]


def _serves(leaf: ask.Valid, facility: str | None) -> bool:
    """A credential tied to a facility also serves where none is asked for; never one unnamed."""
    return leaf.facility is None or (bool(leaf.facility) and leaf.facility == facility)


def _obtainable(code: str, leaves: list[ask.Valid], situation: Situation) -> bool:
    """What she holds is renewed, checked or documented and not obtained a second time, unless it
    is over, tied elsewhere or too old for what is asked, if not now then where work begins later.
    """
    held = situation.holds(code)
    if situation.book.catalogue[code].not_renewable and held:
        return False
    return all(any(_is_of_no_use(one, leaf, situation) for leaf in leaves) for one in held)


def _is_of_no_use(held: Credential, leaf: ask.Valid, situation: Situation) -> bool:
    if status_on(held, situation.day, situation.book) == LAPSED:
        return True
    if leaf.facility and held.bound_to and held.bound_to != leaf.facility:
        return True
    return leaf.issued_from is not None and held.issued_on is not None


def _obtained(code: str, facility: str | None, situation: Situation) -> Obtain:
    kind = situation.book.catalogue[code]
    effective = _after_lead(kind.obtain_lead_time, situation)
    return Obtain(
        effective=effective,
        lead_known=kind.obtain_lead_time is not None,
        cost=fee(kind, "exam"),
        credential=Credential(
            code=code,
            ref=f"{code}:new:{effective}",
            issued_on=effective,
            expires_on=_first_expiry(kind, effective),
            evidence=Evidence.primary_source,
            bound_to=facility,
        ),
    )


def _first_expiry(kind: CredentialType, issued_on: date) -> date | None:
    """When a new one ends; where nobody has said how long it is valid, its paper will say."""
    if not kind.expires:
        return None
    if kind.validity is None:
        return date.max
    months = add_months(issued_on, kind.validity.months)
    return proposed_expiry(kind.validity, issued_on) or months


def _best(steps: list[Obtain], window: Window) -> Obtain:
    """The best of those that serve the same leaves, with the codes that would do as well."""

    def rank(step: Obtain) -> tuple[Any, ...]:
        return (*_lost(step, window), step.effective, step.cost is None, step.cost or 0)

    best, *rest = sorted(steps, key=rank)
    as_well = (one for one in rest if _lost(one, window) == _lost(best, window))
    return replace(best, others=tuple(one.credential.code for one in as_well))


def _lost(step: Obtain, window: Window) -> tuple[int, int]:
    """The days of the work that it leaves uncovered, at the end and at the beginning."""
    ends = (step.credential.expires_on or date.max).toordinal()
    return max(window.last - ends, 0), max(step.effective.toordinal() - window.first, 0)


# Records


def _of_program(leaf: ask.Program, situation: Situation) -> Iterator[Step]:
    enough = [one for one in records_for(leaf, situation.candidate) if is_enough(leaf, one)]
    yield from _proofs(enough, situation)
    record = _completed(
        situation,
        kind="program",
        accreditor=min(leaf.accreditors, default=None),
        hours=leaf.hours_min,
        externship_hours=leaf.externship_hours_min,
        in_person=leaf.in_person,
    )
    yield _trained(record, leaf, situation)


def _of_training(leaf: ask.TrainingHours, situation: Situation) -> Iterator[Step]:
    records = list(records_for(leaf, situation.candidate))
    yield from _proofs(records, situation)
    known = [one for one in records if _is_done(one, situation)]
    missing = {
        kind: minimum - sum(getattr(one, kind) for one in known) for kind, minimum in leaf.minimums
    }
    short = {kind: hours for kind, hours in missing.items() if hours > 0}
    if short:
        record = _completed(situation, kind="training", topic=leaf.topic, **short)
        yield _trained(record, leaf, situation)


def _of_performances(leaf: ask.Performances, situation: Situation) -> Iterator[Step]:
    records = list(records_for(leaf, situation.candidate))
    yield from _proofs(records, situation)
    known = [one for one in records if _is_done(one, situation)]
    done = {act: sum(performed(one, act) for one in known) for act in sorted(leaf.acts)}
    short = tuple((act, leaf.each - times) for act, times in done.items() if times < leaf.each)
    if short:
        record = _completed(situation, kind="performances", performances=short)
        yield _trained(record, leaf, situation)


def _of_education(leaf: ask.Education, situation: Situation) -> Iterator[Step]:
    records = list(records_for(leaf, situation.candidate))
    yield from _proofs(records, situation)
    if not records and "high_school" in leaf.levels:
        record = _completed(situation, kind="education", topic="high_school")
        yield _trained(record, leaf, situation)


def _of_document(leaf: ask.OnFile, situation: Situation) -> Iterator[Step]:
    if leaf.facility == "":
        return  # the assignment does not say where it would have to lie
    here = [
        one
        for one in records_for(leaf, situation.candidate)
        if leaf.facility is None or one.provider == leaf.facility
    ]
    yield from _proofs(here, situation)
    if not here:
        record = _completed(situation, kind="document", topic=leaf.name, provider=leaf.facility)
        yield PutOnFile(effective=situation.day, record=record)


def _proofs(records: Iterable[Training], situation: Situation) -> Iterator[Step]:
    """Proof of what is only claimed or has no date; it was completed by now at the latest."""
    for record in records:
        if not is_sure(record):
            done = record.completed_on or situation.day
            evidence = max(record.evidence, TRAINING_EVIDENCE)
            yield DocumentRecord(
                effective=situation.day, record=record, completed_on=done, evidence=evidence
            )


def _is_done(record: Training, situation: Situation) -> bool:
    done = record.completed_on
    return is_sure(record) and done is not None and done <= situation.day


def _completed(situation: Situation, **values: Any) -> Training:
    return Training(completed_on=situation.day, evidence=TRAINING_EVIDENCE, **values)


def _trained(record: Training, asked: Expression, situation: Situation) -> Train:
    """Nobody has said how long it takes or what it costs."""
    return Train(effective=situation.day, lead_known=False, record=record, asked=asked)


def _of_age(_leaf: ask.Adult, situation: Situation) -> Iterator[Step]:
    if situation.candidate.adult is None:
        yield Attest(effective=situation.day)


def _of_pay(leaf: ask.Paid, situation: Situation) -> Iterator[Step]:
    asked = situation.candidate.min_pay_cents
    if asked is not None and asked > leaf.cents:
        yield RaisePay(effective=situation.day, cents=asked, by_cents=asked - leaf.cents)


STEPS: dict[type[Expression], Callable[[Any, Situation], Iterator[Step]]] = {
    ask.Valid: _of_credentials,
    ask.Program: _of_program,
    ask.TrainingHours: _of_training,
    ask.Performances: _of_performances,
    ask.Education: _of_education,
    ask.OnFile: _of_document,
    ask.Adult: _of_age,
    ask.Paid: _of_pay,
}
