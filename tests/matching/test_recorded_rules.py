"""What is recorded of the rules is in the next run, which comes by itself and once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.edits.actions import record
from agency.edits.queries import unseen
from agency.extensions import db
from agency.jobs.actions import add, claim, fail
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.matching import shards
from agency.matching.actions import match
from agency.matching.models import MatchRun, Shortlist
from agency.matching.queries import matches_of
from agency.matching.run_queries import unworked
from agency.matching.starting import read_inputs, start
from agency.rules.rulebook import DATA, load_rulebook
from agency.settings import settings
from agency.standards import queries
from agency.standards.actions import withdraw
from agency.standards.books import local_day_text
from tests.builders import make_assignment, make_candidate, make_credential
from tests.matching.recorded import AS_OF, eligible, runs, says, tip
from tests.matching.test_changes import GAINED, LOST, told
from tests.matching.working import work_off
from tests.standards.entries import AT_ALDER, BLS, TEXAS, saved

A_DAY = timedelta(days=1)


OLD, NEW = (AS_OF, "complete", False), (AS_OF, "complete", True)


@pytest.mark.usefixtures("matched")
def test_a_standard_is_in_the_next_run_which_comes_once_and_tells_the_cause(app: Flask) -> None:
    (row,) = saved(BLS)
    work_off(app)
    assert runs() == [OLD, NEW]
    assert eligible("A-1") == eligible("A-3") == ["C-2"]
    assert told(tip()) == [(ref, "C-1", LOST, "standard_changed") for ref in ("A-1", "A-2", "A-3")]
    day = local_day_text(row.made_at)
    assert says() == {f"agency-life-support: saved by A. Lee on {day}: a client asked"}
    gap = matches_of("A-1", tip(), "near_miss").matches
    assert [(one.candidate_ref, one.gap) for one in gap] == [("C-1", "agency-life-support")]


@pytest.mark.usefixtures("matched")
def test_what_is_withdrawn_is_asked_no_more(app: Flask) -> None:
    saved(BLS)
    work_off(app)
    withdraw("agency-life-support", "B. Ito", "too strict")
    work_off(app)
    assert runs() == [NEW, OLD, NEW]
    assert eligible("A-1") == ["C-1", "C-2"]
    assert told(tip()) == [
        (ref, "C-1", GAINED, "standard_changed") for ref in ("A-1", "A-2", "A-3")
    ]
    (said,) = says()
    assert said.startswith("agency-life-support: withdrawn by B. Ito on ")


@pytest.mark.usefixtures("matched")
def test_a_standard_of_a_facility_is_asked_there_alone(app: Flask) -> None:
    saved(AT_ALDER)
    work_off(app)
    assert [eligible(ref) for ref in ("A-1", "A-2", "A-3")] == [
        ["C-2"],
        ["C-1", "C-2"],
        ["C-1", "C-2"],
    ]
    assert told(tip()) == [("A-1", "C-1", LOST, "standard_changed")]


@pytest.mark.usefixtures("matched")
def test_a_change_of_law_is_asked_in_its_state_alone_from_its_day(app: Flask) -> None:
    last_day = db.session.scalars(select(Assignment.ends_on).where(Assignment.ref == "A-1")).one()
    saved(TEXAS | {"in_force": last_day + A_DAY})
    work_off(app)
    assert eligible("A-1") == ["C-1", "C-2"]
    saved(TEXAS | {"in_force": last_day})
    work_off(app)
    assert runs() == [OLD, OLD, NEW]
    assert (eligible("A-1"), eligible("A-3")) == (["C-2"], ["C-1", "C-2"])
    assert told(tip()) == [(ref, "C-1", LOST, "law_changed") for ref in ("A-1", "A-2")]


@pytest.mark.usefixtures("matched")
def test_what_stops_the_work_itself_blocks_it_with_who_asks_for_it(app: Flask) -> None:
    saved(AT_ALDER | {"needs": {"setting_not": ["hospital", "clinic"]}})
    work_off(app)
    assert told(tip()) == [("A-1", None, "blocked", "standard_changed")]
    reasons = db.session.scalars(
        select(Shortlist.reasons).where(Shortlist.outcome == "blocked")
    ).one()
    assert "saved by A. Lee" in str(reasons)


@pytest.mark.usefixtures("matched")
def test_several_saved_before_anybody_looks_are_one_run(app: Flask) -> None:
    saved(BLS)
    saved(AT_ALDER)
    withdraw("agency-life-support", "B. Ito", "too strict")
    work_off(app)
    assert runs() == [OLD, NEW]


@pytest.mark.usefixtures("matched")
def test_what_was_saved_and_withdrawn_before_anybody_looks_is_no_run(app: Flask) -> None:
    saved(BLS)
    withdraw("agency-life-support", "B. Ito", "a mistake")
    work_off(app)
    assert runs() == [NEW]


def test_without_a_run_there_is_nothing_to_follow(database: SQLAlchemy, app: Flask) -> None:
    saved(BLS)
    work_off(app)
    assert runs() == []
    make_assignment("A-1")
    make_credential(make_candidate("C-1"))
    db.session.commit()
    match(AS_OF)
    work_off(app)
    assert runs() == [NEW]
    assert eligible("A-1") == []


@pytest.mark.usefixtures("matched")
def test_an_edit_and_a_standard_at_once_are_one_run(app: Flask) -> None:
    saved(BLS)
    person = make_candidate("C-3")
    make_credential(person)
    make_credential(person, "BLS-AHA")
    record("candidate", [person.id])
    db.session.commit()
    work_off(app)
    assert runs() == [OLD, NEW]
    assert eligible("A-1") == ["C-2", "C-3"]
    assert unworked(tip()) is None


@pytest.mark.usefixtures("matched")
def test_deltas_of_a_run_judge_by_what_is_recorded(app: Flask) -> None:
    saved(BLS)
    work_off(app)
    person = make_candidate("C-3")
    make_credential(person)
    record("candidate", [person.id])
    db.session.commit()
    work_off(app)
    assert not tip().full
    assert eligible("A-1") == ["C-2"]
    make_credential(person, "BLS-AHA")
    record("candidate", [person.id])
    db.session.commit()
    work_off(app)
    assert runs() == [OLD, NEW, NEW, NEW]
    assert eligible("A-1") == ["C-2", "C-3"]


# While a run is under way


def pending(kind: str) -> list[int]:
    found = select(Job.id).where(Job.kind == kind, Job.state == "pending").order_by(Job.id)
    ids = list(db.session.scalars(found))
    db.session.rollback()
    return ids


def begin(day: date) -> None:
    """A night that is under way, one of its shards done."""
    start(read_inputs(day, settings()))
    db.session.commit()


@pytest.mark.usefixtures("matched")
def test_a_run_goes_on_by_the_rulebook_it_began_with_and_is_followed_by_another(
    app: Flask,
) -> None:
    saved(AT_ALDER)
    work_off(app)
    begin(AS_OF + A_DAY)
    first, *_ = pending("match_shard")
    assert run_job(app, first)
    withdraw("facility-life-support", "A", "so", facility="Alder Clinic")
    saved(BLS)
    shards._engine.cache_clear()
    (delta,) = pending("match_delta")
    assert run_job(app, delta)
    assert pending("match_night") == []
    night = AS_OF + A_DAY
    work_off(app)
    assert runs()[-2:] == [(night, "complete", False), (night, "complete", True)]
    assert len(runs()) == 4
    by_night = db.session.scalars(select(MatchRun).order_by(MatchRun.id)).all()[-2]
    assert [len(matches_of(ref, by_night, "eligible").matches) for ref in ("A-1", "A-2")] == [1, 2]
    assert eligible("A-2") == ["C-2"]


@pytest.mark.usefixtures("matched")
def test_edits_are_worked_in_while_a_run_is_under_way_that_was_begun_before_a_save(
    app: Flask,
) -> None:
    begin(AS_OF + A_DAY)
    saved(BLS)
    person = make_candidate("C-3")
    make_credential(person)
    record("candidate", [person.id])
    db.session.commit()
    (delta,) = pending("match_delta")
    assert run_job(app, delta)
    assert tip().as_of == AS_OF
    assert eligible("A-1") == ["C-1", "C-2", "C-3"]
    work_off(app)
    assert eligible("A-1") == ["C-2"]
    assert [one[1:] for one in runs()] == [("complete", False)] * 3 + [("complete", True)]
    assert not any(unseen(tip().seen).edited.values())


@pytest.mark.usefixtures("matched")
def test_a_run_that_dies_is_followed_by_one_by_the_new_rules(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agency.jobs.actions.MOST_ATTEMPTS", 1)
    begin(AS_OF + A_DAY)
    saved(BLS)
    for kind in ("match_delta", "match_shard"):
        for job_id in pending(kind):
            if kind == "match_delta":
                assert run_job(app, job_id)
                continue
            claimed = claim(job_id, "here")
            assert claimed
            fail(claimed, "poison")
    work_off(app)
    assert runs() == [OLD, (AS_OF + A_DAY, "incomplete", False), NEW]
    assert eligible("A-1") == ["C-2"]


@pytest.mark.usefixtures("matched")
def test_a_run_that_always_dies_is_not_begun_for_ever(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agency.jobs.actions.MOST_ATTEMPTS", 1)
    saved(BLS)
    for _ in range(5):
        for kind in ("match_delta", "match_night"):
            for job_id in pending(kind):
                assert run_job(app, job_id)
        for job_id in pending("match_shard"):
            claimed = claim(job_id, "here")
            assert claimed
            fail(claimed, "poison")
    assert runs() == [OLD, (AS_OF, "incomplete", True)]
    assert pending("match_delta") == pending("match_night") == []


# Versions side by side


@pytest.fixture
def other_version(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[bool], None]:
    """Switches this process between two versions of the data files."""
    other = copytree(DATA, tmp_path / "data")
    washington = other / "states" / "wa.toml"
    said = washington.read_text(encoding="utf-8")
    washington.write_text(said.replace("checked_on = 2026", "checked_on = 2025"), encoding="utf-8")

    def switch(to: bool) -> None:
        folder = other if to else DATA
        monkeypatch.setattr(queries, "load_rulebook", lambda: load_rulebook(folder))
        shards._engine.cache_clear()

    return switch


@pytest.mark.usefixtures("matched")
def test_versions_side_by_side_do_not_make_each_others_runs_anew(
    app: Flask, other_version: Callable[[bool], None]
) -> None:
    saved(BLS)
    for version in (True, False, True):
        other_version(version)
        add("match_delta")
        db.session.commit()
        work_off(app)
    assert len(runs()) == 2


@pytest.mark.usefixtures("matched")
def test_what_is_saved_after_another_version_is_installed_is_in_the_next_run(
    app: Flask, other_version: Callable[[bool], None]
) -> None:
    saved(AT_ALDER)
    work_off(app)
    other_version(True)
    saved(BLS)
    work_off(app)
    assert runs() == [OLD, OLD, NEW]
    assert eligible("A-2") == ["C-2"]
