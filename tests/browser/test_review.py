"""What a specialist does all day on the review desk, by keyboard, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from agency.audit.actors import Actor
from agency.credentials.models import Credential
from agency.documents.uploads import Upload
from agency.extensions import begin_write, db
from agency.settings import today
from agency.verification.actions import attach_document
from tests.browser.conftest import opened
from tests.browser.looking import Looking, faults_of, overflow_of
from tests.browser.served import Served
from tests.builders import make_candidate, make_credential
from tests.documents import hostile

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
            person = make_candidate(f"DESK-{known}-{each}", **ines(each))
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
        for id in ids:
            card = Upload("photo", BytesIO(hostile.of_telephone((64, 48))))
            attach_document(id, [card], Actor("command", "a test"))
    return ids


@pytest.fixture
def scans(served: Served, papers: list[int]) -> list[int]:
    """The same papers: the first with a PDF of three pages, the second with a photo, the third
    with a PDF that is too much to draw.
    """
    sent = [hostile.pdf(3), hostile.of_telephone((640, 480)), hostile.shapes_in_shapes()]
    with served.app.app_context():
        for id, content in zip(papers, sent, strict=True):
            attach_document(id, [Upload("card", BytesIO(content))], Actor("command", "a test"))
    return papers


def shown(page: Page) -> str:
    """The address of the sheet that is looked at, once it is there."""
    sheet = page.locator("[data-sheet]")
    expect(sheet).to_be_visible()
    page.wait_for_function("document.querySelector('[data-sheet]').naturalWidth > 0")
    return sheet.get_attribute("src") or ""


def box_of(page: Page) -> tuple[float, float, float, float]:
    """How wide and high the sheet is as it lies, and the room it has."""
    sheet = page.locator("[data-sheet]").bounding_box()
    room = page.locator("[data-document]").bounding_box()
    assert sheet
    assert room
    return sheet["width"], sheet["height"], room["width"], room["height"]


def test_pages_are_turned_by_key_and_by_button_and_what_was_typed_stays(
    desk_page: Page, scans: list[int]
) -> None:
    ready(desk_page, scans[0])
    assert shown(desk_page).endswith("/files/1/pages/1")
    desk_page.get_by_label("Number", exact=True).fill("Q-77")
    at = desk_page.locator("[data-sheet-at]")
    expect(at).to_have_text("Page 1 of 3")
    before, after = (
        desk_page.get_by_role("link", name=one) for one in ("Page before", "Next page")
    )
    expect(before).to_have_attribute("aria-disabled", "true")
    after.click()
    expect(at).to_have_text("Page 2 of 3")
    assert shown(desk_page).endswith("/files/1/pages/2")
    desk_page.locator("h1").click()
    desk_page.keyboard.press("]")
    expect(at).to_have_text("Page 3 of 3")
    expect(after).to_have_attribute("aria-disabled", "true")
    desk_page.keyboard.press("]")
    desk_page.keyboard.press("[")
    expect(at).to_have_text("Page 2 of 3")
    assert shown(desk_page).endswith("/files/1/pages/2")
    expect(desk_page.get_by_label("Number", exact=True)).to_have_value("Q-77")


@pytest.mark.parametrize("which", [0, 1], ids=["a PDF", "a photo"])
def test_a_sheet_is_turned_enlarged_and_fitted_by_keys(
    desk_page: Page, scans: list[int], which: int
) -> None:
    ready(desk_page, scans[which])
    shown(desk_page)
    wide, high, room_wide, room_high = box_of(desk_page)
    assert wide <= room_wide
    assert high <= room_high
    desk_page.keyboard.press("t")
    turned_wide, turned_high, *_ = box_of(desk_page)
    assert turned_wide <= room_wide
    assert turned_high <= room_high
    assert (turned_wide > turned_high) == (wide < high)
    desk_page.keyboard.press("z")
    large = box_of(desk_page)
    assert large[0] > turned_wide or large[1] > turned_high
    expect(desk_page.get_by_role("link", name="Larger")).to_have_attribute("aria-current", "true")
    desk_page.keyboard.press("f")
    assert box_of(desk_page)[:2] == (wide, high)


def test_a_page_that_cannot_be_drawn_says_so_and_can_be_downloaded(
    desk_page: Page, scans: list[int]
) -> None:
    ready(desk_page, scans[2])
    expect(desk_page.get_by_text("This page cannot be shown here.")).to_be_visible(timeout=20_000)
    with desk_page.expect_download() as saved:
        desk_page.get_by_role("link", name="card").click()
    assert saved.value.suggested_filename == "card.pdf"


def test_she_is_asked_by_key_and_the_item_waits_on(
    desk_page: Page, served: Served, scans: list[int]
) -> None:
    ready(desk_page, scans[0])
    desk_page.keyboard.press("a")
    field = desk_page.get_by_label("What you ask")
    expect(field).to_be_focused()
    field.fill("Is the last digit a 0 or an O?")
    desk_page.get_by_role("button", name="Ask her").click()
    desk_page.wait_for_url(lambda url: not url.endswith(f"/review/{scans[0]}"))
    expect(desk_page.locator(".undo")).to_contain_text("Ines B0: she was asked.")
    ready(desk_page, scans[0])
    expect(desk_page.locator(".review-queue li [aria-current]")).to_contain_text("asked on")
    expect(desk_page.locator(".log")).to_contain_text("Is the last digit a 0 or an O?")
    assert stored(served, scans[0]) == ("active", "documented")
    desk_page.keyboard.press("u")
    expect(desk_page.get_by_text("She is not asked")).to_be_visible()
    expect(desk_page.locator(".review-queue li [aria-current]")).not_to_contain_text("asked on")


def ines(number: int) -> dict[str, str]:
    return {"first_name": "Ines", "last_name": f"B{number}", "email": f"b{number}@example.org"}


def today_of(served: Served) -> date:
    with served.app.app_context():
        return today()


def stored(served: Served, id: int) -> tuple[str, str]:
    with served.app.app_context():
        row = db.session.get_one(Credential, id)
        return row.status, row.evidence


def ready(page: Page, id: int) -> None:
    """Opened, and looked at for as long as it takes until it can be decided."""
    page.goto(f"/review/{id}")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


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


def test_a_late_key_or_click_does_not_verify_the_next(
    desk_page: Page, served: Served, papers: list[int]
) -> None:
    for by in ("a key", "a click"):
        desk_page.goto(f"/review/{papers[0]}", wait_until="domcontentloaded")
        if by == "a key":
            desk_page.keyboard.press("v")
        else:
            desk_page.get_by_role("button", name="Verify").click()
        expect(desk_page.locator("[data-why-not]")).to_contain_text("has just come")
        assert stored(served, papers[0]) == ("active", "documented")
    desk_page.wait_for_timeout(700)
    desk_page.keyboard.press("v")
    desk_page.wait_for_url(lambda url: not url.endswith(f"/review/{papers[0]}"))
    assert stored(served, papers[0]) == ("active", "reviewed")


def test_on_a_phone_no_key_decides(
    served: Served, browser: Browser, states: Callable[[str], Looking], papers: list[int]
) -> None:
    for page in opened(served, browser, (390, 844), states("compliance")):
        ready(page, papers[0])
        for key in ("v", "r", "1", "a"):
            page.keyboard.press(key)
        page.wait_for_timeout(300)
        assert page.url.endswith(f"/review/{papers[0]}")
        expect(page.get_by_label("Incomplete")).not_to_be_checked()
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


def test_without_scripts_pages_are_links_and_a_turn_is_one(
    served: Served, browser: Browser, states: Callable[[str], Looking], scans: list[int]
) -> None:
    for page in opened(served, browser, DESK, states("compliance"), scripts=False):
        page.goto(f"/review/{scans[0]}")
        page.get_by_role("link", name="Next page").click()
        expect(page.locator("[data-sheet]")).to_have_attribute("src", re.compile("/pages/2$"))
        page.get_by_role("link", name="Turn").click()
        assert page.url.endswith(f"/review/{scans[0]}?page=2&turn=90")
        expect(page.locator("[data-document]")).to_have_class(re.compile("turned-90"))
        page.get_by_role("link", name="Larger").click()
        expect(page.locator("[data-document]")).to_have_class(re.compile("zoomed"))
        page.get_by_role("link", name="Fit").click()
        assert page.url.endswith(f"/review/{scans[0]}?page=2")


@pytest.mark.parametrize("size", [DESK, (390, 844)], ids=["1440", "390"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_desk_with_a_document_has_no_faults(
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
    scans: list[int],
    size: tuple[int, int],
    theme: str,
) -> None:
    for page in opened(served, browser, size, states("compliance")):
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        ready(page, scans[0])
        assert faults_of(page) == []
        assert overflow_of(page) <= 0
        if size == DESK:
            page.keyboard.press("a")
            assert faults_of(page) == []
        else:
            expect(page.get_by_text("decide on a larger screen")).to_be_visible()


def test_a_sheet_is_enlarged_by_steps_from_its_middle_and_moved_by_arrows(
    desk_page: Page, scans: list[int]
) -> None:
    ready(desk_page, scans[1])
    shown(desk_page)
    wide = box_of(desk_page)[0]
    region = desk_page.locator("[data-document]")
    for times in (2, 4):
        desk_page.keyboard.press("z")
        assert box_of(desk_page)[0] == pytest.approx(wide * times, abs=2)
        expect(region).to_be_focused()
        middle = "e => [e.scrollLeft + e.clientWidth / 2 - e.scrollWidth / 2, e.scrollTop]"
        off, top = region.evaluate(middle)
        assert abs(off) <= 1
    desk_page.keyboard.press("ArrowDown")
    desk_page.wait_for_timeout(500)
    assert region.evaluate("e => e.scrollTop") > top
    desk_page.keyboard.press("Escape")
    assert box_of(desk_page)[0] == wide
    desk_page.keyboard.press("z")
    desk_page.keyboard.press("z")
    desk_page.keyboard.press("z")
    assert box_of(desk_page)[0] == wide


def test_tab_is_the_first_field_that_wants_attention(desk_page: Page, papers: list[int]) -> None:
    ready(desk_page, papers[0])
    desk_page.keyboard.press("Tab")
    expect(desk_page.get_by_role("textbox", name="Name as printed")).to_be_focused()
    ready(desk_page, papers[2])
    desk_page.keyboard.press("Tab")
    expect(desk_page.get_by_label("Number", exact=True)).to_be_focused()


def test_v_says_why_nothing_is_verified(
    desk_page: Page, served: Served, papers: list[int], bare: int
) -> None:
    for id, words in ((papers[2], "To settle first: Number"), (bare, "There is nothing to look")):
        ready(desk_page, id)
        desk_page.keyboard.press("v")
        expect(desk_page.locator("[data-why-not]")).to_contain_text(words)
        assert desk_page.url.endswith(f"/review/{id}")
    expect(desk_page.locator(".side-head")).to_contain_text("No document")
    assert faults_of(desk_page) == []


@pytest.fixture
def bare(served: Served) -> int:
    """One that is claimed, and of which nobody has sent a document."""
    with served.app.app_context():
        begin_write()
        known = db.session.scalar(select(db.func.max(Credential.id))) or 0
        row = make_credential(make_candidate(f"BARE-{known}"), "BLS-AHA", evidence="claimed")
        db.session.commit()
        return row.id


def test_v_pressed_twice_decides_once_and_can_be_taken_back(
    desk_page: Page, served: Served, papers: list[int]
) -> None:
    ready(desk_page, papers[0])
    desk_page.evaluate(
        """() => { const v = () => document.getElementById("verify").click(); v(); v(); }"""
    )
    desk_page.wait_for_url(lambda url: not url.endswith(f"/review/{papers[0]}"))
    expect(desk_page.locator(".undo")).to_contain_text("Ines B0: verified.")
    assert stored(served, papers[0]) == ("active", "reviewed")


def test_at_twice_the_size_of_letters_a_decision_is_made_below_the_document(
    served: Served, browser: Browser, states: Callable[[str], Looking], papers: list[int]
) -> None:
    for page in opened(served, browser, (720, 450), states("compliance")):
        ready(page, papers[0])
        assert overflow_of(page) <= 0
        assert faults_of(page) == []
        expect(page.get_by_text("decide on a larger screen")).to_be_hidden()
        verify = page.get_by_role("button", name="Verify")
        below = "e => e.getBoundingClientRect().top - document.querySelector('[data-document]')"
        assert verify.evaluate(f"{below}.getBoundingClientRect().bottom") > 0
        verify.click()
        page.wait_for_url(lambda url: not url.endswith(f"/review/{papers[0]}"))
    assert stored(served, papers[0]) == ("active", "reviewed")


def test_a_refused_day_of_a_source_check_is_told_where_one_is(
    desk_page: Page, served: Served, papers: list[int]
) -> None:
    ready(desk_page, papers[0])
    desk_page.get_by_text("Ask at the source").click()
    desk_page.get_by_label("Found, and all agrees").check()
    desk_page.get_by_label("On which day").fill(str(today_of(served).replace(year=2099, day=1)))
    desk_page.get_by_role("button", name="Write down what it said").click()
    told = desk_page.get_by_role("alert")
    expect(told).to_contain_text("On which day")
    expect(told).to_be_focused()
    expect(told).to_be_in_viewport()
