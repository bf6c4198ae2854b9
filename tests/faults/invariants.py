"""What must hold after whatever has happened, checked by one function."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select, text

from agency.extensions import db
from agency.jobs.actions import add
from agency.jobs.claims import expired
from agency.jobs.database_clock import now
from agency.jobs.models import Job
from agency.matching.models import Match, MatchRun, MatchShard, Shortlist
from agency.matching.queries import last_run
from agency.schema_version import database_revision, newest_revision
from agency.settings import settings, today
from tests.faults.agencies import Agency
from tests.faults.results import (
    eligible_by_sql,
    hash_of_facts,
    result_hash,
    undisturbed_hash,
)
from tests.faults.told_changes import following_changes, told_changes
from tests.faults.writers import Written

CANARY_SECONDS = 30


class Violated(AssertionError):
    """Something that must hold does not."""

    def __init__(self, violations: list[str], said: str) -> None:
        super().__init__("\n".join([*violations, said]))
        self.violations = violations


@dataclass
class Figures:
    """What has been looked at, and how long it took to be as it must."""

    hash: str
    writes: int
    eligible: int
    shards: int
    jobs: Counter[str] = field(default_factory=Counter)
    drained: float = 0
    canary: float = 0


def check_invariants(agency: Agency, written: Written, day: date) -> Figures:
    """Whether all is as if nothing had happened, once the servers are back; raises Violated.

    I1 what was acknowledged is stored, I3 no work is left lying about, I4 the night is complete
    and right, I5 nothing was done twice, I7 it came to what an undisturbed one comes to, I9 the
    tables are as they should be, I10 work is being done.
    """
    drained = agency.wait_until(_is_drained, "work is left lying about")
    canary = _canary(agency)
    found, figures = agency.ask(lambda: _examine(agency, written, day))
    if canary > CANARY_SECONDS:
        found.append(f"I10: a canary took {canary:.1f} s")
    if found:
        raise Violated(found, agency.said())
    figures.drained, figures.canary = drained, canary
    return figures


def check_served(agency: Agency, written: Written) -> float:
    """Whether what is shown is what follows from the facts as they are, after changes by day.

    The seconds until it was; raises Violated.
    """
    drained = agency.wait_until(_is_drained, "work is left lying about")
    if found := agency.ask(lambda: list(_not_served(written))):
        raise Violated(found, agency.said())
    return drained


def _not_served(written: Written) -> Iterator[str]:
    yield from (f"I1: {one}" for one in written.lost())
    run = last_run(today())
    if run is None:
        yield "I4: nothing is shown"
    elif (shown := result_hash(run)) != (follows := hash_of_facts(run.as_of)):
        yield f"I7: shown is {shown} by run {run.id}, from the facts follows {follows}"


def _is_drained() -> bool:
    """I3: no job is due, running, or held by somebody who is gone."""
    due = (Job.state == "pending") & (Job.due_at <= now())
    left = select(func.count()).where(or_(due, expired(), Job.state == "running"))
    return db.session.scalar(left) == 0


def _canary(agency: Agency) -> float:
    """Seconds until a small job was done."""
    key = f"canary:{time.monotonic_ns()}"

    def fly() -> None:
        add("canary", unique_key=key)
        db.session.commit()

    def has_flown() -> bool:
        return db.session.scalar(select(Job.state).where(Job.unique_key == key)) == "done"

    agency.ask(fly)
    return agency.wait_until(has_flown, "a canary is not done")


def _examine(agency: Agency, written: Written, day: date) -> tuple[list[str], Figures]:
    found = [f"I1: {one}" for one in written.lost()]
    found += [f"I3: job {one} is dead without a reason" for one in _dead_without_reason()]
    found += [f"I9: {one}" for one in _schema()]
    run = agency.run_of(day)
    if run is None or run.state != "complete":
        state = run.state if run else "missing"
        return [*found, f"I4: the night of {day} is {state}"], Figures("", 0, 0, 0)
    found += [f"I5: {one}" for one in _twice(run)]
    found += [f"I4: {one}" for one in _counts(run)]
    figures = Figures(
        hash=result_hash(run),
        writes=sum(written.acknowledged.values()),
        eligible=_eligible(run),
        shards=run.shards,
        jobs=Counter(dict(db.session.execute(_by_state()).all())),
    )
    if figures.hash != (undisturbed := undisturbed_hash(run)):
        found.append(f"I7: the result is {figures.hash}, undisturbed it is {undisturbed}")
    if on_postgresql() and figures.eligible != (by_sql := eligible_by_sql(run)):
        found.append(f"I4: {figures.eligible} pairs are eligible, SQL finds {by_sql}")
    return found, figures


def _by_state() -> Any:
    return select(Job.state, func.count()).group_by(Job.state)


def on_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def _dead_without_reason() -> list[int]:
    reasonless = select(Job.id).where(Job.state == "dead", func.coalesce(Job.last_error, "") == "")
    return list(db.session.scalars(reasonless))


def _schema() -> Iterator[str]:
    if (here := database_revision()) != (newest := newest_revision()):
        yield f"the tables are at {here}, not at {newest}"
    if on_postgresql():
        broken = text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
        yield from (f"index {name} is not valid" for name in db.session.scalars(broken))


def _eligible(run: MatchRun) -> int:
    total = select(func.coalesce(func.sum(Shortlist.eligible), 0))
    return int(db.session.scalar(total.where(Shortlist.run_id == run.id)) or 0)


def _twice(run: MatchRun) -> Iterator[str]:
    """I5: one night a day, one job a shard, and every shard counted once; besides the shards, one
    job each begins it, finishes it and values it.
    """
    same_day = select(func.count()).where(MatchRun.as_of == run.as_of, MatchRun.parent_id.is_(None))
    if (nights := db.session.scalar(same_day)) != 1:
        yield f"there are {nights} nights of {run.as_of}"
    if run.shards_done != run.shards:
        yield f"{run.shards_done} shards of {run.shards} are counted"
    of_night = or_(Job.subject == run.subject, Job.unique_key == f"match_night:{run.as_of}")
    several = select(Job.unique_key, func.count()).where(of_night).group_by(Job.unique_key)
    for key, jobs in db.session.execute(several.having(func.count() > 1)):
        yield f"there are {jobs} jobs {key}"
    of_night_done = select(func.count()).where(of_night, Job.state == "done")
    if (done := db.session.scalar(of_night_done)) != (wanted := run.shards + 3):
        yield f"{done} jobs of the night are done, not {wanted}"
    yield from _changes(run)
    listed = select(Shortlist.assignment_id).where(Shortlist.run_id == run.id)
    doubled = listed.group_by(Shortlist.assignment_id).having(func.count() > 1)
    yield from (f"assignment {id} has several shortlists" for id in db.session.scalars(doubled))


def _changes(run: MatchRun) -> Iterator[str]:
    """Each change since the night before is told once, and no other."""
    told = Counter(told_changes(run))
    before = db.session.get(MatchRun, run.compared_with_id) if run.compared_with_id else None
    if told != (follow := Counter(following_changes(before, run))):
        yield f"changes told and not so: {told - follow}; so and not told: {follow - told}"


def _counts(run: MatchRun) -> Iterator[str]:
    """I4: every assignment of every shard has its list, as long as its counts say."""
    shards = db.session.scalars(select(MatchShard).where(MatchShard.run_id == run.id)).all()
    if len(shards) != run.shards or any(shard.usage is None for shard in shards):
        yield f"{len(shards)} shards of {run.shards} are there, or some have not been used"
    listed = select(func.count()).where(Shortlist.run_id == run.id)
    if (lists := db.session.scalar(listed)) != (wanted := sum(len(one.refs) for one in shards)):
        yield f"{lists} assignments of {wanted} have a list"
    stored = (
        select(Shortlist.assignment_id, Shortlist.eligible, Shortlist.near_misses)
        .add_columns(
            *(func.count().filter(Match.tier == tier) for tier in ("eligible", "near_miss"))
        )
        .outerjoin(Match, Match.shortlist_id == Shortlist.id)
        .where(Shortlist.run_id == run.id)
        .group_by(Shortlist.id)
    )
    for id, eligible, near_misses, best, nearest in db.session.execute(stored):
        own = settings()
        kept = min(eligible, own.shortlist_size), min(near_misses, own.near_miss_size)
        if (best, nearest) != kept:
            yield f"assignment {id} has {best} and {nearest} matches, not {kept}"
