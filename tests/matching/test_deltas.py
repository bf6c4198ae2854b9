"""A delta run says what a full run over the same facts would say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.extensions import db
from agency.matching.actions import match
from agency.matching.engine import Engine
from agency.matching.models import MatchRun
from agency.matching.queries import last_run
from agency.matching.results import Result, ids_of, result_of
from agency.matching.serving import counts_of
from agency.matching.shards import limits_of_settings, outcome_of
from agency.matching.snapshot import Snapshot, read_snapshot
from agency.matching.states import state_of
from agency.matching.stored_results import StoredResult, stored_results
from agency.rules.ranking import load_scale
from agency.rules.rulebook import load_rulebook
from agency.settings import settings
from tests.matching.lively_agency import AS_OF, LivelyAgency
from tests.matching.working import work_off


def full_results() -> dict[str, Result]:
    """What every open assignment comes to by the facts as they are now."""
    snapshot = read_snapshot(AS_OF)
    scale = load_scale(settings().ranking_file)
    engine, ids = Engine(snapshot.pool, load_rulebook(), scale, AS_OF), ids_of(snapshot.pool)
    limits = limits_of_settings()
    return {
        one.assignment.ref: result_of(outcome_of(engine, one, limits), ids)
        for one in snapshot.openings
    }


def as_stored(stored: StoredResult) -> Result:
    lines = [tuple(one.line for one in of) for of in (stored.best, stored.nearest)]
    return replace(stored.result, best=lines[0], nearest=lines[1])


def served_results(tip: MatchRun) -> dict[str, Result]:
    refs = db.session.scalars(select(Assignment.ref)).all()
    found = {ref: as_stored(one) for ref, one in stored_results(tip, refs).items()}
    return {ref: one for ref, one in found.items() if one.outcome != "not_open"}


def counts_by(results: dict[str, Result]) -> dict[str, Any]:
    names = ("eligible", "unknown", "ineligible", "near_misses", "renewable")
    return {name: sum(getattr(one, name) for one in results.values()) for name in names}


@pytest.mark.parametrize("seed", range(8))
def test_after_any_changes_the_chain_serves_what_a_full_run_would(
    database: SQLAlchemy, app: Flask, set_to: Any, seed: int
) -> None:
    set_to(shortlist_size=3, near_miss_size=2)
    agency = LivelyAgency(seed)
    match(AS_OF)
    deeds = []
    for _ in range(12):
        deeds += [agency.change() for _ in range(agency.random.randint(1, 3))]
        work_off(app)
        tip = last_run(AS_OF)
        assert tip is not None
        expected = full_results()
        assert served_results(tip) == expected, deeds
        assert counts_of(tip)["pairs"] == counts_by(expected)
        assert tip.counts["pairs"] == counts_by(expected)
        state = state_of(tip)
        whole = Snapshot(state.pool, tuple(state.openings.values()))
        assert whole.fingerprint == read_snapshot(AS_OF).fingerprint
        database.session.rollback()
