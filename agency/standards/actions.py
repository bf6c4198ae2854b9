"""Recording entries of the rulebook and withdrawing them; each public function is a transaction.

Nothing that was recorded is ever deleted. What is changed is matched anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from sqlalchemy import text

from agency import clock
from agency.audit.actions import note
from agency.audit.actors import Actor
from agency.edits.actions import match_soon
from agency.errors import AgencyError
from agency.extensions import begin_write, db
from agency.rules.amending import Proposed, amended, news_of
from agency.rules.drafts import Draft, missing_entries, missing_text
from agency.rules.rulebook import RuleBook
from agency.standards.models import RuleEntry
from agency.standards.queries import chosen, problems, rulebook, standing
from agency.standards.schemas import Recording


class NothingNew(AgencyError):
    """The rulebook says all of it already."""


class Incomplete(AgencyError):
    """What is written as a whole state lacks entries that the rulebook holds."""


def save(
    proposed: Collection[Proposed],
    by: str,
    why: str,
    facilities: Collection[str] = (),
    whole: Collection[str] = (),
    actor: Actor | None = None,
) -> list[RuleEntry]:
    """Record entries; of two with one key the later replaces the earlier.

    ``facilities`` are the names of those there are, for entries that name one; ``whole`` the codes
    of the states of which ``proposed`` is said to be all. What the rulebook says already is left
    out. The trail names ``actor``, or ``by`` at the command line. Raises Refused where ``by`` or
    ``why`` is blank, NothingNew, Incomplete, and RuleBookError where an entry does not go together
    with what is recorded by now.
    """
    said = Recording().accept({"by": by, "why": why})
    with _writing():
        book = rulebook()
        _refuse_incomplete(book, Draft(tuple(proposed), frozenset(whole)))
        news = news_of(book, proposed)
        if not news:
            raise NothingNew("the rulebook says all of it already; nothing was saved")
        for one in news:
            _refuse_unknown_facility(one, facilities)
        amended(book, news)
        now = clock.now()
        news_keys = {one.key for one in news}
        replaced = [row for row in standing() if row.key in news_keys]
        _withdraw(replaced, said["by"], now, f"replaced: {said['why']}")
        rows = [_row(one, said["by"], said["why"], now) for one in news]
        db.session.add_all(rows)
        db.session.flush()
        _note_saved(rows, replaced, actor or Actor("command", said["by"]))
        match_soon()
    return rows


def withdraw(
    rule_id: str,
    by: str,
    why: str,
    in_force: date | None = None,
    facility: str | None = None,
    actor: Actor | None = None,
) -> list[RuleEntry]:
    """Withdraw what is recorded under an id, all its texts or the one of a first day.

    The data files then count again. Raises Refused where ``by`` or ``why`` is blank, NotFound
    where nothing stands recorded so, and RuleBookError where something that could be read does
    not make sense without it.
    """
    said = Recording().accept({"by": by, "why": why})
    with _writing():
        rows = chosen(rule_id, in_force, facility)
        unread = problems()
        _withdraw(rows, said["by"], clock.now(), said["why"])
        _refuse_other_than(unread)
        for row in rows:
            by_whom = actor or Actor("command", said["by"])
            note(by_whom, "withdrawn", _subject(row), before=_told(row), reason=said["why"])
        match_soon()
    return rows


@contextmanager
def _writing() -> Iterator[None]:
    """One transaction, of one writer at a time: what is recorded must go together."""
    db.session.rollback()
    begin_write()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE rule_entries IN SHARE ROW EXCLUSIVE MODE"))
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def _refuse_other_than(unread: Collection[int]) -> None:
    """What is left goes together as well as it did: what could not be read locks nothing."""
    for id, problem in problems().items():
        if id not in unread:
            raise problem


def _refuse_incomplete(book: RuleBook, draft: Draft) -> None:
    """Nothing is taken out by saving: what was looked at would not be what is saved."""
    if missing := missing_entries(book, draft):
        raise Incomplete(f"nothing was saved: {missing_text(missing)}")


def _refuse_unknown_facility(one: Proposed, facilities: Collection[str]) -> None:
    if one.facility is None or one.facility in facilities:
        return
    near = get_close_matches(one.facility, facilities, n=3)
    hint = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
    raise one.error("facility", f"there is no facility {one.facility!r}{hint}")


def _withdraw(rows: Iterable[RuleEntry], by: str, now: datetime, why: str) -> None:
    for row in rows:
        row.withdrawn_by, row.withdrawn_at, row.withdrawn_why = by, now, why
    db.session.flush()


def _note_saved(rows: Iterable[RuleEntry], replaced: Iterable[RuleEntry], actor: Actor) -> None:
    """One entry of the trail for each recorded, with what it takes the place of."""
    before = {row.key: _told(row) for row in replaced}
    for row in rows:
        note(actor, "recorded", _subject(row), before.get(row.key), _told(row), row.why)


def _subject(row: RuleEntry) -> str:
    return f"rule:{row.rule_id}"


def _told(row: RuleEntry) -> dict[str, Any]:
    """The entry as the trail keeps it, with whose it is."""
    return row.entry | ({"facility": row.facility} if row.facility else {})


def _row(one: Proposed, by: str, why: str, now: datetime) -> RuleEntry:
    return RuleEntry(
        scope=one.scope,
        facility=one.facility or "",
        rule_id=one.entry.id,
        in_force=one.entry.in_force,
        entry=dict(one.written),
        made_by=by,
        made_at=now,
        why=why,
    )
