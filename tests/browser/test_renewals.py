"""Renewals in a real browser: her plan and her calendar, and who lapses while at work."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from agency.extensions import begin_write, db
from agency.renewals.models import Digest
from tests.browser.conftest import PHONE, opened
from tests.browser.looking import Looking, overflow_of
from tests.browser.served import Served
from tests.notices.post_office import mailing_through
from tests.renewals.reading import events


@pytest.fixture
def phone(served: Served, browser: Browser, states: Callable[[str], Looking]) -> Iterator[Page]:
    """A phone of the candidate on which no script runs."""
    yield from opened(served, browser, PHONE, states("candidate"), scripts=False)


def test_her_plan_is_found_from_home_and_what_she_filed_is_noted(phone: Page) -> None:
    phone.goto("/portal/")
    phone.get_by_role("link", name="All renewals, step by step").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Renewals")
    first = phone.locator(".plan").filter(has_text="Filed it already?").first
    if first.get_attribute("open") is None:
        first.locator("summary").first.click()
    first.get_by_role("button", name="Yes, I filed it").click()
    expect(phone.get_by_text("Noted. Send us the new one when you have it.")).to_be_visible()
    expect(phone.locator(".plan").get_by_text(re.compile("^Filed on ")).first).to_be_visible()


def test_her_calendar_has_an_address_that_she_can_end(phone: Page) -> None:
    phone.goto("/portal/renewals")
    phone.get_by_role("button", name="Make an address").click()
    address = phone.locator("#address").inner_text()
    add = phone.get_by_role("link", name="Add to my calendar")
    assert add.get_attribute("href") == f"webcal:{address.partition(':')[2]}"
    expect(phone.get_by_role("button", name="Copy the address")).to_have_count(0)
    path = address[address.index("/calendar/") :]
    answer = phone.request.get(path)
    assert answer.status == 200
    assert events(answer.body())
    phone.goto("/portal/renewals")
    expect(phone.locator("#address")).to_have_count(0)
    phone.get_by_role("button", name="End the address").click()
    expect(phone.get_by_text("leads nowhere any more")).to_be_visible()
    assert phone.request.get(path).status == 404


def test_the_address_of_a_calendar_is_copied_and_shown_whole(
    served: Served, browser: Browser, states: Callable[[str], Looking], size: tuple[int, int]
) -> None:
    for page in opened(served, browser, size, states("recruiter")):
        page.goto("/settings/reminders")
        page.get_by_role("button", name=re.compile("^Make a")).click()
        shown = page.locator("#address")
        assert shown.evaluate("one => one.scrollWidth <= one.clientWidth || !one.clientWidth")
        page.get_by_role("button", name="Copy the address").click()
        expect(page.get_by_text(re.compile("^(Copied|It is marked)"))).to_be_visible()
        assert overflow_of(page) == 0


def without_digests(served: Served) -> None:
    """From nine in the morning on the agency reminds by itself of what this is about."""
    with served.app.app_context():
        begin_write()  # others write at the same time
        db.session.execute(delete(Digest))
        db.session.commit()


def test_whoever_lapses_at_work_is_reminded_with_one_button(
    page: Page, served: Served, size: tuple[int, int]
) -> None:
    without_digests(served)
    page.goto("/lapses?show=all")
    expect(page.get_by_text("no mail server is set").first).to_be_visible()
    reminding = page.get_by_role("button", name=re.compile("^Remind "))
    assert reminding.count() == 0
    with mailing_through(served.app, "smtp://127.0.0.1:1"):
        page.reload()
        name = reminding.last.inner_text().removeprefix("Remind").strip()
        hers = page.get_by_role("button", name=f"Remind {name}")
        hers.first.click()
        expect(page.get_by_text("is being mailed")).to_be_visible()
        expect(page).to_have_url(re.compile("/lapses"))
        expect(hers).to_have_count(0)
        expect(page.get_by_text("eminded today").first).to_be_visible()
