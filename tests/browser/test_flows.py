"""What a recruiter does in a day, in a real browser, at a desk and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from agency import clock
from agency.assignments.models import Assignment
from agency.credentials.models import Credential
from agency.extensions import db
from agency.jobs.models import Job
from tests.browser.addresses import addresses
from tests.browser.conftest import opened
from tests.browser.looking import Looking
from tests.browser.served import Served

SLOW = 30_000  # milliseconds; what is done in the background is waited for


@pytest.fixture
def places(served: Served) -> dict[str, str]:
    return addresses(served.app)


def refs_in(path: str) -> list[str]:
    """The references in an address, its words left out."""
    return [part for part in path.split("?")[0].split("/") if "-" in part]


def test_from_the_morning_to_why_one_person_can_go(page: Page, places: dict[str, str]) -> None:
    assignment, candidate = refs_in(places["explanation-eligible"])
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("[A-Z][a-z]+day "))
    page.goto("/assignments")
    page.get_by_role("link", name=re.compile(re.escape(assignment))).first.click()
    expect(page.get_by_text("What it asks")).to_be_visible()
    page.locator(f'a[href*="/candidates/{candidate}"]').first.click()
    page.wait_for_url(f"**/assignments/{assignment}/candidates/{candidate}")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Covered|Eligible"))


def test_why_somebody_cannot_go_and_what_would_turn_it(page: Page, places: dict[str, str]) -> None:
    page.goto(places["explanation-near-miss"])
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("^(Not yet|Cannot clear in time)")
    )
    expect(page.get_by_role("heading", name="What closes it")).to_be_visible()
    expect(page.get_by_text("Smallest change").filter(visible=True).first).to_be_visible()


def test_anybody_can_be_asked_for(page: Page, places: dict[str, str]) -> None:
    _, near = refs_in(places["explanation-near-miss"])
    page.goto(places["assignment"])
    page.get_by_label("Why is someone not here?").press_sequentially(near)
    answer = page.locator("#why-answer")
    expect(answer.get_by_role("link").first).to_be_visible()
    expect(answer).not_to_contain_text("Nobody")


def test_a_trial_of_other_dates_saves_nothing(
    page: Page, places: dict[str, str], served: Served
) -> None:
    assignment, _ = refs_in(places["explanation-eligible"])
    page.goto(places["explanation-eligible"] + "?from=2027-01-04&to=2029-12-31")
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("Would|if it"))
    with served.app.app_context():
        found = select(Assignment.ends_on).where(Assignment.ref == assignment)
        assert str(db.session.scalars(found).one()) != "2029-12-31"


def test_an_assignment_is_added_with_what_follows_shown_and_is_matched(
    page: Page, size: tuple[int, int]
) -> None:
    ref = f"NEW-{size[0]}"
    page.goto("/assignments/new")
    page.get_by_label("Reference", exact=False).first.fill(ref)
    page.get_by_label("ZIP code").fill("75201")
    page.get_by_label("State").select_option("TX")
    page.get_by_label("First day").fill("2027-02-01")
    page.get_by_label("Last day").fill("2027-03-26")
    page.get_by_label("Pay, dollars an hour").fill("40")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("eligible", timeout=SLOW)
    expect(preview).to_contain_text(re.compile("National certification", re.IGNORECASE))
    page.get_by_role("button", name="Add the assignment").click()
    page.wait_for_url(f"**/assignments/{ref}*")
    expect(page.get_by_text(re.compile("Eligible on all 54 days"))).to_be_visible(timeout=SLOW)


def test_a_wrong_day_is_told_under_its_field_and_nothing_is_lost(page: Page) -> None:
    page.goto("/assignments/new")
    page.get_by_label("Reference", exact=False).first.fill("WRONG-1")
    page.get_by_label("First day").fill("2027-02-01")
    page.get_by_label("Last day").fill("2027-01-01")
    page.get_by_label("State").select_option("TX")
    page.get_by_role("button", name="Add the assignment").click()
    expect(page.get_by_text(re.compile("not be before")).first).to_be_visible()
    expect(page.get_by_label("Reference", exact=False).first).to_have_value("WRONG-1")
    expect(page.get_by_label("Last day")).to_have_value("2027-01-01")


def test_a_person_is_found_in_spite_of_a_typing_error_and_given_a_credential(
    page: Page, served: Served, size: tuple[int, int], places: dict[str, str]
) -> None:
    number = f"BLS-{size[0]}"
    page.goto(places["candidate"])
    name, *_ = page.get_by_role("heading", level=1).inner_text().split("\n")
    misspelt = name[:-2] + name[-1] + name[-2]
    page.goto(f"/candidates?text={misspelt}")
    page.get_by_role("link", name=re.compile(re.escape(name))).first.click()
    page.get_by_role("link", name="Add a credential").click()
    page.get_by_label("Credential", exact=True).select_option("BLS-ARC")
    page.get_by_label("Number").fill(number)
    page.get_by_label("Issued on").fill("2026-10-01")
    page.get_by_label("Valid to").fill("2028-09-30")
    page.get_by_role("button", name=re.compile("^(Add|Save)")).click()
    expect(page.get_by_text(number)).to_be_visible()
    with served.app.app_context():
        kept = select(Credential.evidence).where(Credential.number == number)
        assert db.session.scalars(kept).one() in ("claimed", "documented")


def test_a_token_is_made_shown_once_and_revoked(admin_page: Page, size: tuple[int, int]) -> None:
    admin_page.goto("/settings/tokens")
    name = f"payroll {size[0]}"
    admin_page.get_by_label("What it is for").fill(name)
    admin_page.get_by_label("candidates:read").check()
    admin_page.get_by_role("button", name="Make the token").click()
    secret = admin_page.locator("#secret").inner_text()
    admin_page.goto("/settings/tokens")
    assert secret not in admin_page.content()
    row = admin_page.get_by_role("row").filter(has_text=name)
    row.get_by_role("button", name="Revoke").click()
    expect(admin_page.get_by_role("row").filter(has_text=name)).to_contain_text("Revoked")


def test_a_dead_job_is_tried_again_by_a_button(admin_page: Page, served: Served) -> None:
    job_id = dead_job(served)
    admin_page.goto("/jobs?state=dead")
    admin_page.get_by_role("button", name=re.compile("again|Retry")).first.click()
    expect(admin_page.get_by_role("heading", level=1)).to_be_visible()
    with served.app.app_context():
        assert db.session.get_one(Job, job_id).state != "dead"


def dead_job(served: Served) -> int:
    """A piece of work that has failed for good, although there is nothing wrong with it."""
    moment = clock.now()
    with served.app.app_context():
        job = Job(kind="match_delta", state="dead", attempts=3, last_error="no luck")
        job.due_at = job.added_at = job.finished_at = moment
        db.session.add(job)
        db.session.commit()
        return job.id


@pytest.mark.parametrize("size", [(1440, 900)], ids=["1440"])  # a phone has no such keys
def test_the_keys_lead_from_the_list_to_a_person_without_a_mouse(page: Page) -> None:
    page.goto("/assignments")
    page.wait_for_timeout(100)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/assignments/A-"))
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").first).to_be_focused()


@pytest.fixture
def plain_page(
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
    size: tuple[int, int],
) -> Iterator[Page]:
    """A page of a recruiter in a browser that runs no scripts."""
    yield from opened(served, browser, size, states("recruiter"), scripts=False)


def test_without_scripts_the_same_can_be_done(plain_page: Page, places: dict[str, str]) -> None:
    _, near = refs_in(places["explanation-near-miss"])
    plain_page.goto(places["assignment"])
    plain_page.get_by_label("Why is someone not here?").fill(near)
    plain_page.get_by_label("Why is someone not here?").press("Enter")
    expect(plain_page.locator("#why-answer").get_by_role("link").first).to_be_visible()
    plain_page.goto("/assignments/new")
    plain_page.get_by_label("Reference", exact=False).first.fill("PLAIN-1")
    plain_page.get_by_label("State").select_option("WA")
    plain_page.get_by_label("First day").fill("2027-02-01")
    plain_page.get_by_label("Last day").fill("2027-03-26")
    plain_page.get_by_role("button", name="Preview").click()
    expect(plain_page.locator("#preview")).to_contain_text("RCW")
    plain_page.goto(places["explanation-near-miss"])
    plain_page.get_by_role("link", name="As table").click()
    expect(plain_page.get_by_role("table").first).to_be_visible()
