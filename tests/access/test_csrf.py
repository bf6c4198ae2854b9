"""A form of another site changes nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.access.browsing import PAGE, PASSWORD, is_in, make_account, user_named
from tests.signing_in import signed_in


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/settings/name", {"name": "Somebody else"}),
        ("/settings/users", {"email": "new@example.org", "role": "admin"}),
        ("/settings/tokens", {"name": "theirs", "scopes": "jobs:read"}),
        ("/change-password", {"password": "x", "new_password": "y", "new_password_confirm": "y"}),
        ("/second-factor", {"setup": "authenticator"}),
        ("/recovery-codes", {"generate_new_codes": "1"}),
    ],
)
def test_a_form_without_the_token_of_its_page_is_refused_in_words(
    app: Flask, address: str, said: dict[str, str]
) -> None:
    client = signed_in(app, "admin", csrf=False)
    with app.app_context():
        before = vars(user_named("admin@example.org")).copy()
    answer = client.post(address, data=said, headers=PAGE)
    assert answer.status_code == 400
    assert "This page was open too long" in answer.text
    assert "Nothing was changed." in answer.text
    with app.app_context():
        after = vars(user_named("admin@example.org"))
        assert {**before, "_sa_instance_state": 0} == {**after, "_sa_instance_state": 0}


def test_a_token_of_another_session_is_refused(app: Flask) -> None:
    ours, theirs = signed_in(app, "admin"), signed_in(app, "recruiter", csrf=False)
    stolen = ours.environ_base["HTTP_X_CSRFTOKEN"]
    said = {"name": "Somebody else", "csrf_token": stolen}
    assert theirs.post("/settings/name", data=said, headers=PAGE).status_code == 400
    assert ours.post("/settings/name", data=said, headers=PAGE).status_code == 302


def test_sign_in_itself_takes_a_token(app: Flask) -> None:
    """Or a page elsewhere could sign somebody in under an account that is not hers."""
    make_account(app)
    client = app.test_client()
    said = {"email": "ruth@example.org", "password": PASSWORD}
    assert client.post("/sign-in", data=said, headers=PAGE).status_code == 400
    assert not is_in(client)


def test_with_the_token_the_same_form_is_taken(app: Flask) -> None:
    client = signed_in(app, "admin")
    said = {"name": "Another name"}
    assert client.post("/settings/name", data=said, headers=PAGE).status_code == 302
    with app.app_context():
        assert user_named("admin@example.org").name == "Another name"


def test_a_program_is_told_in_a_problem(app: Flask) -> None:
    client = signed_in(app, "admin", csrf=False)
    answer = client.post(
        "/settings/name", data={"name": "x"}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
