"""Files in and out after a merge: what is gone is neither told nor brought back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy

from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.extensions import db
from agency.merging.actions import merge
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_placement,
    make_training,
)
from tests.signing_in import TESTER
from tests.trail import all_rows


def write(file: Path, kind: str, **values: str) -> None:
    """A file of one row."""
    names = KINDS[kind].columns
    cells = ",".join(values.get(name, "") for name in names)
    file.write_text(f"{','.join(names)}\n{cells}\n", encoding="utf-8")


def test_an_export_does_not_tell_what_was_merged_away(database: SQLAlchemy) -> None:
    work = make_assignment()
    for ref in ("C-1", "C-2"):
        row = make_candidate(ref)
        make_credential(row, number="A-1")
        make_training(row)
        make_ce_credit(row)
        make_placement(row, work, stage="submitted")
    database.session.commit()
    merge("C-1", "C-2", {}, TESTER, lambda *_: None)
    for kind in ("candidates", "credentials", "trainings", "ce_credits", "placements"):
        rows = list(KINDS[kind].export_rows(list(told(kind))))
        key = "ref" if kind == "candidates" else "candidate_ref"
        assert [row[key] for row in rows] == ["C-1"], kind


def told(kind: str) -> list[Any]:
    return list(db.session.execute(KINDS[kind].export_statement()))


def test_an_import_does_not_bring_back_what_was_merged_away(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    for ref in ("C-1", "C-2"):
        make_credential(make_candidate(ref), number="A-1")
    database.session.commit()
    merge("C-1", "C-2", {}, TESTER, lambda *_: None)
    before = all_rows()["candidates"], all_rows()["credentials"]
    people, papers = tmp_path / "candidates.csv", tmp_path / "credentials.csv"
    write(people, "candidates", ref="C-2", status="active")
    write(papers, "credentials", candidate_ref="C-2", code="CMA-AAMA", number="A-2")
    report = import_file("candidates", people)
    (row,) = report.refused_rows
    assert "merged into C-1" in row.problems[0].expected
    assert import_file("credentials", papers).refused == 1
    assert (all_rows()["candidates"], all_rows()["credentials"]) == before
