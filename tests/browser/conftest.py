"""A served agency and a real browser that looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from agency import create_app
from tests.browser.looking import Looking, browser_program, signed_in_state
from tests.browser.served import Served, sample_agency, served_agency
from tests.conftest import config_for

REFUSAL = re.compile(r"the server responded with a status of 4\d\d")
WIDE, PHONE = (1440, 900), (390, 844)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One agency for all tests of a worker; what a test adds has names of its own."""
    home = tmp_path_factory.mktemp("served")
    app = create_app(config_for(f"sqlite:///{home / 'agency.sqlite3'}", home))
    sample_agency(app, home / "sample")
    with served_agency(app) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_program(), args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def states(served: Served, browser: Browser) -> Callable[[str], Looking]:
    """What a browser keeps of somebody who has signed in, by her role; each signs in once."""
    kept: dict[str, Looking] = {}

    def state_of(role: str) -> Looking:
        if role not in kept:
            kept[role] = signed_in_state(served, browser, role)
        return kept[role]

    return state_of


@pytest.fixture(params=[WIDE, PHONE], ids=["1440", "390"])
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """The width and height of the window, in turn that of a desk and of a phone."""
    wide, high = request.param
    return wide, high


@pytest.fixture
def page(
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
    size: tuple[int, int],
) -> Iterator[Page]:
    """A page of a recruiter who has signed in; an error in its scripts fails the test."""
    yield from opened(served, browser, size, states("recruiter"))


@pytest.fixture
def admin_page(
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
    size: tuple[int, int],
) -> Iterator[Page]:
    """The same of an administrator."""
    yield from opened(served, browser, size, states("admin"))


@pytest.fixture
def candidate_page(
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
    size: tuple[int, int],
) -> Iterator[Page]:
    """The same of a candidate."""
    yield from opened(served, browser, size, states("candidate"))


def opened(
    served: Served,
    browser: Browser,
    size: tuple[int, int],
    state: Looking,
    *,
    scripts: bool = True,
) -> Iterator[Page]:
    """A page that is closed at the end, when it must have had no error."""
    wide, high = size
    context = browser.new_context(
        base_url=served.url,
        viewport={"width": wide, "height": high},
        storage_state=state,
        reduced_motion="reduce",
        java_script_enabled=scripts,
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if is_fault(said) else None)
    yield page
    context.close()
    assert errors == []


def is_fault(said: ConsoleMessage) -> bool:
    """Whether a message tells of an error; that an answer was a refusal is none."""
    return said.type == "error" and not REFUSAL.search(said.text)
