"""People with something to renew, and work that goes on beyond it, around one day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.notices.models import Mail
from agency.placements.models import Placement
from agency.rules.renewal import first_expiry_to_file_for
from agency.rules.rulebook import load_rulebook
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
)

BOOK = load_rulebook()
# A Monday that is a working day.
TODAY = date(2026, 11, 30)


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def expiring(code: str, left: int, now: date = TODAY) -> date:
    """The first expiry whose last safe day to file is ``left`` days or more after ``now``."""
    return first_expiry_to_file_for(BOOK.catalogue[code], now + timedelta(days=left), BOOK)


def person_with(
    name: str, left: int, code: str = "BLS-AHA", now: date = TODAY, **values: Any
) -> tuple[Candidate, Credential]:
    """Somebody with one credential that is to be filed for in ``left`` days."""
    said = {"email": f"{name.lower()}@example.org", "first_name": name, **values}
    she = make_candidate(f"C-{name}", **said)
    return she, make_credential(she, code, issued_on=None, expires_on=expiring(code, left, now))


def at_work(she: Candidate, site: str, first: date, last: date, **values: Any) -> Placement:
    """Her placement at a clinic that asks for BLS and for a certification."""
    work = make_assignment(
        f"A-{site}",
        make_facility(f"{site} Clinic"),
        starts_on=first,
        ends_on=last,
        client_requirements=("BLS",),
    )
    return make_placement(she, work, values.pop("stage", "working"), **values)


def mails() -> list[Mail]:
    """All that is in the outbox, in the order in which it was put there."""
    return list(db.session.scalars(select(Mail).order_by(Mail.id)))
