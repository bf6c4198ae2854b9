"""What credentials would be worth as of a full run, and who would come instead of whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json
from agency.extensions import Model
from agency.matching.allocation_models import of_assignment, of_run

PROSPECTS = ("obtain", "renew")
PLACES = ("placed", "proposed")


def of_candidate(*, primary_key: bool = False) -> Any:
    return mapped_column(ForeignKey("candidates.id", ondelete="CASCADE"), primary_key=primary_key)


class Valuation(Model):
    """One that was worked out: how many people at once were looked for, how many were looked at
    alone for each credential, and of how many of all ``places`` it is known who comes instead.
    """

    __tablename__ = "valuations"

    run_id: Mapped[int] = of_run()
    milliseconds: Mapped[int] = mapped_column()
    most_takers: Mapped[int] = mapped_column()
    most_people: Mapped[int] = mapped_column()
    places: Mapped[int] = mapped_column()
    places_looked_at: Mapped[int] = mapped_column()


class CredentialValue(Model):
    """What one type of credential would be worth, obtained or renewed.

    ``people`` could newly take ``assignments``, in so many ``pairs``, paid ``best_pay_cents`` an
    hour at most. ``steps`` tells of so many takers at most, ``most``, what is ``gained`` in
    thousandths of a point, how many more openings are ``filled``, and the ``margin_cents`` an hour
    that they bring, but for ``margin_unknown`` of them. It can be there on ``effective``, if it is
    known how long it takes.
    """

    __tablename__ = "credential_values"
    __table_args__ = (CheckConstraint(f"kind IN {PROSPECTS}", name="kind"),)

    run_id: Mapped[int] = of_run()
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    people: Mapped[int] = mapped_column()
    assignments: Mapped[int] = mapped_column()
    pairs: Mapped[int] = mapped_column()
    best_pay_cents: Mapped[int | None] = mapped_column()
    effective: Mapped[date] = mapped_column(Date)
    lead_known: Mapped[bool] = mapped_column()
    cost_cents: Mapped[int | None] = mapped_column()
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class CredentialTaker(Model):
    """Who should take a credential where ``most`` people take it, and for what.

    ``ready``: of what is obtained, whether she may apply; of what is renewed, whether that is on
    course.
    """

    __tablename__ = "credential_takers"
    __table_args__ = (
        Index("ix_credential_takers_candidate_id", "candidate_id"),
        Index("ix_credential_takers_assignment_id", "assignment_id"),
    )

    run_id: Mapped[int] = of_run()
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    most: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = of_candidate(primary_key=True)
    assignment_id: Mapped[int] = of_assignment()
    ready: Mapped[str] = mapped_column(String(8))


class CandidateValue(Model):
    """What credentials would be worth to one person; see `agency.matching.valuing`."""

    __tablename__ = "candidate_values"
    __table_args__ = (Index("ix_candidate_values_candidate_id", "candidate_id"),)

    run_id: Mapped[int] = of_run()
    candidate_id: Mapped[int] = of_candidate(primary_key=True)
    gains: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class Fallback(Model):
    """Who would take a place that somebody has or is proposed for, were she lost.

    ``others`` are those besides her who could take it. Without a replacement nobody takes it.
    ``fewer`` openings are filled without her, and the choice as a whole loses ``costs``: in all her
    places together, so that each of them tells the same.
    """

    __tablename__ = "fallbacks"
    __table_args__ = (
        CheckConstraint(f"kind IN {PLACES}", name="kind"),
        Index("ix_fallbacks_assignment_id", "assignment_id"),
        Index("ix_fallbacks_candidate_id", "candidate_id"),
        Index("ix_fallbacks_replacement_id", "replacement_id"),
    )

    run_id: Mapped[int] = of_run()
    assignment_id: Mapped[int] = of_assignment()
    candidate_id: Mapped[int] = of_candidate(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    others: Mapped[int] = mapped_column()
    replacement_id: Mapped[int | None] = of_candidate()
    score: Mapped[int | None] = mapped_column()
    fewer: Mapped[int] = mapped_column()
    costs: Mapped[int] = mapped_column(BigInteger)


class LoneOpening(Model):
    """An assignment that one person alone could take, or that one has whom nobody could replace.

    ``fix`` is the cheapest change by which another could take it, and ``fix_candidate`` who that
    is; nothing where no near miss has any that is in time.
    """

    __tablename__ = "lone_openings"
    __table_args__ = (
        CheckConstraint(f"kind IN {PLACES}", name="kind"),
        Index("ix_lone_openings_assignment_id", "assignment_id"),
        Index("ix_lone_openings_candidate_id", "candidate_id"),
        Index("ix_lone_openings_fix_candidate_id", "fix_candidate_id"),
    )

    run_id: Mapped[int] = of_run()
    assignment_id: Mapped[int] = of_assignment()
    candidate_id: Mapped[int] = of_candidate(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    fix_candidate_id: Mapped[int | None] = of_candidate()
    fix: Mapped[dict[str, Any] | None] = mapped_column(Json)
