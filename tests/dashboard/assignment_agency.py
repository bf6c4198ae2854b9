"""A small agency that is matched, for tests of the pages of assignments; and how pages are read."""

from __future__ import annotations

import html
import re
from contextvars import Context
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agency.extensions import db
from agency.matching.actions import match
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
)
from tests.matching.recorded import AS_OF
from tests.matching.working import work_off

PAGE = {"Accept": "text/html"}
PARTIAL = {**PAGE, "HX-Request": "true"}
# In New Jersey chemotherapy may not be given by a medical assistant; in Guam nothing is recorded.
BLOCKED: dict[str, Any] = {"state": "NJ", "zip": "07030", "tasks": ("general", "chemotherapy")}
NO_RULES: dict[str, Any] = {"state": "GU", "zip": None}
ROW = re.compile(r"(?s)<tr>(?:(?!</tr>).)*<th scope=\"row\".*?</tr>")
LATE = date(2027, 2, 15)


def small_agency(app: Flask, people: int = 3) -> None:
    """``people`` who are eligible for A-1 at Alder, of whom the facility does not want C-99 back;
    as many whose life support ends on 15 Feb 2027, before the end; matched.
    """
    site = make_facility("Alder Clinic", do_not_return=("C-99",))
    make_assignment("A-1", site, client_requirements=("BLS",), openings=2)
    make_assignment("A-BLOCKED", **BLOCKED)
    make_assignment("A-GUAM", **NO_RULES)
    make_assignment("A-ASK", state="CA", zip="94103", delegator=None, supervision=None)
    make_assignment("A-FILLED", status="filled")
    for number in range(people):
        certified(f"C-{number}", last_name=f"Able {number}")
        certified(f"N-{number}", LATE, last_name=f"Near {number}")
    certified("C-99", last_name="Unwanted")
    matched(app)


def certified(ref: str, life_support_until: date | None = None, **values: Any) -> None:
    """Somebody with a national certification and life support, by default for long."""
    person = make_candidate(ref, **values)
    make_credential(person)
    ends = {"expires_on": life_support_until} if life_support_until else {}
    make_credential(person, "BLS-AHA", **ends)


def matched(app: Flask) -> None:
    """Commit, and match everything."""
    db.session.commit()
    match(AS_OF)
    work_off(app)


def asked(client: FlaskClient, address: str, **options: Any) -> TestResponse:
    """The answer to a request that shares nothing with the test, as one from outside."""
    options.setdefault("headers", PAGE)
    return Context().run(client.open, address, **options)


def read(client: FlaskClient, address: str, **options: Any) -> str:
    """The page at an address, which must be one."""
    answer = asked(client, address, **options)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def words(page: str) -> str:
    """What a reader sees of the main part of a page, with single spaces."""
    main = re.sub(r"(?s)^.*?<main|</main>.*$", "", page)
    return " ".join(html.unescape(re.sub(r"(?s)<[^>]*>", " ", main)).split())


def rows(page: str) -> list[str]:
    """The rows of the tables' bodies, in words."""
    return [
        words(row) for row in re.findall(r"(?s)<tr>(?:(?!</tr>).)*<th scope=\"row\".*?</tr>", page)
    ]
