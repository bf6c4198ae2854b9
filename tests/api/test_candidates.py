"""Candidates over HTTP: taken up, found, changed and listed."""

from __future__ import annotations

from flask import Flask

from tests.api.programs import Program, faults, made, told

WHOLE = {
    "ref": "C-0107",
    "first_name": "Amara",
    "last_name": "O’Brien",
    "email": "amara@example.org",
    "phone": "206 555 0107",
    "home_zip": "98101",
    "willing_states": ["WA", "OR"],
    "max_travel_miles": "25.5",
    "available_from": "2027-01-04",
    "unavailable": ["2027-02-01/2027-02-07"],
    "min_pay_rate": "24.50",
    "skills": ["EKG", "phlebotomy"],
    "years_experience": "3.5",
    "status": "active",
    "adult": True,
    "specialties": ["pediatrics"],
    "shifts": ["day", "night"],
    "roles": ["medical_assistant"],
    "career_goal": "patient_care_manager",
}


def test_what_was_sent_comes_back_and_can_be_sent_again(app: Flask) -> None:
    program = Program(app)
    first = made(program.post("/candidates", WHOLE))
    assert {name: first[name] for name in WHOLE} == WHOLE
    found = told(program.get("/candidates/C-0107"))
    assert found == first
    again = {name: value for name, value in found.items() if name not in ("ref", "changed_at")}
    assert told(program.patch("/candidates/C-0107", again)) == found


def test_blank_is_null_and_a_list_is_never_null(app: Flask) -> None:
    program = Program(app)
    found = made(program.post("/candidates", {"ref": "C-0001"}))
    assert found["email"] is None
    assert found["skills"] == []
    assert found["status"] == "active"


def test_the_answer_says_where_the_new_candidate_is(app: Flask) -> None:
    program = Program(app)
    answer = program.post("/candidates", {"ref": "C 1é"})
    found = program.get(answer.headers["Location"])
    assert told(found)["ref"] == "C 1é"
    assert found.headers["ETag"] == answer.headers["ETag"]


def test_a_change_leaves_alone_what_it_does_not_name(app: Flask) -> None:
    program = Program(app)
    before = made(program.post("/candidates", WHOLE))
    after = told(program.patch("/candidates/C-0107", {"home_zip": None, "skills": []}))
    assert after["home_zip"] is None
    assert after["skills"] == []
    kept = before.keys() - {"home_zip", "skills", "changed_at"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_a_reference_is_given_once(app: Flask) -> None:
    program = Program(app)
    made(program.post("/candidates", {"ref": "C-0001"}))
    assert program.post("/candidates", {"ref": "C-0001"}).status_code == 409
    assert faults(program.patch("/candidates/C-0001", {"ref": "C-2"})).keys() == {"ref"}


def test_who_is_not_there_is_not_found(app: Flask) -> None:
    program = Program(app)
    assert program.get("/candidates/C-0404").status_code == 404
    assert program.patch("/candidates/C-0404", {"phone": "1"}).status_code == 404


def test_a_list_is_filtered_by_status_and_state(app: Flask) -> None:
    program = Program(app)
    for ref, states, status in (
        ("C-1", ["WA"], "active"),
        ("C-2", ["OR"], "active"),
        ("C-3", ["OR", "WA"], "archived"),
    ):
        made(program.post("/candidates", {"ref": ref, "willing_states": states, "status": status}))

    def refs(query: str) -> list[str]:
        return [one["ref"] for one in told(program.get(f"/candidates{query}"))["items"]]

    assert refs("") == ["C-1", "C-2", "C-3"]
    assert refs("?state=WA") == ["C-1", "C-3"]
    assert refs("?status=active&state=WA") == ["C-1"]
