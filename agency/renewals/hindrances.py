"""Why nobody can be reminded by hand now: told where the button would stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from agency.candidates.models import Candidate
from agency.candidates.standing import WRITTEN_TO
from agency.extensions import db
from agency.notices.delivery import status_words
from agency.notices.models import BadAddress
from agency.notices.queries import has_left
from agency.renewals.models import Digest
from agency.renewals.queries import TOPIC
from agency.screening.holding import is_held
from agency.settings import settings

UNKNOWN = "5.1.1"


def hindrance_columns(day: date) -> Mapping[str, ColumnElement[Any]]:
    """What `hindrance_words` asks of a row of candidates, by name."""
    bad = select(BadAddress.status).where(BadAddress.address == func.lower(Candidate.email))
    today = (Digest.candidate_id == Candidate.id) & (Digest.day == day)
    return {
        "on_hold": is_held(),
        "written_to": Candidate.status.in_(WRITTEN_TO),
        "has_address": Candidate.email != "",
        "bad_status": bad.scalar_subquery(),
        "has_left": has_left(TOPIC, Candidate.id, Candidate.email),
        "reminded": select(Digest.id).where(today).exists(),
    }


def hindrance_words(row: Mapping[str, Any]) -> str:
    """Why she cannot be reminded now, in a clause; empty where she can."""
    if row["on_hold"]:
        return "no mail: on hold"
    if not row["written_to"]:
        return "no mail: she is not to be written to"
    if not row["has_address"]:
        return "no mail: no address is on file"
    if row["bad_status"]:
        return f"no mail: {dead_words(row['bad_status'])}"
    if row["has_left"]:
        return "no mail: she wants none about renewals"
    if not settings().smtp_url:
        return "no mail server is set"
    return "reminded today" if row["reminded"] else ""


def dead_words(status: str) -> str:
    """That her address does not work, by the code that a server gave, and what to do."""
    if status == UNKNOWN:
        return "her mailbox is unknown: correct the address"
    return f"her address does not work ({status_words(status)}): correct it"


def hindrance_of(candidate_id: int, day: date) -> str:
    """Why one candidate cannot be reminded on ``day``; one query."""
    columns = (column.label(name) for name, column in hindrance_columns(day).items())
    row = db.session.execute(select(*columns).where(Candidate.id == candidate_id)).one()
    return hindrance_words(row._asdict())
