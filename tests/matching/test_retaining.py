"""Facts of old runs are forgotten, and of no run that somebody may need them for."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select, update

from agency import clock
from agency.errors import Unready
from agency.extensions import begin_write, db
from agency.jobs.actions import add, beat
from agency.jobs.kinds import wanted
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.matching import deltas
from agency.matching.actions import match
from agency.matching.keeping import keep, kept, lay_out, snapshot_of
from agency.matching.models import MatchRun, SnapshotPiece, StoredSnapshot
from agency.matching.queries import current_run
from agency.matching.replaying import replay
from agency.matching.retaining import FORGET, forget_snapshots
from agency.matching.snapshot_files import path_of
from agency.matching.snapshot_queries import sizes_of, stored_facts
from agency.matching.snapshot_stock import fingerprints_in
from agency.matching.starting import MATCH_SHARD
from agency.matching.states import _at_hand, whole_key
from agency.settings import settings, today
from tests.matching.lively_agency import AS_OF, LivelyAgency
from tests.matching.random_agency import RandomAgency
from tests.matching.run_rows import make_delta, make_run
from tests.matching.working import work_off

DAY = timedelta(days=1)


def ago(days: float) -> datetime:
    return clock.now() - days * DAY


def run_of(days: float, made: Callable[..., MatchRun] = make_run, *args: Any) -> MatchRun:
    """A run begun so many days ago, with facts that are stored."""
    run = made(*args, started_at=ago(days), as_of=today() - round(days) * DAY)
    store(run.snapshot, days)
    return run


def store(fingerprint: str, days: float) -> None:
    keep(fingerprint, b"some facts")
    made = update(StoredSnapshot).where(StoredSnapshot.fingerprint == fingerprint)
    db.session.execute(made.values(made_at=ago(days)))


def forget() -> None:
    forget_snapshots({})()


def left() -> set[str]:
    return set(db.session.scalars(select(StoredSnapshot.fingerprint)))


def test_facts_are_kept_for_ninety_days_and_the_days_can_be_set(
    database: SQLAlchemy, set_to: Any
) -> None:
    old, young, newest = (run_of(days) for days in (90.1, 89.9, 1))
    forget()
    assert left() == {young.snapshot, newest.snapshot}
    assert database.session.scalar(select(func.count()).select_from(SnapshotPiece)) == 2
    set_to(snapshot_days=30)
    forget()
    assert left() == {newest.snapshot}
    assert database.session.get(MatchRun, old.id) is not None


def test_what_is_shown_is_kept_however_old(database: SQLAlchemy) -> None:
    before, shown = run_of(300), run_of(200)
    delta = run_of(199, make_delta, shown)
    forget()
    assert left() == {shown.snapshot, delta.snapshot}
    assert before.snapshot not in left()


def test_what_is_being_matched_is_kept_however_old(database: SQLAlchemy) -> None:
    running = run_of(100, lambda **values: make_run(state="running", **values))
    failed = run_of(101, lambda **values: make_run(state="incomplete", **values))
    given_up = run_of(102, lambda **values: make_run(state="incomplete", **values))
    add(MATCH_SHARD, {"run": failed.id, "shard": 1}, subject=failed.subject)
    newest = run_of(1)
    forget()
    assert left() == {running.snapshot, failed.snapshot, newest.snapshot}
    assert given_up.snapshot not in left()


def test_a_chain_is_forgotten_as_one(database: SQLAlchemy) -> None:
    """A delta can be done again only with the facts of its full run, and of all between."""
    first = run_of(90.2)
    middle = run_of(90.1, make_delta, first)
    last = run_of(89.9, make_delta, middle)
    for run in (middle, last):
        store(whole_key(run.snapshot), 90.1)
    newest = run_of(1)
    forget()
    chain = {first.snapshot, middle.snapshot, last.snapshot}
    whole = {whole_key(run.snapshot) for run in (middle, last)}
    assert left() == chain | whole | {newest.snapshot}
    database.session.execute(
        update(MatchRun).where(MatchRun.id == last.id).values(started_at=ago(90.05))
    )
    database.session.execute(update(StoredSnapshot).values(made_at=ago(91)))
    forget()
    assert left() == {newest.snapshot}


def test_equal_facts_count_from_the_last_run_that_was_begun_with_them(
    database: SQLAlchemy,
) -> None:
    old = run_of(100)
    make_run(started_at=ago(10), as_of=today() - 10 * DAY, snapshot=old.snapshot)
    run_of(1)
    forget()
    assert old.snapshot in left()
    keep(old.snapshot, b"some facts")
    assert database.session.get_one(StoredSnapshot, old.snapshot).made_at > ago(1)
    assert kept(old.snapshot) == b"some facts"


def test_facts_without_a_run_go_as_well(database: SQLAlchemy) -> None:
    store("of a run that was discarded", 91)
    store("of one that is about to begin", 0)
    forget()
    assert left() == {"of one that is about to begin"}


@pytest.mark.parametrize("first", ["who forgets", "who begins"])
def test_a_run_that_begins_with_facts_as_they_are_forgotten_has_them(
    app: Flask, database: SQLAlchemy, first: str
) -> None:
    store("old", 91)
    database.session.commit()
    written = Event()

    def do(deed: Callable[[], None]) -> None:
        """In a transaction that is open for a while, if it is the first."""
        begin_write()
        deed()
        if not written.is_set():
            written.set()
            sleep(0.3)
        db.session.commit()

    def in_another_thread() -> None:
        with app.app_context():
            do(deeds[0])

    deeds = [forget, lambda: keep("old", b"some facts")]
    if first == "who begins":
        deeds.reverse()
    thread = Thread(target=in_another_thread)
    thread.start()
    written.wait()
    do(deeds[1])
    thread.join()
    assert kept("old") == b"some facts"


def test_it_is_done_once_a_day(app: Flask, database: SQLAlchemy) -> None:
    run_of(91)
    run_of(1)
    database.session.commit()
    (job,) = [one for one in wanted(clock.now()) if one.kind == FORGET]
    assert job.unique_key == f"{FORGET}:{clock.now().date()}"
    for _ in range(2):
        beat()
    assert len(database.session.scalars(select(Job).where(Job.kind == FORGET)).all()) == 1
    job_id = database.session.scalars(select(Job.id).where(Job.kind == FORGET)).one()
    database.session.rollback()
    assert run_job(app, job_id)
    assert stored_facts().number == 1


def test_how_much_is_forgotten_is_logged(
    database: SQLAlchemy, caplog: pytest.LogCaptureFixture
) -> None:
    run_of(91)
    run_of(1)
    with caplog.at_level(logging.INFO):
        forget()
    assert "facts of 1 runs are forgotten: 10 bytes" in caplog.text


def test_a_run_whose_facts_are_forgotten_says_so(database: SQLAlchemy) -> None:
    RandomAgency(1)
    database.session.commit()
    run_id = match(AS_OF).run
    assert replay(run_id).snapshot_bytes
    grown_old(run_id)
    forget_at_hand()
    said = f"run {run_id} cannot be done again: .* not stored any more: facts are kept for 90 days"
    with pytest.raises(Unready, match=said):
        replay(run_id)


def grown_old(run_id: int) -> None:
    """As if a run had been begun long ago, and another since; its facts are forgotten."""
    db.session.execute(
        update(MatchRun).where(MatchRun.id == run_id).values(started_at=ago(91), as_of=AS_OF)
    )
    db.session.execute(update(StoredSnapshot).values(made_at=ago(91)))
    run_of(0)
    forget()
    db.session.commit()


def forget_at_hand() -> None:
    """As a process that has just begun."""
    snapshot_of.cache_clear()
    _at_hand.clear()


def test_a_delta_of_a_chain_that_is_kept_can_be_done_again(
    app: Flask, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deltas, "WHOLE_EVERY", 2)
    agency = LivelyAgency(9)
    match(AS_OF)
    for _ in range(8):
        agency.change()
        work_off(app)
    database.session.execute(update(MatchRun).values(started_at=ago(91)))
    database.session.execute(update(StoredSnapshot).values(made_at=ago(91)))
    stored = left()
    forget()
    assert left() == stored
    forget_at_hand()
    assert replay(current_run(AS_OF).id).same


def test_files_go_with_their_facts(database: SQLAlchemy) -> None:
    RandomAgency(1)
    database.session.commit()
    run_id = match(AS_OF).run
    run = database.session.get_one(MatchRun, run_id)
    path, folder = path_of(settings().snapshots, run.snapshot), settings().snapshots
    assert fingerprints_in(folder) == {run.snapshot}
    moment = ago(1).timestamp()
    os.utime(path, (moment, moment))
    grown_old(run_id)
    assert fingerprints_in(folder) == set()


def test_a_machine_with_a_folder_of_its_own_tidies_it_when_it_writes(
    database: SQLAlchemy,
) -> None:
    RandomAgency(1)
    database.session.commit()
    run = database.session.get_one(MatchRun, match(AS_OF).run)
    found, path = snapshot_of(run.snapshot), path_of(settings().snapshots, run.snapshot)
    database.session.execute(db.delete(StoredSnapshot))
    database.session.commit()
    moment = ago(1).timestamp()
    os.utime(path, (moment, moment))
    other = type(found)(found.pool, ())
    lay_out(other)
    assert fingerprints_in(settings().snapshots) == {other.fingerprint}


def test_what_is_stored_is_counted(database: SQLAlchemy) -> None:
    assert (stored_facts().number, stored_facts().bytes, stored_facts().oldest) == (0, 0, None)
    runs = [run_of(days) for days in (3, 2)]
    found = stored_facts()
    assert (found.number, found.bytes) == (2, 20)
    assert found.oldest
    assert abs(found.oldest - ago(3)) < timedelta(minutes=1)
    sizes = sizes_of([runs[0].snapshot, "another"])
    assert sizes == {runs[0].snapshot: 10}
