"""The pages of facilities: where they are, whom they do not want back, and what they ask."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.described import whole_facilities
from agency.assignments.models import Facility
from tests.builders import make_assignment, make_candidate, make_facility
from tests.counting import counted
from tests.dashboard.assignment_agency import PAGE, asked, read, rows, words
from tests.signing_in import signed_in
from tests.standards.entries import AT_ALDER, saved

TYPED: dict[str, Any] = {
    "name": "Alder Clinic",
    "zip": "75201",
    "state": "TX",
    "setting": "clinic",
    "do_not_return": "C-2\nC-1, C-NEW",
}


def post(client: FlaskClient, address: str, data: Any) -> Any:
    return asked(client, address, method="POST", data=data, headers=PAGE)


def facility(database: SQLAlchemy, name: str = "Alder Clinic") -> Facility:
    database.session.rollback()
    return database.session.scalars(whole_facilities().where(Facility.name == name)).one()


def opened(client: FlaskClient, id: int) -> str:
    found = re.search(r'name="opened" value="([^"]*)"', read(client, f"/settings/facilities/{id}"))
    assert found
    return unescape(found[1])


def test_facilities_are_listed_with_what_hangs_on_each(app: Flask, database: SQLAlchemy) -> None:
    site = make_facility("Alder Clinic", do_not_return=("C-1", "C-2"))
    make_facility("Birch Hospital", zip=None, state=None, setting=None)
    make_assignment("A-1", site)
    make_assignment("A-2", site)
    make_assignment("A-3", site, status="closed")
    database.session.commit()
    saved(AT_ALDER)
    listed = rows(read(signed_in(app), "/settings/facilities"))
    assert listed == [
        "Alder Clinic Dallas TX clinic 2 2 1",
        "Birch Hospital not on file not said 0 0 0",
    ]


def test_pages_and_a_text_keep_the_list(app: Flask, database: SQLAlchemy) -> None:
    for number in range(70):
        make_facility(f"Site {number:02}", do_not_return=("C-1",))
    database.session.commit()
    client, address, seen = signed_in(app), "/settings/facilities", []
    while address:
        page = read(client, address)
        seen += [" ".join(row.split()[:2]) for row in rows(page)]
        following = re.search(r'rel="next" href="([^"]*)"', page)
        address = unescape(following[1]) if following else ""
    assert seen == [f"Site {number:02}" for number in range(70)]
    assert [row[:7] for row in rows(read(client, "/settings/facilities?text=E+42"))] == ["Site 42"]
    assert "No facility has “nowhere” in its name" in words(
        read(client, "/settings/facilities?text=nowhere")
    )


def test_what_is_typed_is_what_is_saved(app: Flask, database: SQLAlchemy) -> None:
    answer = post(signed_in(app), "/settings/facilities/new", TYPED)
    assert answer.status_code == 302
    row = facility(database)
    assert (row.zip, row.state, row.setting) == ("75201", "TX", "clinic")
    assert [one.candidate_ref for one in row.do_not_return] == ["C-1", "C-2", "C-NEW"]


def test_a_facility_shows_whom_it_does_not_want_back_by_name_and_its_standards(
    app: Flask, database: SQLAlchemy
) -> None:
    make_candidate("C-1", first_name="Ines", last_name="Brook")
    make_candidate("C-9", first_name="Nobody", last_name="Asks")
    row = make_facility("Alder Clinic", do_not_return=("C-1", "C-NEW"))
    make_facility("Birch Hospital")
    database.session.commit()
    saved(AT_ALDER | {"says": "Hold life support at Alder"})
    page = words(read(signed_in(app, "compliance"), f"/settings/facilities/{row.id}"))
    assert "Ines Brook (C-1)" in page
    assert "C-NEW is not on file yet" in page
    assert "Nobody Asks" not in page
    assert "Hold life support at Alder" in page
    assert "Save" not in page


def test_an_edit_changes_what_was_changed_and_nothing_else(
    app: Flask, database: SQLAlchemy
) -> None:
    row = make_facility("Alder Clinic", zip="10001", do_not_return=("C-1",))
    database.session.commit()
    client = signed_in(app)
    data = {**TYPED, "name": "Alder Family Clinic", "opened": opened(client, row.id)}
    assert post(client, f"/settings/facilities/{row.id}", data).status_code == 302
    changed = facility(database, "Alder Family Clinic")
    assert (changed.id, changed.zip) == (row.id, "75201")
    assert [one.candidate_ref for one in changed.do_not_return] == ["C-1", "C-2", "C-NEW"]


def test_a_form_that_somebody_else_has_overtaken_saves_nothing(
    app: Flask, database: SQLAlchemy
) -> None:
    row = make_facility("Alder Clinic")
    database.session.commit()
    client, address = signed_in(app), f"/settings/facilities/{row.id}"
    mine = {**TYPED, "opened": opened(client, row.id), "setting": "hospital"}
    theirs = {**mine, "zip": "98101", "state": "WA"}
    assert post(signed_in(app, "admin"), address, theirs).status_code == 302
    answer = post(client, address, mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "ZIP code, now 98101" in words(page)
    assert 'value="75201"' in page
    assert facility(database).zip == "98101"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Name: expected some text"),
        ({"zip": "1"}, "ZIP code: expected a ZIP code of 5 digits"),
        ({"state": "Texas"}, "State: expected the two letters"),
        ({"setting": "tent"}, "Setting: expected a known setting"),
        ({"do_not_return": "C/1"}, "Do not return: expected a reference"),
        ({"name": "Taken"}, "There is a facility Taken already."),
    ],
)
def test_what_cannot_be_saved_is_told_at_its_field(
    app: Flask, database: SQLAlchemy, changes: dict[str, Any], said: str
) -> None:
    make_facility("Taken")
    row = make_facility("Other")
    database.session.commit()
    client = signed_in(app)
    data = {**TYPED, **changes}
    edit = {**data, "opened": opened(client, row.id)}
    for address, form in (
        ("/settings/facilities/new", data),
        (f"/settings/facilities/{row.id}", edit),
    ):
        answer = post(client, address, form)
        assert answer.status_code == 422
        assert said in words(answer.get_data(as_text=True))
    names = set(database.session.scalars(select(Facility.name)))
    assert names == {"Taken", "Other"}


def test_the_list_costs_as_many_queries_whatever_its_size(app: Flask, database: SQLAlchemy) -> None:
    make_facility("Alder Clinic")
    database.session.commit()
    client = signed_in(app)
    read(client, "/settings/facilities")
    with counted(database) as few:
        read(client, "/settings/facilities")
    for number in range(30):
        make_assignment(f"A-{number}", make_facility(f"Site {number}"))
    database.session.commit()
    with counted(database) as many:
        read(client, "/settings/facilities")
    assert len(many) == len(few) <= 12


def test_names_are_text_and_nothing_else(app: Flask, database: SQLAlchemy) -> None:
    row = make_facility('"><script>alert(1)</script>', do_not_return=("<b>x",))
    database.session.commit()
    for address in ("/settings/facilities", f"/settings/facilities/{row.id}"):
        page = read(signed_in(app), address)
        assert "<script>alert" not in page
        assert "<b>x" not in page


@pytest.mark.parametrize("id", ["999", "0", "99999999999999999999", "x"])
def test_a_facility_that_is_not_there_is_told_as_such(
    app: Flask, database: SQLAlchemy, id: str
) -> None:
    assert asked(signed_in(app), f"/settings/facilities/{id}").status_code == 404


def test_a_specialist_reads_and_changes_nothing(app: Flask, database: SQLAlchemy) -> None:
    row = make_facility("Alder Clinic")
    database.session.commit()
    reader = signed_in(app, "compliance")
    data = {**TYPED, "opened": opened(reader, row.id)}
    assert post(reader, f"/settings/facilities/{row.id}", data).status_code == 403
    assert post(reader, "/settings/facilities/new", TYPED).status_code == 403
