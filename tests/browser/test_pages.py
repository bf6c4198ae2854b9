"""Every page, as a person of the staff sees it: nothing for axe to find, and no scrolling aside."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.addresses import addresses
from tests.browser.looking import faults_of, overflow_of
from tests.browser.served import Served

# Named here and not asked for, so that each is a test of its own.
PAGES = (
    *("today", "red-list", "starts", "openings", "changes"),
    *("assignments", "assignments-filtered-to-nothing", "assignment", "assignment-why-not"),
    *("assignment-blocked", "assignment-new", "assignment-edit"),
    *("explanation-eligible", "explanation-near-miss", "explanation-table"),
    *("candidates", "candidates-search", "candidate", "candidate-credentials", "find"),
    *("rulebook", "rulebook-state", "rulebook-standards", "rulebook-impact"),
    *("runs", "run", "jobs", "health"),
    *("settings", "users", "tokens", "facilities", "language", "keys", "not-found"),
    *("sign-in", "forgot-password", "api-docs"),
)


def test_every_page_is_looked_at(served: Served) -> None:
    assert set(addresses(served.app)) == set(PAGES)


def test_axe_finds_nothing_and_nothing_is_cut_off(admin_page: Page, served: Served) -> None:
    wrong = {}
    for name, path in addresses(served.app).items():
        admin_page.goto(path)
        faults = faults_of(admin_page)
        if wide := overflow_of(admin_page):
            faults.append(f"{wide} pixels wider than the window")
        if faults:
            wrong[name] = faults
    assert wrong == {}
