"""Calendars of renewals in iCalendar (RFC 5545): whole days, nothing private, nothing of the clock.

Each event keeps its UID for as long as the credential is on file. Its DTSTAMP and SEQUENCE come
from when anything of its type was last changed, so the same file comes out until something
changes; what was renewed or counts no more is told as cancelled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from agency.credentials.facts import credential_facts
from agency.credentials.models import Credential
from agency.credentials.standing import successor_of
from agency.plain_rows import Values, all_of, plain_rows
from agency.renewals.lapses import Lapse
from agency.rules.catalogue import CredentialType
from agency.rules.renewal import renew_by
from agency.rules.rulebook import RuleBook
from agency.settings import settings

# Revisions are counted in seconds since, so that they fit a calendar's whole number.
COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)
HOURS_BETWEEN = timedelta(hours=12)
# What is told of health and past in a file that lies with others: no more than that it is one.
CONFIDENTIAL = "A check, test or vaccine"


@dataclass(frozen=True, slots=True)
class Shown:
    """One whole day in a calendar."""

    uid: str
    day: date
    summary: str
    changed_at: datetime
    cancelled: bool = False


def her_calendar(candidate_id: int, book: RuleBook) -> tuple[bytes, datetime | None]:
    """The calendar of a candidate, and when anything in it was last changed; one query."""
    mine = all_of(Credential, Credential.candidate_id == candidate_id).order_by(Credential.id)
    rows = plain_rows(mine)
    changed = max((row["changed_at"] for row in rows), default=None)
    return _written("Renewals", _hers(rows, book)), changed


def staff_calendar(lapses: Iterable[Lapse]) -> bytes:
    """The calendar of somebody of the agency: what lapses inside placements."""
    return _written("Lapses in placements", (one for each in lapses for one in _of_lapse(each)))


def _hers(rows: Sequence[Values], book: RuleBook) -> Iterator[Shown]:
    facts = [credential_facts(row) for row in rows]
    active = [one for one in facts if one.status == "active"]
    for row, held in zip(rows, facts, strict=True):
        kind, ends = book.catalogue[held.code], held.expires_on
        if ends is None or not kind.expires or kind.by_agency:
            continue
        over = held.status != "active" or successor_of(held, active, kind) is not None
        changed = max(one["changed_at"] for one in rows if one["code"] == held.code)
        what = what_of(kind)
        yield Shown(_uid("ends", row["id"]), ends, f"{what} ends", changed, over)
        if not kind.not_renewable and (by := renew_by(kind, ends, book)) != ends:
            summary = f"{what}: last safe day to file the renewal"
            yield Shown(_uid("renew-by", row["id"]), by, summary, changed, over)


def _of_lapse(one: Lapse) -> Iterator[Shown]:
    who = one.placement.candidate_name or one.placement.candidate_ref
    where = one.facility or one.placement.work.ref
    key = f"{one.placement.id}-{one.credential_id}"
    summary = f"{who}: {what_of(one.kind)} ends, at work at {where}"
    yield Shown(_uid("lapse", key), one.ends, summary, one.changed_at)
    if one.renew_by and one.renew_by != one.ends:
        summary = f"{who}: last safe day to file for {what_of(one.kind)}"
        yield Shown(_uid("lapse-renew-by", key), one.renew_by, summary, one.changed_at)


def what_of(kind: CredentialType) -> str:
    """A type as a calendar names it."""
    return CONFIDENTIAL if kind.confidential else kind.title


def _uid(what: str, id: int | str) -> str:
    return f"{what}-{id}@{urlsplit(settings().public_url).hostname}"


def _written(name: str, shown: Iterable[Shown]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Tenens//Renewals//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", HOURS_BETWEEN, parameters={"VALUE": "DURATION"})
    for one in shown:
        calendar.add_component(_event(one))
    written: bytes = calendar.to_ical()
    return written


def _event(one: Shown) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed_at)
    event.add("last-modified", one.changed_at)
    event.add("sequence", max(int((one.changed_at - COUNTED_FROM).total_seconds()), 0))
    event.add("dtstart", one.day)
    if one.day < date.max:
        event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", one.summary)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
