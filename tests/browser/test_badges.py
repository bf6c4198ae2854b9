"""A digital badge in a real browser: pasted by her, its five answers read by her and the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from agency.audit.actors import Actor
from agency.badges.actions import trust_issuer, with_badges
from agency.badges.models import Badge
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.uploads import Upload
from agency.errors import Taken
from agency.extensions import begin_write, db
from agency.verification.actions import attach_document
from tests.badges.issuing import as_file, credential, ed_signer, proved
from tests.badges.keeping import NAME
from tests.browser.addresses import CANDIDATE
from tests.browser.conftest import opened
from tests.browser.looking import Looking, faults_of, overflow_of
from tests.browser.served import Served
from tests.builders import make_candidate, make_credential
from tests.signing_in import TESTER

SIGNER = ed_signer()
_numbers = count(1)


@pytest.fixture
def desk_page(
    served: Served, browser: Browser, states: Callable[[str], Looking], size: tuple[int, int]
) -> Iterator[Page]:
    """A page of a specialist who has signed in."""
    yield from opened(served, browser, size, states("compliance"))


def claimed(served: Served, ref: str) -> tuple[int, str]:
    """A credential that she says she has, and her address."""
    with served.app.app_context():
        begin_write()  # others write at the same time
        hers = db.session.scalar(select(Candidate).where(Candidate.ref == ref))
        found = hers or make_candidate(ref, email=f"{ref}@example.org".lower(), status="inactive")
        number = f"BADGE-{next(_numbers)}"
        row = make_credential(found, evidence="claimed", number=number)
        told = row.id, found.email
        db.session.commit()
        return told


def badge_for(email: str) -> str:
    """The text of a badge that names her by her address, in plain."""
    said = credential(SIGNER.did)
    name = {"hashed": False, "identityHash": email, "identityType": "emailAddress"}
    said["credentialSubject"]["identifier"] = [{"type": "IdentityObject", **name}]
    return as_file(proved(said, SIGNER, "eddsa-jcs-2022")).decode()


def trusted(served: Served) -> None:
    with served.app.app_context():
        try:
            said = {"issuer": SIGNER.did, "achievement": NAME, "code": "CMA-AAMA", "key": ""}
            trust_issuer(said, TESTER)
        except Taken:
            db.session.rollback()


def judged(page: Page, words: str) -> None:
    """Load the page until the job has judged the badge."""
    for _ in range(40):
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(page.content())


def test_she_pastes_a_badge_and_reads_five_answers(served: Served, candidate_page: Page) -> None:
    page = candidate_page
    id, email = claimed(served, CANDIDATE)
    page.goto(f"/portal/papers/send?credential={id}")
    page.get_by_text("Have a digital badge?").click()
    page.get_by_label("Text of the badge").fill(badge_for(email))
    assert faults_of(page) == []
    assert overflow_of(page) == 0
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Yes, send it").click()
    page.wait_for_url("**/sent/*")
    page.goto(f"/portal/papers/credentials/{id}")
    judged(page, "Signed by its issuer, and unchanged")
    expect(page.get_by_text("It names an e-mail address")).to_be_visible()
    assert faults_of(page) == []
    assert overflow_of(page) == 0


def test_a_specialist_reads_five_answers_and_believes_them(
    served: Served, desk_page: Page, candidate_page: Page
) -> None:
    trusted(served)
    id, email = claimed(served, CANDIDATE)
    candidate_page.goto(f"/portal/papers/send?credential={id}")
    candidate_page.get_by_text("Have a digital badge?").click()
    candidate_page.get_by_label("Text of the badge").fill(badge_for(email))
    candidate_page.get_by_role("button", name="Go on").click()
    candidate_page.get_by_role("button", name="Yes, send it").click()
    candidate_page.wait_for_url("**/sent/*")
    page = desk_page
    page.goto(f"/review/{id}")
    judged(page, "Signed by its issuer, and unchanged")
    assert faults_of(page) == []
    assert overflow_of(page) == 0
    page.get_by_role("button", name="All five are yes").click()
    expect(page.get_by_text("Written down: it is known at its source.")).to_be_visible()
    page.goto(f"/candidates/{CANDIDATE}?tab=credentials")
    expect(page.get_by_role("heading", name="Digital badges")).to_be_visible()
    assert faults_of(page) == []
    assert overflow_of(page) == 0
    with served.app.app_context():
        db.session.rollback()
        assert db.session.get_one(Credential, id).evidence == "primary_source"
        assert db.session.scalars(select(Badge.judged_at)).all()


def test_a_forged_badge_is_settled_on_the_desk_before_it_is_verified(
    served: Served, desk_page: Page, size: tuple[int, int]
) -> None:
    id, email = claimed(served, f"FORGED-{next(_numbers)}")
    content = badge_for(email).replace("Certified Medical Assistant", "Certified Medical Assistent")
    with served.app.app_context():
        badge = Upload("badge.json", BytesIO(content.encode()))
        attach_document(id, [badge], Actor("command", "a test"), also=with_badges())
    page = desk_page
    page.goto(f"/review/{id}")
    judged(page, "Signed by its issuer, and unchanged")
    assert faults_of(page) == []
    assert overflow_of(page) == 0
    light = page.locator(".document").get_by_text("Signed by its issuer, and unchanged")
    expect(light).to_be_visible()
    box = page.get_by_label("It is so; verify it all the same")
    if size[0] < 480:
        expect(box).to_be_hidden()
        return
    expect(light).to_be_in_viewport()
    page.wait_for_timeout(700)
    page.keyboard.press("v")
    expect(page.locator("[data-why-not]")).to_contain_text("Signed by its issuer")
    box.check()
    expect(page.locator("[data-standing]")).not_to_contain_text("to settle")
    expect(page.locator("#verify")).not_to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Verify").click()
    page.wait_for_url(lambda url: not url.endswith(f"/review/{id}"))


def test_whom_the_agency_trusts_is_entered_on_a_page(served: Served, admin_page: Page) -> None:
    page = admin_page
    page.goto("/settings/badges")
    name = f"https://badges.example.org/{next(_numbers)}"
    page.get_by_label("Address or DID of the issuer").fill(name)
    page.get_by_label("What it gives").fill(NAME)
    page.get_by_label("Type of credential").select_option("CMA-AAMA")
    page.get_by_label("Its public key").fill(SIGNER.pem)
    page.get_by_role("button", name="Trust it").click()
    expect(page.get_by_text(f"{name} is trusted for CMA-AAMA.")).to_be_visible()
    assert faults_of(page) == []
    assert overflow_of(page) == 0
    page.get_by_role("button", name=f"Trust {name} no more").click()
    expect(page.get_by_text("It is trusted no more.")).to_be_visible()
