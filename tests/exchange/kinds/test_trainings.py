"""trainings.csv and ce_credits.csv."""

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.credentials.models import CECredit, Training
from tests.exchange.conftest import Exported, ImportRows
from tests.exchange.files import counts

CLASS = {"candidate_ref": "C-1", "kind": "training", "topic": "injection", "hours": "10.5"}
CREDIT = {"candidate_ref": "C-1", "code": "CMA-AAMA", "units": "5", "category": "general"}


@pytest.fixture(autouse=True)
def _people(import_rows: ImportRows) -> None:
    import_rows("candidates", {"ref": "C-1"}, {"ref": "C-2"})


def test_equal_trainings_are_told_apart_by_their_occurrence(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    other = CLASS | {"candidate_ref": "C-2"}
    rows = [CLASS, other, CLASS | {"hours": "10.50"}, CLASS]
    assert counts(import_rows("trainings", *rows)) == (4, 0, 0, 0)
    assert counts(import_rows("trainings", *rows, {"candidate_ref": "C-1"})) == (1, 0, 4, 0)
    assert counts(import_rows("trainings", CLASS, CLASS, CLASS, CLASS)) == (1, 0, 3, 0)
    hers = select(Training.occurrence).where(Training.topic == "injection")
    assert sorted(database.session.scalars(hers)) == [1, 1, 2, 3, 4]


def test_equal_trainings_may_lie_in_different_batches(
    import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agency.exchange.actions.BATCH", 2)
    assert counts(import_rows("trainings", *[CLASS] * 5)) == (5, 0, 0, 0)
    assert counts(import_rows("trainings", *[CLASS] * 5)) == (0, 0, 5, 0)


def test_a_training_that_says_anything_else_is_another(import_rows: ImportRows) -> None:
    others = [
        {"topic": "venipuncture"},
        {"hours": ""},
        {"in_person": "no"},
        {"performances": "venipuncture:3"},
        {"evidence": "reviewed"},
    ]
    rows = [CLASS, *(CLASS | other for other in others)]
    assert counts(import_rows("trainings", *rows)) == (6, 0, 0, 0)


def test_an_unknown_act_is_refused(import_rows: ImportRows) -> None:
    report = import_rows("trainings", CLASS, CLASS | {"performances": "juggling:3"})
    assert counts(report) == (1, 0, 0, 1)
    assert report.refused_rows[0].problems[0].field == "performances"


def test_a_row_of_nobody_known_is_refused(import_rows: ImportRows) -> None:
    for kind, row in (("trainings", CLASS), ("ce_credits", CREDIT)):
        report = import_rows(kind, row | {"candidate_ref": "C-9"}, row)
        assert counts(report) == (1, 0, 0, 1)
        assert report.refused_rows[0].problems[0].field == "candidate_ref"


def test_equal_credits_are_told_apart_by_their_occurrence(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    rows = [CREDIT, CREDIT | {"units": "5.00"}, CREDIT | {"candidate_ref": "C-2"}]
    assert counts(import_rows("ce_credits", *rows)) == (3, 0, 0, 0)
    assert counts(import_rows("ce_credits", *rows, CREDIT)) == (1, 0, 3, 0)
    assert len(database.session.scalars(select(CECredit.id)).all()) == 4


def test_trainings_and_credits_come_out_as_they_went_in(
    import_rows: ImportRows, exported: Exported
) -> None:
    import_rows("trainings", CLASS | {"in_person": "yes"}, CLASS, CLASS | {"topic": ""}, CLASS)
    import_rows("ce_credits", CREDIT | {"issuer_approved": "no", "units": "2.50"})
    lines = exported("trainings").splitlines()
    assert lines[1] == "C-1,training,,,,10.5,,,,,,,claimed"
    assert sorted(lines[2:]) == [
        "C-1,training,injection,,,10.5,,,,,,,claimed",
        "C-1,training,injection,,,10.5,,,,,,,claimed",
        "C-1,training,injection,,,10.5,,,,yes,,,claimed",
    ]
    assert exported("ce_credits").splitlines()[1:] == ["C-1,CMA-AAMA,general,2.5,,,no"]
