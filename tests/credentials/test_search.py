"""A credential among the words of a search keeps to who holds it."""

from __future__ import annotations

from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.credentials.search import credentials_named, found
from agency.rules.rulebook import load_rulebook
from tests.builders import make_candidate, make_credential

DAY = date(2026, 11, 24)
CATALOGUE = load_rulebook().catalogue


@pytest.fixture
def holders(database: SQLAlchemy) -> None:
    """Who holds what, and who held it once."""
    ana = make_candidate("C-1", first_name="Ana", last_name="Lee", home_zip="98901")
    bo = make_candidate("C-2", first_name="Bo", last_name="Lee")
    cy = make_candidate("C-3", first_name="Cy", last_name="Lee")
    make_credential(ana, "CMA-AAMA")
    make_credential(ana, "BLS-AHA", expires_on=None)
    make_credential(bo, "CCMA-NHA")
    make_credential(cy, "CMA-AAMA", expires_on=date(2026, 11, 23))
    make_credential(cy, "CCMA-NHA", status="revoked")
    make_credential(cy, "BLS-ARC", issued_on=date(2026, 11, 25))
    database.session.commit()


@pytest.mark.parametrize(
    ("typed", "refs"),
    [
        ("CMA-AAMA", ["C-1"]),
        ("cma-aama lee", ["C-1"]),
        ("CMA (AAMA)", ["C-1"]),
        ("CCMA", ["C-2"]),
        ("ccma Lee TX", ["C-2"]),
        ("CMA", ["C-1", "C-2"]),
        ("BLS", ["C-1"]),
        ("BLS CMA-AAMA", ["C-1"]),
        ("BLS CCMA", []),
        ("CCMA Ana", []),
        ("CMA-AAMA WA", ["C-1"]),
        ("CMA-AAMA NY", []),
        ("lee", ["C-1", "C-2", "C-3"]),
    ],
)
@pytest.mark.usefixtures("holders")
def test_who_holds_it_today_is_found(typed: str, refs: list[str]) -> None:
    assert [hit.ref for hit in found(typed, 10, DAY, CATALOGUE)] == refs


def test_a_text_is_taken_apart_into_credentials_and_the_rest() -> None:
    named = credentials_named("Nguyen CMA (AAMA), BLS", CATALOGUE)
    assert named.rest == "Nguyen"
    assert named.sets == (("CMA-AAMA",), CATALOGUE.client_aliases["BLS"])
