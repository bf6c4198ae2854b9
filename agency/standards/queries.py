"""What is asked about recorded entries, and by which rulebook to judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from agency.bulk_lookup import among
from agency.errors import NotFound
from agency.extensions import db
from agency.rules.amending import Key
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import Entry, RuleBook, load_rulebook
from agency.standards.books import book_with, readable
from agency.standards.models import KeptRuleBook, RuleEntry

IN_ORDER = (RuleEntry.scope.desc(), RuleEntry.facility, RuleEntry.rule_id, RuleEntry.in_force)


def rulebook() -> RuleBook:
    """The data files with all that is recorded now; one query.

    Equal content is one and the same object. Raises RuleBookError.
    """
    return book_with(standing(), load_rulebook())


def rulebook_of(fingerprint: str) -> RuleBook | None:
    """The rulebook that something was begun with; None where it cannot be had any more.

    That is the present one, or one whose data files are those of this version.
    """
    data = load_rulebook()
    if data.fingerprint == fingerprint:
        return data
    try:
        kept = book_with(entries_of(fingerprint), data)
    except RuleBookError:  # the data files are others by now
        return None
    book = kept if kept.fingerprint == fingerprint else rulebook()
    return book if book.fingerprint == fingerprint else None


def problems() -> Mapping[int, RuleBookError]:
    """Why entries that count now cannot be read, by their row ids; none as a rule."""
    return readable(standing(), load_rulebook()).problems


def recorded_in(fingerprint: str) -> Mapping[Key, str]:
    """The `RuleBook.amendments` of a rulebook that something was begun with.

    None are taken for recorded where nothing is kept of it, as of data files alone.
    """
    return {row.key: row.canonical for row in entries_of(fingerprint)}


def standing() -> Sequence[RuleEntry]:
    """The entries that count now, law first, then by facility, id and first day."""
    found = select(RuleEntry).where(RuleEntry.withdrawn_at.is_(None)).order_by(*IN_ORDER)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def recorded() -> Sequence[RuleEntry]:
    """Every entry there ever was, those of one id and first day in the order of recording."""
    found = select(RuleEntry).order_by(*IN_ORDER, RuleEntry.id)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


def entries_of(fingerprint: str) -> Sequence[RuleEntry]:
    """The recorded entries that a kept rulebook was made of; none where it was not kept."""
    ids = db.session.scalar(
        select(KeptRuleBook.entry_ids).where(KeptRuleBook.fingerprint == fingerprint)
    )
    if not ids:
        return ()
    found = select(RuleEntry).where(among(RuleEntry.id, ids)).order_by(*IN_ORDER)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()


# What is to be withdrawn


def chosen(
    rule_id: str,
    in_force: date | None = None,
    facility: str | None = None,
    counting: Sequence[RuleEntry] | None = None,
) -> list[RuleEntry]:
    """What counts now under an id, all its texts or the one of a first day.

    A standard of a facility is meant only if that is named. ``counting`` is what `standing` said,
    where that is at hand. Raises NotFound where there is none.
    """
    of_the_id = [row for row in _standing_or(counting) if row.rule_id == rule_id]
    rows = [
        row
        for row in of_the_id
        if row.facility == (facility or "") and in_force in (None, row.in_force)
    ]
    if not rows:
        raise NotFound("recorded entry", _named(rule_id, in_force, facility, of_the_id))
    return rows


def _named(
    rule_id: str, in_force: date | None, facility: str | None, there: Sequence[RuleEntry]
) -> str:
    """What was looked for, and where that id stands instead."""
    day = f" of {in_force}" if in_force else ""
    where = f" of {facility}" if facility else ""
    others = sorted({f"{row.facility or row.scope}, {row.in_force}" for row in there})
    return f"{rule_id}{day}{where}" + (f" (it is recorded: {'; '.join(others)})" if others else "")


def rulebook_without(
    rows: Iterable[RuleEntry], counting: Sequence[RuleEntry] | None = None
) -> RuleBook:
    """What the rulebook would be if these were withdrawn; ``counting`` is as for `chosen`.

    Raises RuleBookError where what is left does not go together.
    """
    gone = {row.id for row in rows}
    left = (row for row in _standing_or(counting) if row.id not in gone)
    return book_with(left, load_rulebook())


def _standing_or(counting: Sequence[RuleEntry] | None) -> Sequence[RuleEntry]:
    return standing() if counting is None else counting


# How each entry stands on a day


UNREADABLE = "cannot be read"


@dataclass(frozen=True)
class Recorded:
    """A recorded entry and how it stands: ``in force``, ``to come``, ``over`` or ``withdrawn``.

    It is over when a later text of its rule governs. It ``cannot be read`` where the data files do
    not understand it any more: ``problem`` says why, and nothing can be judged until it is cured.
    """

    row: RuleEntry
    standing: str
    problem: str = ""

    @property
    def counts(self) -> bool:
        return self.standing in ("in force", "to come", UNREADABLE)


def recorded_on(day: date) -> list[Recorded]:
    """Every entry there ever was, as it stands on ``day``; also those that cannot be read."""
    book, problems = readable(standing(), load_rulebook())
    return [
        Recorded(row, UNREADABLE, str(problems[row.id]))
        if row.id in problems
        else Recorded(row, _standing(row, book, day))
        for row in recorded()
    ]


def _standing(row: RuleEntry, book: RuleBook, day: date) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.in_force > day:
        return "to come"
    later = (one.in_force for one in _versions(row, book) if one.in_force > row.in_force)
    return "over" if any(first <= day for first in later) else "in force"


def _versions(row: RuleEntry, book: RuleBook) -> tuple[Entry, ...]:
    """All texts of the rule of an entry, those of the data files included."""
    state = book.states.get(row.rule_id.partition("-")[0].upper())
    law = state.rules if state else book.federal
    rules = {
        "law": law,
        "agency": book.standards,
        "facility": book.facility_standards.get(row.facility, ()),
    }
    return next((rule.versions for rule in rules[row.scope] if rule.id == row.rule_id), ())
