"""Files are read by jobs: once, whatever becomes of a worker, and nothing waits for it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, func, select, update

from agency.badges.actions import with_badges
from agency.credentials.models import Credential
from agency.documents.jobs import SWEEP
from agency.documents.models import DocumentFile, UnsentFile
from agency.documents.readings.actions import GIVEN_UP, read_now
from agency.documents.readings.models import FileReading
from agency.documents.readings.queries import (
    names_of_document,
    read_of_document,
    waiting_to_be_read,
)
from agency.documents.readings.wanting import READ
from agency.documents.unsent import put_down
from agency.documents.uploads import Upload
from agency.jobs.kinds import kind_named
from agency.jobs.models import Job
from agency.jobs.running import run_job
from agency.reading.version import READER
from agency.verification.actions import attach_check, attach_document, send_unsent
from tests.badges.issuing import ed_signer
from tests.badges.keeping import badge_file, judge_all, trusted
from tests.builders import make_candidate, make_credential
from tests.documents.certificates import certificate
from tests.jobs.deaths import died
from tests.jobs.ledger import claimed, lease_over
from tests.signing_in import TESTER

SENDING = "s-1"


@pytest.fixture
def hers(database: SQLAlchemy) -> Credential:
    row = make_credential(make_candidate("C-1"), "BLS-AHA", evidence="claimed")
    database.session.commit()
    return row


def upload(content: bytes | None = None) -> list[Upload]:
    return [Upload("card.pdf", BytesIO(certificate() if content is None else content))]


def jobs(database: SQLAlchemy) -> list[int]:
    database.session.rollback()
    mine = select(Job.id).where(Job.kind == READ, Job.state == "pending")
    return list(database.session.scalars(mine.order_by(Job.id)))


def readings(database: SQLAlchemy) -> list[FileReading]:
    database.session.rollback()
    fresh = {"populate_existing": True}
    return list(database.session.scalars(select(FileReading), execution_options=fresh))


def test_what_is_attached_is_read_and_says_so_meanwhile(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    document = attach_document(hers.id, upload(), TESTER)
    (job_id,) = jobs(database)
    assert read_of_document(document.id).under_way
    assert waiting_to_be_read().files == 1
    assert run_job(app, job_id)
    (row,) = readings(database)
    assert (row.how, row.reader, row.read_at is not None) == ("text", READER, True)
    read = read_of_document(document.id)
    assert (read.under_way, read.value("expires_on")) == (False, "2028-11-30")
    assert waiting_to_be_read().files == 0


def test_what_she_puts_down_is_read_once_and_stays_with_what_she_sends(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    put_down("C-1", SENDING, upload(), TESTER)
    (job_id,) = jobs(database)
    assert run_job(app, job_id)
    document = send_unsent(SENDING, hers.id, TESTER)
    assert jobs(database) == []
    (row,) = readings(database)
    assert names_of_document(document.id) == [row.stored_name]
    assert read_of_document(document.id).value("holder") == "Ines Halloran Brook"


def test_it_may_be_sent_before_it_is_read(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    put_down("C-1", SENDING, upload(), TESTER)
    document = send_unsent(SENDING, hers.id, TESTER)
    (job_id,) = jobs(database)
    assert run_job(app, job_id)
    assert not read_of_document(document.id).under_way


def test_evidence_of_a_check_is_not_read(database: SQLAlchemy, hers: Credential) -> None:
    attach_check(hers.id, upload(), TESTER)
    assert (jobs(database), readings(database)) == ([], [])


def test_a_job_that_was_killed_in_mid_reading_is_done_again(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    attach_document(hers.id, upload(), TESTER)
    (job_id,) = jobs(database)
    claimed(job_id, "a worker that is killed")
    lease_over(job_id)
    assert run_job(app, job_id)
    assert [row.how for row in readings(database)] == ["text"]


def test_a_worker_that_was_taken_for_dead_writes_nothing_over_it(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    attach_document(hers.id, upload(), TESTER)
    (job_id,) = jobs(database)
    late = kind_named(READ).work({"file": readings(database)[0].stored_name})
    assert run_job(app, job_id)
    (row,) = readings(database)
    late()
    database.session.commit()
    assert len(readings(database)) == 1
    assert kind_named(READ).work({"file": row.stored_name}) is not None


def test_a_file_is_read_once_by_a_version_of_the_reader(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    attach_document(hers.id, upload(), TESTER)
    run_job(app, jobs(database)[0])
    (row,) = readings(database)
    before, name = row.read_at, row.stored_name
    kind_named(READ).work({"file": name})()
    database.session.commit()
    assert readings(database)[0].read_at == before
    database.session.execute(update(FileReading).values(reader=READER - 1))
    database.session.commit()
    kind_named(READ).work({"file": name})()
    database.session.commit()
    assert (readings(database)[0].read_at != before, readings(database)[0].reader) == (True, READER)


def test_a_file_that_is_too_much_for_the_reader_blocks_nothing(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], reading_memory_mb=1)
    document = attach_document(hers.id, upload(certificate(small_print=100_000)), TESTER)
    assert run_job(app, jobs(database)[0])
    (row,) = readings(database)
    assert (row.how, row.note != "") == ("none", True)
    assert read_of_document(document.id).says_nothing == row.note


def test_a_digital_badge_is_no_page_to_be_read_and_says_itself_what_it_is(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    signer = ed_signer()
    sent = [Upload("badge.json", BytesIO(badge_file(signer)))]
    document = attach_document(hers.id, sent, TESTER, also=with_badges())
    id = document.id
    assert (jobs(database), readings(database)) == ([], [])
    judge_all(app)
    assert read_of_document(id).value("issued_on") is None  # nobody trusts its issuer yet
    trusted(signer, "BLS-AHA")
    judge_all(app)
    read = read_of_document(id)
    assert (read.value("issued_on"), read.value("expires_on")) == ("2026-02-01", "2031-02-28")
    (name,) = names_of_document(id)
    read_now(name)
    assert read_of_document(id).value("expires_on") == "2031-02-28"


def test_a_job_that_is_dead_is_told_and_may_be_tried_by_hand(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    document = attach_document(hers.id, upload(), TESTER)
    (job_id,) = jobs(database)
    died(job_id)
    (row,) = readings(database)
    assert (row.how, row.note, row.reader) == ("none", GIVEN_UP, 0)
    read_now(row.stored_name)
    assert readings(database)[0].reader == READER
    assert read_of_document(document.id).says_nothing != GIVEN_UP


def test_what_was_read_goes_within_the_hour_after_its_file(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    attach_document(hers.id, upload(), TESTER)
    put_down("C-1", SENDING, upload(certificate("Noor Whitcombe")), TESTER)
    assert len(readings(database)) == 2
    database.session.execute(delete(UnsentFile))
    database.session.commit()
    kind_named(SWEEP).work({})
    assert [row.stored_name for row in readings(database)] == list(
        database.session.scalars(select(DocumentFile.stored_name))
    )


def test_a_job_whose_file_is_gone_has_nothing_to_do(
    app: Flask, database: SQLAlchemy, hers: Credential
) -> None:
    put_down("C-1", SENDING, upload(), TESTER)
    (job_id,) = jobs(database)
    database.session.execute(delete(UnsentFile))
    database.session.commit()
    assert run_job(app, job_id)
    assert database.session.scalar(select(func.count()).select_from(FileReading)) == 1
