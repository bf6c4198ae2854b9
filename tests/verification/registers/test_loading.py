"""A file of a register against what is on file: what agrees, what differs, and what is gone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.accounts.actions.users import add_user
from agency.audit.actors import Actor
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.errors import Refused, Unreadable
from agency.extensions import db
from agency.jobs import actions as ledger
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.settings import application, today
from agency.verification.actions import check_source
from agency.verification.queries import log_of
from agency.verification.register_models import RegisterAlarm, RegisterAnswer, RegisterLoad
from agency.verification.registers.actions import (
    ask_load,
    keep_ours,
    load_file,
    load_stored,
    loading,
)
from agency.verification.registers.report import LoadReport
from tests.builders import make_candidate, make_credential
from tests.signing_in import TESTER
from tests.trail import ANN, noted, work_left
from tests.verification.registers.files import register

BY = Actor("command", "agency registers load")
MONDAY = date(2026, 11, 2)
Load = Callable[..., LoadReport]


@pytest.fixture
def amara(database: SQLAlchemy) -> int:
    """Her certification as the register has it, reviewed; and somebody else's beside it."""
    credential = make_credential(
        make_candidate("C-1"), "WA-MA-C", number="cm 60123456", evidence="reviewed"
    )
    make_credential(make_candidate("C-2"), "CMA-AAMA", number="CM60123456")
    database.session.commit()
    return credential.id


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a file with these rows, or with Amara's."""

    def run(*rows: dict[str, str], day: date = MONDAY, by: Actor = BY, **how: Any) -> LoadReport:
        path = register(tmp_path / "wa.csv", *rows)
        return load_file("washington", path, by, day, **how)

    return run


def evidence(id: int) -> str:
    db.session.rollback()
    return db.session.get_one(Credential, id).evidence


def answer(id: int) -> RegisterAnswer:
    db.session.rollback()
    return db.session.scalars(
        select(RegisterAnswer).where(RegisterAnswer.credential_id == id)
    ).one()


def alarms() -> list[RegisterAlarm]:
    db.session.rollback()
    return list(db.session.scalars(select(RegisterAlarm).order_by(RegisterAlarm.id)))


def test_what_agrees_is_known_at_source_from_then_on(amara: int, load: Load) -> None:
    report = load({})
    assert evidence(amara) == "primary_source"
    entry = log_of(amara)[0]
    assert (entry.source, entry.result, entry.checked_on) == ("register", "found", MONDAY)
    assert entry.confirmation == "wa.csv, line 2"
    assert (entry.evidence_before, entry.evidence_after) == ("reviewed", "primary_source")
    assert work_left()[1] == ["match_delta"]
    assert (report.counts.held, report.counts.confirmed, report.counts.agrees) == (1, 1, 1)


def test_a_number_of_another_type_on_file_is_not_held(amara: int, load: Load) -> None:
    load({})
    assert [one.credential_id for one in db.session.scalars(select(RegisterAnswer))] == [amara]


@pytest.mark.parametrize(
    "said",
    [
        {"FirstName": "AMARA", "LastName": "LINDQVIST"},
        {"MiddleName": "Q"},
        {"LastName": "Lindqvist Jr."},
        {"ExpirationDate": "12/31/2028"},
        {"CredentialNumber": "CM-60123456"},
        {"CredentialType": "MEDICAL  ASSISTANT-CERTIFICATION"},
        {"Status": "Active in Renewal"},
    ],
    ids=str,
)
def test_how_it_is_written_says_nothing(amara: int, load: Load, said: dict[str, str]) -> None:
    load(said)
    assert evidence(amara) == "primary_source"


@pytest.mark.parametrize(
    ("said", "differences"),
    [
        ({"ExpirationDate": "20271231"}, ["expires_on"]),
        ({"ExpirationDate": ""}, ["expires_on"]),
        ({"Status": "SUSPENDED"}, ["status"]),
        ({"Status": "Active With Restrictions"}, ["status"]),
        ({"Status": "SUPERSEDED"}, ["status"]),
        ({"LastName": "Larsson"}, ["name"]),
        ({"LastName": "Amara", "FirstName": "Lindqvist"}, ["name"]),
        ({"CredentialType": "Medical Assistant Registration"}, ["code"]),
        ({"CredentialType": "Registered Nurse License"}, ["code"]),
    ],
    ids=str,
)
def test_what_differs_is_a_finding_and_changes_nothing(
    amara: int, load: Load, said: dict[str, str], differences: list[str]
) -> None:
    report = load(said)
    assert evidence(amara) == "reviewed"
    found = answer(amara)
    assert (found.outcome, found.differences, found.settled_at) == ("differs", differences, None)
    assert log_of(amara)[0].result == "differs"
    assert log_of(amara)[0].remark
    assert alarms() == []
    assert work_left() == ([], [])
    assert report.counts.differs == 1


def test_what_is_not_in_a_whole_file_is_told(amara: int, load: Load) -> None:
    load({"CredentialNumber": "CM60999999"})
    assert answer(amara).outcome == "absent"
    assert log_of(amara)[0].result == "not_found"
    assert evidence(amara) == "reviewed"


def test_what_is_not_in_an_extract_is_not_told(amara: int, load: Load) -> None:
    assert load({"CredentialNumber": "CM60999999"}, whole=False).counts.held == 0
    assert db.session.scalars(select(RegisterAnswer)).all() == []


def test_rows_of_one_number_that_say_different_things_agree_with_nothing(
    amara: int, load: Load
) -> None:
    load({}, {"ExpirationDate": "20271231"})
    assert answer(amara).differences == ["expires_on", "twice"]
    assert evidence(amara) == "reviewed"


@pytest.mark.parametrize("order", [1, -1])
def test_of_rows_of_one_number_each_takes_away_what_it_does(
    amara: int, load: Load, order: int
) -> None:
    load({})
    rows = [{}, {"Status": "REVOKED"}, {"ActionTaken": "Yes"}][::order]
    load(*rows, day=MONDAY + timedelta(7))
    assert [one.reasons for one in alarms()] == [["status_lost", "action_taken"]]
    assert evidence(amara) == "documented"
    load(*rows, {"CredentialNumber": "CM7"}, day=MONDAY + timedelta(14))
    assert len(alarms()) == 1


def test_a_row_that_stands_twice_is_one(amara: int, load: Load) -> None:
    load({}, {})
    assert evidence(amara) == "primary_source"
    assert answer(amara).line == 2


def test_a_status_that_ran_out_with_the_days_on_file_agrees(
    database: SQLAlchemy, load: Load
) -> None:
    old = make_credential(
        make_candidate("C-1"), "WA-MA-C", number="CM60123456", expires_on=date(2026, 3, 1)
    )
    database.session.commit()
    load({"Status": "EXPIRED", "ExpirationDate": "20260301"})
    assert evidence(old.id) == "primary_source"


def test_of_one_number_only_the_one_that_runs_longest_is_held(
    amara: int, database: SQLAlchemy, load: Load
) -> None:
    first = database.session.get_one(Credential, amara)
    before = make_credential(
        database.session.get_one(Candidate, first.candidate_id),
        "WA-MA-C",
        number="CM60123456",
        issued_on=date(2022, 1, 1),
        expires_on=date(2023, 12, 31),
    )
    database.session.commit()
    assert load({}).counts.held == 1
    assert evidence(before.id) == "reviewed"
    assert evidence(amara) == "primary_source"


def test_an_action_is_always_an_alarm_and_told_once(amara: int, load: Load) -> None:
    load({"ActionTaken": "Yes"})
    load({"ActionTaken": "Yes"}, {"CredentialNumber": "CM7"}, day=MONDAY + timedelta(1))
    assert [one.reasons for one in alarms()] == [["action_taken"]]
    assert evidence(amara) == "primary_source"


@pytest.mark.parametrize(
    ("said", "reasons"),
    [
        ({"Status": "REVOKED"}, ["status_lost"]),
        ({"Status": "Active On Probation"}, ["status_lost"]),
        ({"Status": "A NEW WORD"}, ["status_lost"]),
        ({"ExpirationDate": "20270101"}, ["ends_earlier"]),
        ({"ExpirationDate": "20270101", "Status": "EXPIRED"}, ["status_lost", "ends_earlier"]),
        ({"CredentialType": "Medical Assistant Registration"}, ["other_type"]),
        ({"CredentialNumber": "CM60999999"}, ["gone"]),
        ({"Status": "SUSPENDED", "ActionTaken": "Yes"}, ["status_lost", "action_taken"]),
    ],
    ids=str,
)
def test_a_later_file_that_says_otherwise_raises_an_alarm(
    amara: int, load: Load, said: dict[str, str], reasons: list[str]
) -> None:
    load({})
    report = load(said, day=MONDAY + timedelta(7))
    assert [one.reasons for one in alarms()] == [reasons]
    assert report.counts.alarms == 1
    # What a specialist had read is contradicted: a paper is on file, and no more is known.
    assert evidence(amara) == "documented"
    entry = log_of(amara)[0]
    assert (entry.evidence_before, entry.evidence_after) == ("primary_source", "documented")
    assert entry.result == ("not_found" if reasons == ["gone"] else "differs")
    assert work_left()[0][-1][0] == "candidate"
    assert "register contradicts" in [action for action, *_ in noted()]


def test_what_was_claimed_before_is_claimed_again(
    amara: int, database: SQLAlchemy, load: Load
) -> None:
    other = make_credential(make_candidate("C-3"), "WA-MA-C", number="CM5", evidence="claimed")
    database.session.commit()
    load({}, {"CredentialNumber": "CM5"})
    assert evidence(other.id) == "primary_source"
    load({}, {"CredentialNumber": "CM5", "Status": "REVOKED"}, day=MONDAY + timedelta(7))
    assert evidence(other.id) == "claimed"
    assert evidence(amara) == "primary_source"


def test_what_the_register_never_had_is_not_gone_from_it(database: SQLAlchemy, load: Load) -> None:
    other = make_credential(
        make_candidate("C-1"), "WA-MA-C", number="CM5", evidence="primary_source"
    )
    database.session.commit()
    load({})
    assert answer(other.id).outcome == "absent"
    assert alarms() == []
    assert evidence(other.id) == "primary_source"


@pytest.mark.parametrize("settled", [False, True])
def test_what_it_had_under_another_name_and_has_no_more_is_gone(
    amara: int, load: Load, settled: bool
) -> None:
    load({})
    load({"LastName": "Larsson"}, day=MONDAY + timedelta(7))
    if settled:
        keep_ours(answer(amara).id, "She married; the card is on file.", ANN)
    assert alarms() == []
    report = load({"CredentialNumber": "CM60999999"}, day=MONDAY + timedelta(14))
    assert [one.reasons for one in alarms()] == [["gone"]]
    assert report.counts.alarms == 1
    assert evidence(amara) == "documented"


def test_what_was_known_at_source_otherwise_is_contradicted_by_a_word(
    database: SQLAlchemy, load: Load
) -> None:
    other = make_credential(
        make_candidate("C-1"), "WA-MA-C", number="CM60123456", evidence="primary_source"
    )
    database.session.commit()
    load({"Status": "REVOKED"})
    assert [one.reasons for one in alarms()] == [["status_lost"]]
    assert evidence(other.id) == "claimed"


@pytest.mark.parametrize("said", [{"ExpirationDate": "20301231"}, {"LastName": "Larsson"}], ids=str)
def test_what_takes_nothing_away_is_a_finding_and_no_alarm(
    amara: int, load: Load, said: dict[str, str]
) -> None:
    load({})
    load(said, day=MONDAY + timedelta(7))
    assert alarms() == []
    assert answer(amara).outcome == "differs"
    assert evidence(amara) == "primary_source"


def test_an_alarm_ends_when_the_register_agrees_again(amara: int, load: Load) -> None:
    load({})
    load({"Status": "SUSPENDED"}, day=MONDAY + timedelta(7))
    load({}, {"CredentialNumber": "CM7"}, day=MONDAY + timedelta(14))
    (alarm,) = alarms()
    assert alarm.remark == "the register agrees again"
    assert evidence(amara) == "primary_source"


def test_the_same_word_a_week_later_is_no_second_alarm(amara: int, load: Load) -> None:
    load({})
    for week in (1, 2):
        load(
            {"Status": "SUSPENDED"},
            *[{"CredentialNumber": "CM7"}] * week,
            day=MONDAY + timedelta(7 * week),
        )
    assert len(alarms()) == 1
    assert answer(amara).checked_on == MONDAY + timedelta(14)


def test_the_same_file_twice_changes_nothing(amara: int, load: Load) -> None:
    load({})
    before = len(log_of(amara)), work_left()
    report = load({})
    assert (len(log_of(amara)), work_left()) == before
    assert (report.counts.unchanged, report.counts.confirmed) == (1, 0)
    assert len(db.session.scalars(select(RegisterLoad)).all()) == 1


def test_an_older_file_after_a_newer_is_refused_with_words(amara: int, load: Load) -> None:
    load({})
    with pytest.raises(Refused, match=r"day: '2026-11-01': expected a day not before 2 Nov"):
        load({"Status": "REVOKED"}, day=MONDAY - timedelta(1))
    assert evidence(amara) == "primary_source"


def test_a_dry_run_of_an_older_file_is_refused_too(amara: int, load: Load) -> None:
    load({})
    with pytest.raises(Refused, match="a day not before"):
        load({"Status": "REVOKED"}, day=MONDAY - timedelta(1), dry_run=True)


def test_a_day_to_come_is_refused(amara: int, load: Load) -> None:
    with pytest.raises(Refused, match="a day that is not in the future"):
        load({}, day=today() + timedelta(1))
    assert evidence(amara) == "reviewed"


def test_the_same_file_is_of_one_day(amara: int, load: Load) -> None:
    load({})
    with pytest.raises(Refused, match="as was told of this very file before"):
        load({}, day=MONDAY + timedelta(1))


def test_a_dry_run_tells_and_changes_nothing(amara: int, load: Load) -> None:
    report = load({}, dry_run=True)
    assert (report.dry_run, report.counts.confirmed) == (True, 1)
    assert evidence(amara) == "reviewed"
    assert db.session.scalars(select(RegisterLoad)).all() == []


def test_a_whole_file_that_lacks_many_is_taken_for_cut_off(
    database: SQLAlchemy, load: Load
) -> None:
    rows = [{"CredentialNumber": f"CM{number}"} for number in range(30)]
    for number, row in enumerate(rows):
        make_credential(make_candidate(f"C-{number}"), "WA-MA-C", number=row["CredentialNumber"])
    database.session.commit()
    load(*rows)
    with pytest.raises(Unreadable, match=r"29 of 30 credentials .* so it looks cut off"):
        load(rows[0], day=MONDAY + timedelta(1))
    assert alarms() == []
    assert load(rows[0], day=MONDAY + timedelta(1), whole=False).counts.held == 1


def test_what_differed_counts_too_where_a_file_is_taken_for_cut_off(
    database: SQLAlchemy, load: Load
) -> None:
    rows = [{"CredentialNumber": f"CM{number}", "LastName": "Larsson"} for number in range(30)]
    for number, row in enumerate(rows):
        make_credential(make_candidate(f"C-{number}"), "WA-MA-C", number=row["CredentialNumber"])
    database.session.commit()
    load(*rows)
    with pytest.raises(Unreadable, match=r"29 of 30 credentials .* so it looks cut off"):
        load(rows[0], day=MONDAY + timedelta(1))


def test_what_has_no_number_is_told_and_not_looked_for(database: SQLAlchemy, load: Load) -> None:
    make_credential(make_candidate("C-1"), "WA-MA-C", number="", evidence="claimed")
    database.session.commit()
    counts = load({}).counts
    assert (counts.without_number, counts.held) == (1, 0)


@pytest.mark.parametrize(
    ("said", "column", "value"),
    [
        ({"ExpirationDate": "2028-12-31"}, "ExpirationDate", "2028-12-31"),
        ({"LastIssueDate": "20280231"}, "LastIssueDate", "20280231"),
        ({"CEDueDate": "13/13/2028"}, "CEDueDate", "13/13/2028"),
        ({"FirstName": "A\x07"}, "FirstName", "A\x07"),
    ],
    ids=str,
)
def test_a_bad_row_is_told_with_line_and_column_and_spoils_no_other(
    amara: int, load: Load, said: dict[str, str], column: str, value: str
) -> None:
    report = load({**said, "CredentialNumber": "CM9"}, {})
    (told,) = report.told["bad_rows"]
    assert (told["line"], told["column"], told["value"]) == (2, column, value)
    assert told["expected"]
    assert evidence(amara) == "primary_source"


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    "bad",
    [
        "CM60123456,Lindqvist,Amara",
        'CM60123456,"Lindqvist,Amara,,Medical Assistant Certification,ACTIVE,,,,,,No',
        '"CM60123456",Lindqvist,\xff,,Medical Assistant Certification,ACTIVE,,,,,,No',
        "cm 60123456,Lindqvist,Amara,,Medical Assistant Certification,ACTIVE,,,,,2028-12-31,No",
    ],
)
def test_what_stands_in_a_bad_row_is_neither_gone_nor_confirmed(
    amara: int, load: Load, tmp_path: Path, bad: str, whole: bool
) -> None:
    load({})
    path = register(tmp_path / "next.csv", {})
    path.write_bytes(path.read_bytes() + bad.encode("latin-1") + b"\n")
    report = load_file("washington", path, BY, MONDAY + timedelta(7), whole)
    counts = report.counts
    assert (counts.bad_rows, counts.not_read, counts.held, counts.alarms) == (1, 1, 0, 0)
    assert report.told["not_read"] == [amara]
    assert evidence(amara) == "primary_source"
    assert answer(amara).checked_on == MONDAY


def test_words_that_are_not_known_are_told_and_never_guessed(amara: int, load: Load) -> None:
    report = load(
        {"Status": "SUPERSEDED"},
        {"CredentialNumber": "CM8", "CredentialType": "Medical Assistant EMT"},
        {"CredentialNumber": "CM9", "ActionTaken": "Perhaps"},
    )
    assert report.told["unknown_words"] == [
        {"column": "ActionTaken", "word": "Perhaps", "rows": 1},
        {"column": "CredentialType", "word": "Medical Assistant EMT", "rows": 1},
        {"column": "Status", "word": "SUPERSEDED", "rows": 1},
    ]


def handed_in(tmp_path: Path, by: Actor = BY) -> int:
    """A file that waits for its job; the id of its load."""
    with register(tmp_path / "wa.csv", {}).open("rb") as stream:
        id = ask_load("washington", stream, "wa.csv", by, MONDAY).id
    db.session.rollback()
    return id


def test_a_file_that_is_gone_before_its_job_is_refused_with_the_reason(
    amara: int, tmp_path: Path
) -> None:
    id = handed_in(tmp_path)
    (stored,) = (tmp_path / "registers").iterdir()
    stored.unlink()
    assert load_stored(id) is None
    load = db.session.get_one(RegisterLoad, id, populate_existing=True)
    assert (load.state, load.stored_name) == ("refused", None)
    assert load.problem == "wa.csv: No such file or directory"
    assert load_stored(id) is None
    assert evidence(amara) == "reviewed"


def test_a_file_that_was_held_by_its_job_is_gone(amara: int, tmp_path: Path) -> None:
    id = handed_in(tmp_path)
    assert load_stored(id) is not None
    assert list((tmp_path / "registers").iterdir()) == []
    assert evidence(amara) == "primary_source"
    assert [action for action, *_ in noted()] == ["register handed in", "register loaded"]


def test_copies_that_no_row_names_are_gone_after_a_day(amara: int, tmp_path: Path) -> None:
    handed_in(tmp_path)
    (waiting,) = (tmp_path / "registers").iterdir()
    old, young = waiting.with_name("old"), waiting.with_name("young")
    for file in (old, young):
        file.write_bytes(b"left by a worker that was killed")
    for file in (waiting, old):
        os.utime(file, (0, 0))
    ledger.add("sweep_registers")
    db.session.commit()
    id = db.session.scalars(select(Job.id).where(Job.kind == "sweep_registers")).one()
    assert run_job(application(), id)
    assert set((tmp_path / "registers").iterdir()) == {waiting, young}


@pytest.mark.parametrize("place", ["_read", "_begin", "_finish"])
def test_a_file_that_is_handed_in_again_while_its_job_runs_is_held_for_whoever_did(
    amara: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    id = handed_in(tmp_path)
    ruth = add_user({"email": "r@example.org", "name": "Ruth", "role": "compliance"}, TESTER)
    her = Actor("user", "r@example.org", ruth.id)
    real = getattr(loading, place)

    def overtaken(*said: Any) -> Any:
        monkeypatch.setattr(loading, place, real)
        handed_in(tmp_path, her)
        return real(*said)

    monkeypatch.setattr(loading, place, overtaken)
    load_stored(id)
    load = db.session.get_one(RegisterLoad, id, populate_existing=True)
    assert (load.state, load.problem, load.by) == ("waiting", None, "r@example.org")
    assert [one.name for one in (tmp_path / "registers").iterdir()] == [load.stored_name]
    report = load_stored(id)
    assert report is not None
    assert (report.counts.held, report.counts.agrees) == (1, 1)
    db.session.refresh(load)
    assert (load.state, load.stored_name) == ("done", None)
    assert list((tmp_path / "registers").iterdir()) == []
    assert evidence(amara) == "primary_source"


def test_a_check_by_hand_on_a_later_day_knows_better(amara: int, load: Load) -> None:
    load({})
    later = MONDAY + timedelta(10)
    check_source(amara, "found", ANN, later, "asked by telephone")
    load({"Status": "SUSPENDED"}, day=MONDAY + timedelta(7))
    assert evidence(amara) == "primary_source"
    assert alarms() == []
    assert answer(amara).outcome == "differs"


def test_whoever_counts_no_more_is_not_held(amara: int, database: SQLAlchemy, load: Load) -> None:
    row = database.session.get_one(Credential, amara)
    row.status = "withdrawn"
    database.session.commit()
    assert load({}).counts.held == 0
    assert evidence(amara) == "reviewed"


def test_what_is_known_at_source_makes_an_older_one_needless(
    amara: int, database: SQLAlchemy, load: Load
) -> None:
    first = database.session.get_one(Credential, amara)
    newer = make_credential(
        database.session.get_one(Candidate, first.candidate_id),
        "WA-MA-C",
        number="CM7",
        evidence="claimed",
        issued_on=date(2025, 1, 1),
        expires_on=date(2029, 12, 31),
    )
    database.session.commit()
    said = {"CredentialNumber": "CM7", "ExpirationDate": "20291231"}
    load({}, said)
    assert evidence(newer.id) == "primary_source"
    assert db.session.get_one(Credential, amara).status == "superseded"
