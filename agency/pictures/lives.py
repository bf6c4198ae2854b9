"""What a person holds, and until when: a bar per type of credential over two years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from agency.pictures.axis import Axis, Stretch, Tick
from agency.pictures.evidence_words import LADDER
from agency.rules.facts import Credential, Evidence
from agency.rules.renewal import DUE, GRACE, LAPSED, UNDATED, opens_on, renew_by, status_on
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import day_text
from agency.rules.spans import FIRST_DAY, LAST_DAY
from agency.rules.workdays import ONE_DAY, add_months, later

MONTHS_BEFORE, MONTHS = 10, 24
VALID, RENEWAL, DOUBTED, WITHOUT = "met", "renewal", "unknown", "unmet"
# How well it is known where nobody has checked it: it is then not drawn as covered.
HOW = {**LADDER, Evidence.documented: "seen, not checked yet"}
LEAST_KNOWN = Evidence.reviewed


@dataclass(frozen=True, slots=True)
class Work:
    """Days of a placement, or of an assignment that is ``proposed``; ``href`` may be none."""

    words: str
    starts_on: date
    ends_on: date
    proposed: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class WorkBar:
    """Work as it is drawn on the lane above the bars."""

    work: Work
    drawn: Stretch


@dataclass(frozen=True, slots=True)
class LifeBar:
    """One run of days: ``met`` while valid, ``renewal`` while it is time to renew, ``unknown``
    where the file gives no end or nobody has checked it, ``unmet`` since it ended.
    """

    kind: str
    drawn: Stretch


@dataclass(frozen=True, slots=True)
class Life:
    """One type of credential; several that follow each other share the row.

    ``how`` is how well the newest is known, blank where none counts any more, ``until`` when it
    ends, ``note`` what to do about it; ``soon`` says that it is time to, ``doubted`` that nobody
    has checked it, ``ended`` that it ran out, ``says`` is all of it as a sentence without its full
    stop.
    ``until_at`` is where the words of the end stand: at the end, or at the edge if it lies beyond.
    """

    code: str
    title: str
    how: str
    until: str
    until_at: float
    note: str
    soon: bool
    over: bool
    ended: bool
    doubted: bool
    bars: tuple[LifeBar, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Lives:
    """The picture: ``today`` is where the day stands, as a fraction like everything else."""

    axis: Axis
    ticks: tuple[Tick, ...]
    today: float
    work: tuple[WorkBar, ...]
    rows: tuple[Life, ...]

    @property
    def says(self) -> str:
        held = "; ".join(row.says for row in self.rows)
        return held or "No credential is on file"


def lives(
    credentials: Iterable[Credential], work: Iterable[Work], day: date, book: RuleBook
) -> Lives:
    """The lives of ``credentials`` around ``day``, with what she works in the same time.

    Those that are revoked, surrendered or suspended cover nothing and have no bar. Rows follow
    the order of the catalogue.
    """
    first = add_months(day.replace(day=1), -MONTHS_BEFORE)
    axis = Axis(first.toordinal(), (add_months(first, MONTHS) - ONE_DAY).toordinal())
    by_code: dict[str, list[Credential]] = {}
    for one in credentials:
        by_code.setdefault(one.code, []).append(one)
    codes = [code for code in book.catalogue.types if code in by_code]
    return Lives(
        axis=axis,
        ticks=axis.ticks(room=0.12),
        today=axis.at(day.toordinal()),
        work=tuple(_work_bars(work, axis)),
        rows=tuple(_life(by_code[code], axis, day, book) for code in codes),
    )


def _work_bars(work: Iterable[Work], axis: Axis) -> Iterator[WorkBar]:
    for one in sorted(work, key=lambda work: work.starts_on):
        drawn = axis.stretch(one.starts_on.toordinal(), one.ends_on.toordinal())
        if drawn:
            yield WorkBar(one, drawn)


def _life(held: list[Credential], axis: Axis, day: date, book: RuleBook) -> Life:
    kind = book.catalogue[held[0].code]
    active = [one for one in held if one.status == "active"]
    newest = max(active or held, key=_ends)
    until, note, state = _words(newest, day, book)
    in_order = sorted(active, key=_ends)
    bars = [bar for one in in_order for bar in _bars(one, newest, axis, book)]
    how = HOW[newest.evidence] if active else ""
    facts = ", ".join(filter(None, (kind.title, until, note, how)))
    return Life(
        code=kind.code,
        title=kind.title,
        how=how,
        until=until,
        until_at=axis.at(min(_ends(newest) + 1, LAST_DAY)),
        note=note,
        soon=state in (DUE, GRACE),
        over=state in (GRACE, LAPSED) or not active,
        ended=bool(active) and state in (GRACE, LAPSED),
        doubted=bool(active) and newest.evidence < LEAST_KNOWN,
        bars=(*bars, *_since_its_end(newest, axis, day)) if active else (),
        says=facts,
    )


def _ends(credential: Credential) -> int:
    return credential.expires_on.toordinal() if credential.expires_on else LAST_DAY


def _bars(one: Credential, newest: Credential, axis: Axis, book: RuleBook) -> Iterator[LifeBar]:
    """Its days as valid, and those of its renewal window unless a newer one takes over."""
    first = one.issued_on.toordinal() if one.issued_on else FIRST_DAY
    last, kind = _ends(one), book.catalogue[one.code]
    if one.evidence < LEAST_KNOWN or (one.expires_on is None and kind.expires):
        yield from _drawn(DOUBTED, first, last, axis)
        return
    renewing = last + 1
    if one is newest and one.expires_on and not kind.not_renewable:
        renewing = max(opens_on(kind, one.expires_on, book).toordinal(), first)
    yield from _drawn(VALID, first, renewing - 1, axis)
    yield from _drawn(RENEWAL, renewing, last, axis)


def _since_its_end(newest: Credential, axis: Axis, day: date) -> Iterator[LifeBar]:
    """The days without it, up to ``day``."""
    if newest.expires_on and newest.expires_on < day:
        yield from _drawn(WITHOUT, newest.expires_on.toordinal() + 1, day.toordinal(), axis)


def _drawn(kind: str, first: int, last: int, axis: Axis) -> Iterator[LifeBar]:
    stretch = axis.stretch(first, last)
    if stretch:
        yield LifeBar(kind, stretch)


def _words(one: Credential, day: date, book: RuleBook) -> tuple[str, str, str]:
    """Until when it is valid, what to do about it, and how its renewal stands."""
    kind, ends = book.catalogue[one.code], one.expires_on
    if one.status != "active":
        return one.status, "", LAPSED
    state = status_on(one, day, book)
    if ends is None:
        return ("no end on file" if state == UNDATED else "does not expire"), "", state
    if state in (GRACE, LAPSED):
        taken = later(ends, kind.grace, book.holidays) if state == GRACE and kind.grace else None
        grace = f"grace until {day_text(taken)}" if taken else ""
        return f"ended {day_text(ends)}", grace, state
    by = renew_by(kind, ends, book)
    if kind.not_renewable or state != DUE:
        return f"to {day_text(ends)}", "", state
    asked = f"renew by {day_text(by)}" if by >= day else f"was to be renewed by {day_text(by)}"
    return f"to {day_text(ends)}", asked, state
