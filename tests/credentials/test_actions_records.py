"""Trainings and credits are taken up, changed and removed; those that say the same are counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.credentials import actions
from agency.credentials.described import (
    described_ce_credit,
    described_training,
    whole_ce_credits,
    whole_trainings,
)
from agency.credentials.models import CECredit, Training
from agency.credentials.schemas import CECreditInput, TrainingInput
from agency.errors import NotFound, Refused, Stale
from agency.exchange.actions import import_file
from agency.exchange.writing import export
from agency.extensions import db
from tests.builders import make_candidate, make_ce_credit, make_training
from tests.counting import counted
from tests.trail import ANN, all_rows, do_at_once, noted, work_left


@dataclass(frozen=True)
class Kind:
    """One kind of record: what is done with it, what one says, and what a change of it would be."""

    noun: str
    file: str
    model: Any
    schema: Any
    create: Callable[..., Any]
    change: Callable[..., Any]
    remove: Callable[..., None]
    described: Callable[[Any], dict[str, Any]]
    whole: Callable[[], Any]
    said: dict[str, Any]
    changed: dict[str, Any]


TRAININGS = Kind(
    "training",
    "trainings",
    Training,
    TrainingInput(),
    actions.create_training,
    actions.change_training,
    actions.remove_training,
    described_training,
    whole_trainings,
    {
        "candidate_ref": "C-1",
        "kind": "performances",
        "topic": "injections",
        "hours": "12.5",
        "in_person": True,
        "performances": ["injection_intramuscular:12"],
        "completed_on": "2026-02-01",
        "evidence": "documented",
    },
    {"hours": Decimal(8), "provider": "Alder College"},
)
CREDITS = Kind(
    "ce_credit",
    "ce_credits",
    CECredit,
    CECreditInput(),
    actions.create_ce_credit,
    actions.change_ce_credit,
    actions.remove_ce_credit,
    described_ce_credit,
    whole_ce_credits,
    {
        "candidate_ref": "C-1",
        "code": "CMA-AAMA",
        "category": "general",
        "units": "2.5",
        "earned_on": "2026-02-01",
        "issuer_approved": True,
    },
    {"units": Decimal(3), "provider": "Alder College"},
)


@pytest.fixture(params=[TRAININGS, CREDITS], ids=["training", "ce_credit"])
def kind(request: pytest.FixtureRequest, database: SQLAlchemy) -> Kind:
    """Each kind, in an agency where somebody else has some of her own."""
    other = make_candidate("C-2")
    make_training(other)
    make_ce_credit(other)
    make_candidate("C-1")
    database.session.commit()
    kind: Kind = request.param
    kind.create(told(kind, candidate_ref="C-2"), ANN)
    return kind


def told(kind: Kind, **said: Any) -> dict[str, Any]:
    values: dict[str, Any] = kind.schema.accept(kind.said | said)
    return values


def stored(kind: Kind) -> list[dict[str, Any]]:
    """What C-1 has, in the order in which it was taken up."""
    db.session.rollback()
    rows = kind.whole().join(Candidate).where(Candidate.ref == "C-1").order_by(kind.model.id)
    return [kind.described(row) for row in db.session.scalars(rows)]


def numbers(kind: Kind) -> list[int]:
    db.session.rollback()
    hers = kind.whole().join(Candidate).where(Candidate.ref == "C-1").order_by(kind.model.id)
    return [row.occurrence for row in db.session.scalars(hers)]


def her_id() -> int:
    id = db.session.scalars(select(Candidate.id).where(Candidate.ref == "C-1")).one()
    db.session.rollback()
    return id


def test_what_was_taken_up_is_described_as_it_was_told(kind: Kind) -> None:
    said = kind.described(kind.create(told(kind), ANN))
    assert [said] == stored(kind)
    assert {name: said[name] for name in kind.said} == kind.said
    assert list(said) == ["id", *kind.schema.fields]
    assert kind.schema.accept(said) == told(kind)


def test_all_that_is_done_is_noted_and_matched(kind: Kind) -> None:
    edits, entries = len(work_left()[0]), len(noted())
    row = kind.create(told(kind), ANN)
    id, person = row.id, her_id()
    kind.change(id, kind.changed, ANN)
    kind.remove(id, ANN)
    assert work_left() == (work_left()[0][:edits] + [("candidate", person)] * 3, ["match_delta"])
    created, changed, removed = noted()[entries:]
    subject = f"{kind.noun}:{id}"
    assert created == ("created", subject, None, kind.said, "")
    assert changed[:2] == ("changed", subject)
    assert changed[2].keys() == changed[3].keys() == kind.changed.keys()
    assert removed == ("removed", subject, kind.said | changed[3], None, "")
    assert stored(kind) == []


def test_only_what_is_named_changes(kind: Kind) -> None:
    row = kind.create(told(kind), ANN)
    [before] = stored(kind)
    kind.change(row.id, kind.changed, ANN)
    [after] = stored(kind)
    assert {name for name in after if after[name] != before[name]} == kind.changed.keys()


def test_what_is_so_already_is_no_change(kind: Kind) -> None:
    row = kind.create(told(kind), ANN)
    before = all_rows()
    kind.change(row.id, told(kind), ANN)
    assert all_rows() == before


def test_those_that_say_the_same_are_counted_without_a_gap(kind: Kind) -> None:
    ids = [kind.create(told(kind), ANN).id for _ in range(4)]
    assert numbers(kind) == [1, 2, 3, 4]
    kind.remove(ids[1], ANN)
    assert sorted(numbers(kind)) == [1, 2, 3]
    kind.change(ids[0], kind.changed, ANN)
    assert sorted(numbers(kind)[1:]) == [1, 2]
    kind.change(ids[2], kind.changed, ANN)
    assert sorted(numbers(kind)) == [1, 1, 2]


def test_what_was_taken_up_and_changed_is_the_row_that_an_import_means(
    kind: Kind, tmp_path: Path
) -> None:
    ids = [kind.create(told(kind), ANN).id for _ in range(3)]
    kind.change(ids[0], kind.changed, ANN)
    kind.remove(ids[1], ANN)
    file = tmp_path / "rows.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = export(kind.file, out)
    report = import_file(kind.file, file)
    assert (report.unchanged, report.inserted, report.updated) == (rows, 0, 0)


def test_a_change_that_does_not_fit_is_refused_by_the_field(kind: Kind) -> None:
    row = kind.create(told(kind), ANN)
    before = all_rows()
    with pytest.raises(Refused, match="candidate_ref: 'C-2': expected C-1"):
        kind.change(row.id, {"candidate_ref": "C-2"}, ANN)
    with pytest.raises(Refused, match="candidate_ref: 'C-7': expected the reference"):
        kind.create(told(kind, candidate_ref="C-7"), ANN)
    for act in (lambda: kind.change(999_999, {}, ANN), lambda: kind.remove(999_999, ANN)):
        with pytest.raises(NotFound, match=f"there is no {kind.noun} '999999'"):
            act()
    assert all_rows() == before


def refuse(_row: Any) -> None:
    raise Stale("it has changed")


@pytest.mark.parametrize("hook", ["expects", "also"])
def test_where_what_belongs_to_it_fails_nothing_is_done(kind: Kind, hook: str) -> None:
    row = kind.create(told(kind), ANN)
    before = all_rows()
    with pytest.raises(Stale):
        kind.change(row.id, kind.changed, ANN, **{hook: refuse})
    with pytest.raises(Stale):
        kind.remove(row.id, ANN, **{hook: refuse})
    with pytest.raises(Stale):
        kind.create(told(kind), ANN, also=refuse)
    assert all_rows() == before


def test_equal_ones_that_come_at_once_are_all_kept(app: Flask, kind: Kind) -> None:
    def take() -> None:
        with app.app_context():
            kind.create(told(kind), ANN)

    do_at_once([take] * 5)
    assert sorted(numbers(kind)) == [1, 2, 3, 4, 5]


def test_the_number_of_queries_is_small(kind: Kind) -> None:
    with counted(db) as statements:
        id = kind.create(told(kind), ANN).id
    assert len(statements) <= 9
    with counted(db) as statements:
        kind.change(id, kind.changed, ANN)
    assert len(statements) <= 11
    with counted(db) as statements:
        kind.remove(id, ANN)
    assert len(statements) <= 10


def test_what_a_training_says_must_go_together(database: SQLAlchemy) -> None:
    row = make_training(make_candidate("C-1"), evidence="documented")
    database.session.commit()
    with pytest.raises(Refused, match="topic: 'college': expected one of high_school"):
        actions.change_training(row.id, {"topic": "college"}, ANN)


def test_only_who_may_verify_says_that_a_training_was_reviewed(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    database.session.commit()
    with pytest.raises(Refused, match="evidence: 'reviewed': expected claimed or documented"):
        actions.create_training(told(TRAININGS, evidence="reviewed"), ANN)
    row = actions.create_training(told(TRAININGS, evidence="reviewed"), ANN, may_verify=True)
    before = all_rows()
    with pytest.raises(Refused, match=r"hours: '8': expected 12.5 to stay, as it was reviewed"):
        actions.change_training(row.id, {"hours": Decimal(8)}, ANN)
    assert all_rows() == before
    actions.change_training(row.id, {"hours": Decimal(8)}, ANN, may_verify=True)
    assert stored(TRAININGS)[0]["hours"] == "8"
