"""Making the board of a run: everybody at work or about to start judged, and openings counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from agency import clock
from agency.bulk_lookup import among
from agency.extensions import begin_snapshot, db
from agency.jobs.actions import add
from agency.jobs.kinds import Args, Store
from agency.matching.board_settings import board_settings
from agency.matching.board_totals import Totals, totals_of
from agency.matching.boards import RUNNING, STARTING, Board, WatchedPlacement
from agency.matching.models import MatchRun
from agency.matching.placement_judging import PlacementAsks, PlacementJudgement, asked_of, judged
from agency.matching.queries import last_run
from agency.placements.busy import BusyPlacement, busy_placements, people_of
from agency.placements.models import Placement
from agency.rules.eligibility import MET, UNKNOWN, UNMET
from agency.rules.rulebook import RuleBook
from agency.rules.spans import LAST_DAY, Coverage, Spans, Window
from agency.settings import today
from agency.standards.queries import rulebook_of
from agency.upserting import upsert

BOARD = "board"
# So many placements are read and judged at once, to bound memory.
BATCH = 500

Row = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """The board of a run, before it is stored."""

    run_id: int
    judged_at: datetime
    starts_within: int
    totals: Totals
    rows: list[Row]


def add_board() -> None:
    """Have the board made of the run that counts; part of the caller's transaction."""
    add(BOARD, unique_key=BOARD)


def make_board(_args: Args) -> Store:
    """Judge all placements that are running or start soon, as of the last run's day, by its rules.

    What it returns replaces the board there was, unless another run has come to count meanwhile:
    that one has a board of its own made. Without a run, or without its rules, there is none.
    """
    begin_snapshot()
    run = last_run(today())
    book = rulebook_of(run.rulebook) if run else None
    if run is None or book is None:
        return lambda: None
    made = _made(run, book)
    return lambda: _keep(made)


def _made(run: MatchRun, book: RuleBook) -> Made:
    within, now = board_settings().starts_within_days, clock.now()
    until = run.as_of + timedelta(days=within)
    found = [one for one in busy_placements(run.as_of) if one.work.starts_on <= until]
    rows = [row | {"run_id": run.id, "judged_at": now} for row in rows_of(found, run.as_of, book)]
    return Made(run.id, now, within, totals_of(run), rows)


def rows_of(placements: Sequence[BusyPlacement], day: date, book: RuleBook) -> Iterator[Row]:
    """What is stored of each, read and judged batch by batch."""
    asks: dict[tuple[int, date, date], PlacementAsks] = {}
    for start in range(0, len(placements), BATCH):
        batch = placements[start : start + BATCH]
        for placement, person in zip(batch, people_of(batch), strict=True):
            work = placement.work
            key = placement.assignment_id, work.starts_on, work.ends_on
            if key not in asks:
                asks[key] = asked_of(work, day, book)
            yield _row(placement, judged(asks[key], person, day, book), day)


def _row(placement: BusyPlacement, found: PlacementJudgement, day: date) -> Row:
    window, whole, gap = found.window, found.whole, found.gap
    met, possible = (_days_in(window, days) for days in (whole.met, whole.possible))
    renewal = gap.renewal if gap else None
    return {
        "placement_id": placement.id,
        "as_of": day,
        "kind": RUNNING if placement.work.starts_on <= day else STARTING,
        "verdict": found.verdict,
        "first_day": date.fromordinal(window.first),
        "last_day": date.fromordinal(window.last),
        "gap_on": date.fromordinal(gap.day) if gap else None,
        "covered_until": _covered_until(whole, window),
        "uncovered_days": window.days - possible,
        "unknown_days": possible - met,
        "requirement": gap.requirement if gap else None,
        "title": gap.title if gap else "",
        "says": gap.says if gap else "",
        "paper": renewal.paper.code if renewal else None,
        "renewal": renewal.state if renewal else None,
        "renew_by": renewal.by if renewal else None,
        "segments": list(_segments(whole, window)),
        "asked": [list(one) for one in found.asked],
    }


def _days_in(window: Window, days: Spans) -> int:
    return (days & Spans.of([window])).days


def _covered_until(whole: Coverage, window: Window) -> date | None:
    """The last day of unbroken cover; None without any, and where it has no end."""
    until = whole.met.holds_until(window.first)
    return None if until in (None, LAST_DAY) else date.fromordinal(until or 0)


def _segments(whole: Coverage, window: Window) -> Iterator[list[Any]]:
    days = Spans.of([window])
    kinds = {
        MET: whole.met & days,
        UNKNOWN: (whole.possible - whole.met) & days,
        UNMET: days - whole.possible,
    }
    for first, last, kind in sorted((*days, kind) for kind, of in kinds.items() for days in of):
        yield [*(date.fromordinal(day).isoformat() for day in (first, last)), kind]


def _keep(made: Made) -> None:
    """Put it in the place of the board there was; those that have been removed are left out."""
    run = last_run(today())
    if run is None or run.id != made.run_id:
        return
    ids = [row["placement_id"] for row in made.rows]
    held = select(Placement.id).where(among(Placement.id, ids))
    present = set(db.session.scalars(held.with_for_update(read=True, key_share=True)))
    db.session.execute(delete(WatchedPlacement))
    if rows := [row for row in made.rows if row["placement_id"] in present]:
        db.session.execute(insert(WatchedPlacement), rows)
    values = {
        "judged_at": made.judged_at,
        "starts_within": made.starts_within,
        "openings": made.totals.openings,
        "fillable": made.totals.fillable,
        "states": made.totals.states,
    }
    board = upsert(Board).values(run_id=made.run_id, **values)
    db.session.execute(board.on_conflict_do_update(index_elements=[Board.run_id], set_=values))
