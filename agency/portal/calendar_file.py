"""The calendar at a secret address, for programs that keep calendars: they sign in nowhere."""

from __future__ import annotations

import hashlib
from datetime import datetime

from flask import Blueprint, Response, request

from agency.access.limits import Counts, Key
from agency.accounts.queries import user
from agency.accounts.roles import STAFF
from agency.accounts.secrets import hash_of
from agency.candidates.models import Candidate
from agency.errors import NotFound
from agency.extensions import db
from agency.renewals.calendars import her_calendar, staff_calendar
from agency.renewals.models import Calendar
from agency.renewals.queries import calendar_at
from agency.renewals.staff_digest import soon_lapsing
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from agency.standards.queries import rulebook

calendar_file = Blueprint("calendar_file", __name__)


@calendar_file.get("/calendar/<secret>.ics")
def calendar(secret: str) -> Response:
    """The calendar as it is now; 304 where the program has it, 404 where the address has ended."""
    content, changed = _content(calendar_at(secret))
    answer = Response(content, content_type="text/calendar; charset=utf-8")
    answer.set_etag(hashlib.sha256(content).hexdigest())
    answer.last_modified = changed
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Disposition"] = 'inline; filename="renewals.ics"'
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.make_conditional(request)
    return answer


def _content(found: Calendar) -> tuple[bytes, datetime | None]:
    """The file, and when anything in it was changed, where that can be told."""
    if found.candidate_id is not None:
        her = db.session.get(Candidate, found.candidate_id)
        if her is None or her.merged_into is not None:
            raise NotFound("calendar", "at this address")
        return her_calendar(found.candidate_id, load_rulebook())
    assert found.user_id is not None  # a calendar is a candidate's or an account's
    owner = user(found.user_id)
    if not owner.active or owner.role not in STAFF:
        raise NotFound("calendar", "at this address")
    return staff_calendar(soon_lapsing(today(), rulebook())), None


def missed(response: Response) -> bool:
    """Only an address that leads nowhere counts: somebody may be guessing."""
    return response.status_code == 404


def secret_tried() -> str:
    """The address that is tried, as a hash: what is counted lets nobody in."""
    return hash_of(str((request.view_args or {}).get("secret", "")))


GUESSED: dict[str, tuple[Key, Counts]] = {"calendar_file.calendar": (secret_tried, missed)}
