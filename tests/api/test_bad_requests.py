"""What cannot be meant is refused with a reason, whatever it is; nothing of it is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from agency.candidates.models import Candidate
from agency.extensions import db
from tests.api.programs import Program, faults, made

JSON = "application/json"


def sent(program: Program, body: bytes | str, kind: str = JSON, **headers: str) -> TestResponse:
    return program.send(
        "POST",
        "/candidates",
        data=body,
        headers={"Content-Type": kind, **headers},
    )


def candidates(app: Flask) -> int | None:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Candidate))


DOCUMENTS = [
    (b"", 400),
    (b"   ", 400),
    (b"{", 400),
    (b"[" * 20_000, 400),
    (b'{"ref": "C-1", "skills": ' + b"[" * 40 + b"]" * 40 + b"}", 400),
    ('{"ref": "C-1"}'.encode("utf-16"), 400),
    (b'{"ref": "C-\xff"}', 400),
    (b'{"ref": "' + b"x" * 1_000_001 + b'"}', 413),
    (b"[]", 422),
    (b'"C-1"', 422),
    (b"null", 422),
    (b'{"ref": "C-1", "ref": "C-2"}', 422),
    (b'{"ref": "C-1", "years_experience": NaN}', 422),
    (b'{"ref": "C-1", "years_experience": 1e999}', 422),
    (b'{"ref": "C-1\\u0000"}', 422),
    (b'{"ref": "\\ud800"}', 422),
]


@pytest.mark.parametrize(
    ("body", "status"), DOCUMENTS, ids=[str(at) for at in range(len(DOCUMENTS))]
)
def test_a_document_that_is_none_is_refused(app: Flask, body: bytes, status: int) -> None:
    answer = sent(Program(app), body)
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"]
    assert candidates(app) == 0


REFUSED: list[tuple[str, Any]] = [
    ("ref", None),
    ("ref", ""),
    ("ref", "  "),
    ("ref", 7),
    ("ref", "a/b"),
    ("ref", ".."),
    ("ref", "x" * 41),
    ("ref", ["C-1"]),
    ("first_name", True),
    ("first_name", "\u202ereversed"),
    ("first_name", "x" * 201),
    ("email", "nobody"),
    ("email", ""),
    ("home_zip", 2134),
    ("home_zip", "2134"),
    ("home_zip", "021345"),
    ("willing_states", "TX;OK"),
    ("willing_states", ["Texas"]),
    ("willing_states", ["tx"]),
    ("willing_states", [None]),
    ("willing_states", {}),
    ("max_travel_miles", 25),
    ("max_travel_miles", "1_000"),
    ("max_travel_miles", "\uff11\uff12"),
    ("max_travel_miles", "1e3"),
    ("max_travel_miles", "25.55"),
    ("max_travel_miles", "100000"),
    ("max_travel_miles", "-1"),
    ("available_from", "20270104"),
    ("available_from", "2027-W09-1"),
    ("available_from", "2027-02-30"),
    ("available_from", "1066-10-14"),
    ("available_from", "2027-01-04T00:00:00Z"),
    ("available_from", "infinity"),
    ("available_from", 20270104),
    ("unavailable", ["2027-02-07/2027-02-01"]),
    ("unavailable", ["2027-02-01"]),
    ("unavailable", "2027-02-01/2027-02-07"),
    ("unavailable", ["2027-02-01/2027-02-07"] * 201),
    ("min_pay_rate", 24.5),
    ("min_pay_rate", "$24.50"),
    ("min_pay_rate", "24.505"),
    ("min_pay_rate", ""),
    ("skills", ["a;b"]),
    ("skills", ["  "]),
    ("skills", [["EKG"]]),
    ("skills", [1]),
    ("skills", ["s"] * 501),
    ("years_experience", 10**30),
    ("status", "Active"),
    ("status", " active"),
    ("status", ""),
    ("adult", "yes"),
    ("adult", 1),
    ("shifts", ["dawn"]),
    ("roles", ["surgeon"]),
    ("career_goal", "surgeon"),
    ("id", 7),
    ("changed_at", "2026-11-24T12:00:00+00:00"),
    ("__class__", "Candidate"),
    ("verified", True),
]


@pytest.mark.parametrize(
    ("field", "value"), REFUSED, ids=[f"{at}-{field}" for at, (field, _) in enumerate(REFUSED)]
)
def test_a_value_that_is_not_as_documented_is_refused_by_its_field(
    app: Flask, field: str, value: Any
) -> None:
    body = {"ref": "C-0001", "last_name": "Lindqvist", field: value}
    found = faults(Program(app).post("/candidates", body))
    assert found.keys() == {field}
    assert found[field]
    assert candidates(app) == 0


def test_every_problem_of_a_body_is_told_at_once(app: Flask) -> None:
    found = faults(Program(app).post("/candidates", {"adult": "no", "shifts": ["dawn"], "x": 1}))
    assert found.keys() == {"ref", "adult", "shifts", "x"}
    assert found["adult"] == "true or false, or null"


def test_a_field_that_is_needed_and_not_sent_is_said_to_be_missing(app: Flask) -> None:
    answer = Program(app).post("/candidates", {})
    (fault,) = answer.get_json()["errors"]
    wanted = "a reference such as C-0107; it is missing"
    assert fault == {"field": "ref", "value": "", "expected": wanted}
    assert answer.get_json()["detail"] == f"ref: expected {wanted}."


def test_a_field_that_is_needed_and_blank_is_said_to_be_blank(app: Flask) -> None:
    for blank in (None, "", "  "):
        answer = Program(app).post("/candidates", {"ref": blank})
        (fault,) = answer.get_json()["errors"]
        assert fault["value"] == blank
        assert fault["expected"] == "a reference such as C-0107; it is blank"


def test_a_change_need_not_say_what_stays(app: Flask) -> None:
    program = Program(app)
    made(program.post("/candidates", {"ref": "C-1"}))
    work = {"ref": "A-1", "state": "TX", "starts_on": "2098-01-04", "ends_on": "2098-03-31"}
    made(program.post("/assignments", work))
    assert program.patch("/assignments/A-1", {"openings": 2}).status_code == 200
    found = faults(program.patch("/assignments/A-1", {"openings": 0, "ends_on": "soon"}))
    assert found.keys() == {"openings", "ends_on"}


def test_a_number_where_its_text_is_asked_for_is_told_to_be_a_number(app: Flask) -> None:
    answer = Program(app).post("/candidates", {"ref": "C-1", "max_travel_miles": 50})
    (fault,) = answer.get_json()["errors"]
    assert fault["value"] == 50
    assert fault["expected"].startswith("a number as text, from 0 to 99999.9")
    assert fault["expected"].endswith('such as "50", or null; 50 was sent as a JSON number')
    found = faults(Program(app).post("/candidates", {"ref": "C-1", "home_zip": 2134}))
    assert found["home_zip"] == "text, or null; 2134 was sent as a JSON number"


@pytest.mark.parametrize(
    ("value", "echo"),
    [
        (True, True),
        (24.5, 24.5),
        (["dawn", 1], ["dawn", 1]),
        ({"a": [None]}, {"a": [None]}),
        (10**30, 1e30),
        (["x" * 40] * 3, f'["{"x" * 40}", "{"x" * 34}…'),
    ],
)
def test_what_is_no_text_is_told_as_json(app: Flask, value: Any, echo: Any) -> None:
    answer = Program(app).post("/candidates", {"ref": "C-1", "phone": value})
    (fault,) = answer.get_json()["errors"]
    assert (fault["value"], type(fault["value"])) == (echo, type(echo))


@pytest.mark.parametrize("number", ["1e999", "0.1000000000000000055511151231257827", "1" * 5000])
def test_a_number_that_few_programs_can_read_is_told_as_text(app: Flask, number: str) -> None:
    answer = sent(Program(app), f'{{"ref": "C-1", "phone": {number}}}')
    (fault,) = answer.get_json()["errors"]
    assert fault["field"] == "phone"
    assert isinstance(fault["value"], str)


def test_days_in_the_wrong_order_are_told_with_all_that_is_wrong(app: Flask) -> None:
    work = {"ref": "A-1", "starts_on": "2027-05-03", "ends_on": "2027-04-30", "openings": 0}
    found = faults(Program(app).post("/assignments", work))
    assert found.keys() == {"ends_on", "openings"}
    assert found["ends_on"] == "a day not before starts_on, which is 2027-05-03"
    found = faults(Program(app).post("/assignments", work | {"starts_on": "soon", "no_key": 1}))
    assert found.keys() == {"starts_on", "openings", "no_key"}


def test_a_change_is_told_with_what_is_on_file_all_that_is_wrong(app: Flask) -> None:
    program = Program(app, "compliance")
    recruiter = Program(app)
    work = {"ref": "A-1", "state": "TX", "starts_on": "2027-05-03", "ends_on": "2027-05-30"}
    made(recruiter.post("/assignments", work))
    both = {"starts_on": "2027-05-05", "ends_on": "2027-05-04", "openings": 0}
    found = faults(recruiter.patch("/assignments/A-1", both))
    assert found.keys() == {"ends_on", "openings"}
    assert found["ends_on"] == "a day not before starts_on, which is 2027-05-05"
    found = faults(recruiter.patch("/assignments/A-1", {"ends_on": "2027-05-01", "no_key": 1}))
    assert found["ends_on"] == "a day not before starts_on, which is 2027-05-03"
    assert found.keys() == {"ends_on", "no_key"}
    # What is to be instead of the first day is not known, so nothing is told of the last.
    found = faults(recruiter.patch("/assignments/A-1", both | {"starts_on": "soon"}))
    assert found.keys() == {"starts_on", "openings"}
    assert faults(recruiter.patch("/assignments/A-2", both), 422).keys() == {"openings"}

    made(recruiter.post("/candidates", {"ref": "C-1"}))
    held = {"code": "CMA-AAMA", "issued_on": "2026-01-01", "expires_on": "2028-01-01"}
    id = made(program.post("/candidates/C-1/credentials", held))["id"]
    found = faults(program.patch(f"/credentials/{id}", {"expires_on": "2025-01-01", "x": 1}))
    assert found.keys() == {"expires_on", "x"}
    learned = {"kind": "education", "topic": "high_school"}
    id = made(program.post("/candidates/C-1/trainings", learned))["id"]
    found = faults(program.patch(f"/trainings/{id}", {"topic": "phlebotomy", "hours": -1}))
    assert found.keys() == {"topic", "hours"}

    pair = {"candidate_ref": "C-1", "assignment_ref": "A-1", "stage": "offered"}
    id = made(recruiter.post("/placements", pair))["id"]
    found = faults(recruiter.patch(f"/placements/{id}", {"ends_on": "2027-05-01", "stage": "x"}))
    assert found.keys() == {"ends_on", "stage"}


def test_fields_keep_their_names_in_the_sentence(app: Flask) -> None:
    body = {"ref": "C-1", "foo": 1}
    detail = Program(app).post("/candidates", body).get_json()["detail"]
    assert detail.startswith("foo: 1: expected one of the keys")
    detail = Program(app).post("/candidates", []).get_json()["detail"]
    assert detail == "The body: []: expected an object."
    detail = Program(app).get("/candidates?limit=0").get_json()["detail"]
    assert detail.startswith('limit: "0": expected a whole number')


def test_a_fault_tells_the_value_as_it_was_sent(app: Flask) -> None:
    answer = Program(app).post("/candidates", {"ref": "C-1", "career_goal": "surgeon"})
    (fault,) = answer.get_json()["errors"]
    assert fault["value"] == "surgeon"
    assert fault["expected"].startswith("one of medical_assistant")


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("text/plain", {}),
        ("application/x-www-form-urlencoded", {}),
        ("application/json; charset=utf-16", {}),
        ("application/vnd.api+json", {}),
        ("", {}),
        (JSON, {"Content-Encoding": "gzip"}),
    ],
    ids=["text", "form", "utf-16", "vendor", "none", "gzip"],
)
def test_a_body_that_is_no_plain_json_is_a_415(
    app: Flask, kind: str, headers: dict[str, str]
) -> None:
    answer = sent(Program(app), b'{"ref": "C-1"}', kind, **headers)
    assert answer.status_code == 415
    assert "JSON" in answer.text.upper() or "gzip" in answer.text
    assert candidates(app) == 0


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=101",
        "limit=1e9",
        "limit=abc",
        "limit=",
        "limit=1&limit=2",
        "limit=%201",
        "status=ACTIVE",
        "status=",
        "state=ZZ",
        "state=WA&state=OR",
        "sort=password",
        "offset=10",
    ],
)
def test_a_query_that_means_nothing_is_refused_by_its_parameter(app: Flask, query: str) -> None:
    found = faults(Program(app).get(f"/candidates?{query}"))
    assert found.keys() == {query.partition("=")[0]}


def test_a_parameter_where_none_is_known_is_refused(app: Flask) -> None:
    made(Program(app).post("/candidates", {"ref": "C-1"}))
    assert faults(Program(app).get("/candidates/C-1?verbose=1")).keys() == {"verbose"}


@pytest.mark.parametrize(
    "path",
    [
        "/credentials/0",
        "/credentials/-1",
        "/credentials/2147483648",
        f"/credentials/{10**30}",
        "/credentials/1e1",
        "/credentials/0x1",
        "/candidates/C-1%00",
        "/candidates/%E2%80%AEC-1",
        "/candidates/%20C-1",
        "/candidates/a;b",
        f"/candidates/{'x' * 41}",
        "/rulebook/states/ZZ",
        "/rulebook/states/%00",
    ],
)
def test_an_address_of_nothing_is_not_found(app: Flask, path: str) -> None:
    answer = Program(app).get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE"])
def test_another_method_is_a_405_that_says_which_there_are(app: Flask, method: str) -> None:
    answer = Program(app).send(method, "/candidates")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


def test_nobody_is_answered_without_a_token(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/api/v1/candidates")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    wrong = client.get("/api/v1/candidates", headers={"Authorization": "Bearer nonsense"})
    assert wrong.status_code == 401


def test_a_method_that_a_header_names_is_not_the_method(app: Flask) -> None:
    program = Program(app, "admin")
    made(program.post("/candidates", {"ref": "C-1"}))
    answer = program.get("/candidates/C-1", headers={"X-HTTP-Method-Override": "PATCH"})
    assert answer.status_code == 200


def test_names_are_kept_as_they_are_given(app: Flask) -> None:
    program = Program(app)
    for at, name in enumerate(
        ["O'Brien", "Nguyễn", "X", "Null", "Robert'); DROP TABLE candidates", "<script>", "{{7*7}}"]
    ):
        body = json.dumps({"ref": f"C-{at}", "last_name": name}, ensure_ascii=False)
        assert made(sent(program, body.encode()))["last_name"] == name
