"""A run is kept once, or not at all."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import create_engine, delete, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.matching.actions import discard, match
from agency.matching.models import MatchRun
from agency.matching.queries import newest_run
from agency.matching.report import MatchReport
from config import Config
from tests.builders import make_assignment, make_candidate, make_credential, make_placement
from tests.counting import counted
from tests.matching.runs import number_of_runs, stored
from tests.samples.agencies import AS_OF, SMALL, keep

PATIENCE = 60.0


def test_two_that_match_at_once_leave_one_run(
    database: SQLAlchemy, app: Flask, config: Config
) -> None:
    """Both have read everything before either computes; the shards are done by either."""
    keep(SMALL)
    both = threading.Barrier(2, timeout=PATIENCE)
    reports: list[MatchReport] = []

    def one_of_two() -> None:
        with app.app_context():
            told: list[int] = []

            def wait_for_the_other(done: int, _total: int) -> None:
                told.append(done)
                if len(told) == 1:
                    both.wait()

            reports.append(match(AS_OF, wait_for_the_other))

    threads = [threading.Thread(target=one_of_two) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sorted(report.repeated for report in reports) == [False, True]
    assert reports[0].run == reports[1].run
    assert reports[0].counts == reports[1].counts
    assert number_of_runs(database) == 1
    assert len(stored(database)) == 33


@pytest.mark.parametrize(("model", "ref"), [(Candidate, "S-03"), (Assignment, "W-8")])
def test_what_is_removed_while_it_is_matched_is_not_written(
    database: SQLAlchemy, config: Config, model: type[Candidate | Assignment], ref: str
) -> None:
    """It is removed by another connection, when everything has been read."""
    keep(SMALL)
    first = match(AS_OF).run
    whole = stored(database)
    database.session.rollback()
    discard(first)

    def remove_one(done: int, _total: int) -> None:
        if done == 0:
            delete_elsewhere(database, model, ref)

    assert not match(AS_OF, remove_one).repeated
    assert any(ref in row for row in whole)
    assert stored(database) == [row for row in whole if ref not in row]
    assert newest_run().state == "complete"


def delete_elsewhere(database: SQLAlchemy, model: type[Candidate | Assignment], ref: str) -> None:
    other = create_engine(database.engine.url)
    with other.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.execute(delete(model).where(model.ref == ref))
    other.dispose()


def test_a_run_that_is_stopped_while_it_computes_is_completed_by_the_next_match(
    database: SQLAlchemy, config: Config
) -> None:
    keep(SMALL)

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        match(AS_OF, stop)
    begun = database.session.scalars(select(MatchRun)).one()
    assert (begun.state, begun.shards_done) == ("running", 3)
    assert match(AS_OF).run == begun.id
    assert newest_run().id == begun.id
    assert len(stored(database)) == 33


def test_no_transaction_is_open_while_it_computes(database: SQLAlchemy, config: Config) -> None:
    keep(SMALL)
    open_ones: list[bool] = []
    match(AS_OF, lambda *_: open_ones.append(database.session().in_transaction()))
    assert open_ones
    assert not any(open_ones)


def test_the_number_of_queries_does_not_grow(database: SQLAlchemy, config: Config) -> None:
    """A COPY, which counts as one more, does not pass here."""
    make_a_pair(0)
    database.session.commit()
    match(AS_OF)
    make_a_pair(1)
    database.session.commit()
    with counted(database) as for_little:
        match(AS_OF)
    for number in range(2, 30):
        make_a_pair(number)
    database.session.commit()
    with counted(database) as for_much:
        match(AS_OF)
    assert len(for_little) == len(for_much)


def make_a_pair(number: int) -> None:
    person = make_candidate(f"C-{number:03}", unavailable=[(date(2027, 5, 1), date(2027, 5, 7))])
    make_credential(person)
    specialty = "cardiology" if number % 2 else None
    make_placement(person, make_assignment(f"A-{number:03}", specialty=specialty), "completed")
