"""``agency user``, ``token`` and ``mails``: accounts, programs and the outbox."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from agency.access.bearer import principal_of_token
from agency.access.token_scopes import scopes_of
from agency.cli import agency
from agency.extensions import db
from agency.notices.actions import Draft, post
from tests.access.browsing import PASSWORD, is_in, sign_in, submit, user_named
from tests.cli.commands import answer, run, told


@pytest.fixture
def over(no_agency: dict[str, str]) -> dict[str, str]:
    """The environment of a command over an empty database."""
    return no_agency


def add(over: dict[str, str], email: str = "ruth@example.org", *words: str) -> str:
    return told(over, "user", "add", email, "--role", "recruiter", *words)


def test_a_new_account_comes_with_a_link_that_sets_its_password(
    app: Flask, over: dict[str, str]
) -> None:
    text = add(over, "Ruth@example.org", "--name", "Ruth Osei")
    assert text.startswith("ruth@example.org, recruiter: made\n")
    link = re.search(r"^http://127\.0\.0\.1:8000(/reset-password/\S+)$", text, re.MULTILINE)
    assert link
    fields = {"password": PASSWORD, "password_confirm": PASSWORD}
    assert submit(app.test_client(), link[1], **fields).status_code == 302
    client = app.test_client()
    sign_in(client)
    assert is_in(client)


def test_a_password_can_be_given_on_standard_input(app: Flask, over: dict[str, str]) -> None:
    words = ("user", "add", "ruth@example.org", "--role", "recruiter", "--password-stdin")
    made = CliRunner().invoke(agency, words, input=f"{PASSWORD}\n", env=over)
    assert (made.exit_code, made.stdout) == (0, "ruth@example.org, recruiter: made\n")
    assert sign_in(app.test_client()).status_code == 302


def test_a_short_password_is_refused_and_not_repeated(over: dict[str, str]) -> None:
    words = ("user", "add", "ruth@example.org", "--role", "recruiter", "--password-stdin")
    result = CliRunner().invoke(agency, words, input="abcdefg\n", env=over)
    assert result.exit_code == 2
    assert result.stderr == "agency: password: '': expected 12 to 128 characters\n"
    assert answer(over, "user", "list") == []


def test_what_is_there_already_is_told(over: dict[str, str]) -> None:
    add(over)
    result = run(over, "user", "add", "RUTH@example.org", "--role", "admin")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "agency: there is a user 'ruth@example.org' already\n"


def test_accounts_are_listed_with_how_they_stand(over: dict[str, str]) -> None:
    assert told(over, "user", "list") == "0 accounts\n"
    add(over, "ruth@example.org", "--name", "Ruth Osei")
    add(over, "ann@example.org")
    told(over, "user", "disable", "ann@example.org")
    assert told(over, "user", "list").splitlines() == [
        "2 accounts",
        "recruiter   ann@example.org, disabled",
        "            no second factor; no password yet; has never signed in",
        "recruiter   ruth@example.org",
        "            Ruth Osei; no second factor; no password yet; has never signed in",
    ]
    listed = answer(over, "user", "list")
    assert [(one["email"], one["active"]) for one in listed] == [
        ("ann@example.org", False),
        ("ruth@example.org", True),
    ]
    assert "password" not in listed[0]


def test_accounts_are_changed_one_at_a_time(over: dict[str, str]) -> None:
    add(over)
    add(over, "ann@example.org")
    told(over, "user", "role", "ruth@example.org", "admin")
    assert roles(over) == {"ann@example.org": "recruiter", "ruth@example.org": "admin"}
    told(over, "user", "disable", "ruth@example.org")
    assert answer(over, "user", "enable", "Ruth@example.org")["active"] is True
    assert told(over, "user", "reset-second-factor", "ann@example.org").endswith(
        "has no second factor\n"
    )
    assert "/reset-password/" in answer(over, "user", "link", "ann@example.org")["link"]


def roles(over: dict[str, str]) -> dict[str, str]:
    return {one["email"]: one["role"] for one in answer(over, "user", "list")}


def test_somebody_unknown_is_told(over: dict[str, str]) -> None:
    result = run(over, "user", "disable", "nobody@example.org")
    assert (result.exit_code, result.stderr) == (
        2,
        "agency: there is no user 'nobody@example.org'\n",
    )


def test_a_token_is_made_listed_and_revoked(app: Flask, over: dict[str, str]) -> None:
    add(over)
    words = ("token", "add", "timesheets", "--owner", "ruth@example.org", "--scope")
    text = told(over, *words, "candidates:read", "--scope", "jobs:read", "--days", "30")
    secret = text.splitlines()[-1]
    assert secret.startswith("tenens_")
    with app.app_context():
        asking = principal_of_token(f"Bearer {secret}")
    assert asking.scopes == frozenset({"candidates:read", "jobs:read"})
    (listed,) = answer(over, "token", "list")
    assert (listed["name"], listed["standing"]) == ("timesheets", "open")
    assert secret not in told(over, "token", "list")
    shown = told(over, "token", "revoke", str(listed["id"]))
    assert shown == "timesheets of ruth@example.org is revoked\n"
    assert answer(over, "token", "list")[0]["standing"] == "revoked"


def test_a_token_may_have_every_scope_that_its_owner_can_use(over: dict[str, str]) -> None:
    add(over)
    words = ("token", "add", "all of it", "--owner", "ruth@example.org", "--scope", "all")
    made = json.loads(told(over, *words, "--json"))
    assert made["scopes"] == list(scopes_of("recruiter"))
    assert "credentials:verify" not in made["scopes"]
    assert made["expires_at"] is None


def test_a_scope_that_its_owner_can_never_use_is_told(over: dict[str, str]) -> None:
    add(over)
    words = ("token", "add", "checks", "--owner", "ruth@example.org", "--scope")
    result = run(over, *words, "credentials:verify")
    assert result.exit_code == 2
    assert result.stderr.startswith(
        "agency: scopes: 'credentials:verify': expected what ruth@example.org may do: "
    )


def test_the_outbox_says_that_no_mail_server_is_set(app: Flask, over: dict[str, str]) -> None:
    with app.app_context():
        post(Draft("ruth@example.org", "A subject", "A text"))
        db.session.commit()
    text = told(over, "mails")
    assert text.startswith("1 mail: 1 waiting, 0 sent, 0 failed, 0 bounced, 0 held, 0 unwanted\n")
    assert "No mail server is set" in text
    (listed,) = answer(over, "mails")
    assert "text" not in listed
    assert told(over, "mails", "show", str(listed["id"])).endswith("A subject\n\nA text\n")
    result = run(over, "mails", "send")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "AGENCY_SMTP_URL" in result.stderr


def test_with_a_mail_server_what_waited_is_handed_over(
    app: Flask, over: dict[str, str], tmp_path: Path
) -> None:
    with app.app_context():
        post(Draft("ruth@example.org", "A subject", "A text"))
        db.session.commit()
    served = {**over, "AGENCY_SMTP_URL": "smtp://127.0.0.1:1"}
    assert told(served, "mails", "send") == "1 mail handed to the workers\n"
    assert [job["kind"] for job in answer(served, "jobs")] == ["send_mail"]


def test_every_session_of_somebody_can_be_ended(over: dict[str, str]) -> None:
    add(over)
    before = user_named().fs_uniquifier
    db.session.rollback()
    text = told(over, "user", "sign-out", "ruth@example.org")
    assert text == "ruth@example.org, recruiter: is signed out everywhere\n"
    assert user_named().fs_uniquifier != before
