"""``agency mails``: reports of mail that did not arrive, by a pipe; and what came of each mail."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from agency.cli import agency
from agency.extensions import db
from agency.notices.actions import Draft, post
from agency.notices.queries import trouble_of
from tests.cli.commands import answer, run, told
from tests.notices.outbox import RUTH
from tests.notices.reported import of_postfix


@pytest.fixture
def over(no_agency: dict[str, str]) -> dict[str, str]:
    """The environment of a command over an empty database."""
    return no_agency


@pytest.fixture
def report(app: Flask, over: dict[str, str]) -> tuple[str, bytes]:
    """The id of a mail, and the report that it did not arrive."""
    with app.app_context():
        mail = post(Draft(RUTH, "A subject", "A text"))
        found = str(mail.id), of_postfix(mail.message_id)
        db.session.commit()
    return found


def test_a_report_is_piped_in_and_its_address_tried_again_by_hand(
    app: Flask, over: dict[str, str], report: tuple[str, bytes]
) -> None:
    mail_id, content = report
    words = ("mails", "bounce")
    noted = CliRunner().invoke(agency, words, input=content, env=over)
    assert (noted.exit_code, noted.stdout) == (0, f"mail {mail_id}: failed, mailbox unknown\n")
    text = told(over, "mails", "show", mail_id)
    assert f"Mail {mail_id} to {RUTH}: bounced" in text
    assert "reported: failed; mailbox unknown; 550 5.1.1" in " ".join(text.split())
    assert [one["status"] for one in answer(over, "mails", "show", mail_id)["reports"]] == ["5.1.1"]
    assert told(over, "mails", "try-again", RUTH) == (
        f"{RUTH} is tried again; 0 mails waited for it\n"
    )
    with app.app_context():
        assert trouble_of(RUTH) is None
    assert run(over, "mails", "try-again", RUTH).exit_code == 2


def test_what_is_no_report_of_ours_is_told_by_the_status(
    over: dict[str, str], report: tuple[str, bytes], tmp_path: Path
) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(b"Subject: hello\n\nHow are you?\n")
    result = run(over, "mails", "bounce", str(file))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "expected a delivery report (RFC 3464" in result.stderr
    file.write_bytes(of_postfix("<of-somebody@elsewhere.example>"))
    result = run(over, "mails", "bounce", str(file))
    assert result.exit_code == 2
    assert "there is no mail '<of-somebody@elsewhere.example>'" in result.stderr
