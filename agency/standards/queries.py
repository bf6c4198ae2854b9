"""What is asked about recorded entries, and by which rulebook to judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from agency.bulk_lookup import among
from agency.extensions import db
from agency.rules.amending import Key
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.standards.books import book_with
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


def standing_count() -> int:
    counted = select(func.count()).select_from(RuleEntry).where(RuleEntry.withdrawn_at.is_(None))
    return db.session.scalar(counted) or 0


def entries_of(fingerprint: str) -> Sequence[RuleEntry]:
    """The recorded entries that a kept rulebook was made of; none where it was not kept."""
    ids = db.session.scalar(
        select(KeptRuleBook.entry_ids).where(KeptRuleBook.fingerprint == fingerprint)
    )
    if not ids:
        return ()
    found = select(RuleEntry).where(among(RuleEntry.id, ids)).order_by(*IN_ORDER)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()
