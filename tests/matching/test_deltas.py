"""A delta run says what a full run over the same facts would say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.edits.actions import record
from agency.edits.queries import unseen
from agency.extensions import db
from agency.jobs.actions import claim, finish
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.matching import deltas, states
from agency.matching.actions import match
from agency.matching.deltas import match_delta
from agency.matching.engine import Engine
from agency.matching.keeping import snapshot_of
from agency.matching.lines import as_lines
from agency.matching.models import MatchRun, StoredSnapshot
from agency.matching.queries import last_run, matches_of
from agency.matching.results import Result, ids_of, result_of
from agency.matching.serving import counts_of
from agency.matching.shards import limits_of_settings
from agency.matching.snapshot import Snapshot, read_snapshot
from agency.matching.starting import read_inputs, start
from agency.matching.states import state_of
from agency.matching.stored_results import StoredResult, stored_results
from agency.rules.ranking import load_scale
from agency.rules.rulebook import load_rulebook
from agency.settings import settings
from tests.builders import known_by, make_assignment, make_candidate, make_credential
from tests.matching.lively_agency import AS_OF, LivelyAgency
from tests.matching.working import work_off


def full_results() -> dict[str, Result]:
    """What every open assignment comes to by the facts as they are now."""
    snapshot = read_snapshot(AS_OF)
    scale = load_scale(settings().ranking_file)
    engine, ids = Engine(snapshot.pool, load_rulebook(), scale, AS_OF), ids_of(snapshot.pool)
    outcomes = engine.match_all(snapshot.openings, limits_of_settings())
    return {
        one.assignment.ref: result_of(outcome, ids)
        for one, outcome in zip(snapshot.openings, outcomes, strict=True)
    }


def as_stored(stored: StoredResult) -> Result:
    best, nearest = (as_lines(one.line for one in of) for of in (stored.best, stored.nearest))
    return replace(stored.result, best=best, nearest=nearest)


def served_results(tip: MatchRun) -> dict[str, Result]:
    refs = db.session.scalars(select(Assignment.ref)).all()
    found = {ref: as_stored(one) for ref, one in stored_results(tip, refs).items()}
    return {ref: one for ref, one in found.items() if one.outcome != "not_open"}


def counts_by(results: dict[str, Result]) -> dict[str, Any]:
    names = ("eligible", "unknown", "ineligible", "near_misses", "renewable")
    return {name: sum(getattr(one, name) for one in results.values()) for name in names}


@pytest.mark.parametrize(
    ("seed", "engine"),
    [(seed, "compiled" if seed % 2 else "numpy") for seed in range(8)],
)
def test_after_any_changes_the_chain_serves_what_a_full_run_would(
    database: SQLAlchemy, app: Flask, set_to: Any, seed: int, engine: str
) -> None:
    set_to(shortlist_size=3, near_miss_size=2, engine=engine)
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


def a_pair() -> Credential:
    """One assignment, and one who would do if what she claims were reviewed; committed."""
    make_assignment("A-1")
    paper = make_credential(make_candidate("C-1"), evidence="claimed")
    make_credential(make_candidate("C-2"))
    db.session.commit()
    return paper


@pytest.fixture
def paper(database: SQLAlchemy, app: Flask) -> Credential:
    """What she claims, in an agency that has been matched."""
    claimed = a_pair()
    match(AS_OF)
    work_off(app)
    return claimed


def review(paper: Credential, evidence: str = "reviewed") -> None:
    known_by(paper, evidence)
    record("candidate", [paper.candidate_id])
    db.session.commit()


def tip() -> MatchRun:
    run = last_run(AS_OF)
    assert run is not None
    return run


def eligible(run: MatchRun) -> list[str]:
    return [one.candidate_ref for one in matches_of("A-1", run, "eligible").matches]


def test_a_change_that_comes_while_a_delta_is_computed_is_in_the_next(
    database: SQLAlchemy, app: Flask, paper: Credential
) -> None:
    review(paper)
    job_id = waiting_delta()
    db.session.rollback()
    claimed = claim(job_id, "here")
    assert claimed
    store = match_delta({})
    db.session.rollback()
    review(paper, "claimed")
    assert finish(claimed, store)
    assert sorted(eligible(tip())) == ["C-1", "C-2"]
    work_off(app)
    assert eligible(tip()) == ["C-2"]


def waiting_delta() -> int:
    return db.session.scalars(
        select(Job.id).where(Job.kind == "match_delta", Job.state == "pending")
    ).one()


def test_a_change_that_comes_while_a_full_run_is_under_way_is_worked_in_after_it(
    database: SQLAlchemy, app: Flask
) -> None:
    paper = a_pair()
    match(AS_OF - timedelta(days=1))
    work_off(app)
    inputs = read_inputs(AS_OF, settings())
    review(paper)
    work_off(app)
    first = tip()
    assert not first.full
    start(inputs)
    db.session.commit()
    work_off(app)
    assert tip().as_of == AS_OF
    assert tip().base_id not in (None, first.base_id)
    assert sorted(eligible(tip())) == ["C-1", "C-2"]


def test_of_two_deltas_of_one_run_only_one_is_written(
    database: SQLAlchemy, app: Flask, paper: Credential
) -> None:
    review(paper)
    one, other = match_delta({}), match_delta({})
    db.session.rollback()
    one()
    db.session.commit()
    with pytest.raises(IntegrityError):
        other()
    db.session.rollback()


def test_an_edit_that_changes_no_fact_makes_no_run(
    database: SQLAlchemy, app: Flask, paper: Credential
) -> None:
    before = tip().id
    review(paper, "claimed")
    work_off(app)
    assert tip().id == before
    assert not any(unseen(tip().seen).edited.values())


def test_without_a_run_there_is_nothing_to_bring_up_to_date(
    database: SQLAlchemy, app: Flask
) -> None:
    review(a_pair())
    work_off(app)
    assert last_run(AS_OF) is None


@pytest.mark.parametrize("model", [Candidate, Assignment])
def test_what_was_removed_is_matched_anew(
    database: SQLAlchemy, app: Flask, model: type[Candidate] | type[Assignment]
) -> None:
    a_pair()
    make_assignment("A-2")
    db.session.commit()
    match(AS_OF)
    work_off(app)
    before = tip().id
    ref = "C-2" if model is Candidate else "A-2"
    gone = db.session.scalars(select(model.id).where(model.ref == ref)).one()
    db.session.execute(delete(model).where(model.id == gone))
    record("candidate" if model is Candidate else "assignment", [gone])
    db.session.commit()
    work_off(app)
    assert tip().full
    assert tip().id != before
    assert served_results(tip()) == full_results()


def test_other_settings_are_matched_anew(
    database: SQLAlchemy, app: Flask, paper: Credential, set_to: Any
) -> None:
    before = tip()
    set_to(shortlist_size=1)
    review(paper)
    work_off(app)
    assert tip().full
    assert tip().settings != before.settings
    assert len(eligible(tip())) == 1


def test_where_most_have_changed_all_are_matched_anew(
    database: SQLAlchemy, app: Flask, paper: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deltas, "MOST_PEOPLE", 0)
    review(paper)
    work_off(app)
    assert tip().full
    assert sorted(eligible(tip())) == ["C-1", "C-2"]


def test_facts_that_come_back_are_shown_again(
    database: SQLAlchemy, app: Flask, paper: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There by a full run and back by a full run: the first one has been followed since."""
    monkeypatch.setattr(deltas, "MOST_PEOPLE", 0)
    for evidence, expected in (("reviewed", ["C-1", "C-2"]), ("claimed", ["C-2"])):
        review(paper, evidence)
        work_off(app)
        assert sorted(eligible(tip())) == expected
        assert not any(unseen(tip().seen).edited.values())
    assert [run.again for run in db.session.scalars(select(MatchRun).order_by(MatchRun.id))] == [
        *(0, 0, 1)
    ]


def test_matching_again_after_deltas_shows_the_facts_as_they_are(
    database: SQLAlchemy, app: Flask, paper: Credential
) -> None:
    review(paper)
    work_off(app)
    assert not tip().full
    review(paper, "claimed")
    again = match(AS_OF)
    assert not again.repeated
    assert tip().id == again.run
    assert eligible(tip()) == ["C-2"]


def test_while_all_is_matched_anew_no_edit_asks_for_it_once_more(
    database: SQLAlchemy, app: Flask, paper: Credential, set_to: Any
) -> None:
    set_to(shortlist_size=1)
    for evidence in ("reviewed", "claimed", "reviewed", "claimed"):
        review(paper, evidence)
        for kind in ("match_delta", "match_night"):
            for job_id in waiting(kind):
                assert run_job(app, job_id)
    assert len(db.session.scalars(select(MatchRun.id)).all()) == 2
    work_off(app)
    assert served_results(tip()) == full_results()


def waiting(kind: str) -> list[int]:
    pending = select(Job.id).where(Job.kind == kind, Job.state == "pending")
    ids = list(db.session.scalars(pending))
    db.session.rollback()
    return ids


def test_a_run_without_stored_facts_is_followed_by_a_full_one(
    database: SQLAlchemy, app: Flask, paper: Credential
) -> None:
    db.session.execute(delete(StoredSnapshot))
    db.session.commit()
    snapshot_of.cache_clear()
    states._at_hand.clear()
    review(paper)
    work_off(app)
    assert tip().full
    assert sorted(eligible(tip())) == ["C-1", "C-2"]
