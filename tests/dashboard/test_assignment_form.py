"""The form of an assignment: what it saves, what it refuses, and what it foretells."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from agency.assignments.described import described_assignment, whole_assignments
from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.matching.previews import wait_until_ready
from agency.matching.queries import matches_of
from tests.builders import make_assignment, make_facility, make_placement
from tests.counting import counted
from tests.dashboard.assignment_agency import (
    PAGE,
    PARTIAL,
    asked,
    certified,
    matched,
    read,
    small_agency,
    words,
)
from tests.matching.recorded import tip
from tests.matching.working import work_off
from tests.signing_in import signed_in

TYPED: dict[str, Any] = {
    "ref": "A-NEW",
    "facility": "Alder Clinic",
    "starts_on": "2027-01-04",
    "ends_on": "2027-03-31",
    "openings": "2",
    "pay_rate": "31.5",
    "priority": "high",
    "status": "open",
    "delegator": "physician",
    "tasks": ["general", "ekg"],
    "client_requirements": ["BLS"],
    "accepted_certifications": ["CMA-AAMA"],
    "required_skills": "",
    "preferred_skills": "epic; phlebotomy, triage",
}


SELECT = re.compile(r'(?s)<select id="[^"]*" name="([^"]*)".*?>(.*?)</select>')


def post(client: FlaskClient, address: str, data: Any, headers: Any = PAGE) -> Any:
    return asked(client, address, method="POST", data=data, headers=headers)


def row(database: SQLAlchemy, ref: str = "A-NEW") -> Assignment:
    database.session.rollback()
    return database.session.scalars(whole_assignments().where(Assignment.ref == ref)).one()


def opened(client: FlaskClient, ref: str) -> str:
    """What the hidden field of an edit form says."""
    page = read(client, f"/assignments/{ref}/edit")
    found = re.search(r'name="opened" value="([^"]*)"', page)
    assert found
    return unescape(found[1])


def test_days_the_wrong_way_round_are_told_with_all_else(app: Flask) -> None:
    wrong = TYPED | {"ref": "", "pay_rate": "much", "ends_on": "2027-01-03"}
    page = post(signed_in(app), "/assignments/new", wrong).get_data(as_text=True)
    for name in ("ref", "pay_rate", "ends_on"):
        assert f'id="{name}-error"' in page, name
    assert "must not be before the first day" in words(page)


def test_a_zip_code_that_nobody_knows_is_kept_and_told(app: Flask, database: SQLAlchemy) -> None:
    client = signed_in(app)
    typed = TYPED | {"facility": "", "state": "TX", "zip": "00000"}
    seen = post(client, "/assignments/preview", typed, PARTIAL).get_data(as_text=True)
    told = "We do not know the ZIP code 00000; distances from it will be unknown."
    assert told in seen
    answer = post(client, "/assignments/new", typed)
    assert told in read(client, answer.headers["Location"])
    assert row(database).zip == "00000"
    post(
        client,
        "/assignments/A-NEW/edit",
        typed | {"zip": "75201", "opened": opened(client, "A-NEW")},
    )
    assert told not in read(client, "/assignments/A-NEW")


# Saving


def test_what_is_typed_is_what_is_saved(app: Flask, database: SQLAlchemy) -> None:
    make_facility("Alder Clinic")
    database.session.commit()
    answer = post(signed_in(app), "/assignments/new", TYPED)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/assignments/A-NEW")
    saved = row(database)
    assert saved.facility is not None
    assert (saved.facility.name, saved.pay_rate) == ("Alder Clinic", Decimal("31.50"))
    assert (saved.starts_on, saved.ends_on) == (date(2027, 1, 4), date(2027, 3, 31))
    assert saved.tasks == ("general", "ekg")
    assert saved.preferred_skills == ("epic", "phlebotomy", "triage")
    assert (saved.zip, saved.state, saved.supervision, saved.bill_rate) == (None,) * 4


def test_an_edit_form_gives_back_every_column_as_it_was(app: Flask, database: SQLAlchemy) -> None:
    make_assignment(
        "A-1",
        make_facility("Alder Clinic"),
        zip="10001",
        state="NY",
        setting="hospital",
        openings=3,
        pay_rate=Decimal("28.40"),
        bill_rate=Decimal("44.10"),
        priority="urgent",
        accepted_certifications=("CMA-AAMA", "WA-MA-C"),
        tasks=("ekg",),
        required_skills=("epic", "two words"),
        preferred_skills=("x",),
        client_requirements=("BLS", "TB-SCREEN", "WA-MA-H"),
        min_evidence="documented",
        role="patient_care_manager",
        specialty="cardiology",
        shift="night",
        hours_per_week=Decimal("36.5"),
        guaranteed_hours=Decimal(30),
    )
    database.session.commit()
    before = described_assignment(row(database, "A-1"))
    client = signed_in(app)
    page = read(client, "/assignments/A-1/edit")
    answer = post(client, "/assignments/A-1/edit", fields_of(page))
    assert answer.status_code == 302
    assert described_assignment(row(database, "A-1")) == before


def fields_of(page: str) -> dict[str, Any]:
    """What a browser would send of the form as it is shown."""
    form = page[
        page.index('<form id="assignment-form"') : page.index(
            "</form>", page.index("assignment-form")
        )
    ]
    said: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        values = {name: unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if values.get("type") == "checkbox":
            if re.search(r"\bchecked\b", tag):
                said.setdefault(values["name"], []).append(values["value"])
        elif "name" in values:
            said[values["name"]] = values.get("value", "")
    for name, options in re.findall(
        r'(?s)<select id="[^"]*" name="([^"]*)".*?>(.*?)</select>', form
    ):
        chosen = re.search(r'value="([^"]*)" selected', options)
        said[name] = unescape(chosen[1]) if chosen else ""
    return said


def test_a_saved_assignment_is_matched_and_the_page_says_so_meanwhile(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    client = signed_in(app)
    post(client, "/assignments/new", TYPED)
    assert "Matching: the assignment was changed" in words(read(client, "/assignments/A-NEW"))
    database.session.rollback()
    work_off(app)
    page = words(read(client, "/assignments/A-NEW"))
    assert "Matching" not in page
    assert "Shortlist 3" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ref": ""}, "Reference: expected a reference"),
        ({"ref": "a/b"}, "Reference: “a/b” will not do"),
        ({"starts_on": ""}, "First day: expected"),
        ({"starts_on": "2027-02-30"}, "First day: “2027-02-30” will not do"),
        (
            {"ends_on": "2027-01-03"},
            "Last day: must not be before the first day, 4 Jan 2027.",
        ),
        ({"pay_rate": "1e3"}, "Pay, dollars an hour: “1e3” will not do"),
        ({"openings": "0"}, "Openings: “0” will not do"),
        ({"zip": "123"}, "ZIP code: “123” will not do"),
        ({"facility": "Nowhere"}, "Facility: “Nowhere” will not do"),
        ({"facility": ""}, "State: expected a state whose rules are recorded"),
        ({"tasks": ["general", "magic"]}, "Tasks: “general;magic” will not do"),
        ({"client_requirements": ["CCMA"]}, "CCMA alone does not name the issuer"),
        ({"status": "maybe"}, "Status: “maybe” will not do"),
        ({"required_skills": "x" * 101}, "Skills required"),
        ({"specialty": "a\u202eb"}, "Specialty"),
    ],
)
def test_what_cannot_be_saved_is_told_at_its_field_and_all_else_is_kept(
    app: Flask, database: SQLAlchemy, changes: dict[str, Any], said: str
) -> None:
    make_facility("Alder Clinic")
    database.session.commit()
    answer = post(signed_in(app), "/assignments/new", {**TYPED, **changes})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in words(page)
    assert 'role="alert"' in page
    kept = fields_of(page)
    assert kept["pay_rate"] == changes.get("pay_rate", "31.5")
    assert kept["preferred_skills"] == "epic, phlebotomy, triage"
    assert database.session.scalar(select(func.count()).select_from(Assignment)) == 0


def test_a_reference_that_is_taken_is_told_at_its_field(app: Flask, database: SQLAlchemy) -> None:
    make_assignment("A-NEW", make_facility("Alder Clinic"), pay_rate=Decimal(1))
    database.session.commit()
    answer = post(signed_in(app), "/assignments/new", TYPED)
    assert answer.status_code == 422
    assert "There is an assignment A-NEW already." in words(answer.get_data(as_text=True))
    assert row(database).pay_rate == Decimal(1)


def test_a_form_that_somebody_else_has_overtaken_shows_what_was_changed_and_saves_nothing(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-1", make_facility("Alder Clinic"), pay_rate=Decimal(25))
    database.session.commit()
    client = signed_in(app)
    mine = {**TYPED, "opened": opened(client, "A-1"), "openings": "4"}
    theirs = {**mine, "pay_rate": "40"}
    assert post(signed_in(app, "admin"), "/assignments/A-1/edit", theirs).status_code == 302
    answer = post(client, "/assignments/A-1/edit", mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Pay, dollars an hour 25.00 40.00 31.5" in words(page)
    assert row(database, "A-1").pay_rate == Decimal(40)
    again = post(client, "/assignments/A-1/edit", fields_of(page))
    assert again.status_code == 302
    assert row(database, "A-1").pay_rate == Decimal("31.50")


@pytest.mark.parametrize("told", ["", "x", "[]", "null"])
def test_a_form_without_what_was_opened_is_refused(
    app: Flask, database: SQLAlchemy, told: str
) -> None:
    make_assignment("A-1")
    database.session.commit()
    answer = post(signed_in(app), "/assignments/A-1/edit", {**TYPED, "opened": told})
    assert answer.status_code == 422


def test_a_copy_takes_over_all_but_the_reference_and_the_status(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-1", make_facility("Alder Clinic"), status="filled", openings=7)
    database.session.commit()
    kept = fields_of(read(signed_in(app), "/assignments/new?like=A-1"))
    assert (kept["ref"], kept["status"]) == ("", "open")
    assert (kept["openings"], kept["facility"]) == ("7", "Alder Clinic")
    assert asked(signed_in(app), "/assignments/new?like=NONE").status_code == 404


# What follows


def preview(client: FlaskClient, data: Any, headers: Any = PARTIAL) -> str:
    answer = post(client, "/assignments/preview", data, headers)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def ready(client: FlaskClient, data: Any) -> str:
    """The preview when the facts are at hand."""
    preview(client, data)
    wait_until_ready()
    return words(f"<main>{preview(client, data)}</main>")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"client_requirements": []},
        {"pay_rate": "1"},
        {"required_skills": "juggling"},
        {"ends_on": "2027-02-10"},
        {"tasks": ["general", "venipuncture"], "state": "CA", "zip": "94103", "delegator": ""},
    ],
)
def test_a_preview_equals_the_match_after_saving(
    app: Flask, database: SQLAlchemy, changes: dict[str, Any]
) -> None:
    small_agency(app, people=4)
    client, data = signed_in(app), {**TYPED, **changes}
    foretold = ready(client, data)
    database.session.rollback()
    assert post(client, "/assignments/new", data).status_code == 302
    work_off(app)
    found = matches_of("A-NEW", tip())
    days = (row(database).ends_on - row(database).starts_on).days + 1
    assert f"{found.shortlist.eligible} would be eligible on all {days} days" in foretold
    verb = "is" if found.shortlist.near_misses == 1 else "are"
    assert f"{found.shortlist.near_misses} more {verb} one change away" in foretold
    for one in found.shortlist.to_confirm:
        assert one["question"] in foretold


def test_a_preview_of_an_edit_counts_without_those_who_are_placed_there(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    work = row(database, "A-1")
    certified("C-PLACED")
    matched(app)
    client = signed_in(app)
    data = {**TYPED, "editing": "A-1", "opened": opened(client, "A-1")}
    assert "4 would be eligible" in ready(client, data)
    placed = select(Candidate).where(Candidate.ref == "C-PLACED")
    make_placement(database.session.scalars(placed).one(), work, "confirmed")
    database.session.commit()
    assert "3 would be eligible" in ready(client, data)


def test_work_that_law_forbids_is_told_before_it_is_saved(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    data = {**TYPED, "state": "NJ", "zip": "07030", "tasks": ["general", "chemotherapy"]}
    told = ready(signed_in(app), data)
    reasons = matches_of("A-BLOCKED", tip()).shortlist.reasons
    assert "This work may not be given to anybody here" in told
    assert any(f"§ {one['citation']}" in told for one in reasons)
    assert "would be eligible" not in told


def test_the_law_that_follows_is_cited(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    data = {**TYPED, "state": "WA", "zip": "98101"}
    told = ready(signed_in(app), data)
    assert "§ Law, Washington" in told
    assert "§ RCW 18.360.040" in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"starts_on": "", "ends_on": ""}, "First day: fill it in"),
        ({"pay_rate": "much"}, "Pay, dollars an hour: “much” will not do"),
        ({"facility": "Nowhere"}, "Facility: there is none of that name yet"),
        ({"facility": ""}, "State: neither the assignment nor its facility names one"),
        ({"ends_on": "2026-02-01", "starts_on": "2026-01-01"}, "would be over already"),
    ],
)
def test_what_must_be_filled_in_first_is_said(
    app: Flask, database: SQLAlchemy, changes: dict[str, Any], said: str
) -> None:
    small_agency(app)
    ready(signed_in(app), TYPED)
    assert said in ready(signed_in(app), {**TYPED, **changes})


def test_the_reference_need_not_be_there_for_a_preview(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    assert "3 would be eligible" in ready(signed_in(app), {**TYPED, "ref": ""})


def test_without_a_script_the_whole_form_comes_back_with_what_follows(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    client = signed_in(app)
    ready(client, TYPED)
    page = preview(client, TYPED, PAGE)
    assert "3 would be eligible on all 87 days" in words(page)
    assert fields_of(page)["preferred_skills"] == "epic, phlebotomy, triage"


def test_without_a_run_what_is_asked_is_told_and_nobody_is_counted(
    app: Flask, database: SQLAlchemy
) -> None:
    make_facility("Alder Clinic")
    database.session.commit()
    told = words(f"<main>{preview(signed_in(app), TYPED)}</main>")
    assert "Nothing has been matched yet. So nobody can be counted." in told
    assert "BLS Provider (AHA) or BLS (Red Cross)" in told


def test_a_preview_saves_nothing_and_costs_few_queries_whatever_the_size(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app, people=2)
    client = signed_in(app)
    ready(client, TYPED)
    with counted(database) as few:
        preview(client, TYPED)
    for number in range(20):
        certified(f"M-{number}")
    matched(app)
    ready(client, TYPED)
    with counted(database) as many:
        preview(client, TYPED)
    assert len(many) == len(few) <= 12
    assert database.session.scalar(_number_of("A-NEW")) == 0


def _number_of(ref: str) -> Any:
    return select(func.count()).where(Assignment.ref == ref)


def test_what_is_typed_is_text_and_nothing_else(app: Flask, database: SQLAlchemy) -> None:
    make_facility("Alder Clinic")
    make_facility("<b>Bold</b>")
    database.session.commit()
    bad = '"><script>alert(1)</script>'
    client = signed_in(app)
    for address in ("/assignments/new", "/assignments/preview"):
        answer = post(client, address, {**TYPED, "facility": bad, "specialty": bad, "ref": bad})
        assert "<script>alert" not in answer.get_data(as_text=True)
        assert "<b>Bold" not in answer.get_data(as_text=True)


def test_only_who_may_write_sees_the_forms(app: Flask, database: SQLAlchemy) -> None:
    make_assignment("A-1")
    database.session.commit()
    reader = signed_in(app, "compliance")
    assert asked(reader, "/assignments/A-1/edit").status_code == 403
    for address in ("/assignments/new", "/assignments/A-1/edit", "/assignments/preview"):
        assert post(reader, address, TYPED).status_code == 403
    assert asked(signed_in(app), "/assignments/NONE/edit").status_code == 404
    assert json.loads(opened(signed_in(app), "A-1"))["ref"] == "A-1"
