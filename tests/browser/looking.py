"""Opening a browser, signing in, and asking axe what it finds."""

from __future__ import annotations

import os
import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.served import Served

Looking = Any
"""Cookies and storage of somebody who has signed in, as Playwright keeps them."""

PROGRAMS = ("chromium", "google-chrome", "google-chrome-stable")


def browser_program() -> str:
    """The browser of this machine; its absence is an error."""
    named = os.environ.get("CHROMIUM")
    program = named or next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "no browser: `make test` installs Chromium, or CHROMIUM names one"
    return program


def signed_in_state(served: Served, browser: Browser, role: str) -> Looking:
    """Sign in by the form, as a person does."""
    context = browser.new_context(base_url=served.url)
    page = context.new_page()
    email, password = served.credentials_of(role)
    page.goto("/sign-in")
    page.get_by_label("mail").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    state = context.storage_state()
    context.close()
    return state


def faults_of(page: Page) -> list[str]:
    """What axe finds at fault: the rule, and where it is broken."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found
        for node in fault["nodes"]
    ]


def overflow_of(page: Page) -> int:
    """How many pixels the page is wider than its window: more than none scrolls two ways."""
    wide: int = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return wide
