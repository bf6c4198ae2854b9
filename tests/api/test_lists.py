"""Lists in pages: every row once, and no place of one list in another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from agency import clock
from agency.extensions import db
from tests.api.programs import Program, made, told
from tests.builders import make_candidate, make_credential


def fill(app: Flask, number: int) -> None:
    with app.app_context():
        for at in range(number):
            make_candidate(f"C-{at:03}", willing_states=("WA",) if at % 2 else ("OR",))
        db.session.commit()


def walk(program: Program, path: str) -> list[list[str]]:
    """The references of each page, one page after the other."""
    pages, after = [], ""
    while True:
        page = told(program.get(path + after))
        pages.append([one["ref"] for one in page["items"]])
        if page["next"] is None:
            return pages
        after = f"&after={page['next']}"


def test_pages_hold_every_row_once_in_order(app: Flask) -> None:
    fill(app, 7)
    pages = walk(Program(app), "/candidates?limit=3")
    assert pages == [
        ["C-000", "C-001", "C-002"],
        ["C-003", "C-004", "C-005"],
        ["C-006"],
    ]


def test_a_page_that_is_just_full_is_the_last(app: Flask) -> None:
    fill(app, 3)
    assert walk(Program(app), "/candidates?limit=3") == [["C-000", "C-001", "C-002"]]


def test_a_row_that_comes_meanwhile_moves_no_other(app: Flask) -> None:
    fill(app, 4)
    program = Program(app)
    first = told(program.get("/candidates?limit=2"))
    made(program.post("/candidates", {"ref": "A-first"}))
    second = told(program.get(f"/candidates?limit=2&after={first['next']}"))
    assert [one["ref"] for one in second["items"]] == ["C-002", "C-003"]


def test_the_newest_job_comes_first_page_after_page(app: Flask) -> None:
    program = Program(app)
    ordered = [(clock.now().date() + timedelta(days=ahead)).isoformat() for ahead in (1, 2, 3)]
    for day in ordered:
        assert program.post("/match-runs", {"as_of": day}).status_code == 202
    first = told(program.get("/jobs?limit=2&state=pending"))
    second = told(program.get(f"/jobs?limit=2&state=pending&after={first['next']}"))
    days = [one["args"].get("as_of") for one in (*first["items"], *second["items"])]
    assert [day for day in days if day] == ordered[::-1]


@pytest.mark.parametrize("form", ["x{0}", "{0}x", "{0}.{0}", "nonsense"])
def test_a_cursor_that_was_edited_is_refused(app: Flask, form: str) -> None:
    fill(app, 3)
    program = Program(app)
    cursor = told(program.get("/candidates?limit=1"))["next"]
    answer = program.get(f"/candidates?limit=1&after={form.format(cursor)}")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_a_cursor_is_good_for_its_list_its_filters_and_its_reader_alone(app: Flask) -> None:
    fill(app, 6)
    with app.app_context():
        candidate = make_candidate("C-held")
        make_credential(candidate)
        make_credential(candidate, "BLS-AHA")
        db.session.commit()
    program = Program(app)
    cursor = told(program.get("/candidates?limit=1&state=WA"))["next"]
    good = program.get(f"/candidates?limit=2&state=WA&after={cursor}")
    assert [one["ref"] for one in told(good)["items"]] == ["C-003", "C-005"]
    for other in (
        f"/candidates?limit=1&after={cursor}",
        f"/candidates?limit=1&state=OR&after={cursor}",
        f"/candidates?limit=1&state=WA&status=active&after={cursor}",
        f"/candidates/C-held/credentials?limit=1&after={cursor}",
        f"/assignments?limit=1&state=WA&after={cursor}",
    ):
        assert program.get(other).status_code == 400, other
    assert (
        Program(app, "admin").get(f"/candidates?limit=1&state=WA&after={cursor}").status_code == 400
    )
