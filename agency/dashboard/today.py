"""Today: the morning board, in the order of harm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import principal
from agency.dashboard.blueprint import dashboard
from agency.dashboard.board_words import danger, shown, since, skipped
from agency.dashboard.change_words import gained, lost, of_assignments
from agency.dashboard.frame import Frame
from agency.jobs.queries import moment_now
from agency.matching.board_queries import BoardCounts, board_counts, next_to_end, red_list, starts
from agency.matching.board_settings import board_settings
from agency.matching.boards import Board
from agency.matching.models import MatchRun
from agency.matching.overnight_queries import moves_of, nights_of
from agency.matching.run_queries import stopped_run
from agency.page_filters import moment_text
from agency.pictures.tiles import Tile, tile_map
from agency.placements.review_queue import number_to_review
from agency.placements.waiting import WaitingStage, waiting_by_stage
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text
from agency.settings import settings
from agency.upkeep.queries import what_waits
from agency.verification.registers.queries import newest_alarms
from agency.verification.registers.sentences import alarm_text

ROWS = 5
WORKERS = ("admin", "recruiter")


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands above the board when it is not of last night: what is safe, and what to do."""

    kind: str
    title: str
    words: str
    run_id: int | None = None


@dashboard.get("/")
def today() -> ResponseReturnValue:
    """The board; before the first match, what to do for one. Candidates have pages of their own."""
    frame = Frame(principal())
    if not frame.at_work:
        return redirect(url_for("dashboard.welcome"))
    common = {
        "frame": frame,
        "heading": day_title(frame.today),
        "may_match": may_match(),
        "notice": notice(frame),
    }
    if frame.run is None:
        return render_template("dashboard/today_first.html", **common)
    return render_template("dashboard/today.html", **common, **board(frame, frame.run))


def day_title(day: date) -> str:
    """Tuesday 24 November."""
    return f"{day:%A} {day.day} {day:%B}"


def clock_text(moment: datetime, today: date) -> str:
    """02:14 of a moment today, where the agency is; of any other the day as well."""
    here = moment.astimezone(ZoneInfo(settings().timezone))
    return f"{here:%H:%M}" if here.date() == today else moment_text(moment)


def may_match() -> bool:
    """Whether who asks may order a match."""
    asking = principal()
    return asking is not None and not asking.roles.isdisjoint(WORKERS)


def board(frame: Frame, run: MatchRun) -> dict[str, Any]:
    """All that the board shows of the run that counts."""
    nights, counts = nights_of(run), board_counts()
    moves = moves_of(nights.run.id)
    within = nights.board.starts_within if nights.board else board_settings().starts_within_days
    return {
        "nights": nights,
        "since": since(nights, frame.today),
        "skipped": skipped(nights.run),
        "finished": clock_text(nights.run.finished_at or nights.run.started_at, frame.today),
        "danger": danger(counts, within) if counts.judged_at else "The board is being made.",
        "gained": gained(moves),
        "lost": lost(moves),
        "changed": of_assignments(moves),
        "counts": counts,
        "within": within,
        "red": shown(red_list(ROWS).items) if counts.red else [],
        "next": _next(counts),
        "alarms": newest_alarms(ROWS + 1),
        "alarm_text": alarm_text,
        "starts": shown(starts(ROWS, not_clear=True).items) if counts.not_clear else [],
        "tiles": tiles(nights.board),
        "waiting": waiting_words(waiting_by_stage(), moment_now()),
        "for_people": what_waits(),
        "to_review": number_to_review(),
    }


def _next(counts: BoardCounts) -> Any:
    """Whom to watch next, where nobody is on the red list."""
    return next_to_end() if counts.running and not counts.red else None


def tiles(board: Board | None) -> tuple[Tile, ...]:
    """The map of a board's openings."""
    states = board.states if board else {}
    return tile_map(
        {code: (one["openings"], one["eligible"]) for code, one in states.items()},
        {code: state.name for code, state in load_rulebook().states.items()},
    )


def notice(frame: Frame) -> Notice | None:
    """A warning where the last complete run is not of last night, or a later one has stopped."""
    stopped, run = stopped_run(frame.today), frame.run
    if stopped is not None:
        return _stopped(stopped, run)
    if run is None or frame.fresh:
        return None
    return Notice(
        "unmet" if (frame.today - run.as_of) > timedelta(days=2) else "soon",
        f"No complete match since {day_text(run.as_of)}",
        f"Everything here is as of {day_text(run.as_of)} and held on that day; a paper that ended"
        " since is not seen. Nothing is lost. Match now to bring it up to date.",
    )


def _stopped(stopped: MatchRun, run: MatchRun | None) -> Notice:
    done = f"{stopped.shards_done} of {stopped.shards} parts are done"
    shown = (
        f"What is shown is the complete match of {day_text(run.as_of)}."
        if run
        else "There is no complete match to show yet."
    )
    title = f"The match of {day_text(stopped.as_of)} stopped before its end"
    words = f"{done}. {shown} Nothing was lost: what failed can be tried again."
    return Notice("soon", title, words, stopped.id)


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """How many wait for whose word, and for how many days the oldest of them."""

    stage: str
    number: int
    words: str
    oldest: str
    days: int
    late: bool


def waiting_words(found: Mapping[str, WaitingStage], now: datetime) -> list[WaitingShown]:
    """Submittals with clients, then offers with candidates; those of which there are any."""
    nouns = {"submitted": ("submittal", "with clients"), "offered": ("offer", "with candidates")}
    return [_waiting(stage, found[stage], nouns[stage], now) for stage in nouns if stage in found]


def _waiting(
    stage: str, found: WaitingStage, nouns: tuple[str, str], now: datetime
) -> WaitingShown:
    noun, whose = nouns
    oldest, days = found.oldest, (now - found.oldest.since).days
    return WaitingShown(
        stage=stage,
        number=found.number,
        words=f"{noun if found.number == 1 else noun + 's'} {whose}",
        oldest=f"{oldest.candidate_name}, {oldest.facility or oldest.assignment_ref}",
        days=days,
        late=days > board_settings().patience_days[stage],
    )
