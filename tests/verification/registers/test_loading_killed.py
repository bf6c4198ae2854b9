"""A load killed anywhere, several times over, ends as if nobody had killed it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.credentials.models import Credential
from agency.extensions import db
from agency.verification.models import Verification
from agency.verification.register_models import RegisterAlarm, RegisterAnswer, RegisterLoad
from agency.verification.registers.actions import load_file, loading
from tests.builders import make_candidate, make_credential
from tests.conftest import config_for, empty_tables
from tests.verification.registers.files import register
from tests.verification.registers.killed_child import BY, load_killed

MONDAY = date(2026, 11, 2)
BATCH = 3
KINDS: list[dict[str, str]] = [
    {},
    {"ExpirationDate": "20271231"},
    {"Status": "REVOKED"},
    {"ActionTaken": "Yes"},
]


def begin() -> None:
    """Twelve people, each with a certification known at source."""
    db.session.rollback()
    empty_tables()
    for number in range(12):
        person = make_candidate(f"C-{number:02}")
        make_credential(person, "WA-MA-C", number=f"CM{number}", evidence="primary_source")
    db.session.commit()


def outcome() -> list[Any]:
    """All that a load has left, with references instead of ids."""
    db.session.rollback()
    first = db.session.scalars(select(Credential.id).order_by(Credential.id).limit(1)).one()
    columns = (Verification.credential_id, Verification.result, Verification.evidence_after)
    log = db.session.execute(select(*columns).order_by(Verification.id)).all()
    answers = db.session.execute(
        select(RegisterAnswer.credential_id, RegisterAnswer.outcome, RegisterAnswer.content)
    ).all()
    alarms = db.session.execute(select(RegisterAlarm.credential_id, RegisterAlarm.reasons)).all()
    levels = db.session.scalars(select(Credential.evidence).order_by(Credential.id)).all()
    (load,) = db.session.scalars(select(RegisterLoad)).all()
    told = [
        sorted((id - first, *map(str, rest)) for id, *rest in some)
        for some in (log, answers, alarms)
    ]
    db.session.rollback()
    return [*told, levels, load.counts, load.state]


@pytest.mark.parametrize(
    "kills",
    [
        [("between", 1)],
        [("between", 3)],
        [("within", 2)],
        [("at the end", 1)],
        [("within", 1), ("between", 2), ("within", 2), ("at the end", 1)],
    ],
    ids=str,
)
def test_a_killed_load_ends_without_a_gap_and_without_a_double(
    kills: list[tuple[str, int]],
    database: SQLAlchemy,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        {**KINDS[number % len(KINDS)], "CredentialNumber": f"CM{number}"} for number in range(12)
    ]
    path = register(tmp_path / "wa.csv", *rows)
    monkeypatch.setattr(loading, "BATCH", BATCH)
    begin()
    load_file("washington", path, BY, MONDAY)
    whole = outcome()

    begin()
    for place, call in kills:
        load_killed(config_for(database_url, tmp_path), path, MONDAY, BATCH, place, call)
    load_file("washington", path, BY, MONDAY)
    assert outcome() == whole
