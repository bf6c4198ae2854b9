"""A paper sent from a phone and a desk: by touch and by keys, twice, offline, and what harms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import func, select

from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.models import Document, DocumentFile, UnsentFile
from agency.extensions import db
from agency.settings import settings
from tests.browser.addresses import CANDIDATE
from tests.browser.conftest import PHONE, opened
from tests.browser.looking import Looking, faults_of, overflow_of, signed_in_state
from tests.browser.served import Served
from tests.documents import hostile

OFFLINE = "You are offline. Your photo is kept on this phone and goes when you are back."
HARMFUL = hostile.name_as_numbers()
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
# Each test sends a card of its own: what is on file already may not come again.
_numbers = count(1)


@pytest.fixture
def number() -> str:
    return f"SENT-{next(_numbers)}"


@pytest.fixture
def bare_phone(
    served: Served, browser: Browser, states: Callable[[str], Looking]
) -> Iterator[Page]:
    """A phone on which no script runs."""
    yield from opened(served, browser, PHONE, states("candidate"), scripts=False)


def photo(name: str = "front.jpg", kind: str = "JPEG") -> FilePayload:
    media_type = {"JPEG": "image/jpeg", "PNG": "image/png"}[kind]
    return {"name": name, "mimeType": media_type, "buffer": hostile.picture(kind, (600, 400))}


def a_pdf(content: bytes | None = None) -> FilePayload:
    content = hostile.pdf() if content is None else content
    return {"name": "card.pdf", "mimeType": "application/pdf", "buffer": content}


def kept(served: Served, number: str) -> tuple[int, int, int]:
    """How many credentials of hers with that number, documents, and files of those there are."""
    with served.app.app_context():
        db.session.rollback()
        hers = select(Credential.id).join(Candidate).where(Candidate.ref == CANDIDATE)
        ids = list(db.session.scalars(hers.where(Credential.number == number)))
        documents = select(Document.id).where(Document.credential_id.in_(ids))
        files = select(func.count()).where(DocumentFile.document_id.in_(documents))
        return len(ids), len(list(db.session.scalars(documents))), db.session.scalar(files) or 0


def left(served: Served) -> tuple[int, int]:
    """How many files wait to be sent, and how many lie in the store."""
    with served.app.app_context():
        db.session.rollback()
        unsent = db.session.scalar(select(func.count()).select_from(UnsentFile)) or 0
        return unsent, len(list(Path(settings().home).glob("documents/??/*")))


def begin(page: Page, *files: FilePayload) -> None:
    page.goto("/portal/papers")
    page.get_by_role("link", name="Add a paper").click()
    page.get_by_label("What it is, and who issued it").select_option("BLS-ARC")
    page.get_by_label("Photos of it, or a PDF").set_input_files(list(files))


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/card?*")


def fill(page: Page, number: str) -> None:
    page.get_by_label("Issued").fill("2026-05-04")
    page.get_by_label("Its number").fill(number)
    page.get_by_role("button", name="Look it over").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this what your card says?")


def send(page: Page) -> None:
    page.get_by_role("button", name="Yes, send it").click()
    page.wait_for_url("**/sent/*")
    expect(page.get_by_text("Step 3 of 3 · Sent")).to_be_visible()


def look_at(page: Page) -> None:
    """Nothing for axe to find, in both lights, and no scrolling aside."""
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert faults_of(page) == []
    assert overflow_of(page) == 0


@pytest.mark.parametrize("files", [(photo(),), (a_pdf(),), (photo(), photo("b.png", "PNG"))])
def test_it_is_sent_in_three_steps_and_each_is_in_order(
    candidate_page: Page, served: Served, number: str, files: tuple[FilePayload, ...]
) -> None:
    page = candidate_page
    begin(page, *files)
    look_at(page)
    go_on(page)
    look_at(page)
    fill(page, number)
    expect(page.get_by_label("Good until")).to_have_value("2028-05-04")
    expect(page.get_by_text("Proposed by the rule of American Red Cross")).to_be_visible()
    look_at(page)
    send(page)
    look_at(page)
    assert kept(served, number) == (1, 1, len(files))


def test_it_is_sent_by_keys_alone(candidate_page: Page, served: Served, number: str) -> None:
    page = candidate_page
    page.goto("/portal/papers/send?code=BLS-ARC")
    page.get_by_label("Photos of it, or a PDF").set_input_files([photo()])
    page.get_by_label("What it is, and who issued it").focus()
    reach(page, "Go on")
    page.keyboard.press("Enter")
    page.wait_for_url("**/card?*")
    page.get_by_label("Name on the card").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("05042026")
    while page.evaluate("document.activeElement.name") != "number":
        page.keyboard.press("Tab")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Is this what your card says?")
    page.get_by_label("Name on the card").focus()
    reach(page, "Yes, send it")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sent/*")
    assert kept(served, number) == (1, 1, 1)


def reach(page: Page, words: str) -> None:
    """Go from field to field until the button with these words has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == words:
            return
    raise AssertionError(f"no way by keys to {words!r}")


def test_it_is_sent_without_a_script(bare_phone: Page, served: Served, number: str) -> None:
    page = bare_phone
    begin(page, photo(), photo("back.png", "PNG"))
    go_on(page)
    page.get_by_role("link", name="Take again, add or leave out").click()
    page.get_by_role("button", name="Move page 2 up").click()
    expect(page.locator(".pages li").first).to_contain_text("back.png")
    page.get_by_role("button", name="Leave out page 2").click()
    expect(page.locator(".pages li")).to_have_count(1)
    look_for_targets(page)
    go_on(page)
    fill(page, number)
    send(page)
    assert kept(served, number) == (1, 1, 1)


def look_for_targets(page: Page) -> None:
    """What is touched is 48 pixels high."""
    for one in page.locator(".pages .button").all():
        box = one.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= 48


def test_pages_are_put_in_order_with_a_script_too(candidate_page: Page) -> None:
    page = candidate_page
    begin(page, photo(), photo("back.png", "PNG"))
    go_on(page)
    page.get_by_role("link", name="Take again, add or leave out").click()
    page.get_by_role("button", name="Move page 2 up").click()
    expect(page.locator(".pages li").first).to_contain_text("back.png")
    look_at(page)


def test_what_harms_is_told_in_a_sentence_and_leaves_nothing(
    candidate_page: Page, served: Served
) -> None:
    before = left(served)
    page = candidate_page
    begin(page, a_pdf(HARMFUL))
    page.get_by_role("button", name="Go on").click()
    told = page.locator("#file-error")
    expect(told).to_contain_text("card.pdf was not taken, and nothing of it is kept.")
    expect(told).to_contain_text("JavaScript")
    expect(page.get_by_label("What it is, and who issued it")).to_have_value("BLS-ARC")
    look_at(page)
    assert left(served) == before


def test_two_clicks_at_each_step_send_it_once(
    candidate_page: Page, served: Served, number: str
) -> None:
    page = candidate_page
    begin(page, photo())
    page.get_by_role("button", name="Go on").dblclick()
    page.wait_for_url("**/card?*")
    fill(page, number)
    page.get_by_role("button", name="Yes, send it").dblclick()
    page.wait_for_url("**/sent/*")
    assert kept(served, number) == (1, 1, 1)


def test_two_clicks_without_a_script_send_it_once(
    bare_phone: Page, served: Served, number: str
) -> None:
    page = bare_phone
    begin(page, photo())
    go_on(page)
    fill(page, number)
    page.get_by_role("button", name="Yes, send it").dblclick()
    page.wait_for_url("**/sent/*")
    assert kept(served, number) == (1, 1, 1)


def test_back_and_again_leads_to_what_was_sent(
    candidate_page: Page, served: Served, number: str
) -> None:
    page = candidate_page
    begin(page, photo())
    go_on(page)
    fill(page, number)
    send(page)
    there = page.url
    page.go_back()
    page.wait_for_url("**/sent/*")
    assert page.url == there
    assert kept(served, number) == (1, 1, 1)


def test_a_photo_taken_offline_goes_once_when_she_is_back(
    candidate_page: Page, served: Served, number: str
) -> None:
    page = candidate_page
    begin(page, photo())
    page.context.set_offline(True)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    look_at(page)
    page.context.set_offline(False)
    page.wait_for_url("**/card?*")
    fill(page, number)
    page.context.set_offline(True)
    page.get_by_role("button", name="Yes, send it").click()
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url("**/sent/*")
    assert kept(served, number) == (1, 1, 1)


def test_what_was_kept_goes_from_another_page_too(candidate_page: Page, served: Served) -> None:
    page = candidate_page
    begin(page, photo())
    before, _ = left(served)
    page.context.set_offline(True)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text(OFFLINE)).to_be_visible()
    page.context.set_offline(False)
    page.goto("/portal/papers")
    page.get_by_role("link", name="Go on with it").click()
    page.wait_for_url("**/card?*")
    assert left(served)[0] == before + 1
    assert re.search("/card", page.url)


KEEPS = """() => new Promise((done) => {
    const asked = indexedDB.open("tenens-sending", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("waiting", { keyPath: "action" });
    asked.onsuccess = () => {
        const change = asked.result.transaction("waiting", "readwrite");
        const one = { action: "/x", page: "/portal/papers", who: "x", at: Date.now(), fields: [] };
        change.objectStore("waiting").put(one);
        change.oncomplete = () => { asked.result.close(); done(); };
    };
})"""
KEPT_ON_IT = """() => new Promise((done) => {
    const asked = indexedDB.open("tenens-sending");
    asked.onsuccess = () => {
        const there = asked.result.objectStoreNames.contains("waiting");
        if (!there) return asked.result.close(), done(0);
        const counted = asked.result.transaction("waiting").objectStore("waiting").count();
        counted.onsuccess = () => { asked.result.close(); done(counted.result); };
    };
})"""


@pytest.mark.parametrize("by", ["the server", "the page"])
def test_whoever_signs_out_leaves_nothing_on_the_phone(
    served: Served, browser: Browser, by: str
) -> None:
    for page in opened(served, browser, PHONE, signed_in_state(served, browser, "candidate")):
        page.goto("/portal/papers")
        page.evaluate(KEEPS)
        if by == "the server":
            page.route("**/sending.js*", lambda route: route.fulfill(body=""))
        else:
            page.route("**/sign-out", lambda route: route.fulfill(status=204))
        page.goto("/account")
        assert page.evaluate(KEPT_ON_IT) == 1
        page.get_by_role("button", name="Sign out", exact=True).click()
        page.wait_for_timeout(500)
        page.goto("/sign-in")
        assert page.evaluate(KEPT_ON_IT) == 0
