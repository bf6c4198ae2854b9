"""What a full run proposes: who should go where, and the prices that prove how good that is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json
from agency.extensions import Model
from agency.matching.allocation.proof import Proven


def of_run(*, primary_key: bool = True) -> Any:
    return mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"), primary_key=primary_key)


def of_assignment() -> Any:
    return mapped_column(ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True)


def of_candidate() -> Any:
    return mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"), primary_key=True)


class MatchEdges(Model):
    """Everybody who is eligible for one assignment in a run: places in the pool of its snapshot,
    with scores, packed.
    """

    __tablename__ = "match_edges"
    __table_args__ = (Index("ix_match_edges_assignment_id", "assignment_id"),)

    run_id: Mapped[int] = of_run()
    assignment_id: Mapped[int] = of_assignment()
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Allocation(Model):
    """The choice as a whole, in thousandths of a point: what it is worth, and the most that any
    choice could be worth. ``openings`` are those that were left to fill, and ``worth`` what each
    priority was worth. ``unsettled`` is how many pairs would rather have each other; None where
    that was not asked yet.
    """

    __tablename__ = "allocations"

    run_id: Mapped[int] = of_run()
    objective: Mapped[int] = mapped_column(BigInteger)
    bound: Mapped[int] = mapped_column(BigInteger)
    method: Mapped[str] = mapped_column(String(12))
    milliseconds: Mapped[int] = mapped_column()
    openings: Mapped[int] = mapped_column()
    proposed: Mapped[int] = mapped_column()
    one_each: Mapped[bool] = mapped_column()
    worth: Mapped[dict[str, Any]] = mapped_column(Json)
    unsettled: Mapped[int | None] = mapped_column()

    @property
    def gap(self) -> float:
        """How much better another choice might be, as a share of the bound."""
        return Proven(self.objective, self.bound).gap


class OpeningPrice(Model):
    """One assignment in a choice: how many it has room for, and what a place in it costs."""

    __tablename__ = "opening_prices"
    __table_args__ = (Index("ix_opening_prices_assignment_id", "assignment_id"),)

    run_id: Mapped[int] = of_run()
    assignment_id: Mapped[int] = of_assignment()
    room: Mapped[int] = mapped_column()
    proposed: Mapped[int] = mapped_column()
    price: Mapped[int] = mapped_column(BigInteger)


class TurnPrice(Model):
    """What it costs to take one person on a day on which others want her too."""

    __tablename__ = "turn_prices"
    __table_args__ = (Index("ix_turn_prices_candidate_id", "candidate_id"),)

    run_id: Mapped[int] = of_run()
    candidate_id: Mapped[int] = of_candidate()
    day: Mapped[int] = mapped_column(primary_key=True)
    price: Mapped[int] = mapped_column(BigInteger)


class Proposal(Model):
    """One person who should be put forward for one assignment."""

    __tablename__ = "proposals"
    __table_args__ = (
        Index("ix_proposals_assignment_id", "assignment_id"),
        Index("ix_proposals_candidate_id", "candidate_id"),
    )

    run_id: Mapped[int] = of_run()
    assignment_id: Mapped[int] = of_assignment()
    candidate_id: Mapped[int] = of_candidate()
    score: Mapped[int] = mapped_column()


class PinAnswer(Model):
    """What became of a pin or an exclusion in a choice.

    ``outcome`` is "kept", or what keeps it from being: ``other_id`` is the assignment of the pin
    that it overlaps.
    """

    __tablename__ = "pin_answers"
    __table_args__ = (
        Index("ix_pin_answers_assignment_id", "assignment_id"),
        Index("ix_pin_answers_candidate_id", "candidate_id"),
        Index("ix_pin_answers_other_id", "other_id"),
    )

    run_id: Mapped[int] = of_run()
    assignment_id: Mapped[int] = of_assignment()
    candidate_id: Mapped[int] = of_candidate()
    kind: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(12))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id", ondelete="SET NULL"))


class UnsettledPair(Model):
    """Somebody and an assignment that would both rather have each other than what a choice gives
    them.
    """

    __tablename__ = "unsettled_pairs"
    __table_args__ = (
        Index("ix_unsettled_pairs_assignment_id", "assignment_id"),
        Index("ix_unsettled_pairs_candidate_id", "candidate_id"),
    )

    run_id: Mapped[int] = of_run()
    assignment_id: Mapped[int] = of_assignment()
    candidate_id: Mapped[int] = of_candidate()
    score: Mapped[int] = mapped_column()
