"""How the work goes, as numbers in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from agency.jobs.queries import LedgerSigns, ledger_signs
from agency.matching.board_queries import board_counts, board_of
from agency.matching.models import MatchRun
from agency.matching.queries import last_run
from agency.matching.run_queries import full_run_of
from agency.matching.snapshot_queries import stored_facts
from agency.settings import today

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Sample = tuple[str, float]
"""The labels in braces, or nothing, and a value."""


def metrics_text() -> str:
    """All numbers, each with what it means; what is not known is left out."""
    return "".join(line for family in _families() for line in _lines(*family))


def _lines(name: str, meaning: str, samples: Iterable[Sample]) -> Iterator[str]:
    told = list(samples)
    if told:
        yield f"# HELP tenens_{name} {meaning}\n# TYPE tenens_{name} gauge\n"
        yield from (f"tenens_{name}{labels} {value:g}\n" for labels, value in told)


def _families() -> Iterator[tuple[str, str, Iterable[Sample]]]:
    signs, run = ledger_signs(), last_run(today())
    yield from _of_the_ledger(signs)
    if run is not None:
        yield from _of_the_run(run, signs.now)
    yield from _of_stored_facts()
    yield from _of_the_board(run)


def _of_the_ledger(signs: LedgerSigns) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    states = ((f'{{state="{state}"}}', number) for state, number in signs.counts.items())
    yield "jobs", "Jobs in the ledger by state.", states
    waited = signs.waited or timedelta()
    yield "oldest_waiting_seconds", "How long the oldest due job has waited.", _one(waited)
    yield "heartbeat_age_seconds", "Since work was last handed out.", _one(signs.heartbeat_age)


def _of_the_run(run: MatchRun, now: datetime) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    full = full_run_of(run)
    age = now - (full.finished_at or full.started_at)
    yield "last_run_age_seconds", "Since the last complete full match.", _one(age)
    length = full.finished_at - full.started_at if full.finished_at else None
    yield "last_run_duration_seconds", "What the last complete full match took.", _one(length)
    yield "candidates", "Candidates in the last run.", [("", run.candidates)]
    for kind in ("assignments", "pairs"):
        counts = run.counts.get(kind, {}).items()
        named = ((f'{{kind="{name}"}}', number) for name, number in counts)
        yield kind, f"Exact counts of {kind} in the last run.", named


def _of_stored_facts() -> Iterator[tuple[str, str, Iterable[Sample]]]:
    stored = stored_facts()
    yield "snapshots", "Snapshots of facts in the database.", [("", stored.number)]
    yield "snapshots_bytes", "What they take, compressed.", [("", stored.bytes)]


def _of_the_board(run: MatchRun | None) -> Iterator[tuple[str, str, Iterable[Sample]]]:
    board = board_of(run) if run else None
    if board is not None:
        yield "openings", "Openings left of open assignments.", [("", board.openings)]
        yield "openings_fillable", "Those with somebody eligible.", [("", board.fillable)]
    counts = board_counts()
    if counts.judged_at is not None:
        labels = ("running", "uncovered", "unknown", "starting", "not_clear")
        told = ((f'{{kind="{name}"}}', getattr(counts, name)) for name in labels)
        yield "placements", "Placements on the board.", told


def _one(length: timedelta | None) -> list[Sample]:
    return [] if length is None else [("", length.total_seconds())]
