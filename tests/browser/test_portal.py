"""What a candidate does on her phone, in a real browser, also where no script runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from tests.browser.addresses import CANDIDATE, portal_addresses
from tests.browser.conftest import PHONE, opened
from tests.browser.looking import Looking
from tests.browser.served import Served


@pytest.fixture
def phone(served: Served, browser: Browser, states: Callable[[str], Looking]) -> Iterator[Page]:
    """A phone of the candidate on which no script runs."""
    yield from opened(served, browser, PHONE, states("candidate"), scripts=False)


def test_she_signs_in_and_lands_at_home(browser: Browser, served: Served) -> None:
    for page in opened(served, browser, PHONE, None):
        email, password = served.credentials_of("candidate")
        page.goto("/sign-in")
        page.get_by_label("mail").fill(email)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/portal/")
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Good "))


def test_the_tabs_lead_everywhere_and_say_where_she_is(phone: Page) -> None:
    phone.goto("/portal/")
    for words in ("My papers", "Work", "Account", "Home"):
        phone.get_by_role("navigation", name="Places").get_by_role("link", name=words).click()
        here = phone.get_by_role("navigation", name="Places").locator("[aria-current=page]")
        expect(here).to_have_text(words)


def test_what_is_to_be_touched_is_large_enough(phone: Page, served: Served) -> None:
    """Links that stand alone, buttons and fields; links inside a text are as high as it."""
    small = {}
    for name, path in portal_addresses(served.app).items():
        phone.goto(path)
        found = phone.evaluate(SMALL)
        if found:
            small[name] = found
    assert small == {}


def test_a_job_opens_and_tells_what_is_in_order(phone: Page, served: Served) -> None:
    phone.goto("/portal/work")
    phone.locator(".card.job a").first.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You can take this one")
    expect(phone.get_by_text("Your recruiter sees the same answer")).to_be_visible()


def test_a_paper_is_added_without_a_script(phone: Page, served: Served) -> None:
    phone.goto("/portal/papers/credentials/new")
    phone.get_by_label("What it is").select_option("CPT-NHA")
    phone.get_by_label("Its number").fill("NO-SCRIPT-1")
    phone.get_by_label("Good until").fill("2028-05-31")
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_text("We have noted your credential.")).to_be_visible()
    with served.app.app_context():
        hers = select(Credential.evidence).join(Candidate)
        found = hers.where(Candidate.ref == CANDIDATE, Credential.number == "NO-SCRIPT-1")
        assert db.session.scalars(found).one() == "claimed"


def test_days_off_are_added_and_removed_without_a_script(phone: Page) -> None:
    phone.goto("/portal/days-off")
    phone.get_by_label("First day").fill("2031-03-03")
    phone.get_by_label("Last day").fill("2031-03-05")
    phone.get_by_role("button", name="I am away then").click()
    expect(phone.locator("td.away")).to_have_count(3)
    phone.get_by_role("button", name="Remove 3 Mar 2031 to 5 Mar 2031").click()
    expect(phone.get_by_text("These days are free again.")).to_be_visible()


def test_her_data_are_downloaded(phone: Page) -> None:
    phone.goto("/portal/data")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Download all my data").click()
    assert re.fullmatch(r"tenens-C-0001-[\d-]+\.zip", download.value.suggested_filename)


SMALL = """() => [...document.querySelectorAll(
    '.portal-tabs a, .portal-head a, .portal-chips a, .button, select, .rows-of-links a,'
    + ' .held-list a, input:not([type=hidden], [type=checkbox], [type=radio]),'
    + ' .choices label, .check label'
  )].filter(one => one.offsetParent !== null && !one.closest('details:not([open])'))
  .map(one => [one.textContent.trim().slice(0, 30), one.getBoundingClientRect().height])
  .filter(([, height]) => height < 48)"""
