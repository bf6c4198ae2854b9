"""Moments as badges write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from agency.badges.core.values import shortened
from agency.errors import Unreadable

LONGEST = 40


def moment_of(value: Any, field: str) -> datetime | None:
    """A moment in ISO 8601, of UTC where no zone is said; None for nothing. Raises Unreadable."""
    if value is None:
        return None
    if isinstance(value, str) and len(value) <= LONGEST:
        try:
            read = datetime.fromisoformat(value)
            return read.replace(tzinfo=read.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise Unreadable(f"{field} is {shortened(str(value))!r} and not a moment as ISO 8601 writes it")


def moment_of_seconds(value: Any, field: str) -> datetime | None:
    """A moment in seconds since 1970, as tokens say it; None for nothing. Raises Unreadable."""
    if value is None:
        return None
    try:
        if isinstance(value, bool):
            raise TypeError
        return datetime.fromtimestamp(float(value), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise Unreadable(f"{field} is {shortened(str(value))!r} and not seconds") from None


def day_of(moment: datetime) -> date:
    """The day that a badge means by a moment: that of UTC, in which it is kept."""
    return moment.astimezone(UTC).date()


def shown(moment: datetime) -> str:
    return f"{moment:%d %b %Y}".lstrip("0")
