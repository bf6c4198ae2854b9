"""Pathways: what she may sit for, in the second person."""

from __future__ import annotations

from flask import Flask

from agency.extensions import db
from agency.matching.actions import value_run
from agency.matching.queries import newest_run
from tests.counting import counted
from tests.portal.her import ANOTHERS, HERS, PAGE, browser_of_her, make_her, read


def test_what_she_may_sit_for_is_told_with_what_is_missing(app: Flask) -> None:
    make_her(app, matched=False)
    said = read(browser_of_her(app), "/portal/pathways")
    assert "Not yet, the nearest first" in said
    assert "It costs $" in said
    assert "Roles to grow into" in said
    held = said.partition("CMA (AAMA)")[0]
    assert held == said  # she has it


def test_pathways_take_few_statements(app: Flask) -> None:
    valued(app)
    client = browser_of_her(app)
    with app.app_context(), counted(db) as statements:
        client.get("/portal/pathways", headers=PAGE)
    assert len(statements) <= 12, statements


def valued(app: Flask) -> None:
    """Marisol and her jobs, matched; and what credentials would be worth."""
    make_her(app)
    with app.app_context():
        value_run(newest_run())


def test_what_a_renewal_would_open_is_told_with_what_it_pays(app: Flask) -> None:
    valued(app)
    said = read(browser_of_her(app), "/portal/pathways")
    _, _, opens = said.partition("What would open most")
    assert "Renew BLS Provider (AHA)" in opens
    assert "It would open 2 more jobs, at up to $28.40 an hour." in opens


def test_before_anything_was_valued_nothing_is_said_to_open(app: Flask) -> None:
    make_her(app)
    assert "What would open most" not in read(browser_of_her(app), "/portal/pathways")


def test_she_is_told_by_the_api_what_she_could_take_and_nothing_of_others(app: Flask) -> None:
    valued(app)
    address = "/api/v1/candidates/{}/credential-values"
    client = browser_of_her(app)
    told = client.get(address.format(HERS)).get_json()
    (bls,) = [one for one in told["items"] if (one["code"], one["change"]) == ("BLS-AHA", "renew")]
    assert bls == {
        "code": "BLS-AHA",
        "title": "BLS Provider (AHA)",
        "change": "renew",
        "assignments": 2,
        "best_pay_rate": "28.40",
        "says": "BLS Provider (AHA), renewed, would open 2 more assignments, "
        "at up to $28.40 an hour.",
    }
    assert client.get(address.format(ANOTHERS)).status_code == 404
    for staffs in ("/api/v1/credential-values", "/api/v1/fallbacks", "/insight", "/insight/losses"):
        assert client.get(staffs).status_code == 403, staffs
