"""Settings: one's own account, who may sign in, and tokens."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency.access.bearer import principal_of_token
from agency.accounts.models import ApiToken, User
from agency.errors import BadToken
from agency.extensions import db
from agency.notices.models import Mail
from agency.upkeep.actions import ask_for_deletion
from tests.access.browsing import PAGE, PASSWORD, is_in, make_account, submit, user_named
from tests.builders import make_candidate
from tests.counting import counted
from tests.signing_in import TESTER, account, signed_in

SECRET = re.compile(r'id="secret" class="secret">(\S+)</code>')


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    """A browser of an administrator."""
    return signed_in(app, "admin")


def send(client: FlaskClient, address: str, **fields: object) -> int:
    return client.post(address, data=fields, headers=PAGE).status_code


def test_one_sees_and_changes_how_one_is_called(app: Flask) -> None:
    client = signed_in(app, "recruiter")
    account(app, "compliance")
    shown = client.get("/settings", headers=PAGE).text
    assert "recruiter@example.org" in shown
    assert "compliance@example.org" not in shown
    assert send(client, "/settings/name", name="Ruth Osei") == 302
    assert "Ruth Osei" in client.get("/settings", headers=PAGE).text
    with app.app_context():
        assert user_named("compliance@example.org").name == "Ann compliance"


def test_a_name_that_cannot_be_is_told_beside_the_field(app: Flask) -> None:
    answer = signed_in(app).post("/settings/name", data={"name": " "}, headers=PAGE)
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text


def test_settings_say_whether_the_account_has_a_second_factor(app: Flask) -> None:
    client = signed_in(app)
    assert "a password is enough" in client.get("/settings", headers=PAGE).text
    with app.app_context():
        mine = user_named("recruiter@example.org")
        mine.tf_primary_method, mine.tf_totp_secret = "authenticator", "{}"
        db.session.commit()
    assert "authenticator app is asked for" in client.get("/settings", headers=PAGE).text


def test_an_administrator_lets_somebody_in_by_mail(app: Flask, admin: FlaskClient) -> None:
    said = {"email": "Ruth@example.org", "name": "Ruth Osei", "role": "recruiter"}
    assert send(admin, "/settings/users", **said) == 302
    shown = admin.get("/settings/users", headers=PAGE).text
    assert "No mail server is set" in shown
    assert "ruth@example.org" in shown
    with app.app_context():
        mail = db.session.scalars(select(Mail)).one()
        link = re.search(r"http://127\.0\.0\.1:8000(/reset-password/\S+)", mail.text or "")
    assert mail.to == "ruth@example.org"
    assert link
    fields = {"password": PASSWORD, "password_confirm": PASSWORD}
    assert submit(app.test_client(), link[1], **fields).status_code == 302


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"email": "nothing", "role": "admin"}, "email"),
        ({"email": "admin@example.org", "role": "admin"}, "email"),
        ({"email": "x@example.org", "role": "owner"}, "role"),
        ({"email": "x@example.org", "role": "candidate", "candidate_ref": "C-9"}, "candidate_ref"),
    ],
)
def test_an_account_that_cannot_be_is_told_beside_the_field(
    app: Flask, admin: FlaskClient, said: dict[str, str], field: str
) -> None:
    with app.app_context():
        make_candidate("C-1")
        db.session.commit()
    answer = admin.post("/settings/users", data=said, headers=PAGE)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert said["email"] in answer.text
    with app.app_context():
        assert [user.email for user in db.session.scalars(select(User))] == ["admin@example.org"]


def test_roles_and_access_are_changed_at_once(app: Flask, admin: FlaskClient) -> None:
    theirs = signed_in(app, "recruiter")
    with app.app_context():
        user_id = user_named("recruiter@example.org").id
    assert send(admin, f"/settings/users/{user_id}/role", role="compliance") == 302
    assert not is_in(theirs)
    theirs = signed_in(app, "recruiter")
    assert send(admin, f"/settings/users/{user_id}/access", access="no") == 302
    assert not is_in(theirs)
    assert send(admin, f"/settings/users/{user_id}/access", access="yes") == 302
    assert send(admin, f"/settings/users/{user_id}/second-factor") == 302
    assert send(admin, f"/settings/users/{user_id}/link") == 302
    with app.app_context():
        assert user_named("recruiter@example.org").active
        assert [mail.to for mail in db.session.scalars(select(Mail))] == ["recruiter@example.org"]


def test_an_administrator_leaves_herself_as_she_is(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        mine = user_named("admin@example.org").id
    assert send(admin, f"/settings/users/{mine}/role", role="recruiter") == 403
    assert send(admin, f"/settings/users/{mine}/access", access="no") == 403
    assert is_in(admin)
    assert "This is you" in admin.get("/settings/users", headers=PAGE).text


@pytest.mark.parametrize("address", ["/settings/users", "/settings/tokens"])
@pytest.mark.parametrize("role", ["recruiter", "compliance", "candidate"])
def test_only_administrators_see_accounts_and_tokens(app: Flask, role: str, address: str) -> None:
    client = signed_in(app, role)
    assert client.get(address, headers=PAGE).status_code == 403
    assert send(client, address, email="x@example.org", role="admin", name="x") == 403
    with app.app_context():
        assert len(list(db.session.scalars(select(User)))) == 1


def test_somebody_who_is_not_there_is_not_found(admin: FlaskClient) -> None:
    assert send(admin, "/settings/users/77/role", role="admin") == 404
    assert send(admin, "/settings/tokens/77/revocation") == 404
    assert send(admin, "/settings/users/77/access", access="perhaps") == 422


def test_a_token_shows_its_secret_once(app: Flask, admin: FlaskClient) -> None:
    make_account(app)
    with app.app_context():
        owner = user_named().id
    said = {"name": "Timesheets", "scopes": ["jobs:read"], "days": "30", "owner": owner}
    answer = admin.post("/settings/tokens", data=said, headers=PAGE)
    assert answer.status_code == 201
    found = SECRET.search(answer.text)
    assert found
    with app.app_context():
        asking = principal_of_token(f"Bearer {found[1]}")
    assert (asking.scopes, asking.roles) == (frozenset({"jobs:read"}), frozenset({"recruiter"}))
    again = admin.get("/settings/tokens", headers=PAGE).text
    assert found[1] not in again
    assert "Timesheets" in again
    with app.app_context():
        token_id = db.session.scalars(select(ApiToken.id)).one()
    assert send(admin, f"/settings/tokens/{token_id}/revocation") == 302
    with app.app_context(), pytest.raises(BadToken):
        principal_of_token(f"Bearer {found[1]}")
    assert "Revoked" in admin.get("/settings/tokens", headers=PAGE).text


def test_a_token_that_cannot_be_is_told_beside_the_field(admin: FlaskClient) -> None:
    said = {"name": "", "days": "soon"}
    answer = admin.post("/settings/tokens", data=said, headers=PAGE)
    assert answer.status_code == 422
    for field in ("name", "days"):
        assert f'id="{field}-error"' in answer.text
    assert "at least one of" in answer.text


def test_the_list_of_accounts_asks_as_often_however_long_it_is(
    app: Flask, admin: FlaskClient
) -> None:
    few = asked(app, admin)
    for n in range(6):
        make_account(app, f"ann{n}@example.org")
    assert asked(app, admin) == few
    assert few <= 12


def asked(app: Flask, client: FlaskClient) -> int:
    with app.app_context(), counted(db) as statements:
        assert client.get("/settings/users", headers=PAGE).status_code == 200
    return len([one for one in statements if one.startswith("SELECT")])


def test_a_scope_that_the_owner_can_never_use_is_refused(app: Flask, admin: FlaskClient) -> None:
    said = {"name": "Checks", "scopes": ["jobs:read", "credentials:verify"], "days": "30"}
    answer = admin.post("/settings/tokens", data=said, headers=PAGE)
    assert answer.status_code == 422
    assert "what admin@example.org may do: candidates:read" in answer.text
    with app.app_context():
        assert list(db.session.scalars(select(ApiToken.id))) == []


def test_scopes_are_offered_with_whose_they_are(admin: FlaskClient) -> None:
    page = admin.get("/settings/tokens", headers=PAGE).text
    assert "credentials:verify (credentialing only)" in page
    assert "jobs:write (administrator only)" in page


def test_without_a_mail_server_an_invitation_says_how_to_get_the_link(admin: FlaskClient) -> None:
    said = {"email": "new@example.org", "name": "New", "role": "recruiter"}
    page = admin.post("/settings/users", data=said, headers=PAGE, follow_redirects=True).text
    assert 'class="flash soon"' in page
    assert "agency user link new@example.org prints a link" in page
    assert "`" not in page


@pytest.mark.parametrize("owner", ["9" * 30, "x", "-1"])
def test_an_owner_that_nobody_can_be_is_refused(app: Flask, owner: str) -> None:
    said = {"name": "Timesheets", "scopes": ["jobs:read"], "days": "30", "owner": owner}
    assert signed_in(app, "admin").post("/settings/tokens", data=said).status_code == 422


def test_staff_see_who_asked_to_be_deleted_and_an_administrator_settles_it(
    app: Flask, admin: FlaskClient
) -> None:
    with app.app_context():
        make_candidate("C-0001", first_name="Marisol", last_name="Vega-Lund")
        db.session.commit()
        ask_for_deletion("C-0001", TESTER)
    recruiter = signed_in(app, "recruiter")
    shown = recruiter.get("/settings/deletions", headers=PAGE).text
    assert "Marisol Vega-Lund" in shown
    assert "An administrator settles it." in shown
    assert send(recruiter, "/settings/deletions/C-0001", remark="done") == 403
    assert send(admin, "/settings/deletions/C-0001", remark=" ") == 422
    assert send(admin, "/settings/deletions/C-0001", remark="Papers removed.") == 302
    assert "Nobody has asked" in admin.get("/settings/deletions", headers=PAGE).text
    assert send(admin, "/settings/deletions/C-0001", remark="Again") == 404
