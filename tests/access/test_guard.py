"""What the door refuses before it asks who is there, and whom it sends where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.builders import make_candidate
from tests.signing_in import signed_in

PAGE = {"Accept": "text/html"}
LONG_AGO = 13 * 3600


def aged(client: FlaskClient) -> FlaskClient:
    """The same browser with a session that is over, though its cookie is not."""
    with client.session_transaction() as session:
        session["fs_paa"] -= LONG_AGO
    return client


def test_whoever_was_signed_in_too_long_ago_can_sign_in_again(app: Flask) -> None:
    client = aged(signed_in(app))
    answer = client.get("/", headers=PAGE, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == "/sign-in"
    assert len(answer.history) == 1


def test_an_old_session_opened_at_the_door_comes_to_an_end_too(app: Flask) -> None:
    client = aged(signed_in(app))
    answer = client.get("/sign-in", headers=PAGE, follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, "/sign-in")


def test_a_cookie_that_would_remember_her_lets_nobody_in_and_locks_nobody_out(app: Flask) -> None:
    client = signed_in(app)
    with client.session_transaction() as session:
        del session["fs_paa"]
    answer = client.get("/", headers=PAGE, follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, "/sign-in")


@pytest.mark.parametrize(
    "path",
    [
        "/runs/99999999999999999999",
        "/runs/0",
        "/candidates/C-0001/credentials/99999999999999999999",
        "/candidates/C-0001/trainings/2147483648",
        "/settings/facilities/99999999999999999999",
        "/api/v1/placements/99999999999999999999",
    ],
)
def test_a_number_that_no_row_can_have_leads_nowhere(app: Flask, path: str) -> None:
    assert signed_in(app, "admin").get(path, headers=PAGE).status_code == 404


@pytest.mark.parametrize("path", ["/candidates/%00", "/assignments/%00/edit", "/rulebook/%00"])
def test_an_address_with_a_nul_leads_nowhere(app: Flask, path: str) -> None:
    assert signed_in(app).get(path, headers=PAGE).status_code == 404


@pytest.mark.parametrize("path", ["/assignments/new?like=%00", "/candidates?text=a%00b"])
def test_a_nul_in_a_parameter_is_refused_by_its_name(app: Flask, path: str) -> None:
    answer = signed_in(app).get(path, headers=PAGE)
    assert answer.status_code == 422
    assert path.partition("?")[2].partition("=")[0] in answer.text


def test_a_nul_in_a_form_is_refused(app: Flask) -> None:
    with app.app_context():
        make_candidate("C-1")
    form = {"editing": "\0"}
    answer = signed_in(app).post("/assignments/preview", data=form, headers=PAGE)
    assert answer.status_code == 422
    assert "editing" in answer.text


def test_a_body_beyond_all_measure_is_refused_before_it_is_read(app: Flask) -> None:
    body = b"email=" + b"x" * 3_000_000
    form = "application/x-www-form-urlencoded"
    answer = app.test_client().post("/sign-in", data=body, content_type=form, headers=PAGE)
    assert answer.status_code == 413


def test_signing_out_takes_the_proof_that_it_was_meant(app: Flask) -> None:
    client = signed_in(app, csrf=False)
    assert client.post("/sign-out", headers=PAGE).status_code == 400
    assert client.get("/keys", headers=PAGE).status_code == 200


def test_a_program_of_a_session_without_a_due_second_factor_is_told_so(app: Flask) -> None:
    client = signed_in(app)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], staff_second_factor=True)
    assert client.get("/keys", headers=PAGE).status_code == 302
    answer = client.get("/api/v1/candidates")
    assert answer.status_code == 403
    assert "second factor" in answer.text


@pytest.mark.parametrize(
    ("address", "status"), [("/runs", 403), ("/candidates", 403), ("/no", 404)]
)
def test_a_candidate_is_led_back_to_her_account_and_sees_nothing_of_the_staffs(
    app: Flask, address: str, status: int
) -> None:
    answer = signed_in(app, "candidate").get(address, headers=PAGE)
    assert answer.status_code == status
    assert ("agency&#39;s staff" in answer.text) == (status == 403)
    assert 'href="/account">Back to your account' in answer.text
    for words in ("Back to Today", "sidebar", "finder", "run-state", "administrator"):
        assert words not in answer.text


def test_a_recruiter_who_may_not_is_told_who_may(app: Flask) -> None:
    answer = signed_in(app, "recruiter").get("/settings/users", headers=PAGE)
    assert "Only an administrator can do this." in answer.text
    assert "Back to Today" in answer.text
