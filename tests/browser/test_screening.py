"""What a specialist does with a likeness, by keyboard, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from agency.extensions import begin_write, db
from agency.screening.actions import load_list, screen
from agency.screening.models import Finding
from tests.browser.conftest import opened
from tests.browser.looking import Looking, faults_of, overflow_of
from tests.browser.served import Served
from tests.builders import make_candidate
from tests.screening.lists import leie
from tests.signing_in import TESTER

WIDTHS = [(1440, 900), (390, 844)]
NAMES = ("Quillon", "Quillby", "Quillard")


@pytest.fixture(params=WIDTHS, ids=["desk", "phone"])
def page(
    request: pytest.FixtureRequest,
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
) -> Iterator[Page]:
    """A page of a specialist who has signed in."""
    yield from opened(served, browser, request.param, states("compliance"))


@pytest.fixture
def waiting(served: Served, tmp_path: Path) -> list[int]:
    """Three findings, about new people."""
    with served.app.app_context():
        begin_write()  # others write at the same time
        before = db.session.scalar(select(db.func.max(Finding.id))) or 0
        for last in NAMES:
            make_candidate(f"{last}-{before}", first_name=f"Ada{before}", last_name=last)
        db.session.commit()
        rows = [
            {"LASTNAME": last.upper(), "FIRSTNAME": f"ADA{before}", "CITY": "DALLAS", "STATE": "TX"}
            for last in NAMES
        ]
        load_list("leie", leie(tmp_path, *rows), TESTER, however_many=True)
        screen("by hand", TESTER)
        new = select(Finding.id).where(Finding.id > before).order_by(Finding.id)
        return list(db.session.scalars(new))


def state_of(served: Served, id: int) -> str:
    with served.app.app_context():
        return db.session.scalars(select(Finding.state).where(Finding.id == id)).one()


def ready(page: Page, id: int) -> None:
    """Opened, and looked at for as long as it takes until it can be decided."""
    page.goto(f"/review/screening/{id}")
    page.wait_for_timeout(700)


@pytest.mark.parametrize("key", ["s", "n"])
@pytest.mark.parametrize("by", ["a key", "a click"])
def test_a_late_key_or_click_does_not_decide_the_next(
    page: Page, served: Served, waiting: list[int], key: str, by: str
) -> None:
    page.goto(f"/review/screening/{waiting[0]}", wait_until="domcontentloaded")
    if by == "a key":
        page.keyboard.press(key)
    else:
        page.locator(f"[data-key={key} i]").dispatch_event("click")
    expect(page.locator("[data-why-not]")).to_contain_text("has just come")
    assert page.url.endswith(f"/review/screening/{waiting[0]}")
    assert state_of(served, waiting[0]) == "open"
    page.wait_for_timeout(700)
    page.keyboard.press("s")
    page.wait_for_url(lambda url: not url.endswith(f"/review/screening/{waiting[0]}"))
    assert state_of(served, waiting[0]) == "same"


def test_a_likeness_is_decided_and_taken_back_by_keyboard(
    page: Page, served: Served, waiting: list[int]
) -> None:
    ready(page, waiting[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text("the one on OIG LEIE?")
    assert overflow_of(page) == 0
    page.get_by_label("Why").fill("Born in another year.")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_role("status").filter(has_text="is somebody else")).to_be_visible()
    assert state_of(served, waiting[0]) == "not_same"
    page.keyboard.press("u")
    expect(page.get_by_text("Taken back. It is as it was before.")).to_be_visible()
    assert state_of(served, waiting[0]) == "open"


def test_without_a_reason_nothing_is_decided(
    page: Page, served: Served, waiting: list[int]
) -> None:
    ready(page, waiting[1])
    page.get_by_role("button", name="Not the same person").click()
    expect(page.get_by_role("alert")).to_contain_text("what tells the two apart")
    assert faults_of(page) == []
    assert state_of(served, waiting[1]) == "open"


def test_the_next_is_a_key_away(page: Page, waiting: list[int]) -> None:
    page.goto("/review/screening")
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != first)
    page.keyboard.press("k")
    page.wait_for_url(first)


def test_who_is_on_hold_is_listed_and_a_list_is_handed_in(
    page: Page, served: Served, waiting: list[int], tmp_path: Path
) -> None:
    ready(page, waiting[0])
    page.locator("button[value=same]").click()
    page.wait_for_url(lambda url: not url.endswith(f"/{waiting[0]}"))
    page.goto("/review/screening/lists")
    held = page.locator("#on-hold").get_by_role("link", name="Evidence, or decide anew")
    expect(held.first).to_have_attribute("href", f"/review/screening/{waiting[0]}")
    assert faults_of(page) == []
    assert overflow_of(page) == 0
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    page.get_by_label("The file", exact=True).set_input_files(wrong)
    page.get_by_role("button", name="Hand it in").click()
    expect(page.locator("#file-error")).to_contain_text("In wrong.csv: expected the columns")
    assert faults_of(page) == []
    ready(page, waiting[0])
    page.get_by_label("Why").fill("Born in another year.")
    page.get_by_role("button", name="Not the same person").click()
    page.goto("/review/screening/lists")
    address = f"/review/screening/{waiting[0]}"
    expect(page.locator(f"#on-hold a[href='{address}']")).to_have_count(0)
