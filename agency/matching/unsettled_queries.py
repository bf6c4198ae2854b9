"""Who would rather have each other than what a choice gives them, with what that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select

from agency.assignments.models import Assignment, Facility
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.allocation_models import (
    Allocation,
    OpeningPrice,
    PinAnswer,
    Proposal,
    UnsettledPair,
)
from agency.matching.allocation_queries import BY_REFERENCES, name_of
from agency.paging import Page, Position, beyond, cut
from agency.pinning.models import PIN


@dataclass(frozen=True, slots=True)
class Instead:
    """An assignment that somebody is proposed for, and what it pays an hour."""

    assignment_ref: str
    pay_rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Displaced:
    """Somebody who is proposed with a lower score, in thousandths."""

    candidate_ref: str
    name: str
    score: int


@dataclass(frozen=True, slots=True)
class ToldPair:
    """Somebody and an assignment that would both rather have each other.

    She would leave all of ``instead_of``, which may be nothing; ``displaces`` is None where a place
    is left.
    """

    assignment_ref: str
    facility: str | None
    pay_rate: Decimal | None
    candidate_ref: str
    name: str
    score: int
    instead_of: tuple[Instead, ...]
    displaces: Displaced | None


def page_of_unsettled(allocation: Allocation, limit: int, after: Position | None) -> Page[ToldPair]:
    """Those pairs of a choice by assignment and candidate, in three queries."""
    pairs = (
        select(UnsettledPair.score, Assignment, Facility.name, Candidate)
        .join(Assignment, Assignment.id == UnsettledPair.assignment_id)
        .outerjoin(Facility, Facility.id == Assignment.facility_id)
        .join(Candidate, Candidate.id == UnsettledPair.candidate_id)
        .where(UnsettledPair.run_id == allocation.run_id, beyond(BY_REFERENCES, after))
        .order_by(*(key.order for key in BY_REFERENCES))
        .limit(limit + 1)
    )
    rows = db.session.execute(pairs).all()
    has = _proposed_for(allocation.run_id, [she.id for _, _, _, she in rows])
    least = _least(allocation.run_id, [work.id for _, work, _, _ in rows])
    return cut(
        [
            (
                ToldPair(
                    assignment_ref=work.ref,
                    facility=site,
                    pay_rate=work.pay_rate,
                    candidate_ref=she.ref,
                    name=name_of(she.first_name, she.last_name, she.ref),
                    score=score,
                    instead_of=tuple(
                        Instead(one.ref, one.pay_rate)
                        for one in has.get(she.id, ())
                        if allocation.one_each or _overlap(one, work)
                    ),
                    displaces=least.get(work.id),
                ),
                [work.ref, she.ref],
            )
            for score, work, site, she in rows
        ],
        limit,
    )


def _overlap(one: Assignment, two: Assignment) -> bool:
    return one.starts_on <= two.ends_on and two.starts_on <= one.ends_on


def _proposed_for(run_id: int, ids: Collection[int]) -> Mapping[int, list[Assignment]]:
    """What each of these candidates is proposed for, by their row ids."""
    found: dict[int, list[Assignment]] = defaultdict(list)
    rows = db.session.execute(
        select(Proposal.candidate_id, Assignment)
        .join(Assignment, Assignment.id == Proposal.assignment_id)
        .where(Proposal.run_id == run_id, among(Proposal.candidate_id, ids))
        .order_by(Assignment.starts_on, Assignment.ref)
    )
    for id, work in rows:
        found[id].append(work)
    return found


def _least(run_id: int, ids: Collection[int]) -> Mapping[int, Displaced]:
    """Who would make way in each of these assignments, by their row ids: not who is pinned.

    Nobody in one that has a place left.
    """
    pinned = exists().where(
        PinAnswer.run_id == Proposal.run_id,
        PinAnswer.assignment_id == Proposal.assignment_id,
        PinAnswer.candidate_id == Proposal.candidate_id,
        PinAnswer.kind == PIN,
    )
    full = exists().where(
        OpeningPrice.run_id == Proposal.run_id,
        OpeningPrice.assignment_id == Proposal.assignment_id,
        OpeningPrice.proposed >= OpeningPrice.room,
    )
    rows: Any = db.session.execute(
        select(Proposal.assignment_id, Proposal.score, Candidate)
        .join(Candidate, Candidate.id == Proposal.candidate_id)
        .where(Proposal.run_id == run_id, among(Proposal.assignment_id, ids), ~pinned, full)
        .order_by(Proposal.score.desc(), Candidate.ref.desc())
    )
    return {
        id: Displaced(she.ref, name_of(she.first_name, she.last_name, she.ref), score)
        for id, score, she in rows
    }
