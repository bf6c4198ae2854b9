"""The database itself keeps credentials, trainings and credits sound."""

from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from agency.credentials.models import EVIDENCE, STATUSES, TRAINING_KINDS, Credential
from agency.exchange.actions import import_file
from tests.builders import A_MOMENT, make_candidate, make_ce_credit, make_credential, make_training


@pytest.mark.parametrize(
    ("column", "value"), [("evidence", "hearsay"), ("status", "expired"), ("status", "current")]
)
def test_a_word_out_of_its_list_is_refused(database: SQLAlchemy, column: str, value: str) -> None:
    with pytest.raises(IntegrityError, match=f"ck_credentials_{column}"):
        make_credential(make_candidate(), **{column: value})
    database.session.rollback()


@pytest.mark.usefixtures("database")
def test_every_evidence_status_and_kind_is_taken() -> None:
    person = make_candidate()
    for evidence, status in product(EVIDENCE, STATUSES):
        assert make_credential(person, evidence=evidence, status=status).id
    assert all(make_training(person, kind).id for kind in TRAINING_KINDS)


def test_evidence_runs_from_what_she_says_to_what_the_issuer_confirms() -> None:
    assert EVIDENCE == ("claimed", "documented", "reviewed", "primary_source")


def test_a_credential_that_expires_before_its_issue_is_refused(database: SQLAlchemy) -> None:
    person = make_candidate()
    day = date(2026, 3, 1)
    assert make_credential(person, issued_on=day, expires_on=day).id
    with pytest.raises(IntegrityError, match="ck_credentials_days"):
        make_credential(person, issued_on=day, expires_on=date(2026, 2, 28))
    database.session.rollback()


@pytest.mark.parametrize("issued_on", [None, date(2024, 1, 1)])
def test_one_key_is_one_credential(database: SQLAlchemy, issued_on: date | None) -> None:
    person = make_candidate()
    make_credential(person, number="X", issued_on=issued_on)
    with pytest.raises(IntegrityError):
        make_credential(person, number="X", issued_on=issued_on, evidence="claimed")
    database.session.rollback()


def test_each_part_of_the_key_tells_credentials_apart(database: SQLAlchemy) -> None:
    person, other = make_candidate(), make_candidate()
    made = [
        make_credential(person, number="X", issued_on=None),
        make_credential(other, number="X", issued_on=None),
        make_credential(person, "RMA-AMT", number="X", issued_on=None),
        make_credential(person, number="", issued_on=None),
        make_credential(person, number="X", issued_on=date(2024, 1, 1)),
        make_credential(person, number="X", issued_on=date(2024, 1, 2)),
    ]
    assert len({credential.id for credential in made}) == len(made)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "hobby"),
        ("evidence", "hearsay"),
        ("hours", Decimal("-0.01")),
        ("classroom_hours", Decimal(-1)),
        ("clinical_hours", Decimal(-1)),
        ("externship_hours", Decimal(-1)),
        ("occurrence", 0),
    ],
)
def test_a_training_out_of_bounds_is_refused(database: SQLAlchemy, column: str, value: Any) -> None:
    training = make_training(make_candidate())
    setattr(training, column, value)
    with pytest.raises(IntegrityError, match=f"ck_trainings_{column}"):
        database.session.flush()
    database.session.rollback()


@pytest.mark.parametrize(("column", "value"), [("units", Decimal("-0.5")), ("occurrence", 0)])
def test_a_credit_out_of_bounds_is_refused(database: SQLAlchemy, column: str, value: Any) -> None:
    with pytest.raises(IntegrityError, match=f"ck_ce_credits_{column}"):
        make_ce_credit(make_candidate(), **{column: value})
    database.session.rollback()


@pytest.mark.parametrize("make", [make_training, make_ce_credit])
def test_equal_rows_are_told_apart_by_their_occurrence(database: SQLAlchemy, make: Any) -> None:
    person, other = make_candidate(), make_candidate()
    rows = [make(person), make(person, occurrence=2), make(other)]
    assert len({row.content for row in rows}) == 1
    with pytest.raises(IntegrityError):
        make(person, occurrence=2)
    database.session.rollback()


def test_a_number_is_folded_however_it_is_written(database: SQLAlchemy, tmp_path: Path) -> None:
    """By a row, by a statement and by an import."""
    person = make_candidate("C-1")
    row = make_credential(person, number="ab-12 x")
    assert row.number_folded == "AB12X"
    row.number = "cd 3"
    columns = {"code": "BLS-AHA", "number": "cd-4", "changed_at": A_MOMENT}
    database.session.execute(insert(Credential).values(candidate_id=person.id, **columns))
    database.session.commit()
    file = tmp_path / "credentials.csv"
    file.write_text(
        "candidate_ref,code,number,issued_on,expires_on,evidence,bound_to\n"
        "C-1,BLS-AHA,cd-5,2025-01-01,2027-01-31,claimed,\n"
    )
    import_file("credentials", file)
    found = select(Credential.number_folded).order_by(Credential.id)
    assert database.session.scalars(found).all() == ["CD3", "CD4", "CD5"]
