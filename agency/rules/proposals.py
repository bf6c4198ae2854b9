"""Which steps could bring a requirement nearer: read off the leaves of what it asks.

Nothing is proposed for what nobody can change or should: skills, place, shift, role, standing, a
list that is open ("possible"), and what only the client can say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import Credential, Evidence, Training
from agency.rules.ledger import ce_balance
from agency.rules.obtaining import best_obtained
from agency.rules.records import performed, records_for
from agency.rules.renewal import filing_days, renewal_fee, status_on, successor
from agency.rules.requirements import TRAINING_EVIDENCE, is_enough, is_sure
from agency.rules.requisition import Requirement
from agency.rules.rulebook import RuleBook
from agency.rules.situation import Situation
from agency.rules.steps import (
    Attest,
    DocumentCredential,
    DocumentRecord,
    PutOnFile,
    RaisePay,
    Renew,
    Step,
    Train,
    Verify,
)


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
        young = leaf.issued_from is not None
        for held in situation.holds(code) if young else situation.best_held(code):
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
    if leaf.issued_from is None:  # one that must be young is obtained anew
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
    """Filed as late as is safe: what is counted from its own course then lasts the longest."""
    book, kind = situation.book, situation.book.catalogue[held.code]
    days = filing_days(held, situation.day, book)
    new = successor(held, days[-1], book) if days else None
    if new:
        yield Renew(
            effective=situation.after(kind.lead_time),
            lead_known=kind.lead_time is not None,
            cost=renewal_fee(kind, status_on(held, days[-1], book)),
            not_before=days[0] if days[0] > situation.day else None,
            credential=held,
            successor=new,
            balance=ce_balance(held, situation.candidate.ce_credits, book),
        )


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
