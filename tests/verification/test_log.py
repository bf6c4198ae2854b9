"""Evidence changes with an entry of the log alone, whoever changes it."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.credentials.schemas import CredentialInput
from agency.errors import Refused
from agency.exchange.actions import import_file
from agency.verification.actions import (
    change_credential,
    create_credential,
    review_credential,
    undo_decision,
)
from agency.verification.models import Verification
from agency.verification.queries import log_of
from tests.builders import make_candidate, make_credential
from tests.trail import ANN, noted

ROOT = Path(__file__).parents[2]
# What writes credentials without the log; only what keeps the log may call it.
UNLOGGED = ("agency.credentials.actions.credentials", "agency.credentials.actions.documents")
BEA = Actor("user", "bea@example.org", 8)
HEADER = "candidate_ref,code,number,issued_on,expires_on,evidence,bound_to"


@pytest.fixture
def amara(database: SQLAlchemy) -> Candidate:
    person = make_candidate("C-1")
    database.session.commit()
    return person


def values(**said: Any) -> dict[str, Any]:
    usual = {"candidate_ref": "C-1", "code": "CMA-AAMA", "number": "1", "expires_on": "2028-01-31"}
    return CredentialInput().accept({**usual, **said})


def told(id: int) -> list[tuple[str, str, str | None, str]]:
    """Source, result and evidence before and after of each entry, in their order."""
    return [
        (one.source, one.result, one.evidence_before, one.evidence_after)
        for one in reversed(log_of(id))
    ]


def test_the_database_refuses_evidence_that_nobody_has_logged(
    database: SQLAlchemy, amara: Candidate
) -> None:
    row = make_credential(amara, evidence="claimed")
    database.session.commit()
    change = update(Credential).where(Credential.id == row.id).values(evidence="reviewed")
    with pytest.raises(DatabaseError, match="with an entry of the verification log alone"):
        database.session.execute(change)
    database.session.rollback()
    database.session.execute(change.values(evidence="claimed", number="7"))


def test_an_entry_of_another_change_does_not_cover_a_second_one(
    database: SQLAlchemy, amara: Candidate
) -> None:
    id = create_credential(values(), ANN).id
    change_credential(id, {"evidence": "documented"}, ANN)
    for evidence in ("claimed", "reviewed"):
        change = update(Credential).where(Credential.id == id).values(evidence=evidence)
        with pytest.raises(DatabaseError):
            database.session.execute(change)
        database.session.rollback()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE verifications SET by = 'nobody'",
        "DELETE FROM verifications",
        "INSERT OR REPLACE INTO verifications SELECT * FROM verifications",
        "TRUNCATE verifications",
    ],
    ids=["update", "delete", "replace", "truncate"],
)
def test_the_log_is_only_ever_added_to(database: SQLAlchemy, amara: Candidate, change: str) -> None:
    create_credential(values(), ANN)
    with pytest.raises(DatabaseError):
        database.session.execute(text(change))
    database.session.rollback()
    assert database.session.scalars(select(Verification.by)).all() == [ANN.name]


def test_what_is_written_by_hand_says_by_what_it_is_known(amara: Candidate) -> None:
    id = create_credential(values(), ANN).id
    change_credential(id, {"number": "2"}, ANN)
    change_credential(id, {"evidence": "documented"}, ANN)
    review_credential(id, "verify", ANN_TOO)
    change_credential(id, {"evidence": "primary_source"}, ANN_TOO, may_verify=True)
    assert told(id) == [
        ("self", "claimed", None, "claimed"),
        ("self", "changed", "claimed", "claimed"),
        ("document", "seen", "claimed", "documented"),
        ("review", "verified", "documented", "reviewed"),
        ("register", "found", "reviewed", "primary_source"),
    ]


ANN_TOO = ANN.__class__("user", "bea@example.org", 8)


def test_an_entry_keeps_who_when_and_what_changed(database: SQLAlchemy, amara: Candidate) -> None:
    id = create_credential(values(), ANN).id
    row = change_credential(id, {"number": "2"}, ANN)
    entry = log_of(id)[0]
    assert (entry.by, entry.user_id, entry.at) == (ANN.name, ANN.user_id, row.changed_at)
    assert (entry.before, entry.after) == ({"number": "1"}, {"number": "2"})


def test_an_import_writes_an_entry_for_each_it_brings_and_none_for_what_is_as_it_was(
    database: SQLAlchemy, amara: Candidate, tmp_path: Path
) -> None:
    rows = [
        "C-1,CMA-AAMA,1,2024-01-01,2028-12-31,reviewed,",
        "C-1,BLS-AHA,2,2025-01-01,2027-01-31,claimed,",
    ]
    file = tmp_path / "credentials.csv"
    for lines in (rows, rows, [rows[0], rows[1].replace("claimed", "documented")]):
        file.write_text("\n".join([HEADER, *lines]) + "\n")
        assert import_file("credentials", file).refused == 0
    ids = database.session.scalars(select(Credential.id).order_by(Credential.code.desc())).all()
    assert [told(id) for id in ids] == [
        [("import", "imported", None, "reviewed")],
        [
            ("import", "imported", None, "claimed"),
            ("import", "imported", "claimed", "documented"),
        ],
    ]


def test_a_blank_status_of_an_import_does_not_lift_what_was_decided(
    database: SQLAlchemy, amara: Candidate, tmp_path: Path
) -> None:
    row, other = (make_credential(amara, number=n, evidence="documented") for n in "KL")
    database.session.commit()
    review_credential(row.id, "reject", ANN, "altered")
    review_credential(other.id, "reject", ANN, "altered")
    change_credential(other.id, {"status": "withdrawn"}, ANN)
    file = tmp_path / "credentials.csv"
    lines = [f"C-1,CMA-AAMA,{n},2024-01-01,2028-12-30,documented," for n in "KL"]
    file.write_text("\n".join([HEADER, *lines]) + "\n")
    report = import_file("credentials", file)
    held = "C-1: CMA-AAMA:{}:2024-01-01 stays {}; blank does not lift that"
    assert {held.format("K", "rejected"), held.format("L", "withdrawn")} <= {*report.notes}
    assert (report.updated, report.refused) == (2, 0)
    found = database.session.scalars(select(Credential.status).order_by(Credential.number)).all()
    assert found == ["rejected", "withdrawn"]
    entry = log_of(row.id)[0]
    change = {"expires_on": "2028-12-31"}, {"expires_on": "2028-12-30"}
    assert (entry.result, entry.before, entry.after) == ("imported", *change)


def test_an_import_that_lifts_a_rejection_says_so_in_log_and_trail(
    database: SQLAlchemy, amara: Candidate, tmp_path: Path
) -> None:
    row = make_credential(amara, number="K", evidence="documented")
    database.session.commit()
    review_credential(row.id, "reject", ANN, "altered")
    file = tmp_path / "credentials.csv"
    line = "C-1,CMA-AAMA,K,2024-01-01,2028-12-31,documented,,active"
    file.write_text(f"{HEADER},status\n{line}\n")
    import_file("credentials", file)
    entry = log_of(row.id)[0]
    change = {"status": "rejected"}, {"status": "active"}
    assert (entry.result, entry.before, entry.after) == ("imported", *change)
    assert noted()[-1] == ("changed", f"credential:{row.id}", *change, "import")


@pytest.mark.parametrize("decided", ["rejected", "revoked"])
def test_withdrawing_does_not_lift_what_was_decided(
    database: SQLAlchemy, amara: Candidate, decided: str
) -> None:
    row = make_credential(amara, evidence="documented", status=decided)
    database.session.commit()
    change_credential(row.id, {"status": "withdrawn"}, ANN)
    problem = f"status: 'active': expected withdrawn to stay, as it was {decided} before"
    with pytest.raises(Refused, match=problem):
        change_credential(row.id, {"status": "active"}, ANN)
    with pytest.raises(Refused, match=problem):
        change_credential(row.id, {"status": "active"}, ANN, may_verify=True)
    change_credential(row.id, {"status": "active"}, BEA, may_verify=True)
    change_credential(row.id, {"status": "withdrawn"}, ANN)
    change_credential(row.id, {"status": "active"}, ANN)


def test_an_import_of_a_thousand_takes_two_statements_for_its_log(
    database: SQLAlchemy, amara: Candidate, tmp_path: Path
) -> None:
    file = tmp_path / "credentials.csv"
    lines = [f"C-1,BLS-AHA,{n},2025-01-01,2027-01-31,claimed," for n in range(1000)]
    file.write_text("\n".join([HEADER, *lines]) + "\n")
    import_file("credentials", file)
    assert len(database.session.scalars(select(Verification.id)).all()) == 1000


def test_what_is_taken_out_takes_its_log_along(database: SQLAlchemy, amara: Candidate) -> None:
    id = create_credential(values(issued_on=str(date(2026, 1, 1))), ANN).id
    review_credential(id, "verify", ANN_TOO)
    undo_decision(id, ANN_TOO)
    database.session.delete(database.session.get_one(Candidate, amara.id))
    database.session.commit()
    assert database.session.scalars(select(Verification.id)).all() == []


def test_only_what_keeps_the_log_writes_credentials() -> None:
    for file in (ROOT / "agency").rglob("*.py"):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        if name.startswith(("agency.verification", "agency.credentials")):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in UNLOGGED, name
                assert f"{node.module}.{node.names[0].name}" not in UNLOGGED, name
