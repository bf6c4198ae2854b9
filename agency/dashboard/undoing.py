"""What can be taken back for some minutes: offered on the pages that come, to who did it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import session

from agency import clock
from agency.settings import settings


def offer_undo(key: str, to: str, words: str) -> None:
    """Offer to take back what ``words`` tell, at the address ``to``, on the pages of a ``key``."""
    until = clock.now() + timedelta(minutes=settings().undo_minutes)
    session[key] = {"to": to, "words": words, "until": until.timestamp()}


def undo_offered(key: str) -> dict[str, Any] | None:
    """What can still be taken back, with the seconds that are left."""
    said = session.get(key)
    left = said["until"] - clock.now().timestamp() if said else 0
    return {**said, "seconds": int(left)} if said and left > 0 else None


def forget_undo(key: str) -> None:
    """Offer it no more."""
    session.pop(key, None)
