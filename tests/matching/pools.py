"""Facts → rows, as if they had been read from a database; and columns → each one's days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.matching.assembly import pool_of
from agency.matching.pool import Pool
from agency.matching.rows import (
    BLANK,
    AwayRow,
    CandidateRow,
    CompletedRow,
    CredentialRow,
    CreditRow,
    PoolRows,
    TrainingRow,
)
from agency.matching.tables import Days
from agency.rules.facts import CandidateFacts, CECredit, Credential, Training
from agency.rules.spans import Spans
from tests.strategies import candidates

REFS = [f"C-{number:04}" for number in range(1, 9)]


def pools(most: int = len(REFS)) -> SearchStrategy[list[CandidateFacts]]:
    """Up to ``most`` candidates, in an order of their own."""
    return st.integers(0, most).flatmap(
        lambda size: st.tuples(*(candidates(ref) for ref in REFS[:size])).flatmap(st.permutations)
    )


def days_of(days: Days) -> list[Spans]:
    """The set of days of each candidate, its intervals just as the table holds them."""
    table = days.table()
    runs: list[list[tuple[int, int]]] = [[] for _ in range(table.size)]
    columns = (table.candidate.tolist(), table.first.tolist(), table.last.tolist())
    assert columns[0] == sorted(columns[0])
    for candidate, first, last in zip(*columns, strict=True):
        runs[candidate].append((first, last))
    return [Spans(tuple(of_one)) for of_one in runs]


def pool(candidates: Iterable[CandidateFacts]) -> Pool:
    """The columns of ``candidates``, whose references must differ."""
    return pool_of(rows_of(enumerate(candidates, start=100)))


def rows_of(numbered: Iterable[tuple[int, CandidateFacts]]) -> PoolRows:
    """The rows of candidates with these row ids."""
    people = list(numbered)
    return PoolRows(
        candidates=[_candidate(id, person) for id, person in people],
        away=[row for id, person in people for row in _away(id, person)],
        credentials=[
            _credential(id, held)
            for id, person in people
            for held in person.credentials
            if held.status == "active"
        ],
        trainings=[_training(id, one) for id, person in people for one in person.trainings],
        credits=[_credit(id, one) for id, person in people for one in person.ce_credits],
        completed=[CompletedRow(id, person.completed_placements) for id, person in people],
    )


def _candidate(id: int, person: CandidateFacts) -> CandidateRow:
    return CandidateRow(
        id=id,
        ref=person.ref,
        active=person.status == "active",
        adult=BLANK if person.adult is None else int(person.adult),
        home=person.home,
        max_travel=_or_blank(person.max_travel_tenths),
        available_from=_day(person.available_from),
        min_pay=_or_blank(person.min_pay_cents),
        states=sorted(person.willing_states),
        skills=sorted(person.skills),
        specialties=sorted(person.specialties),
        shifts=sorted(person.shifts),
        roles=sorted(person.roles),
    )


def _away(id: int, person: CandidateFacts) -> Iterator[AwayRow]:
    for first, last in (*person.unavailable, *person.busy):
        yield AwayRow(id, first, last)


def _credential(id: int, held: Credential) -> CredentialRow:
    days = _day(held.issued_on), _day(held.expires_on)
    return CredentialRow(id, held.code, *days, held.evidence, held.bound_to or "")


def _training(id: int, record: Training) -> TrainingRow:
    return TrainingRow(
        candidate_id=id,
        kind=record.kind,
        topic=record.topic or "",
        provider=record.provider or "",
        accreditor=record.accreditor or "",
        hours=_hundredths(record.hours),
        classroom_hours=_hundredths(record.classroom_hours),
        clinical_hours=_hundredths(record.clinical_hours),
        externship_hours=_hundredths(record.externship_hours),
        in_person=int(record.in_person),
        completed=_day(record.completed_on),
        evidence=record.evidence,
        performances=[f"{act}:{count}" for act, count in record.performances],
    )


def _credit(id: int, credit: CECredit) -> CreditRow:
    units = _hundredths(credit.units)
    approved = int(credit.issuer_approved)
    return CreditRow(id, credit.code, credit.category, units, _day(credit.earned_on), approved)


def _or_blank(number: int | None) -> int:
    return BLANK if number is None else number


def _day(day: date | None) -> int:
    return BLANK if day is None else day.toordinal()


def _hundredths(amount: Decimal) -> int:
    return int(amount * 100)
