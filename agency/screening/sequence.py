"""Where a file stands among those that were loaded: its month, what is missing, what is late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from agency.extensions import db
from agency.fields.schema import refused
from agency.rules.sentences import day_text
from agency.screening.models import ADDITIONS, FULL, REINSTATEMENTS, ListLoad
from agency.screening.reading import Survey
from agency.screening.sources.interface import Source
from agency.settings import today

KIND_WORDS = {FULL: "full file", ADDITIONS: "exclusions", REINSTATEMENTS: "reinstatements"}
MOST_TOLD = 12


@dataclass
class Place:
    """The day and the month of a file, and what is to be told of it.

    It is ``pointless`` where loading it would change nothing, or undo what is newer.
    """

    day: date
    month: str
    notes: list[str] = field(default_factory=list)
    pointless: bool = False


def place_of(source: Source, kind: str, file_name: str, seen: Survey, day: date | None) -> Place:
    """Where a file belongs, by what was said, by its name, or by the newest day in it.

    Raises Refused where none of them tells, or the day lies ahead.
    """
    dated = source.dated(file_name)
    own = day or dated.day or seen.newest
    if own is None:
        raise refused(
            "day", "", f"the day of {file_name}, which neither its name nor its rows tell"
        )
    if own > today():
        raise refused("day", own.isoformat(), "a day that is not in the future")
    place = Place(own, dated.month if dated.month and day is None else f"{own:%Y-%m}")
    loads = _loads(source.name)
    _tell(place, kind, seen, loads)
    return place


def _tell(place: Place, kind: str, seen: Survey, loads: Sequence[ListLoad]) -> None:
    full = next((one for one in loads if one.kind == FULL), None)
    if loads and _is_last(kind, seen, loads):
        place.notes.append("This very file was loaded already.")
        place.pointless = True
    elif kind == FULL:
        if newer := next((one for one in loads if _is_newer(one, place)), None):
            words = f"{KIND_WORDS[newer.kind]} of {day_text(newer.file_day)}"
            place.notes.append(f"Something newer, the {words}, was loaded already.")
            place.pointless = True
    elif full is None:
        place.notes.append("No full file was loaded yet: the list has only what supplements say.")
    elif place.month <= full.month:
        place.notes.append(
            f"The full file of {full.month}, which was loaded already, holds the {KIND_WORDS[kind]}"
            f" of {place.month}."
        )
        place.pointless = True
    else:
        place.notes += missing_words(missing_months(loads, (place.month, kind)))


def _is_newer(one: ListLoad, place: Place) -> bool:
    """Whether a load goes further than a full file would."""
    return one.file_day > place.day if one.kind == FULL else one.month > place.month


def _is_last(kind: str, seen: Survey, loads: Sequence[ListLoad]) -> bool:
    """Whether it is the newest of its kind, or for a supplement any since the last full file."""
    of_kind = [one for one in loads if one.kind == kind]
    since = of_kind[:1] if kind == FULL else of_kind
    later_full = next((one.id for one in loads if one.kind == FULL), 0)
    return any(one.sha256 == seen.sha256 and one.id >= later_full for one in since)


def missing_months(
    loads: Sequence[ListLoad], coming: tuple[str, str] | None = None, until: str | None = None
) -> list[tuple[str, str]]:
    """Months of which no file was loaded though there is one of a later month, with the kind.

    They are counted from the month of the last full file; ``coming`` is a file that is being
    loaded. Months before ``until`` are over, so they count whether or not a later file was loaded.
    The newest load comes first in ``loads``.
    """
    full = next((one for one in loads if one.kind == FULL), None)
    if full is None:
        return []
    had = {(one.month, one.kind) for one in loads if one.id > full.id}
    had |= {coming} if coming else set()
    last = max((month for month, _ in had), default=full.month)
    months = list(_months(full.month, last))
    months += [one for one in _months(last, until) if one < until] if until else []
    return [
        (month, kind)
        for month in months
        for kind in (ADDITIONS, REINSTATEMENTS)
        if (month, kind) not in had and (month != last or not coming)
    ]


def missing_words(missing: Sequence[tuple[str, str]]) -> list[str]:
    """What is told of months that are missing: there may have been no such file."""
    if not missing:
        return []
    named = ", ".join(f"{month} {KIND_WORDS[kind]}" for month, kind in missing)
    if len(missing) > MOST_TOLD:
        first, last = missing[0][0], missing[-1][0]
        named = f"{len(missing)} monthly files, from {first} to {last}"
    return [f"Not loaded: {named}. If they were published, load them too, or the full file."]


def _months(after: str, last: str) -> Iterator[str]:
    year, month = map(int, after.split("-"))
    while f"{year:04}-{month:02}" < last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        yield f"{year:04}-{month:02}"


def _loads(source: str) -> Sequence[ListLoad]:
    newest = (
        select(ListLoad)
        .where(ListLoad.source == source, ListLoad.done)
        .order_by(ListLoad.id.desc())
    )
    return db.session.scalars(newest).all()
