"""Answers that are given again when a request comes again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from agency.column_types import Json, UTCDateTime
from agency.extensions import Model


class KeptAnswer(Model):
    """What was answered to somebody's request under an Idempotency-Key.

    ``request`` is a hash of method, address and body: another request under the same key is none
    that may have this answer.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        UniqueConstraint("asked_by", "key"),
        Index("ix_idempotency_keys_kept_at", "kept_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(255))
    request: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column()
    headers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    body: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime())
