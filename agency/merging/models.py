"""Merges that were made, and pairs that somebody has said are two people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json, UTCDateTime
from agency.extensions import Model


class Merge(Model):
    """Two files made into one: ``merged_ref`` is a part of ``kept_ref`` until it is undone.

    ``done`` is all that was written, as `agency.merging.undoing` takes it back.
    """

    __tablename__ = "merges"
    __table_args__ = (
        Index("ix_merges_kept_ref", "kept_ref"),
        Index("ix_merges_made_at", "made_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_ref: Mapped[str] = mapped_column(String(40))
    merged_ref: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime())
    made_by: Mapped[str] = mapped_column(String(254))
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime())
    done: Mapped[dict[str, Any]] = mapped_column(Json)


class DistinctPair(Model):
    """Two candidates who look alike and are not the same; the lesser reference is the first."""

    __tablename__ = "distinct_pairs"

    first_ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    second_ref: Mapped[str] = mapped_column(String(40), primary_key=True)
    noted_at: Mapped[datetime] = mapped_column(UTCDateTime())
    noted_by: Mapped[str] = mapped_column(String(254))
