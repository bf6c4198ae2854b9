"""A specialist hands in a file of a register and settles what it says, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agency.extensions import begin_write, db
from tests.browser.conftest import opened
from tests.browser.looking import Looking, faults_of, overflow_of
from tests.browser.served import Served
from tests.builders import make_candidate, make_credential
from tests.verification.registers.files import register


@pytest.fixture
def specialist(
    served: Served,
    browser: Browser,
    states: Callable[[str], Looking],
    size: tuple[int, int],
) -> Iterator[Page]:
    """A page of a specialist who has signed in."""
    yield from opened(served, browser, size, states("compliance"))


@pytest.fixture
def jo(served: Served, size: tuple[int, int]) -> dict[str, str]:
    """Somebody who holds a certification of Washington: how the register would name her."""
    number = f"CM6077{size[0]:04}"
    with served.app.app_context():
        begin_write()  # others write at the same time
        person = make_candidate(
            f"REG-{size[0]}", first_name="Jo", last_name=f"Marwood {size[0]}", status="inactive"
        )
        make_credential(person, "WA-MA-C", number=number)
        db.session.commit()
    last = {1440: "Marwood 1440", 390: "Marwood 390"}[size[0]]
    return {"CredentialNumber": number, "FirstName": "Jo", "LastName": last}


def test_a_file_is_handed_in_and_what_it_says_is_settled(
    specialist: Page, jo: dict[str, str], tmp_path: Path
) -> None:
    file = register(
        tmp_path / f"{jo['CredentialNumber']}.csv", {**jo, "ExpirationDate": "20301231"}
    )
    specialist.goto("/review/registers")
    assert faults_of(specialist) == []
    assert overflow_of(specialist) == 0
    specialist.get_by_label("The file").set_input_files(file)
    specialist.get_by_label("It is an extract").check()
    specialist.get_by_role("button", name="Hand it in").click()
    expect(specialist.get_by_text("The file is taken in.")).to_be_visible()
    found = specialist.get_by_role("row").filter(has_text=jo["LastName"]).filter(has_text="31 Dec")
    for _ in range(60):
        if found.count():
            break
        specialist.wait_for_timeout(500)
        specialist.reload()
    found.get_by_role("link", name="Look at both").click()
    expect(specialist.get_by_role("row").filter(has_text="Last day")).to_contain_text("differ")
    assert faults_of(specialist) == []
    assert overflow_of(specialist) == 0
    specialist.get_by_role("button", name="Take the register's word").click()
    done = specialist.get_by_role("status").filter(has_text="the register's word was taken")
    expect(done).to_be_visible()
    assert faults_of(specialist) == []
    expect(found).to_have_count(0)


def test_what_is_no_register_is_told_beside_the_field(specialist: Page, tmp_path: Path) -> None:
    file = tmp_path / "photo.csv"
    file.write_text("a,b\n1,2\n")
    specialist.goto("/review/registers")
    specialist.get_by_label("The file").set_input_files(file)
    specialist.get_by_role("button", name="Hand it in").click()
    expect(specialist.locator("#file-error")).to_contain_text("CredentialNumber")
    assert faults_of(specialist) == []
