"""A load killed anywhere, several times over, ends as if nobody had killed it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.accounts.actions.users import add_user
from agency.audit.actors import Actor
from agency.credentials.models import Credential
from agency.extensions import db
from agency.fields.described import Change
from agency.notices.models import Mail
from agency.settings import settings
from agency.verification.log import Entry
from agency.verification.models import Verification
from agency.verification.register_models import RegisterAlarm, RegisterAnswer, RegisterLoad
from agency.verification.registers.actions import ask_load, batches, load_file, load_stored, loading
from tests.builders import A_MOMENT, make_candidate, make_credential
from tests.conftest import config_for, empty_tables
from tests.signing_in import TESTER
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


def test_a_killed_load_begins_anew_where_somebody_else_hands_it_in(
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
    ruth = specialist("ruth")
    mine = wrote_the_first(ruth)
    load_killed(config_for(database_url, tmp_path), path, MONDAY, BATCH, "between", 3, ruth)
    assert answered() == 6
    assert answer_about(mine) is None
    (cut,) = db.session.scalars(select(RegisterLoad)).all()
    raised = cut.counts["alarms"]
    assert (cut.state, cut.counts["left_out"], cut.counts["held"]) == ("reading", 1, 6)
    assert raised
    specialist("bea")
    report = load_file("washington", path, BY, MONDAY)
    assert answered() == 12
    assert answer_about(mine) == "agrees"
    assert (report.counts.held, report.counts.left_out) == (12, 0)
    alarms = db.session.scalars(select(RegisterAlarm)).all()
    assert len(alarms) == report.counts.alarms > raised
    subjects = set(db.session.scalars(select(Mail.subject)))
    assert subjects == {f"{len(alarms)} alarms from a register"}


def specialist(name: str) -> Actor:
    email = f"{name}@example.org"
    she = add_user({"email": email, "name": name, "role": "compliance"}, TESTER)
    return Actor("user", email, she.id)


def wrote_the_first(by: Actor) -> int:
    """Somebody has written what is claimed of the first credential; its row id."""
    row = db.session.scalars(select(Credential).order_by(Credential.id).limit(1)).one()
    Entry(by)(row, Change({"number": "CM0"}, {"number": "x"}, {}), A_MOMENT)
    db.session.commit()
    return row.id


def answered() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(RegisterAnswer.id)).all())


def answer_about(id: int) -> str | None:
    outcome = select(RegisterAnswer.outcome).where(RegisterAnswer.credential_id == id)
    return db.session.scalars(outcome).one_or_none()


def test_a_killed_job_is_done_for_whoever_hands_the_file_in_next(
    database: SQLAlchemy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin()
    ann, bea = specialist("ann"), specialist("bea")
    mine = wrote_the_first(ann)
    path = register(tmp_path / "wa.csv", *[{"CredentialNumber": f"CM{at}"} for at in range(12)])
    monkeypatch.setattr(loading, "BATCH", BATCH)
    with path.open("rb") as stream:
        load_id = ask_load("washington", stream, "wa.csv", ann, MONDAY).id
    monkeypatch.setattr(loading, "hold_batch", broken(batches.hold_batch, 3))
    with pytest.raises(SystemExit):
        load_stored(load_id)
    monkeypatch.undo()
    assert answered() == 6
    with path.open("rb") as stream:
        assert ask_load("washington", stream, "wa.csv", bea, MONDAY).id == load_id
    load_stored(load_id)
    load = db.session.get_one(RegisterLoad, load_id, populate_existing=True)
    assert (load.state, load.by, load.counts["held"]) == ("done", bea.name, 12)
    assert answer_about(mine) == "agrees"
    assert list((settings().home / "registers").glob("*")) == []


def broken(function: Any, call: int) -> Any:
    """The function, which ends its process when it is called for that time."""
    calls = iter(range(1, call + 1))

    def run(*arguments: Any) -> Any:
        if next(calls) == call:
            raise SystemExit
        return function(*arguments)

    return run
