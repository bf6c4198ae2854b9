"""Old screenings are folded, and every certificate stays as it was, to the byte."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.candidates.models import Candidate
from agency.extensions import db
from agency.jobs import actions as ledger
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.screening.actions import decide, folding, load_list, screen
from agency.screening.actions.folding import fold_screenings
from agency.screening.certificates import certificate
from agency.screening.jobs import month_before
from agency.screening.models import Finding, Screening, ScreeningRun
from agency.screening.queries import months_of
from agency.settings import application, settings, today
from tests.builders import make_candidate
from tests.screening.lists import ROSA, leie
from tests.trail import ANN

# Of which days certificates are drawn.
DAYS = [date(2025, 2, number) for number in (3, 7, 9, 12, 28)]
REFS = ("C-1", "C-2", "C-3")


@pytest.fixture
def screened(database: SQLAlchemy, tmp_path: Path) -> None:
    """Three people screened five times in February 2025 and once in March; what is known of C-1
    changes between, and so does the name of C-2."""
    make_candidate("C-1", first_name="Rosa", last_name="Quillfeather")
    make_candidate("C-2", first_name="Dana", last_name="Ruiz")
    make_candidate("C-3", first_name="Amara")
    db.session.commit()
    load_list("leie", leie(tmp_path, ROSA), ANN)
    for number in (3, 5, 8, 10, 12):
        if number == 8:
            renamed("C-2", "Roiz")
            decide(db.session.scalars(select(Finding.id)).one(), "not_same", "Born later.", ANN)
        run_of(date(2025, 2, number))
    run_of(date(2025, 3, 1))


def renamed(ref: str, last_name: str) -> None:
    new = update(Candidate).where(Candidate.ref == ref).values(last_name=last_name)
    db.session.execute(new)
    db.session.commit()


def run_of(day: date) -> None:
    run = screen("by hand", ANN)
    run.day, run.month = day, f"{day:%Y-%m}"
    db.session.commit()


def drawn() -> list[object]:
    """Every certificate, and the months that are told."""
    made = [certificate(ref, "2025-02", day).described for ref in REFS for day in DAYS]
    made += [certificate(ref, "2025-03", date(2025, 3, 31)).described for ref in REFS]
    ids = db.session.scalars(select(Candidate.id).order_by(Candidate.ref)).all()
    return [*made, *(months_of(id) for id in ids)]


def rows() -> int:
    return len(db.session.scalars(select(Screening.id)).all())


def test_certificates_stay_as_they_were(screened: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "ROWS_AT_ONCE", 2)
    before = drawn()
    assert rows() == 18
    # C-2 is two people by name in that month; all others say one thing.
    assert fold_screenings("2025-03") == 15 - 4
    assert drawn() == before
    assert rows() == 7
    assert fold_screenings("2025-03") == 0


def test_a_fold_that_was_cut_short_goes_on(screened: None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = drawn()
    monkeypatch.setattr(folding, "ROWS_AT_ONCE", 1)
    calls = iter(range(5))
    whole = folding._fold_some

    def cut(some: list[Screening]) -> int:
        if next(calls) == 4:
            raise SystemExit
        return whole(some)

    monkeypatch.setattr(folding, "_fold_some", cut)
    with pytest.raises(SystemExit):
        fold_screenings("2025-03")
    monkeypatch.undo()
    assert drawn() == before
    fold_screenings("2025-03")
    assert (drawn(), rows()) == (before, 7)


def test_the_job_folds_what_is_older_than_the_setting(screened: None) -> None:
    keeps = settings().screening_months
    day = today()
    young = month_before(day, keeps)
    run = db.session.scalars(select(ScreeningRun).order_by(ScreeningRun.id.desc()).limit(1)).one()
    run.day, run.month = date.fromisoformat(f"{young}-01"), young
    db.session.commit()
    ledger.add("fold_screenings")
    db.session.commit()
    id = db.session.scalars(select(Job.id).where(Job.kind == "fold_screenings")).one()
    assert run_job(application(), id)
    db.session.rollback()
    unfolded = db.session.scalars(select(ScreeningRun.month).where(~ScreeningRun.folded)).all()
    assert unfolded == [young]


@pytest.mark.parametrize(
    ("day", "months", "month"),
    [
        (date(2026, 11, 30), 0, "2026-11"),
        (date(2026, 11, 30), 12, "2025-11"),
        (date(2026, 1, 1), 1, "2025-12"),
        (date(2026, 1, 31) + timedelta(1), 14, "2024-12"),
    ],
)
def test_months_are_counted_back(day: date, months: int, month: str) -> None:
    assert month_before(day, months) == month
