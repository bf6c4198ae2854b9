"""What a specialist does all day on the review desk, by keyboard, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from agency.credentials.models import Credential
from agency.extensions import begin_write, db
from agency.settings import today
from tests.browser.conftest import opened
from tests.browser.looking import Looking, faults_of, overflow_of
from tests.browser.served import Served
from tests.builders import make_candidate, make_credential

DESK = (1440, 900)


@pytest.fixture
def desk_page(served: Served, browser: Browser, states: Callable[[str], Looking]) -> Iterator[Page]:
    """A page of a specialist who has signed in, at a desk."""
    yield from opened(served, browser, DESK, states("compliance"))


@pytest.fixture
def papers(served: Served) -> list[int]:
    """Two that wait and in which nothing stands out, and one whose number somebody else has."""
    day = today_of(served)
    with served.app.app_context():
        begin_write()  # others write at the same time
        known = db.session.scalar(select(db.func.max(Credential.id))) or 0
        ids = []
        for each in range(3):
            person = make_candidate(f"DESK-{known}-{each}", first_name="Ines", last_name=f"B{each}")
            row = make_credential(
                person,
                "BLS-AHA",
                evidence="documented",
                number=f"N-{known}-{min(each, 1)}",
                issued_on=day.replace(year=day.year - 1, day=1),
                expires_on=day.replace(year=day.year + 1, day=1),
            )
            ids.append(row.id)
        db.session.commit()
    return ids


def today_of(served: Served) -> date:
    with served.app.app_context():
        return today()


def stored(served: Served, id: int) -> tuple[str, str]:
    with served.app.app_context():
        row = db.session.get_one(Credential, id)
        return row.status, row.evidence


def ready(page: Page, id: int) -> None:
    page.goto(f"/review/{id}")
    page.wait_for_load_state("networkidle")


def test_v_verifies_and_u_takes_it_back(desk_page: Page, served: Served, papers: list[int]) -> None:
    ready(desk_page, papers[0])
    desk_page.keyboard.press("v")
    desk_page.wait_for_url(lambda url: not url.endswith(f"/review/{papers[0]}"))
    assert stored(served, papers[0]) == ("active", "reviewed")
    bar = desk_page.locator(".undo")
    expect(bar).to_contain_text("Ines B0: verified.")
    expect(bar.locator(".left")).to_have_text(re.compile(r"4:5\d"))
    desk_page.wait_for_load_state("networkidle")
    desk_page.keyboard.press("u")
    desk_page.wait_for_url(f"**/review/{papers[0]}")
    expect(desk_page.get_by_text("All is as it was before")).to_be_visible()
    assert stored(served, papers[0]) == ("active", "documented")


def test_r_and_a_number_reject_with_a_message_of_ones_own(
    desk_page: Page, served: Served, papers: list[int]
) -> None:
    ready(desk_page, papers[0])
    desk_page.keyboard.press("r")
    desk_page.keyboard.press("2")
    expect(desk_page.get_by_label("Illegible")).to_be_checked()
    note = desk_page.get_by_label("What the candidate is told")
    expect(note).to_have_value(re.compile("daylight"))
    expect(desk_page.get_by_role("button", name="Reject")).to_be_focused()
    note.fill("The card code is blurred.")
    desk_page.get_by_role("button", name="Reject").press("Enter")
    desk_page.wait_for_url(lambda url: not url.endswith(f"/review/{papers[0]}"))
    assert stored(served, papers[0]) == ("rejected", "documented")
    ready(desk_page, papers[0])
    expect(desk_page.locator(".log")).to_contain_text("The card code is blurred.")


def test_j_and_k_go_on_and_back(desk_page: Page) -> None:
    desk_page.goto("/review")
    first = desk_page.url
    desk_page.wait_for_load_state("networkidle")
    desk_page.keyboard.press("j")
    desk_page.wait_for_url(lambda url: url != first)
    desk_page.wait_for_load_state("networkidle")
    desk_page.keyboard.press("k")
    desk_page.wait_for_url(first)


def test_what_is_red_is_settled_before_it_is_verified(
    desk_page: Page, served: Served, papers: list[int]
) -> None:
    ready(desk_page, papers[2])
    verify = desk_page.get_by_role("button", name="Verify")
    expect(verify).to_have_attribute("aria-disabled", "true")
    desk_page.keyboard.press("v")
    assert stored(served, papers[2]) == ("active", "documented")
    desk_page.get_by_label("It is so on the document").check()
    expect(verify).not_to_have_attribute("aria-disabled", "true")
    verify.click()
    desk_page.wait_for_url(lambda url: not url.endswith(f"/review/{papers[2]}"))
    assert stored(served, papers[2]) == ("active", "reviewed")


def test_letters_in_a_field_are_no_keys(desk_page: Page, served: Served, papers: list[int]) -> None:
    ready(desk_page, papers[0])
    desk_page.get_by_label("Number", exact=True).press_sequentially("vjr8")
    assert desk_page.url.endswith(f"/review/{papers[0]}")
    assert stored(served, papers[0]) == ("active", "documented")


def test_what_the_register_says_is_written_down(
    desk_page: Page, served: Served, papers: list[int]
) -> None:
    ready(desk_page, papers[0])
    desk_page.get_by_text("Ask at the source").click()
    expect(desk_page.get_by_text("Enter the eCard code")).to_be_visible()
    desk_page.get_by_label("Found, and all agrees").check()
    desk_page.get_by_label("Confirmation number").fill("Q-9")
    desk_page.get_by_role("button", name="Write down what it said").click()
    expect(desk_page.locator(".log")).to_contain_text("Found at its source")
    assert stored(served, papers[0]) == ("active", "primary_source")


@pytest.mark.parametrize("size", [DESK, (390, 844)], ids=["1440", "390"])
def test_a_specialists_desk_has_no_faults(
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
    papers: list[int],
    size: tuple[int, int],
) -> None:
    for page in opened(served, browser, size, states("compliance")):
        ready(page, papers[2])
        assert faults_of(page) == []
        assert overflow_of(page) <= 0
        high = page.evaluate("document.documentElement.scrollHeight")
        assert size != DESK or high <= DESK[1]


def test_without_scripts_the_same_can_be_done(
    served: Served, browser: Browser, states: Callable[[str], Looking], papers: list[int]
) -> None:
    for page in opened(served, browser, DESK, states("compliance"), scripts=False):
        page.goto(f"/review/{papers[0]}")
        page.get_by_role("button", name="Verify").click()
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("All is as it was before")).to_be_visible()
        page.get_by_label("Wrong type").check()
        page.get_by_role("button", name="Reject").click()
    assert stored(served, papers[0]) == ("rejected", "documented")
