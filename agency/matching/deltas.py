"""A delta run: what some changed facts change in the results, found without matching all anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from agency import clock
from agency.assignments.models import Assignment, Facility
from agency.bulk_lookup import among
from agency.edits.queries import Unseen, unseen
from agency.errors import Unready
from agency.extensions import begin_snapshot, db
from agency.jobs.actions import add
from agency.jobs.kinds import Args, Store
from agency.jobs.models import Job
from agency.matching.board_making import add_board
from agency.matching.changes import Change, changes_between, store_changes
from agency.matching.keeping import Damaged
from agency.matching.likeness import difference
from agency.matching.models import MatchRun
from agency.matching.packing import OtherFormat
from agency.matching.people import read_pool
from agency.matching.pool import Pool
from agency.matching.queries import last_run
from agency.matching.reassessing import Reassessed, Reassessment
from agency.matching.serving import counts_of
from agency.matching.shards import RulesChanged, book_of, limits_of_settings, peak_mb, run_with
from agency.matching.sides import part_of, served_side
from agency.matching.snapshot import Opening, read_openings
from agency.matching.splicing import only
from agency.matching.starting import MATCH_NIGHT, settings_fingerprint
from agency.matching.states import (
    WHOLE_EVERY,
    Changed,
    State,
    applied,
    keep_changed,
    keep_whole,
    remember,
    state_of,
    steps_to_whole,
)
from agency.matching.storing import scale_from_json, store, store_counts
from agency.rules.ranking import load_scale
from agency.rules.rulebook import RuleBook
from agency.settings import settings, today
from agency.standards.queries import recorded_in, rulebook

MATCH_DELTA = "match_delta"
# Where more people than these have changed, it is cheaper to match everybody anew.
MOST_PEOPLE, MOST_SHARE = 1000, 0.2


class MatchAnew(Exception):
    """The changes cannot be worked in; a full run can."""


@dataclass(frozen=True)
class Step:
    """From the facts of one run to those of the next, and which edits these include."""

    before: State
    after: State
    changed: Changed
    seen: list[list[int]]


def match_delta(_args: Args) -> Store:
    """Bring the last run up to date with the edits it has not seen, and with what was recorded.

    The result equals that of a full run over the same facts by the rules of the last run. Where
    that cannot be had this way, because people were removed, a great many have changed or the
    facts of the last run are not stored, what it returns has everything matched anew; so it has
    where rules or settings have changed.
    """
    begun = clock.now()
    begin_snapshot()
    tip = last_run(today())
    if tip is None:
        return _nothing  # the first run will read everything
    if rules_recorded_since(tip, rulebook()) and not _under_way(tip):
        return _anew(tip)
    news = unseen(tip.seen)
    if not any(news.edited.values()):
        return _nothing
    try:
        return _stepped(tip, news, begun)
    except (MatchAnew, RulesChanged, Unready, Damaged, OtherFormat):
        return _anew(tip)


def _nothing() -> None:
    return


def rules_recorded_since(tip: MatchRun, book: RuleBook) -> bool:
    """Whether in ``book``, the present one, other entries are recorded than ``tip`` knew of.

    Other data files alone are no reason to match: versions that run side by side would have each
    other's runs made anew without end.
    """
    return tip.rulebook != book.fingerprint and recorded_in(tip.rulebook) != book.amendments


def _under_way(tip: MatchRun) -> bool:
    """Whether a run that will follow ``tip`` is not finished; when it is, this is asked again."""
    later = MatchRun.as_of.between(tip.as_of, today())
    running = select(MatchRun.id).where(MatchRun.state == "running", later)
    return db.session.scalar(running.limit(1)) is not None


def _anew(tip: MatchRun) -> Store:
    """Have everything matched again, as of the day of ``tip``, if that is not under way.

    Whatever is under way looks for edits that it has not seen when it is finished.
    """
    key = f"{MATCH_NIGHT}_again:{tip.as_of}"
    scale = load_scale(settings().ranking_file)
    running = select(MatchRun.id).where(
        MatchRun.as_of == tip.as_of,
        MatchRun.state == "running",
        MatchRun.rulebook == rulebook().fingerprint,
        MatchRun.settings == settings_fingerprint(settings(), scale),
    )
    reading = select(Job.id).where(Job.unique_key == key, Job.state == "running")
    if db.session.scalar(running.limit(1)) or db.session.scalar(reading.limit(1)):
        return _nothing
    day = tip.as_of.isoformat()
    return lambda: add(MATCH_NIGHT, {"as_of": day}, unique_key=key)


def _stepped(tip: MatchRun, news: Unseen, begun: datetime) -> Store:
    """Compute the step after ``tip``; what it returns writes it."""
    run_with(tip.id)
    step = _step(tip, news)
    tip_id, store_whole = tip.id, steps_to_whole(tip) >= WHOLE_EVERY
    if not step.changed:
        return lambda: _see(tip_id, step.seen)
    rules = book_of(tip), scale_from_json(tip.scale)
    reassessment = Reassessment(step.before, step.after, step.changed, rules, tip.as_of)
    outcome = reassessment.reassessed(tip, limits_of_settings())
    values = _following(tip, step) | {"started_at": begun}
    before = served_side(tip, step.before, [ref for ref, _ in outcome.results])
    changes = changes_between(before, part_of(tip, step.after, outcome.results), rules)
    remember(values["snapshot"], step.after)
    return lambda: _write(values, step, outcome, changes, store_whole=store_whole)


def _see(run_id: int, seen: list[list[int]]) -> None:
    """Nothing that a rule or a score may see was changed by these edits."""
    db.session.execute(update(MatchRun).where(MatchRun.id == run_id).values(seen=seen))


def _step(tip: MatchRun, news: Unseen) -> Step:
    """Read what was edited, and keep what is really otherwise than before.

    Raises MatchAnew if somebody or something is not there any more, or if it is too much.
    """
    before = state_of(tip)
    if len(news.edited["candidate"]) > max(MOST_PEOPLE, MOST_SHARE * len(before.pool)):
        raise MatchAnew
    edited = _assignments(news)
    read = read_openings(tip.as_of, edited)
    openings = tuple(one for one in read if before.openings.get(one.assignment.ref) != one)
    closed = {*edited.values()} & before.openings.keys() - {one.assignment.ref for one in read}
    people = _people(news, before, _moved(before, openings))
    changed = Changed(people, openings, frozenset(closed))
    return Step(before, applied(before, changed) if changed else before, changed, news.seen)


def _assignments(news: Unseen) -> dict[int, str]:
    """The assignments that were edited, or whose facility was, by row id."""
    ids, sites = news.edited["assignment"], news.edited["facility"]
    rows = db.session.execute(
        select(Assignment.id, Assignment.ref).where(
            among(Assignment.id, ids) | among(Assignment.facility_id, sites)
        )
    )
    found = dict(rows.all())
    known_sites = db.session.scalars(select(Facility.id).where(among(Facility.id, sites))).all()
    if not ids <= found.keys() or len(known_sites) < len(sites):
        raise MatchAnew
    return found


def _moved(before: State, openings: Collection[Opening]) -> set[str]:
    """Whoever was placed on one of these assignments and is not any more, or the other way."""
    moved: set[str] = set()
    for opening in openings:
        known = before.openings.get(opening.assignment.ref)
        moved |= opening.placed ^ known.placed if known else set()
    return moved


def _people(news: Unseen, before: State, moved: set[str]) -> Pool:
    """Those who were edited and whose facts are otherwise now, and all who have ``moved``."""
    ids = news.edited["candidate"]
    pool = read_pool(ids)
    if len(pool) < len(ids) or not moved <= pool.index.keys():
        raise MatchAnew
    found = difference(only(before.pool, pool.refs), pool)
    return only(pool, {*found.added, *found.changed, *moved})


def _following(tip: MatchRun, step: Step) -> dict[str, Any]:
    """The row of the run after ``tip``."""
    return {
        "parent_id": tip.id,
        "base_id": tip.base_id or tip.id,
        "compared_with_id": tip.id,
        "as_of": tip.as_of,
        "rulebook": tip.rulebook,
        "snapshot": step.changed.following(tip.snapshot),
        "settings": tip.settings,
        "scale": tip.scale,
        "lists": tip.lists,
        "seen": step.seen,
        "candidates": len(step.after.pool),
        "state": "complete",
    }


def _write(
    values: dict[str, Any],
    step: Step,
    outcome: Reassessed,
    changes: list[Change],
    *,
    store_whole: bool,
) -> None:
    """The run with what came out otherwise."""
    run = MatchRun(**values, finished_at=clock.now())
    db.session.add(run)
    db.session.flush()
    keep_changed(run.snapshot, step.changed)
    if store_whole:
        keep_whole(run.snapshot, step.after)
    store(run.id, outcome.results)
    store_counts(run.id, outcome.counted)
    store_changes(run.id, changes)
    run.counts = {
        "candidates": run.candidates,
        "peak_mb": peak_mb(),
        **counts_of(run),
        "changed": {
            "candidates": len(step.changed.people),
            "assignments": len(step.changed.openings) + len(step.changed.closed),
            "shortlists": len(outcome.results),
        },
    }
    db.session.flush()
    add_board()
