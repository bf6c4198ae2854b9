"""credentials.csv."""

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.credentials.models import Credential
from tests.exchange.conftest import Exported, ImportRows
from tests.exchange.files import counts

CMA = {
    "candidate_ref": "C-1",
    "code": "CMA-AAMA",
    "number": "X-1",
    "issued_on": "2024-01-15",
    "expires_on": "2029-01-31",
    "evidence": "reviewed",
}


@pytest.fixture(autouse=True)
def _people(import_rows: ImportRows) -> None:
    import_rows("candidates", {"ref": "C-1"}, {"ref": "C-2"})


def kept(database: SQLAlchemy) -> list[Any]:
    return list(database.session.scalars(select(Credential).order_by(Credential.id)))


def test_candidate_code_number_and_day_of_issue_are_the_key(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    others = [
        {"candidate_ref": "C-2"},
        {"code": "RMA-AMT", "expires_on": "2027-01-15"},
        {"number": "X-2"},
        {"number": ""},
        {"issued_on": "2024-01-16"},
        {"issued_on": ""},
        {"issued_on": "", "number": ""},
    ]
    rows = [CMA | other for other in others]
    assert counts(import_rows("credentials", CMA, *rows)) == (8, 0, 0, 0)
    changed = [row | {"evidence": "primary_source"} for row in (CMA, *rows)]
    assert counts(import_rows("credentials", *changed, CMA | {"number": "X-3"})) == (1, 8, 0, 0)
    assert [one.evidence for one in kept(database)] == ["primary_source"] * 8 + ["reviewed"]


def test_what_is_not_the_key_is_overwritten(database: SQLAlchemy, import_rows: ImportRows) -> None:
    import_rows("credentials", CMA | {"status": "withdrawn", "bound_to": "Alder Clinic"})
    assert counts(import_rows("credentials", CMA | {"expires_on": ""})) == (0, 1, 0, 0)
    [one] = kept(database)
    assert (one.status, one.bound_to, one.expires_on) == ("active", None, None)
    assert counts(import_rows("credentials", CMA | {"expires_on": ""})) == (0, 0, 1, 0)


@pytest.mark.parametrize("status", ["rejected", "revoked"])
def test_blank_does_not_overwrite_what_was_decided(
    database: SQLAlchemy, import_rows: ImportRows, status: str
) -> None:
    import_rows("credentials", CMA | {"status": status})
    assert counts(import_rows("credentials", CMA)) == (0, 0, 1, 0)
    [one] = kept(database)
    assert one.status == status
    assert counts(import_rows("credentials", CMA | {"status": "active"})) == (0, 1, 0, 0)
    [one] = kept(database)
    assert one.status == "active"


@pytest.mark.parametrize("code", ["CCMA", "NCMA", "RMA", "CPT"])
def test_a_code_without_its_issuer_is_refused_with_the_choices(
    import_rows: ImportRows, code: str
) -> None:
    report = import_rows("credentials", CMA, CMA | {"code": code})
    assert counts(report) == (1, 0, 0, 1)
    [row] = report.refused_rows
    [problem] = row.problems
    assert (row.line, problem.field, problem.value) == (3, "code", code)
    assert problem.expected.startswith("one of ")
    assert f"{code}-" in problem.expected


def test_a_credential_of_nobody_known_is_refused(import_rows: ImportRows) -> None:
    report = import_rows("credentials", CMA, CMA | {"candidate_ref": "C-9"})
    assert counts(report) == (1, 0, 0, 1)
    assert str(report.refused_rows[0].problems[0]) == (
        "candidate_ref: 'C-9': expected the reference of a candidate imported before"
    )


def test_an_expiry_other_than_the_catalogue_computes_is_kept_and_noted(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    odd = CMA | {"expires_on": "2029-01-15"}
    report = import_rows("credentials", odd, CMA | {"candidate_ref": "C-2"})
    assert counts(report) == (2, 0, 0, 0)
    assert report.notes == [
        "C-1: CMA-AAMA:X-1:2024-01-15 expires on 2029-01-15 as given;"
        " the catalogue computes 2029-01-31"
    ]
    assert str(kept(database)[0].expires_on) == "2029-01-15"


@pytest.mark.parametrize(
    "values",
    [
        {"expires_on": ""},
        {"issued_on": ""},
        {"code": "TB-SCREEN", "expires_on": "2025-01-14"},
        {"code": "CCMA-NHA", "expires_on": "2026-01-14"},
        {"code": "HEPB-IMMUNE", "expires_on": ""},
        {"code": "BLS-AHA", "expires_on": "2026-01-31"},
    ],
)
def test_an_expiry_the_catalogue_cannot_compute_or_agrees_with_is_not_noted(
    import_rows: ImportRows, values: dict[str, str]
) -> None:
    assert import_rows("credentials", CMA | values).notes == []


def test_credentials_come_out_by_their_key(import_rows: ImportRows, exported: Exported) -> None:
    import_rows(
        "credentials",
        CMA | {"candidate_ref": "C-2", "bound_to": "Alder, Birch", "status": "revoked"},
        CMA,
        CMA | {"issued_on": ""},
        CMA | {"code": "BLS-AHA", "number": "", "expires_on": ""},
    )
    assert exported("credentials").splitlines() == [
        "candidate_ref,code,number,issued_on,expires_on,evidence,bound_to,status",
        "C-1,BLS-AHA,,2024-01-15,,reviewed,,active",
        "C-1,CMA-AAMA,X-1,,2029-01-31,reviewed,,active",
        "C-1,CMA-AAMA,X-1,2024-01-15,2029-01-31,reviewed,,active",
        'C-2,CMA-AAMA,X-1,2024-01-15,2029-01-31,reviewed,"Alder, Birch",revoked',
    ]
