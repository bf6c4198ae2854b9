"""Pins and exclusions: made once, found, taken back, and told what became of them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from agency.extensions import db
from agency.matching.actions import match
from agency.settings import today
from tests.api.documented import misfits
from tests.api.programs import Program, faults, made, told
from tests.builders import make_candidate
from tests.matching.test_allocating import somebody, work

WISH: dict[str, Any] = {
    "candidate_ref": "C-BOTH",
    "assignment_ref": "A-TX",
    "kind": "pin",
    "reason": "The client asked for her",
}


@pytest.fixture
def matched(app: Flask) -> Flask:
    with app.app_context():
        work("A-TX")
        work("A-OK", state="OK")
        somebody("C-BOTH", "15", ("TX", "OK"))
        somebody("C-TEXAN", "24")
        make_candidate("C-NOBODY")
        again()
    return app


def again() -> None:
    db.session.commit()
    match(today())


def run_of(program: Program) -> int:
    items = told(program.get("/match-runs"))["items"]
    return int(items[0]["run"])


def test_a_pin_goes_round(matched: Flask) -> None:
    program = Program(matched)
    answer = program.post("/pins", WISH, headers={"Idempotency-Key": "once"})
    pin = made(answer)
    assert {name: pin[name] for name in WISH} == WISH
    said = {"foreseen": None, "overlaps": None, "says": "The next match chooses by it."}
    assert {name: pin.pop(name) for name in said} == said
    assert misfits(matched, "POST", answer) == []
    again = made(program.post("/pins", WISH, headers={"Idempotency-Key": "once"}))
    assert again == pin | said
    assert program.post("/pins", WISH).status_code == 409
    path = answer.headers["Location"]
    assert told(program.get(path)) == pin
    for query, count in (("", 1), ("?kind=exclusion", 0), ("?candidate=C-BOTH", 1)):
        assert len(told(program.get(f"/pins{query}"))["items"]) == count
    assert len(told(program.get("/pins?assignment=A-OK"))["items"]) == 0
    late = program.delete(path, headers={"If-Match": '"other"'})
    assert late.status_code == 412
    assert program.delete(path, headers={"If-Match": answer.headers["ETag"]}).status_code == 204
    assert program.delete(path).status_code == 404


def test_what_will_keep_a_pin_from_being_kept_is_told_when_it_is_made(matched: Flask) -> None:
    program = Program(matched)
    answer = program.post("/pins", WISH | {"candidate_ref": "C-TEXAN", "assignment_ref": "A-OK"})
    assert misfits(matched, "POST", answer) == []
    pin = made(answer)
    assert pin["foreseen"] == "not_eligible"
    assert pin["says"].startswith("Cannot be kept as it stands: she was not eligible here")


def test_who_is_pinned_or_excluded_is_marked_in_the_matches(matched: Flask) -> None:
    program = Program(matched)
    made(program.post("/pins", WISH))
    made(program.post("/pins", WISH | {"candidate_ref": "C-TEXAN", "kind": "exclusion"}))
    for ref, wishes in (
        ("A-TX", {"C-BOTH": "pin", "C-TEXAN": "exclusion"}),
        ("A-OK", {"C-BOTH": None}),
    ):
        answer = program.get(f"/assignments/{ref}/matches?verdict=eligible")
        assert misfits(matched, "GET", answer) == []
        assert {one["candidate"]: one["wish"] for one in told(answer)["matches"]} == wishes


def test_what_became_of_it_is_told_with_the_run(matched: Flask) -> None:
    program = Program(matched)
    made(program.post("/pins", WISH))
    refused = {"candidate_ref": "C-NOBODY", "kind": "pin", "reason": None}
    made(program.post("/pins", WISH | refused))
    before = run_of(program)
    assert told(program.get(f"/match-runs/{before}/allocation"))["stale"] is True
    with matched.app_context():
        again()
    run = run_of(program)
    assert run != before
    choice = program.get(f"/match-runs/{run}/allocation")
    said = told(choice)
    assert misfits(matched, "GET", choice) == []
    assert (said["pins_kept"], said["pins_not_kept"], said["exclusions_kept"]) == (1, 1, 0)
    assert [one["candidate"] for one in said["items"]] == ["C-BOTH"]
    outcomes = {
        one["candidate_ref"]: (one["outcome"], one["says"])
        for one in told(program.get(f"/match-runs/{run}/pins"))["items"]
    }
    assert outcomes == {
        "C-BOTH": ("kept", "Kept: she is proposed here."),
        "C-NOBODY": ("not_eligible", "Cannot be kept: she was not eligible here."),
    }
    here = program.get("/assignments/A-TX/allocation")
    assert misfits(matched, "GET", here) == []
    assert {one["outcome"] for one in told(here)["pins"]} == {"kept", "not_eligible"}


def test_the_exact_price_of_a_pair_is_what_the_pin_then_costs(matched: Flask) -> None:
    program = Program(matched)
    address = "/assignments/A-TX/allocation/C-BOTH"
    answer = program.get(address)
    price = told(answer)
    assert misfits(matched, "GET", answer) == []
    assert (price["standing"], price["exact"], price["fewer_filled"]) == ("priced", True, 1)
    before = told(program.get(f"/match-runs/{run_of(program)}/allocation"))["objective"]
    made(program.post("/pins", WISH))
    with matched.app_context():
        again()
    after = told(program.get(f"/match-runs/{run_of(program)}/allocation"))["objective"]
    assert price["costs"] == pytest.approx(before - after)
    assert told(program.get(address))["standing"] == "proposed"
    for wrong in ("/assignments/A-0/allocation/C-BOTH", "/assignments/A-TX/allocation/C-0"):
        assert program.get(wrong).status_code == 404


def test_pairs_who_would_rather_have_each_other_are_listed(matched: Flask) -> None:
    program = Program(matched)
    told(program.patch("/assignments/A-OK", {"pay_rate": "20.00"}))
    with matched.app_context():
        again()
    run = run_of(program)
    assert told(program.get(f"/match-runs/{run}/allocation"))["unsettled"] == 1
    answer = program.get(f"/match-runs/{run}/unsettled-pairs")
    (pair,) = told(answer)["items"]
    assert misfits(matched, "GET", answer) == []
    assert (pair["assignment"], pair["candidate"]) == ("A-TX", "C-BOTH")
    assert pair["instead_of"] == [{"assignment": "A-OK", "pay_rate": "20.00"}]
    assert pair["displaces"]["candidate"] == "C-TEXAN"


def test_what_is_wrong_is_told_by_field(matched: Flask) -> None:
    program = Program(matched)
    said = faults(program.post("/pins", {"candidate_ref": "C-0", "kind": "perhaps", "why": 1}))
    assert said.keys() == {"assignment_ref", "kind", "why"}
    assert (
        "on file" in faults(program.post("/pins", WISH | {"candidate_ref": "C-0"}))["candidate_ref"]
    )


def test_a_specialist_pins_nobody(matched: Flask) -> None:
    assert Program(matched, "compliance").post("/pins", WISH).status_code == 403
    assert Program(matched, scopes=["matches:read"]).post("/pins", WISH).status_code == 403
    assert Program(matched, scopes=["matches:read"]).get("/pins").status_code == 200
