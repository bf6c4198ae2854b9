"""ETags: who has a thing need not load it again, and no change undoes another unseen."""

from __future__ import annotations

import threading
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from tests.api.documented import whole
from tests.api.programs import Program, made, told


def with_candidate(app: Flask) -> Program:
    program = Program(app, "admin")
    made(program.post("/candidates", {"ref": "C-1", "phone": "1"}))
    return program


def test_who_has_it_already_is_answered_without_it(app: Flask) -> None:
    program = with_candidate(app)
    etag = program.get("/candidates/C-1").headers["ETag"]
    assert not etag.startswith("W/")
    again = program.get("/candidates/C-1", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag


def test_a_change_makes_another_etag(app: Flask) -> None:
    program = with_candidate(app)
    etag = program.get("/candidates/C-1").headers["ETag"]
    changed = program.patch("/candidates/C-1", {"phone": "2"})
    assert changed.headers["ETag"] != etag
    found = program.get("/candidates/C-1", headers={"If-None-Match": etag})
    assert told(found)["phone"] == "2"
    assert found.headers["ETag"] == changed.headers["ETag"]


def test_a_change_of_what_has_changed_since_is_refused_and_does_nothing(app: Flask) -> None:
    program = with_candidate(app)
    etag = program.get("/candidates/C-1").headers["ETag"]
    told(program.patch("/candidates/C-1", {"phone": "2"}, headers={"If-Match": etag}))
    late = program.patch("/candidates/C-1", {"phone": "3"}, headers={"If-Match": etag})
    assert late.status_code == 412
    assert late.mimetype == "application/problem+json"
    assert told(program.get("/candidates/C-1"))["phone"] == "2"


@pytest.mark.parametrize("said", ['"nonsense"', 'W/"nonsense"', '"a", "b"'])
def test_an_if_match_that_nothing_has_changes_nothing(app: Flask, said: str) -> None:
    program = with_candidate(app)
    answer = program.patch("/candidates/C-1", {"phone": "2"}, headers={"If-Match": said})
    assert answer.status_code == 412
    assert told(program.get("/candidates/C-1"))["phone"] == "1"


@pytest.mark.parametrize("said", ["abc", "", '"abc', '"a" "b"', "W/abc"])
def test_an_if_match_that_is_no_etag_is_told_to_be_none(app: Flask, said: str) -> None:
    program = with_candidate(app)
    answer = program.patch("/candidates/C-1", {"phone": "2"}, headers={"If-Match": said})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["detail"].startswith("If-Match: expected * or the ETag")
    assert told(program.get("/candidates/C-1"))["phone"] == "1"


def test_an_if_match_is_documented_as_it_is_read(app: Flask) -> None:
    shape = whole(app)["components"]["parameters"]["IfMatch"]["schema"]
    for said in ("*", '"nonsense"', 'W/"nonsense"', '"a", "b"'):
        assert jsonschema_rs.is_valid(shape, said), said
    for said in ("abc", "", '"abc', '"a" "b"', "W/abc"):
        assert not jsonschema_rs.is_valid(shape, said), said


def test_a_star_matches_whatever_is_there(app: Flask) -> None:
    program = with_candidate(app)
    told(program.patch("/candidates/C-1", {"phone": "2"}, headers={"If-Match": "*"}))


def test_without_if_match_the_last_one_wins(app: Flask) -> None:
    program = with_candidate(app)
    told(program.patch("/candidates/C-1", {"phone": "2"}))
    assert told(program.patch("/candidates/C-1", {"phone": "3"}))["phone"] == "3"


def test_of_two_changes_of_one_state_at_once_one_is_made(app: Flask) -> None:
    program = with_candidate(app)
    etag = program.get("/candidates/C-1").headers["ETag"]
    statuses = at_once(
        lambda phone: (
            program.patch(
                "/candidates/C-1", {"phone": phone}, headers={"If-Match": etag}
            ).status_code
        ),
        ("2", "3"),
    )
    assert sorted(statuses) == [200, 412]


def test_what_has_changed_since_is_not_removed(app: Flask) -> None:
    program = with_candidate(app)
    credit = {"code": "CMA-AAMA", "units": "5"}
    path = f"/ce-credits/{made(program.post('/candidates/C-1/ce-credits', credit))['id']}"
    etag = program.get(path).headers["ETag"]
    told(program.patch(path, {"units": "6"}))
    assert program.delete(path, headers={"If-Match": etag}).status_code == 412
    now = program.get(path).headers["ETag"]
    gone = program.delete(path, headers={"If-Match": now})
    assert (gone.status_code, gone.data) == (204, b"")
    assert program.get(path).status_code == 404


def at_once(act: Any, arguments: tuple[Any, ...]) -> list[Any]:
    """What ``act`` returns for each argument, all called at the same time."""
    ready = threading.Barrier(len(arguments))
    results: list[Any] = []

    def run(argument: Any) -> None:
        ready.wait()
        results.append(act(argument))

    threads = [threading.Thread(target=run, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
