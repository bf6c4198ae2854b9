"""The pages by which a candidate comes in, as her browser sends them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from agency import clock
from agency.access.passwords import hashed
from agency.accounts.actions.users import add_user
from agency.accounts.models import User
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.joining import consents
from agency.joining.consents import ConsentText, Part, current_text
from agency.joining.models import Consent, Invitation, Registration
from agency.notices.models import Mail
from tests.access.browsing import PAGE, PASSWORD, is_in, make_account, sign_in, submit
from tests.access.test_limits import TRIES, browser, limited
from tests.api.programs import Program, told
from tests.builders import make_candidate
from tests.jobs.ledger import configure
from tests.signing_in import TESTER, signed_in

LINK = re.compile(r"http://127\.0\.0\.1:8000(/(?:join|confirm)/\S+)")
ANA = {
    "first_name": "Ana",
    "last_name": "Duarte",
    "email": "ana@example.org",
    "phone": "",
    "home_zip": "98101",
    "password": PASSWORD,
    "consent": "yes",
    "version": current_text().version,
}
HERS = {"password": PASSWORD, "consent": "yes", "version": current_text().version}


@pytest.fixture
def invited(app: Flask) -> str:
    """The address in the mail of an invitation to C-1."""
    with app.app_context():
        make_candidate("C-1", email="ana@example.org", first_name="Ana", last_name="Duarte")
        db.session.commit()
    assert invite(app).status_code == 302
    return link_in_mail(app)


def invite(app: Flask, ref: str = "C-1") -> TestResponse:
    return signed_in(app, "recruiter").post(f"/candidates/{ref}/invitation", headers=PAGE)


def link_in_mail(app: Flask, to: str = "ana@example.org") -> str:
    """The address in the newest mail that has one."""
    with app.app_context():
        texts = db.session.scalars(select(Mail.text).where(Mail.to == to).order_by(Mail.id.desc()))
        return next(found[1] for text in texts if (found := LINK.search(text or "")))


def errors(page: TestResponse) -> dict[str, str]:
    return dict(re.findall(r'<p class="error" id="(\w+)-error">([^<]*)</p>', page.text))


def heading(page: TestResponse) -> str:
    found = re.search(r"<h1>([^<]*)</h1>", page.text)
    assert found
    return found[1]


def number_of(app: Flask, model: type[User | Candidate | Mail | Registration]) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def age(app: Flask, model: type[Invitation | Registration]) -> None:
    with app.app_context():
        db.session.execute(update(model).values(expires_at=clock.now()))
        db.session.commit()


# Invited


def test_who_was_invited_sets_a_password_agrees_and_is_in(app: Flask, invited: str) -> None:
    client = app.test_client()
    page = client.get(invited, headers=PAGE)
    assert "ana@example.org" in page.text
    assert current_text().parts[0].says in page.text
    answer = submit(client, invited, **HERS)
    assert answer.status_code == 302
    landed = client.get(answer.headers["Location"], headers=PAGE, follow_redirects=True)
    assert landed.request.path == "/portal/"
    assert is_in(client)
    again = app.test_client()
    assert sign_in(again, "ana@example.org").status_code == 302
    assert is_in(again)


def test_to_look_at_a_link_does_not_use_it(app: Flask, invited: str) -> None:
    for _ in range(3):
        assert app.test_client().get(invited, headers=PAGE).status_code == 200
    assert number_of(app, User) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [({**HERS, "password": "short"}, "password"), ({**HERS, "consent": ""}, "consent")],
)
def test_what_is_wrong_is_told_at_its_field_and_makes_nothing(
    app: Flask, invited: str, said: dict[str, str], field: str
) -> None:
    answer = submit(app.test_client(), invited, **said)
    assert list(errors(answer)) == [field]
    assert number_of(app, User) == 1


def test_a_used_link_says_so_and_leads_to_sign_in(app: Flask, invited: str) -> None:
    submit(app.test_client(), invited, **HERS)
    page = app.test_client().get(invited, headers=PAGE)
    assert (page.status_code, heading(page)) == (410, "This link was used already")
    assert 'href="/sign-in"' in page.text


@pytest.mark.parametrize("standing", ["This link is too old", "A newer link was sent"])
def test_an_old_link_says_why_and_has_another_sent(app: Flask, invited: str, standing: str) -> None:
    if "old" in standing:
        age(app, Invitation)
    else:
        invite(app)
    client = app.test_client()
    page = client.get(invited, headers=PAGE)
    assert (page.status_code, heading(page)) == (410, standing)
    sent = submit(client, f"{invited}/again", invited)
    assert (sent.status_code, heading(sent)) == (200, "Your mail is not sent yet")
    assert submit(client, link_in_mail(app), **HERS).status_code == 302


def test_a_link_that_never_was_says_what_to_do(app: Flask, invited: str) -> None:
    for path in ("/join/nothing", "/confirm/nothing"):
        page = app.test_client().get(path, headers=PAGE)
        assert (page.status_code, heading(page)) == (404, "This link does not work")
        assert 'href="/register"' in page.text


def test_who_came_in_another_way_is_told_she_has_an_account(app: Flask, invited: str) -> None:
    client = app.test_client()
    submit(client, "/register", **ANA)
    submit(client, link_in_mail(app), password=PASSWORD)
    page = client.get(invited, headers=PAGE)
    assert (page.status_code, heading(page)) == (410, "You have an account already")


def test_a_recruiter_sees_how_a_candidate_comes_in(app: Flask, invited: str) -> None:
    client = signed_in(app, "recruiter")
    shown = client.get("/candidates/C-1", headers=PAGE).text
    assert "Invited, not claimed yet" in shown
    assert "The mail to ana@example.org waits since" in shown
    assert "Sent to" not in shown
    submit(app.test_client(), invited, **HERS)
    shown = client.get("/candidates/C-1", headers=PAGE).text
    assert "ana@example.org" in shown
    assert "Invite again" not in shown
    answer = invite(app)
    told = client.get(answer.headers["Location"], headers=PAGE)
    assert answer.status_code == 302
    assert number_of(app, Mail) == 1
    assert told.status_code == 200


def test_a_recruiter_sees_what_became_of_an_invitation(app: Flask, invited: str) -> None:
    client = signed_in(app, "recruiter")
    for state, words in (("sent", "Sent to ana@example.org on"), ("failed", "could not be sent")):
        with app.app_context():
            db.session.execute(update(Mail).values(state=state))
            db.session.commit()
        assert words in client.get("/candidates/C-1", headers=PAGE).text


def test_with_a_mail_server_a_comer_is_told_to_look_at_her_mail(app: Flask) -> None:
    configure(app, smtp_url="smtp://127.0.0.1:1")
    sent = submit(app.test_client(), "/register", **ANA)
    assert (sent.status_code, heading(sent)) == (200, "Look at your mail")


def test_who_cannot_be_invited_is_told_in_words(app: Flask) -> None:
    with app.app_context():
        make_candidate("C-1", email="")
        db.session.commit()
    client = signed_in(app, "recruiter")
    answer = client.post("/candidates/C-1/invitation", headers=PAGE, follow_redirects=True)
    assert "Not invited: no e-mail address of C-1 is on file." in answer.text
    assert client.post("/candidates/C-9/invitation", headers=PAGE).status_code == 404


def test_a_program_invites_too(app: Flask) -> None:
    with app.app_context():
        make_candidate("C-1", email="ana@example.org")
        make_candidate("C-2", email="")
        db.session.commit()
    program = Program(app)
    found = told(program.post("/candidates/C-1/invitation", None))
    assert (found["candidate_ref"], found["email"]) == ("C-1", "ana@example.org")
    assert program.post("/candidates/C-2/invitation", None).status_code == 409
    assert program.post("/candidates/C-9/invitation", None).status_code == 404
    submit(app.test_client(), link_in_mail(app), **HERS)
    assert program.post("/candidates/C-1/invitation", None).status_code == 409


# By herself


def test_who_registers_and_confirms_is_a_candidate(app: Flask) -> None:
    client = app.test_client()
    sent = submit(client, "/register", **ANA)
    assert (sent.status_code, heading(sent)) == (200, "Your mail is not sent yet")
    assert sign_in(app.test_client(), "ana@example.org").status_code == 200  # not in yet
    assert (number_of(app, User), number_of(app, Candidate)) == (0, 0)
    answer = submit(client, link_in_mail(app), password=PASSWORD)
    landed = client.get(answer.headers["Location"], headers=PAGE, follow_redirects=True)
    assert landed.request.path == "/portal/"
    assert (number_of(app, User), number_of(app, Candidate)) == (1, 1)


def test_the_answer_to_a_known_address_is_the_same_to_the_byte(app: Flask) -> None:
    make_account(app, "ana@example.org")
    client = app.test_client()
    known, new = (
        submit(client, "/register", **ANA | {"email": email})
        for email in ("ana@example.org", "new@example.org")
    )
    assert known.status_code == new.status_code == 200
    assert known.text == new.text.replace("new@example.org", "ana@example.org")
    with app.app_context():
        texts = db.session.scalars(select(Mail.text).where(Mail.to == "ana@example.org"))
        assert ["There is one already" in (text or "") for text in texts] == [True]
    assert number_of(app, Registration) == 1


def test_everything_wrong_is_told_at_once_and_what_was_typed_stays(app: Flask) -> None:
    wrong = {**ANA, "first_name": " ", "home_zip": "9810", "password": "short", "consent": ""}
    answer = submit(app.test_client(), "/register", **wrong)
    assert answer.status_code == 422
    assert sorted(errors(answer)) == ["consent", "first_name", "home_zip", "password"]
    assert "spreadsheet" not in answer.text
    agreed = submit(app.test_client(), "/register", **{**wrong, "consent": "yes"})
    assert 'value="yes" checked' in agreed.text
    assert 'value="Duarte"' in answer.text
    assert "short" not in answer.text
    assert (number_of(app, Registration), number_of(app, Mail)) == (0, 0)


def test_whoever_typed_anothers_address_gets_nothing_by_it(app: Flask) -> None:
    """The owner of the address opens the link; the password that was typed is not hers."""
    submit(app.test_client(), "/register", **ANA)
    owner = app.test_client()
    answer = submit(owner, link_in_mail(app), password="what she believes it is")
    assert list(errors(answer)) == ["password"]
    assert (number_of(app, User), is_in(owner)) == (0, False)


def test_an_old_confirmation_says_so_and_leads_to_the_form(app: Flask) -> None:
    submit(app.test_client(), "/register", **ANA)
    age(app, Registration)
    page = app.test_client().get(link_in_mail(app), headers=PAGE)
    assert (page.status_code, heading(page)) == (410, "This link is too old")
    assert 'href="/register"' in page.text


@pytest.mark.parametrize("path", ["/register", "/join/x", "/confirm/x", "/join/x/again"])
def test_a_form_of_another_site_is_refused(app: Flask, path: str) -> None:
    answer = app.test_client().post(path, data=ANA, headers=PAGE)
    assert (answer.status_code, heading(answer)) == (400, "This page was open too long")


def test_one_may_register_so_often_and_then_has_to_wait(app: Flask) -> None:
    for strict in limited(app):
        answers = [
            submit(browser(strict, f"203.0.113.{n}"), "/register", **ANA).status_code
            for n in range(TRIES + 1)
        ]
        assert answers == [200] * TRIES + [429]
        nets = [
            submit(browser(strict), "/register", **ANA | {"email": f"a{n}@example.org"}).status_code
            for n in range(2 * TRIES + 1)
        ]
        assert nets[-1] == 429


def test_a_password_at_a_link_can_be_guessed_so_often(app: Flask) -> None:
    submit(app.test_client(), "/register", **ANA)
    link = link_in_mail(app)
    for strict in limited(app):
        tried = [
            submit(browser(strict), link, password="a guess").status_code for _ in range(TRIES + 1)
        ]
        assert tried == [200] * TRIES + [429]


# What is agreed to


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> ConsentText:
    """A newer text than the one that everybody has agreed to."""
    text = replace(current_text(), version="99", parts=(Part("What is new", "We keep more."),))
    texts = (*consents.consent_texts(), text)
    monkeypatch.setattr(consents, "consent_texts", lambda: texts)
    return text


@pytest.fixture
def hers(app: Flask) -> FlaskClient:
    """A browser of a candidate who has agreed to the present text."""
    return signed_in(app, "candidate")


def test_a_newer_text_is_asked_for_before_all_else(
    app: Flask, hers: FlaskClient, newer: ConsentText
) -> None:
    for path in ("/account", "/welcome"):
        answer = hers.get(path, headers=PAGE)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/consent")
    assert hers.get("/api/v1/rulebook").status_code == 403
    assert "We keep more." in hers.get("/consent", headers=PAGE).text
    assert list(errors(submit(hers, "/consent", version="99"))) == ["consent"]
    answer = submit(hers, "/consent", version="99", consent="yes")
    assert answer.status_code == 302
    assert hers.get("/account", headers=PAGE).headers.get("Location") != "/consent"
    with app.app_context():
        agreed = list(db.session.scalars(select(Consent.version).order_by(Consent.id)))
    assert agreed == [HERS["version"], "99"]


def test_a_text_that_changed_under_her_eyes_is_read_once_more(
    hers: FlaskClient, newer: ConsentText
) -> None:
    answer = submit(hers, "/consent", version=HERS["version"], consent="yes")
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.text


def test_without_a_mail_server_it_is_said_where_the_link_can_be_read(app: Flask) -> None:
    with app.app_context():
        make_candidate("C-1", email="c1@example.org")
        db.session.commit()
    sent = [submit(app.test_client(), "/register", **ANA).text]
    asked = signed_in(app, "recruiter").post("/candidates/C-1/invitation", follow_redirects=True)
    sent.append(asked.text)
    assert all("agency mails show ID" in page for page in sent)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], smtp_url="smtp://mail.example.org")
    served = submit(app.test_client(), "/register", **ANA | {"email": "b@example.org"})
    assert "agency mails" not in served.text


@pytest.mark.parametrize("page", ["/register", "/join"])
def test_who_comes_in_agrees_to_the_text_that_she_has_read(
    app: Flask, invited: str, newer: ConsentText, page: str
) -> None:
    path, said = ("/register", ANA | {"email": "new@example.org"})
    if page == "/join":
        path, said = invited, HERS
    before = number_of(app, User), number_of(app, Registration)
    client = app.test_client()
    assert 'name="version" value="99"' in client.get(path, headers=PAGE).text
    answer = submit(client, path, **said)
    assert "changed meanwhile" in errors(answer)["consent"]
    assert "We keep more." in answer.text
    assert (number_of(app, User), number_of(app, Registration)) == before
    assert errors(submit(client, path, **said | {"version": "99"})) == {}
    with app.app_context():
        agreed = db.session.scalars(select(Consent.version).order_by(Consent.id.desc())).first()
        asked = db.session.scalars(select(Registration.consent_version)).first()
    assert "99" in (agreed, asked)


def test_who_does_not_agree_can_sign_out_and_nothing_else(
    hers: FlaskClient, newer: ConsentText
) -> None:
    assert hers.post("/portal/preferences", headers=PAGE).headers["Location"] == "/consent"
    assert hers.get("/account", headers=PAGE).headers["Location"] == "/consent"
    assert submit(hers, "/sign-out", "/consent").status_code == 302
    assert not is_in(hers)


def test_staff_are_not_asked(app: Flask, newer: ConsentText) -> None:
    assert signed_in(app, "recruiter").get("/candidates", headers=PAGE).status_code == 200
    assert signed_in(app, "recruiter").get("/consent", headers=PAGE).status_code == 403


def test_an_account_that_an_administrator_made_is_asked_at_its_first_sign_in(app: Flask) -> None:
    with app.app_context():
        add_user({"email": "ana@example.org", "role": "candidate"}, TESTER, hashed(PASSWORD))
    client = app.test_client()
    landed = sign_in(client, "ana@example.org")
    page = client.get(landed.headers["Location"], headers=PAGE, follow_redirects=True)
    assert page.request.path == "/consent"


def test_what_she_agreed_to_can_be_read_again(hers: FlaskClient) -> None:
    page = hers.get("/consent", headers=PAGE)
    assert "Agreed on" in page.text
    assert current_text().parts[0].says in page.text
