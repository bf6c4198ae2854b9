"""A certificate fills the form of who holds it, and is framed for who reviews it, in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import count
from time import monotonic, sleep

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from agency.audit.actors import Actor
from agency.documents.readings.queries import read_of_document
from agency.documents.uploads import Upload
from agency.extensions import begin_write, db
from agency.settings import today
from agency.verification.actions import attach_document
from tests.browser.conftest import PHONE, WIDE, opened
from tests.browser.looking import Looking, faults_of, overflow_of
from tests.browser.served import NAMES, Served
from tests.browser.test_sending import begin, go_on, kept, look_at, send
from tests.builders import make_candidate, make_credential
from tests.documents.certificates import certificate, photo_of

HOLDER = NAMES["candidate"]
# A photo takes some seconds, and longer where others are at work.
PATIENCE = 120_000
_numbers = count(100_000)


@pytest.fixture
def number() -> str:
    return f"261104{next(_numbers)}"


def a_certificate(number: str) -> FilePayload:
    content = certificate(HOLDER, number=number)
    return {"name": "card.pdf", "mimeType": "application/pdf", "buffer": content}


def look_over(page: Page) -> None:
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("button", name="Yes, send it")).to_be_visible()


def test_a_certificate_fills_its_own_form(
    candidate_page: Page, served: Served, number: str
) -> None:
    page = candidate_page
    begin(page, a_certificate(number))
    page.get_by_label("What it is, and who issued it").select_option("BLS-AHA")
    go_on(page)
    expect(page.get_by_label("Its number")).to_have_value(number, timeout=PATIENCE)
    expect(page.get_by_label("Issued")).to_have_value("2026-11-21")
    expect(page.get_by_label("Good until")).to_have_value("2028-11-30")
    expect(page.get_by_text("the last day of the month")).to_be_visible()
    expect(page.get_by_role("img", name="On the photo: 11/2028")).to_be_visible()
    look_at(page)
    look_over(page)
    look_at(page)
    send(page)
    assert kept(served, number) == (1, 1, 1)


def test_what_she_types_meanwhile_stays(candidate_page: Page, number: str) -> None:
    page = candidate_page
    begin(page, a_certificate(number))
    go_on(page)
    page.get_by_label("Its number").fill("MINE-1")
    expect(page.get_by_label("Issued")).to_have_value("2026-11-21", timeout=PATIENCE)
    expect(page.get_by_label("Its number")).to_have_value("MINE-1")
    expect(page.get_by_text("The photo looks like BLS")).to_be_visible()


def test_without_a_script_what_was_read_is_had_by_a_button(
    served: Served, browser: Browser, states: Callable[[str], Looking], number: str
) -> None:
    for page in opened(served, browser, PHONE, states("candidate"), scripts=False):
        begin(page, a_certificate(number))
        go_on(page)
        page.get_by_label("Good until").fill("2027-01-31")
        again = page.get_by_role("button", name="See what was read")
        for _ in range(60):
            if not again.is_visible():
                break
            again.click()
            page.wait_for_timeout(500)
        expect(page.get_by_label("Its number")).to_have_value(number)
        expect(page.get_by_label("Good until")).to_have_value("2027-01-31")


def test_a_photo_fills_it_too(
    served: Served, browser: Browser, states: Callable[[str], Looking], number: str
) -> None:
    content = photo_of(certificate(holder=HOLDER, number=number))
    photo: FilePayload = {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": content}
    for page in opened(served, browser, PHONE, states("candidate")):
        begin(page, photo)
        go_on(page)
        expect(page.get_by_label("Issued")).to_have_value("2026-11-21", timeout=PATIENCE)
        expect(page.get_by_label("Its number")).to_have_value(number)
        look_at(page)


@pytest.fixture
def paper(served: Served, number: str) -> int:
    """A claim of Ines that waits, with her certificate of two pages' worth, read already; its
    number is another than the card's.
    """
    with served.app.app_context():
        day = today()
        begin_write()  # others write at the same time
        she = make_candidate(f"READ-{number}", first_name="Ines", last_name="Halloran-Brook")
        row = make_credential(
            she,
            "BLS-AHA",
            evidence="documented",
            number=f"9{number}",
            issued_on=day.replace(year=day.year - 1, day=1),
            expires_on=day.replace(year=day.year + 1, day=1),
        )
        db.session.commit()
        issued, expires = f"{row.issued_on:%m/%d/%Y}", f"{row.expires_on:%m/%d/%Y}"
        content = certificate("Ines Halloran Brook", issued, expires, number)
        card = Upload("card.pdf", BytesIO(content))
        id = attach_document(row.id, [card], Actor("command", "a test")).id
        paper = row.id
    until_read(served, id)
    return paper


def until_read(served: Served, document_id: int) -> None:
    end = monotonic() + 60
    while monotonic() < end:
        with served.app.app_context():
            if not read_of_document(document_id).under_way:
                return
        sleep(0.2)
    raise AssertionError("it is not read")


@pytest.fixture
def desk_page(served: Served, browser: Browser, states: Callable[[str], Looking]) -> Iterator[Page]:
    yield from opened(served, browser, WIDE, states("compliance"))


def at_desk(page: Page, id: int) -> None:
    page.goto(f"/review/{id}")
    page.wait_for_function("document.querySelector('[data-sheet]').naturalWidth > 0")


def test_frames_lie_on_what_was_read_and_follow_the_field(desk_page: Page, paper: int) -> None:
    page = desk_page
    at_desk(page, paper)
    expect(page.get_by_text("1 to settle")).to_be_visible()
    expect(page.get_by_text("Only the hyphen differs.")).to_be_visible()
    frame = page.locator("[data-frame=number]")
    page.get_by_label("Number", exact=True).focus()
    expect(frame).to_have_class("frame unmet here")
    sheet, rect = (
        one.bounding_box() for one in (page.locator("[data-sheet]"), frame.locator("rect"))
    )
    assert sheet
    assert rect
    assert sheet["x"] + 0.5 * sheet["width"] < rect["x"] < sheet["x"] + sheet["width"]
    assert sheet["y"] + 0.6 * sheet["height"] < rect["y"] < sheet["y"] + 0.85 * sheet["height"]
    page.locator("[data-frame=expires_on]").click()
    expect(page.locator("#expires_on")).to_be_focused()


def test_an_enlarged_document_brings_the_frame_of_a_field_to_its_middle(
    desk_page: Page, paper: int
) -> None:
    page = desk_page
    at_desk(page, paper)
    for _ in range(2):
        page.get_by_role("link", name="Larger").click()
    page.get_by_label("Number", exact=True).focus()
    room = page.locator("[data-document]").bounding_box()
    rect = page.locator("[data-frame=number] rect").bounding_box()
    assert room
    assert rect
    middle = rect["x"] + rect["width"] / 2 - room["x"], rect["y"] + rect["height"] / 2 - room["y"]
    assert 0 < middle[0] < room["width"]
    assert 0 < middle[1] < room["height"]


def test_one_key_takes_over_what_was_read(desk_page: Page, paper: int, number: str) -> None:
    page = desk_page
    at_desk(page, paper)
    verify = page.get_by_role("button", name="Verify")
    expect(verify).to_have_attribute("aria-disabled", "true")
    expect(page.locator(".reading.unmet")).to_be_focused()
    page.keyboard.press("o")
    expect(page.get_by_label("Number", exact=True)).to_have_value(number)
    expect(verify).not_to_have_attribute("aria-disabled", "true")


def test_alt_and_the_key_take_it_over_in_the_text_and_beside_it(
    desk_page: Page, paper: int, number: str
) -> None:
    page = desk_page
    for presses in (["Alt+o"], ["Tab", "Alt+o"]):
        at_desk(page, paper)
        expect(page.locator(".key-hints").get_by_text("Alt", exact=True)).to_be_visible()
        for key in presses:
            page.keyboard.press(key)
        expect(page.get_by_label("Number", exact=True)).to_have_value(number)


def test_without_a_script_a_link_takes_it_over(
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
    paper: int,
    number: str,
) -> None:
    for page in opened(served, browser, WIDE, states("compliance"), scripts=False):
        page.goto(f"/review/{paper}")
        page.get_by_role("link", name="Take over what was read: Number").click()
        expect(page.get_by_label("Number", exact=True)).to_have_value(number)
        expect(page.get_by_text("to settle")).to_have_count(0)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1440", "390"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_desk_with_a_reading_has_no_faults(
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
    paper: int,
    size: tuple[int, int],
    scheme: str,
) -> None:
    for page in opened(served, browser, size, states("compliance")):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        at_desk(page, paper)
        assert faults_of(page) == []
        assert overflow_of(page) <= 0
        high = page.evaluate("document.documentElement.scrollHeight")
        assert size != WIDE or high <= WIDE[1]


def test_what_was_red_follows_what_is_taken_over(desk_page: Page, paper: int, number: str) -> None:
    page = desk_page
    at_desk(page, paper)
    expect(page.get_by_text("1 to settle")).to_be_visible()
    page.keyboard.press("o")
    expect(page.get_by_text("to settle")).to_have_count(0)
    expect(page.get_by_text(f"The document reads {number}.")).to_have_count(0)
    expect(page.locator(".reading[data-field=number]")).to_have_class("reading met")
    expect(page.locator("[data-frame=number]")).to_have_class("frame met here")
    expect(page.get_by_label("Number", exact=True)).to_have_value(number)
    page.get_by_label("Number", exact=True).fill("7")
    page.locator("#issued_on").focus()
    expect(page.get_by_text("1 to settle")).to_be_visible()
    expect(page.get_by_role("button", name="Verify")).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_label("Number", exact=True)).to_have_value("7")
    page.get_by_role("link", name="Take over what was read: Number").click()
    expect(page.get_by_role("button", name="Verify")).not_to_have_attribute("aria-disabled", "true")
    assert faults_of(page) == []


def test_on_a_phone_fields_are_words(
    served: Served, browser: Browser, states: Callable[[str], Looking], paper: int, number: str
) -> None:
    for page in opened(served, browser, PHONE, states("compliance")):
        at_desk(page, paper)
        expect(page.locator("#decision-form").get_by_role("textbox")).to_have_count(0)
        expect(page.get_by_text(f"9{number}")).to_be_visible()
        page.locator(".reading[data-field=number]").focus()
        page.keyboard.press("o")
        expect(page.locator("#number")).to_have_value(f"9{number}")
        page.locator("[data-frame=issued_on]").click()
        expect(page.locator(".reading[data-field=issued_on]")).to_be_focused()
