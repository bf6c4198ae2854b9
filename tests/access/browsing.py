"""Sign-in as a browser does it: form by form."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency.access.passwords import hashed
from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.audit.models import AuditEntry
from agency.extensions import db
from agency.joining.actions import agree
from agency.joining.consents import current_text
from tests.signing_in import TESTER

PAGE = {"Accept": "text/html"}
PASSWORD = "correct horse battery"
OTHER_PASSWORD = "four more words here"
TOKEN_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


def make_account(
    app: Flask, email: str = "ruth@example.org", role: str = "recruiter", **values: Any
) -> int:
    """An account with PASSWORD; its id. A candidate has agreed to what is kept of her."""
    with app.app_context():
        said = {"email": email, "name": "Ruth Osei", "role": role, **values}
        made = add_user(said, TESTER, hashed(PASSWORD))
        if role == "candidate":
            agree(made.id, current_text().version, TESTER)
        return made.id


def submit(client: FlaskClient, url: str, page: str | None = None, **fields: Any) -> TestResponse:
    """Send a form with the token of its own page, which is ``page`` where that is another."""
    shown = client.get(page or url, headers=PAGE).text
    found = TOKEN_FIELD.search(shown)
    assert found, shown
    return client.post(url, data={"csrf_token": found[1], **fields}, headers=PAGE)


def sign_in(
    client: FlaskClient, email: str = "ruth@example.org", password: str = PASSWORD, next_: str = ""
) -> TestResponse:
    """Fill in the form of sign-in."""
    page = f"/sign-in?next={next_}" if next_ else "/sign-in"
    fields = {"next": next_} if next_ else {}
    return submit(client, "/sign-in", page, email=email, password=password, **fields)


def is_in(client: FlaskClient) -> bool:
    """Whether this browser sees what only somebody sees who has signed in."""
    answer = client.get("/account", headers=PAGE)
    assert answer.status_code in (200, 302)
    return not answer.headers.get("Location", "").startswith("/sign-in")  # else she is led on


def user_named(email: str = "ruth@example.org") -> User:
    """The account as it is now."""
    statement = select(User).where(User.email == email)
    return db.session.scalars(statement.execution_options(populate_existing=True)).unique().one()


def actions_noted() -> list[str]:
    """What the trail says was done, in order, but for the making of accounts."""
    rows = select(AuditEntry.action).where(AuditEntry.action != "add user").order_by(AuditEntry.id)
    return list(db.session.scalars(rows))
