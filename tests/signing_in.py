"""Browsers that are signed in, and tokens, for tests of what needs them."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from agency import clock
from agency.access.token_scopes import scopes_of
from agency.accounts.actions.tokens import make_token
from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.accounts.scopes import SCOPES
from agency.audit.actors import Actor
from agency.extensions import db
from agency.joining.actions import agree
from agency.joining.consents import current_text

TESTER = Actor("command", "tests")


def signed_in(
    app: Flask, role: str = "recruiter", candidate_ref: str | None = None, csrf: bool = True
) -> FlaskClient:
    """A browser in which somebody with ``role`` has just signed in.

    Unless ``csrf`` is false every request carries the token that a form of its pages would carry.
    A candidate may be the one with ``candidate_ref``, who must be in the database.
    """
    return browser_of(app, account(app, role, candidate_ref), csrf)


def browser_of(app: Flask, uniquifier: str, csrf: bool = True) -> FlaskClient:
    """A browser in which the account with that ``fs_uniquifier`` has just signed in."""
    client = app.test_client()
    raw = secrets.token_hex(20)
    with client.session_transaction() as session:
        session["_user_id"] = uniquifier
        session["_fresh"] = True
        session["fs_cc"] = "set"
        session["session_id"] = secrets.token_urlsafe(16)
        session["fs_paa"] = clock.now().timestamp()
        session["csrf_token"] = raw
        session.permanent = True
    if csrf:
        signer = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
        client.environ_base["HTTP_X_CSRFTOKEN"] = str(signer.dumps(raw))
    return client


def account(app: Flask, role: str, candidate_ref: str | None = None) -> str:
    """The ``fs_uniquifier`` of the account ROLE@example.org, which is made if there is none."""
    with app.app_context():
        email = f"{candidate_ref or role}@example.org".lower()
        found = db.session.scalar(select(User).where(User.email == email))
        values = {"email": email, "name": f"Ann {role}", "role": role}
        if found is None:
            found = add_user(values | {"candidate_ref": candidate_ref}, TESTER)
            if role == "candidate":
                agree(found.id, current_text().version, TESTER)
        return found.fs_uniquifier


def token_for(app: Flask, role: str = "admin", scopes: Collection[str] = SCOPES) -> str:
    """The secret of a new token of somebody with ``role``: send it as a bearer.

    It may have scopes that are not hers to use, as where her role was another once.
    """
    account(app, role)
    with app.app_context():
        owner = db.session.scalars(select(User).where(User.email == f"{role}@example.org")).one()
        values = {"name": f"a program of {role}", "scopes": list(scopes_of(role))}
        made, secret = make_token(owner.id, values, TESTER, scopes_of)
        made.scopes = tuple(scopes)
        db.session.commit()
        return secret
