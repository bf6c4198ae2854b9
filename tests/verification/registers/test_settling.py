"""What a register says otherwise is settled by somebody who has no part in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.accounts.actions.users import add_user
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.errors import NotAllowed, NotFound, Refused, Stale
from agency.extensions import db
from agency.notices.models import Mail
from agency.settings import settings
from agency.verification.actions.credentials import change_credential
from agency.verification.actions.undoing import TooLate
from agency.verification.queries import log_of
from agency.verification.register_models import RegisterAlarm, RegisterAnswer
from agency.verification.registers.actions import (
    accept_register,
    close_alarm,
    keep_ours,
    load_file,
    undo_settlement,
)
from agency.verification.registers.gravity import in_order_of_gravity, is_grave
from agency.verification.registers.queries import open_findings
from tests.builders import make_candidate, make_credential, make_document
from tests.signing_in import TESTER
from tests.trail import ANN, noted
from tests.verification.registers.files import register

BY = Actor("command", "agency registers load")
MONDAY = date(2026, 11, 2)
Load = Callable[..., None]


@pytest.fixture
def amara(database: SQLAlchemy) -> int:
    """Her certification as the register has it, reviewed."""
    credential = make_credential(make_candidate("C-1"), "WA-MA-C", number="CM60123456")
    database.session.commit()
    return credential.id


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a file with one row, of a day so many days after Monday."""

    def run(said: dict[str, str], days: int = 0, by: Actor = BY) -> None:
        path = register(tmp_path / "wa.csv", said, *[{"CredentialNumber": "CM7"}] * days)
        load_file("washington", path, by, MONDAY + timedelta(days))
        db.session.rollback()

    return run


def finding() -> int:
    return db.session.scalars(
        select(RegisterAnswer.id).where(RegisterAnswer.outcome != "agrees")
    ).one()


def credential(id: int) -> Credential:
    db.session.rollback()
    return db.session.get_one(Credential, id, populate_existing=True)


def open_alarms() -> int:
    return len(
        db.session.scalars(select(RegisterAlarm).where(RegisterAlarm.closed_at.is_(None))).all()
    )


@pytest.mark.parametrize(
    ("said", "reason", "column", "value", "evidence"),
    [
        ({"ExpirationDate": "20271231"}, "", "expires_on", date(2027, 12, 31), "primary_source"),
        (
            {"CredentialType": "Medical Assistant Registration"},
            *("", "code", "WA-MA-R", "primary_source"),
        ),
        ({"LastName": "Larsson"}, "Married in May.", "status", "active", "primary_source"),
        ({"Status": "Active On Probation"}, "Ends in May.", "status", "active", "primary_source"),
        ({"Status": "REVOKED"}, "", "status", "revoked", "reviewed"),
        ({"Status": "PENDING"}, "", "status", "revoked", "reviewed"),
        ({"Status": "EXPIRED"}, "", "status", "revoked", "reviewed"),
        (
            {"Status": "EXPIRED", "ExpirationDate": "20260301"},
            *("", "expires_on", date(2026, 3, 1), "primary_source"),
        ),
        ({"CredentialNumber": "CM9"}, "", "status", "rejected", "reviewed"),
    ],
    ids=str,
)
def test_the_registers_word_is_written(
    amara: int,
    load: Load,
    said: dict[str, str],
    reason: str,
    column: str,
    value: object,
    evidence: str,
) -> None:
    load(said)
    accept_register(finding(), ANN, reason)
    row = credential(amara)
    assert (getattr(row, column), row.evidence) == (value, evidence)
    assert log_of(amara)[0].by == "ann@example.org"
    assert noted()[-1][:2] == ("register accepted", f"credential:{amara}")
    with pytest.raises(NotFound):
        accept_register(finding(), ANN, reason)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"LastName": "Larsson"}, "reason"),
        ({"Status": "Active With Conditions"}, "reason"),
        ({"Status": "SUPERSEDED"}, "register"),
        ({"CredentialType": "Registered Nurse License"}, "register"),
    ],
    ids=str,
)
def test_a_word_that_says_nothing_for_certain_is_not_taken(
    amara: int, load: Load, said: dict[str, str], field: str
) -> None:
    load(said)
    with pytest.raises(Refused) as refused:
        accept_register(finding(), ANN)
    assert [one.field for one in refused.value.problems] == [field]
    assert credential(amara).evidence == "reviewed"


def test_what_was_accepted_agrees_in_the_next_file(amara: int, load: Load) -> None:
    load({"ExpirationDate": "20271231"})
    accept_register(finding(), ANN)
    entries = len(log_of(amara))
    load({"ExpirationDate": "20271231"}, days=1)
    assert credential(amara).evidence == "primary_source"
    assert len(log_of(amara)) == entries + 1
    assert open_alarms() == 0


@pytest.mark.parametrize("said", [{"Status": "Active On Probation"}, {"LastName": "Larsson"}])
def test_what_was_settled_stays_so_while_both_say_the_same(
    amara: int, load: Load, said: dict[str, str]
) -> None:
    load(said)
    accept_register(finding(), ANN, "We know why.")
    load(said, days=1)
    assert credential(amara).evidence == "primary_source"
    assert open_alarms() == 0
    answer = db.session.get_one(RegisterAnswer, finding(), populate_existing=True)
    assert (answer.settled_as, answer.reason) == ("accepted", "We know why.")
    load({**said, "ExpirationDate": "20291231"}, days=2)
    answer = db.session.get_one(RegisterAnswer, finding(), populate_existing=True)
    assert (answer.settled_as, answer.reason) == (None, "")


def test_ours_stands_and_is_known_by_this_review(amara: int, load: Load) -> None:
    load({})
    load({"Status": "SUSPENDED"}, days=1)
    assert credential(amara).evidence == "documented"
    with pytest.raises(Refused, match="why ours stands"):
        keep_ours(finding(), "", ANN)
    keep_ours(finding(), "The board wrote: an error, put right.", ANN)
    assert credential(amara).evidence == "reviewed"
    entry = log_of(amara)[0]
    assert (entry.source, entry.result) == ("review", "verified")
    assert open_alarms() == 0
    load({"Status": "SUSPENDED"}, days=2)
    assert credential(amara).evidence == "reviewed"
    assert open_alarms() == 0


def test_ours_stands_also_where_the_alarm_was_closed_first(amara: int, load: Load) -> None:
    load({})
    load({"Status": "SUSPENDED"}, days=1)
    alarm = db.session.scalars(select(RegisterAlarm.id)).one()
    close_alarm(alarm, "Asked the board.", ANN)
    with pytest.raises(NotFound):
        close_alarm(alarm, "Asked the board.", ANN)
    keep_ours(finding(), "The board wrote: an error, put right.", ANN)
    assert credential(amara).evidence == "reviewed"


def test_what_was_only_claimed_is_claimed_still_where_ours_stands(
    database: SQLAlchemy, load: Load
) -> None:
    claimed = make_credential(
        make_candidate("C-1"), "WA-MA-C", number="CM60123456", evidence="claimed"
    )
    database.session.commit()
    load({"ExpirationDate": "20271231"})
    keep_ours(finding(), "Her card says otherwise.", ANN)
    assert credential(claimed.id).evidence == "claimed"


def test_who_has_a_part_in_it_settles_nothing(amara: int, load: Load) -> None:
    ruth = add_user({"email": "r@example.org", "name": "Ruth", "role": "compliance"}, TESTER)
    actor = Actor("user", "r@example.org", ruth.id)
    make_document(credential(amara), uploader_id=ruth.id)
    db.session.commit()
    load({"ExpirationDate": "20271231", "ActionTaken": "Yes"})
    alarm = db.session.scalars(select(RegisterAlarm.id)).one()
    for settle in (
        lambda: accept_register(finding(), actor),
        lambda: keep_ours(finding(), "Because.", actor),
        lambda: close_alarm(alarm, "Because.", actor),
    ):
        with pytest.raises(NotAllowed):
            settle()
    assert credential(amara).expires_on == date(2028, 12, 31)
    assert open_alarms() == 1


def test_who_loads_leaves_out_what_she_has_a_part_in(
    amara: int, database: SQLAlchemy, load: Load
) -> None:
    ruth = add_user({"email": "r@example.org", "name": "Ruth", "role": "compliance"}, TESTER)
    other = make_credential(make_candidate("C-2", first_name="Bea"), "WA-MA-C", number="CM8")
    make_document(other, uploader_id=ruth.id)
    database.session.commit()
    load({}, by=Actor("user", "r@example.org", ruth.id))
    assert credential(amara).evidence == "primary_source"
    assert credential(other.id).evidence == "reviewed"
    told = [one.credential_id for one in db.session.scalars(select(RegisterAnswer))]
    assert told == [amara]


def test_specialists_are_told_of_alarms_once_and_of_nobody_by_name(amara: int, load: Load) -> None:
    for role in ("compliance", "recruiter"):
        add_user({"email": f"{role}@example.org", "name": role, "role": role}, TESTER)
    before = len(db.session.scalars(select(Mail)).all())
    load({})
    load({"Status": "SUSPENDED"}, days=1)
    load({"Status": "SUSPENDED"}, days=2)
    mails = db.session.scalars(select(Mail).order_by(Mail.id)).all()[before:]
    assert [(one.to, one.subject) for one in mails] == [
        ("compliance@example.org", "1 alarm from a register")
    ]
    assert "Lindqvist" not in (mails[0].text or "")
    assert "/review/registers" in (mails[0].text or "")


def test_a_number_that_was_changed_meanwhile_is_not_vouched_for(amara: int, load: Load) -> None:
    load({"ExpirationDate": "20271231"})
    row = credential(amara)
    row.number = "CM61"
    db.session.commit()
    with pytest.raises(Refused, match="load it once more"):
        accept_register(finding(), ANN)
    assert credential(amara).evidence == "reviewed"


def test_a_name_that_was_changed_meanwhile_is_to_be_explained(amara: int, load: Load) -> None:
    load({"ExpirationDate": "20271231"})
    db.session.get_one(Candidate, credential(amara).candidate_id).last_name = "Larsson"
    db.session.commit()
    with pytest.raises(Refused, match="another name"):
        accept_register(finding(), ANN)


@pytest.mark.parametrize(
    "said",
    [
        {"ExpirationDate": "20271231"},
        {"CredentialType": "Medical Assistant Registration"},
        {"Status": "REVOKED"},
        {"CredentialNumber": "CM9"},
    ],
    ids=str,
)
def test_what_was_settled_is_taken_back_by_who_did(
    amara: int, load: Load, said: dict[str, str]
) -> None:
    load(said)
    before = values(amara)
    accept_register(finding(), ANN)
    assert values(amara) != before
    with pytest.raises(NotAllowed):
        undo_settlement(finding(), TESTER)
    with pytest.raises(NotAllowed):  # a token may be called as she is
        undo_settlement(finding(), replace(ANN, user_id=(ANN.user_id or 0) + 1))
    undo_settlement(finding(), ANN)
    assert values(amara) == before
    assert log_of(amara)[0].result == "undone"
    assert noted()[-1][:2] == ("decision undone", f"credential:{amara}")
    with pytest.raises(NotFound):
        undo_settlement(finding(), ANN)
    accept_register(finding(), ANN)
    assert values(amara) != before


def values(id: int) -> tuple[object, ...]:
    row = credential(id)
    return row.code, row.expires_on, row.status, row.evidence


def test_alarms_that_a_settlement_closed_are_open_again(amara: int, load: Load) -> None:
    load({})
    load({"ExpirationDate": "20271231"}, 1)
    keep_ours(finding(), "The card says so.", ANN)
    assert (open_alarms(), credential(amara).evidence) == (0, "reviewed")
    undo_settlement(finding(), ANN)
    assert (open_alarms(), credential(amara).evidence) == (1, "documented")


def test_what_changed_since_it_was_settled_stays(amara: int, load: Load) -> None:
    load({"ExpirationDate": "20271231"})
    accept_register(finding(), ANN)
    change_credential(amara, {"number": "CM60123457"}, TESTER, may_verify=True)
    with pytest.raises(Stale):
        undo_settlement(finding(), ANN)


def test_after_some_minutes_it_stands(amara: int, load: Load) -> None:
    load({"ExpirationDate": "20271231"})
    accept_register(finding(), ANN)
    minutes = timedelta(minutes=settings().undo_minutes + 1)
    answer = db.session.get_one(RegisterAnswer, finding())
    assert answer.settled_at is not None
    answer.settled_at -= minutes
    db.session.commit()
    with pytest.raises(TooLate):
        undo_settlement(finding(), ANN)


def test_what_ends_a_credential_comes_first(database: SQLAlchemy, tmp_path: Path) -> None:
    told = {
        "CM1": {"CredentialType": "Medical Assistant Registration"},
        "CM2": {"LastName": "Larsson"},
        "CM3": {"ExpirationDate": "20271231"},
        "CM4": {"Status": "SUSPENDED"},
        "CM5": {"Status": "SUPERSEDED"},
        "CM6": {"Status": "SUSPENDED", "ExpirationDate": "20271231"},
    }
    for number in told:
        make_credential(make_candidate(f"C-{number}"), "WA-MA-C", number=number)
    db.session.commit()
    rows = [{**one, "CredentialNumber": number} for number, one in told.items()]
    path = register(tmp_path / "wa.csv", *rows)
    load_file("washington", path, BY, MONDAY)
    found = db.session.scalars(open_findings().order_by(*in_order_of_gravity())).all()
    numbers = [one.credential.number for one in found]
    assert numbers == ["CM4", "CM6", "CM3", "CM2", "CM1", "CM5"]
    grave = [one.credential.number for one in found if is_grave(one.differences, one.said)]
    assert grave == ["CM4", "CM6"]
