"""The keys, pressed in a real browser: they lead where the list says, and are off in fields."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import faults_of


@pytest.fixture
def size() -> tuple[int, int]:
    """Keys are for whoever has a keyboard."""
    return 1440, 900


def test_a_question_mark_shows_the_keys_and_escape_closes_them(page: Page) -> None:
    page.goto("/rulebook")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    assert faults_of(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize(
    ("letter", "path"),
    [
        *(("t", "/"), ("a", "/assignments"), ("c", "/candidates"), ("b", "/rulebook")),
        *(("n", "/runs"), ("s", "/settings")),
    ],
)
def test_g_and_a_letter_go_to_a_place(page: Page, letter: str, path: str) -> None:
    page.goto("/keys")
    page.keyboard.press("g")
    page.keyboard.press(letter)
    page.wait_for_url(re.compile(f"{re.escape(path)}$"))


def test_a_slash_leads_to_the_finder_and_escape_out_of_it(page: Page) -> None:
    page.goto("/rulebook")
    page.keyboard.press("/")
    finder = page.get_by_role("searchbox")
    expect(finder).to_be_focused()
    expect(finder).to_have_value("")
    page.keyboard.press("Escape")
    expect(finder).not_to_be_focused()


def test_letters_are_letters_in_a_field(page: Page) -> None:
    page.goto("/rulebook")
    page.keyboard.press("/")
    page.keyboard.type("g?jr")
    expect(page.get_by_role("searchbox")).to_have_value("g?jr")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert page.url.endswith("/rulebook")


def test_rows_are_walked_and_opened(page: Page) -> None:
    page.goto("/rulebook")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".rows tbody tr").nth(1).locator("a").first
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".rows tbody tr").first.locator("a").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/rulebook/ND$"))


def test_brackets_are_told_to_the_page_as_days(page: Page) -> None:
    page.goto("/rulebook")
    page.evaluate(
        "() => { window.moved = [];"
        " document.addEventListener('tenens:move', (event) => moved.push(event.detail.days)); }"
    )
    for key in ("[", "]", "Shift+["):
        page.keyboard.press(key)
    assert page.evaluate("moved") == [-1, 1, -7]


def test_a_menu_closes_by_escape_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/rulebook/WA")
    menu = page.locator(".day-menu")
    menu.locator("summary").click()
    expect(page.get_by_label("Show the rules as of")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Show the rules as of")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_a_chosen_theme_is_there_from_the_first_paint(page: Page) -> None:
    page.goto("/settings/language")
    page.get_by_role("button", name="Dark").click()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(14, 20, 26)"
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="As my system").click()
    assert page.locator("html").get_attribute("data-theme") is None


def test_a_second_visit_loads_only_the_page_itself(page: Page) -> None:
    page.goto("/rulebook")
    page.wait_for_load_state("networkidle")
    page.goto("/rulebook/WA")
    page.wait_for_load_state("networkidle")
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map((one) => [one.name, one.transferSize])"
    )
    assert loaded
    fetched = [name for name, size in loaded if size and "source-serif" not in name]
    assert fetched == []
    (document,) = page.evaluate(
        "performance.getEntriesByType('navigation').map((one) => one.transferSize)"
    )
    assert 0 < document < 150_000
