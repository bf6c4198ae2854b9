"""Coming in, in a real browser on a phone and at a desk, also without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from secrets import token_hex

import pytest
from flask_security import hash_password
from playwright.sync_api import Browser, Page, expect

from agency.accounts.actions.users import add_user
from tests.browser.addresses import addresses
from tests.browser.conftest import opened
from tests.browser.looking import Looking, faults_of, overflow_of
from tests.browser.served import PASSWORD, Served
from tests.signing_in import TESTER

OURS = (
    *("register", "confirm", "confirm-ended", "join", "join-ended", "sign-in"),
    *("duplicates", "merge", "candidate-with-a-twin", "candidates"),
)
NOBODY: Looking = {"cookies": [], "origins": []}


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def comer(
    served: Served, browser: Browser, size: tuple[int, int], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page of somebody who has not signed in."""
    yield from opened(served, browser, size, NOBODY, scripts=request.param)


def test_axe_finds_nothing_on_the_pages_of_coming_in_and_merging(
    admin_page: Page, served: Served
) -> None:
    wrong = {}
    for name in OURS:
        admin_page.goto(addresses(served.app)[name])
        if faults := [
            *faults_of(admin_page),
            *([overflow_of(admin_page)] * overflow_of(admin_page)),
        ]:
            wrong[name] = faults
    assert wrong == {}


def test_a_form_that_was_not_right_is_told_and_axe_finds_nothing(
    served: Served, browser: Browser, size: tuple[int, int]
) -> None:
    for page in opened(served, browser, size, NOBODY):
        page.goto("/register")
        page.evaluate(
            "document.querySelectorAll('form').forEach((form) => { form.noValidate = true })"
        )
        page.get_by_role("button", name="Send me the link").click()
        expect(page.get_by_role("alert")).to_contain_text("things are not right yet")
        assert faults_of(page) == []
        assert overflow_of(page) == 0


def test_somebody_registers(comer: Page) -> None:
    comer.goto("/sign-in")
    comer.get_by_role("link", name="I am a medical assistant and new here").click()
    comer.get_by_label("First name").fill("Ines")
    comer.get_by_label("Last name").fill("Quist")
    comer.get_by_label("E-mail").fill(f"ines-{token_hex(4)}@example.org")
    comer.get_by_label("Home ZIP code").fill("98101")
    comer.get_by_label("Password").fill(PASSWORD)
    comer.get_by_label("I have read this and agree").check()
    comer.get_by_role("button", name="Send me the link").click()
    expect(comer.get_by_role("heading", level=1)).to_have_text("Your mail is not sent yet")


def test_a_candidate_who_has_not_agreed_is_asked_first_and_then_goes_on(
    comer: Page, served: Served
) -> None:
    email = f"new-{token_hex(4)}@example.org"
    with served.app.app_context():
        add_user({"email": email, "role": "candidate"}, TESTER, hash_password(PASSWORD))
    comer.goto("/sign-in")
    comer.get_by_label("mail").fill(email)
    comer.get_by_label("Password", exact=True).fill(PASSWORD)
    comer.get_by_role("button", name="Sign in").click()
    expect(comer.get_by_role("heading", level=1)).to_have_text("Before you go on")
    assert overflow_of(comer) == 0
    comer.get_by_label("I have read this and agree").check()
    comer.get_by_role("button", name="Agree and go on").click()
    comer.wait_for_url("**/account")


def test_axe_finds_nothing_on_what_a_candidate_agrees_to(
    served: Served, browser: Browser, size: tuple[int, int], states: Callable[[str], Looking]
) -> None:
    for page in opened(served, browser, size, states("candidate")):
        for path in ("/consent", "/account"):
            page.goto(path)
            assert faults_of(page) == []
            assert overflow_of(page) == 0
