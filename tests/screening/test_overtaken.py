"""What was compared before somebody else loaded or screened is written over nothing newer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.candidates.models import Candidate
from agency.errors import Stale
from agency.extensions import db
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.screening import jobs
from agency.screening.actions import load_list, screen, store_run
from agency.screening.actions import screening as writing_down
from agency.screening.gathering import Screened, screened
from agency.screening.models import Finding, Screening, ScreeningRun
from agency.screening.queries import changed_since_screened
from agency.settings import application, today
from tests.builders import make_candidate
from tests.screening.lists import ROSA, leie
from tests.trail import ANN

MANY = [{"LASTNAME": f"MANY{at:03}", "FIRSTNAME": "ANN"} for at in range(10)]


@pytest.fixture
def without_her(database: SQLAlchemy, tmp_path: Path) -> Path:
    """A list that Rosa is not on yet, and somebody else who never will be; where files go."""
    make_candidate("C-1", first_name="Rosa", last_name="Quillfeather")
    make_candidate("C-2", first_name="Dana", last_name="Ruiz")
    db.session.commit()
    load_list("leie", leie(tmp_path, *MANY), ANN)
    return tmp_path


def with_her(folder: Path) -> None:
    load_list("leie", leie(folder, ROSA, *MANY, name="next.csv"), ANN)


def compared(ids: list[int] | None = None) -> Screened:
    found = screened(today(), "by hand", ids)
    db.session.rollback()
    return found


def states() -> list[str]:
    found = list(db.session.scalars(select(Finding.state)))
    db.session.rollback()
    return found


def runs() -> list[str]:
    return list(db.session.scalars(select(ScreeningRun.why).order_by(ScreeningRun.id)))


def renamed(ref: str, last_name: str) -> int:
    (id,) = db.session.scalars(select(Candidate.id).where(Candidate.ref == ref))
    db.session.execute(update(Candidate).where(Candidate.id == id).values(last_name=last_name))
    db.session.commit()
    return id


def test_who_was_compared_with_an_older_list_is_not_written_down(without_her: Path) -> None:
    old = compared()
    with_her(without_her)
    screen("after it was loaded", ANN)
    with pytest.raises(Stale, match="a list was loaded meanwhile"):
        store_run(old, ANN)
    assert states() == ["open"]
    assert runs() == ["after it was loaded"]


def test_a_list_that_is_loaded_while_people_are_written_down_ends_it(
    without_her: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing_down, "PEOPLE_AT_ONCE", 1)
    whole, calls = writing_down._store_some, iter(range(2))

    def loaded_behind_the_first(*arguments: Any) -> None:
        if next(calls):
            with_her(without_her)
        whole(*arguments)

    monkeypatch.setattr(writing_down, "_store_some", loaded_behind_the_first)
    with pytest.raises(Stale):
        screen("by hand", ANN)
    assert len(db.session.scalars(select(Screening.id)).all()) == 1


def test_a_worker_that_lost_its_job_writes_nothing_over_what_is_newer(
    without_her: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = db.session.scalars(select(Job.id).where(Job.kind == "screen")).one()

    def slow(*arguments: object) -> Screened:
        found = compared()
        db.session.execute(update(Job).where(Job.id == id).values(fence=Job.fence + 1))
        db.session.commit()
        with_her(without_her)
        screen("by the other worker", ANN)
        return found

    monkeypatch.setattr(jobs, "screened", slow)
    assert not run_job(application(), id)
    assert states() == ["open"]
    assert runs() == ["by the other worker"]


def test_who_was_screened_meanwhile_is_left_out_and_nobody_else(without_her: Path) -> None:
    with_her(without_her)
    renamed("C-1", "Ashgrove")
    old = compared()
    hers = renamed("C-1", "Quillfeather")
    screen("she is called otherwise", ANN, [hers])
    run = store_run(old, ANN)
    assert (run.candidates, run.findings) == (1, 0)
    assert states() == ["open"]
    assert changed_since_screened(10) == []


def test_a_screening_of_the_day_before_leaves_nobody_out(without_her: Path) -> None:
    """She has a certificate of the month that begins, whoever was slow in the old one."""
    new = compared()
    screen("by hand", ANN)
    db.session.execute(update(ScreeningRun).values(day=today() - timedelta(1)))
    db.session.commit()
    assert store_run(new, ANN).candidates == 2
