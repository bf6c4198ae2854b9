"""Every page, as a person of the staff sees it: nothing for axe to find, and no scrolling aside."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from playwright.sync_api import Page
from werkzeug.exceptions import NotFound

from agency.access.policy import policy
from tests.browser.addresses import addresses, portal_addresses
from tests.browser.looking import faults_of, overflow_of
from tests.browser.served import Served

# They need a state that is not at hand here, lead on at once, or are no pages.
NOT_LOOKED_AT = {
    "/static/<path:filename>",
    "/healthz",
    "/readyz",
    "/metrics",
    "/lapses.csv",
    "/calendar/<secret>.ics",
    "/welcome",
    "/reset-password/<token>",
    "/sign-in/again",
    "/sign-in/code",
    "/sign-in/recovery-code",
    "/sign-in/rescue",
    "/sign-in/select",
    "/recovery-codes",
    "/portal/data/export",
    # In test_sending.
    "/portal/papers/send/<key>",
    "/portal/papers/send/<key>/card",
    "/portal/papers/send/<key>/files/<int:place>",
    "/portal/papers/send/<key>/files/<int:place>/pieces",
    "/portal/papers/sent/<int:id>",
    # By a candidate, in test_joining.
    "/consent",
}


def test_every_page_is_looked_at(served: Served) -> None:
    addressed = served.app.url_map.bind("localhost")
    looked_at = set()
    for path in (addresses(served.app) | portal_addresses(served.app)).values():
        with suppress(NotFound):
            rule, _ = addressed.match(path.partition("?")[0], return_rule=True)
            looked_at.add(str(rule))
    pages = {
        rule
        for method, rule in policy()
        if (method == "GET" and not rule.startswith("/api/v1/")) or rule.endswith("/docs")
    }
    assert pages - looked_at == NOT_LOOKED_AT


def test_axe_finds_nothing_and_nothing_is_cut_off(admin_page: Page, served: Served) -> None:
    assert faults_by_page(admin_page, addresses(served.app)) == {}


def test_axe_finds_nothing_in_the_pages_of_a_candidate(
    candidate_page: Page, served: Served
) -> None:
    assert faults_by_page(candidate_page, portal_addresses(served.app)) == {}


def test_the_pages_of_a_candidate_fit_the_narrowest_phone(
    candidate_page: Page, served: Served
) -> None:
    candidate_page.set_viewport_size({"width": 320, "height": 640})
    wide = {}
    for name, path in portal_addresses(served.app).items():
        answer = candidate_page.goto(path)
        assert answer is not None
        assert answer.status == 200
        wide[name] = overflow_of(candidate_page)
    assert set(wide.values()) == {0}, wide


def faults_by_page(page: Page, paths: Mapping[str, str]) -> dict[str, list[str]]:
    """What is at fault with each page, by its name; those without a fault are left out."""
    wrong = {}
    for name, path in paths.items():
        page.goto(path)
        faults = faults_of(page)
        if wide := overflow_of(page):
            faults.append(f"{wide} pixels wider than the window")
        if faults:
            wrong[name] = faults
    return wrong
