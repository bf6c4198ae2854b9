"""The outbox and its topics, as programs have them."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from werkzeug.test import TestResponse

from agency.notices.actions import Draft
from agency.notices.queries import trouble_of
from tests.api.documented import misfits
from tests.api.programs import PREFIX, Program, faults, told
from tests.notices.outbox import RUTH, look, posted
from tests.notices.reported import of_postfix
from tests.portal.her import ANOTHERS, HERS, browser_of_her, make_her

MESSAGE = {"Content-Type": "message/rfc822"}
HER = f"{PREFIX}/candidates/{HERS}/mail-topics"


@pytest.fixture
def mail_id(database: SQLAlchemy) -> int:
    posted(database, Draft("ann@example.org", "Another", "t"))
    return posted(database, Draft(RUTH, "A link", "https://tenens.example/secret"))


def test_mails_are_told_without_what_they_say(app: Flask, mail_id: int) -> None:
    program = Program(app, "admin")
    answer = program.get("/mails?state=waiting&limit=1")
    assert misfits(app, "GET", answer) == []
    (found,) = told(answer)["items"]
    assert (found["id"], found["to"], found["topic"]) == (mail_id, RUTH, "account")
    assert "secret" not in answer.text
    answer = program.get(f"/mails/{mail_id}")
    assert misfits(app, "GET", answer) == []
    assert (told(answer)["tries"], told(answer)["reports"]) == ([], [])
    assert program.get("/mails/2000000").status_code == 404


def test_a_report_is_handed_in_as_it_came(app: Flask, database: SQLAlchemy, mail_id: int) -> None:
    program, report = Program(app, "admin"), of_postfix(look(database, mail_id).message_id)
    for _ in range(2):
        answer = program.send("POST", "/mails/reports", data=report, headers=MESSAGE)
        assert misfits(app, "POST", answer) == []
        assert told(answer)["status"] == "5.1.1"
    assert trouble_of(RUTH) is not None
    database.session.rollback()
    answer = program.get(f"/mails/{mail_id}")
    assert misfits(app, "GET", answer) == []
    assert told(answer)["state"] == "bounced"
    assert [one["action"] for one in told(answer)["reports"]] == ["failed"]
    answer = program.post(f"/mails/{mail_id}/address")
    assert misfits(app, "POST", answer) == []
    assert program.post(f"/mails/{mail_id}/address").status_code == 404
    database.session.rollback()
    assert trouble_of(RUTH) is None


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"Subject: hello\n\nHow are you?\n", "message/rfc822", 400),
        (b"", "message/rfc822", 400),
        (b"", "application/octet-stream", 400),
        (of_postfix("<of-somebody@elsewhere.example>"), "message/rfc822", 404),
        (b"x" * 300_000, "message/rfc822", 413),
    ],
)
def test_what_is_no_report_of_ours_is_refused(
    app: Flask, mail_id: int, body: bytes, kind: str, status: int
) -> None:
    program = Program(app, "admin")
    answer = program.send("POST", "/mails/reports", data=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert misfits(app, "POST", answer) == []


def test_she_says_what_she_wants_to_be_mailed(app: Flask) -> None:
    make_her(app, matched=False)
    client = browser_of_her(app)
    answer = client.get(HER)
    assert misfits(app, "GET", answer) == []
    assert wanted(answer) == {
        "account": True,
        "papers": True,
        "renewal": True,
    }
    etag = {"If-Match": answer.headers["ETag"]}
    answer = client.patch(HER, json={"renewal": False}, headers=etag)
    assert misfits(app, "PATCH", answer) == []
    assert wanted(answer)["renewal"] is False
    assert wanted(answer)["papers"] is True
    assert client.patch(HER, json={"renewal": True}, headers=etag).status_code == 412
    assert wanted(Program(app, "recruiter").get(HER))["renewal"] is False
    other = f"{PREFIX}/candidates/{ANOTHERS}/mail-topics"
    assert wanted(Program(app, "recruiter").get(other))["renewal"] is True
    assert client.patch(other, json={"renewal": False}).status_code == 404
    assert Program(app, "recruiter").patch(HER, {"renewal": True}).status_code == 403


def test_what_nobody_may_leave_is_no_key(app: Flask) -> None:
    make_her(app, matched=False)
    answer = browser_of_her(app).patch(HER, json={"account": False, "renewal": "no"})
    assert set(faults(answer)) == {"account", "renewal"}


def wanted(answer: TestResponse) -> dict[str, bool]:
    """Whether mail is wanted, by topic."""
    return {one["name"]: one["wanted"] for one in told(answer)["topics"]}
