"""The facts at a run are the same whether a process has followed the chain or finds it stored."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.matching import deltas, states
from agency.matching.actions import match
from agency.matching.queries import last_run
from agency.matching.snapshot import Snapshot, read_snapshot
from agency.matching.splicing import only
from agency.matching.states import Changed, State, state_of, steps_to_whole
from tests.matching.lively_agency import AS_OF, LivelyAgency
from tests.matching.working import work_off


def fingerprint(state: State) -> str:
    return Snapshot(state.pool, tuple(state.openings.values())).fingerprint


def test_a_process_that_comes_late_finds_the_same_facts(database: SQLAlchemy, app: Flask) -> None:
    agency = LivelyAgency(5)
    match(AS_OF)
    for _ in range(15):
        agency.change()
        work_off(app)
    tip = last_run(AS_OF)
    assert tip is not None
    assert not tip.full
    now = read_snapshot(AS_OF).fingerprint
    assert fingerprint(state_of(tip)) == now
    states._at_hand.clear()
    assert fingerprint(state_of(tip)) == now


def test_no_more_states_are_kept_at_hand_than_two(database: SQLAlchemy, app: Flask) -> None:
    agency = LivelyAgency(6)
    match(AS_OF)
    for _ in range(6):
        agency.change()
        work_off(app)
    assert len(states._at_hand) <= states.MOST_AT_HAND


def test_changes_come_back_from_their_bytes(database: SQLAlchemy) -> None:
    LivelyAgency(7)
    snapshot = read_snapshot(AS_OF)
    changed = Changed(snapshot.pool, snapshot.openings[:3], frozenset({"A-9", "A-8"}))
    again = Changed.from_data(changed.data)
    assert again.data == changed.data
    assert again.people.fingerprint == changed.people.fingerprint
    assert again.openings == changed.openings
    assert again.closed == changed.closed


def test_of_two_changes_the_later_counts(database: SQLAlchemy) -> None:
    LivelyAgency(8)
    snapshot = read_snapshot(AS_OF)
    nobody = Changed(only(snapshot.pool, ()), (), frozenset())
    first, second = snapshot.openings[:2]
    shut = Changed(nobody.people, (second,), frozenset({first.assignment.ref}))
    opened = Changed(nobody.people, (first,), frozenset({second.assignment.ref}))
    both = shut.then(opened)
    assert both.openings == (first,)
    assert both.closed == {second.assignment.ref}
    assert not nobody
    assert both


def test_a_long_chain_is_stored_whole_now_and_then(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deltas, "WHOLE_EVERY", 3)
    agency = LivelyAgency(9)
    match(AS_OF)
    steps = []
    for _ in range(16):
        agency.change()
        work_off(app)
        tip = last_run(AS_OF)
        assert tip is not None
        steps.append(steps_to_whole(tip))
        states._at_hand.clear()
        assert fingerprint(state_of(tip)) == read_snapshot(AS_OF).fingerprint
        database.session.rollback()
    assert max(steps) == 3
    assert 0 in steps[3:]
