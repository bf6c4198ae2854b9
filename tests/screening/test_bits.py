"""Loads and screenings are written bit by bit: what is cut short counts for nothing too much."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select

from agency.candidates.models import Candidate
from agency.errors import Refused
from agency.extensions import db
from agency.jobs import actions as ledger
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.screening.actions import (
    Told,
    ask_list,
    handing,
    load_list,
    loading,
    screen,
    taking_up,
)
from agency.screening.actions import screening as writing_down
from agency.screening.actions.handing import load_stored
from agency.screening.file_models import ListFile
from agency.screening.gathering import screened
from agency.screening.models import Finding, ListLoad, ListRecord, Screening, ScreeningRun
from agency.screening.queries import described_lists, loads_in_force
from agency.settings import application, today
from tests.builders import make_candidate
from tests.jobs.deaths import died
from tests.screening.lists import ROSA, leie
from tests.trail import ANN

MANY = [{"LASTNAME": f"MANY{at:03}", "FIRSTNAME": "ANN"} for at in range(10)]


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_up, "ROWS_AT_ONCE", 3)
    monkeypatch.setattr(writing_down, "PEOPLE_AT_ONCE", 2)


def standing() -> list[str]:
    listed = ListRecord.removed_in.is_(None), ListRecord.reinstatement.is_(False)
    return sorted(db.session.scalars(select(ListRecord.last_name).where(*listed)))


def cut(function: Any, call: int) -> Any:
    """The function, which ends its process when it is called for that time."""
    calls = iter(range(1, call + 1))

    def run(*arguments: Any) -> Any:
        if next(calls) == call:
            raise SystemExit
        return function(*arguments)

    return run


@pytest.mark.parametrize("call", [1, 3])
def test_a_load_that_was_cut_short_counts_for_nothing(
    database: SQLAlchemy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    load_list("leie", leie(tmp_path, ROSA), ANN)
    before = described_lists(today())
    file = leie(tmp_path, ROSA, *MANY, name="next.csv")
    with monkeypatch.context() as patched:
        patched.setattr(loading, "put_by", cut(taking_up.put_by, call))
        with pytest.raises(SystemExit):
            load_list("leie", file, ANN)
    assert standing() == ["QUILLFEATHER"]
    assert described_lists(today()) == before
    report = load_list("leie", file, ANN)
    assert report.load is not None
    assert (report.load.added, report.load.changed, report.load.removed) == (10, 0, 0)
    assert report.load.listed == len(standing()) == 11


def test_what_is_refused_leaves_nothing(database: SQLAlchemy, tmp_path: Path) -> None:
    load_list("leie", leie(tmp_path, *MANY), ANN)
    fresh = {"LASTNAME": "LATER", "FIRSTNAME": "ANN"}
    with pytest.raises(Refused, match="10 of 10 people would be off the list"):
        load_list("leie", leie(tmp_path, fresh, name="next.csv"), ANN)
    assert len(standing()) == 10
    assert len(db.session.scalars(select(ListLoad.id)).all()) == 1
    assert len(db.session.scalars(select(ListRecord.id)).all()) == 10
    assert len(loads_in_force()) == 1


def test_a_killed_job_that_had_loaded_says_what_it_loaded(
    database: SQLAlchemy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with leie(tmp_path, ROSA).open("rb") as stream:
        id = ask_list("leie", stream, "UPDATED.csv", ANN, Told()).id
    with leie(tmp_path, ROSA).open("rb") as stream:
        assert ask_list("leie", stream, "UPDATED.csv", ANN, Told()).id == id
    with monkeypatch.context() as patched:
        patched.setattr(handing, "_end", cut(handing._end, 1))
        with pytest.raises(SystemExit):
            load_stored(id)
    load_stored(id)
    row = db.session.get_one(ListFile, id, populate_existing=True)
    assert (row.state, row.stored_name) == ("done", None)
    assert row.load_id == db.session.scalars(select(ListLoad.id)).one()
    assert list(handing.folder().glob("*")) == []


@pytest.mark.parametrize("loaded", [False, True])
def test_a_file_whose_job_has_died_is_under_way_no_more(
    database: SQLAlchemy, tmp_path: Path, loaded: bool
) -> None:
    ids = []
    for name in ("UPDATED.csv", "other.csv"):
        with leie(tmp_path, ROSA, {"LASTNAME": name[:5]}).open("rb") as stream:
            ids.append(ask_list("leie", stream, name, ANN, Told()).id)
    jobs = select(Job.id).where(Job.subject == f"exclusion list file:{ids[0]}")
    if loaded:
        load_list("leie", leie(tmp_path, ROSA, {"LASTNAME": "UPDAT"}), ANN)
    died(db.session.scalars(jobs).one())
    row = db.session.get_one(ListFile, ids[0], populate_existing=True)
    assert (row.state, row.stored_name) == ("done" if loaded else "refused", None)
    assert row.finished_at is not None
    assert (row.load_id is not None) == loaded
    assert row.problem == (None if loaded else handing.GIVEN_UP)
    assert db.session.get_one(ListFile, ids[1]).state == "waiting"


def test_copies_that_no_row_names_are_gone_after_a_day(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    with leie(tmp_path, ROSA).open("rb") as stream:
        ask_list("leie", stream, "UPDATED.csv", ANN, Told())
    (waiting,) = handing.folder().glob("*")
    old, young = handing.folder() / "old", handing.folder() / "young"
    for file in (old, young):
        file.write_bytes(b"left by a worker that was killed")
    for file in (waiting, old):
        os.utime(file, (0, 0))
    ledger.add("sweep_exclusion_lists")
    db.session.commit()
    id = db.session.scalars(select(Job.id).where(Job.kind == "sweep_exclusion_lists")).one()
    assert run_job(application(), id)
    assert set(handing.folder().glob("*")) == {waiting, young}


def test_a_screening_that_was_cut_short_is_true_of_those_in_it(
    database: SQLAlchemy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(writing_down, "_add_screenings", cut(writing_down._add_screenings, 2))
        with pytest.raises(SystemExit):
            screen("by hand", ANN)
    (run,) = db.session.scalars(select(ScreeningRun)).all()
    assert (run.candidates, run.findings) == (2, 2)
    run = screen("by hand", ANN)
    assert (run.candidates, run.findings, run.new_findings) == (5, 5, 3)
    assert len(db.session.scalars(select(Screening.id)).all()) == 2 + 5
    assert len(db.session.scalars(select(Finding.id)).all()) == 5


def people(folder: Path) -> None:
    for number in range(5):
        make_candidate(f"C-{number}", first_name="Rosa", last_name="Quillfeather")
    db.session.commit()
    load_list("leie", leie(folder, ROSA), ANN)


def test_who_was_erased_while_people_were_compared_is_left_out(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    people(tmp_path)
    done = screened(today(), "by hand")
    db.session.rollback()
    db.session.execute(delete(Candidate).where(Candidate.ref == "C-3"))
    db.session.commit()
    run = writing_down.store_run(done, ANN)
    assert (run.candidates, run.findings) == (4, 4)
