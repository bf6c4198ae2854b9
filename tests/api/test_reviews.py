"""The review desk as a program has it: what waits, a hold, a decision taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from agency import clock
from agency.accounts.actions.users import add_user
from agency.extensions import db
from agency.verification.actions import take
from tests.api.documented import misfits
from tests.api.programs import Program, told
from tests.builders import make_candidate, make_credential, make_document
from tests.signing_in import TESTER


@pytest.fixture
def waiting(app: Flask) -> list[int]:
    """The ids of three that wait, one of each of three candidates."""
    with app.app_context():
        people = [make_candidate(f"C-{n}") for n in range(3)]
        papers = [make_credential(one, "BLS-AHA", evidence="documented") for one in people]
        ids = [make_document(paper).credential_id for paper in papers]
        db.session.commit()
    return ids


def test_what_waits_comes_in_pages_in_its_order(app: Flask, waiting: list[int]) -> None:
    program = Program(app, "compliance")
    first = program.get("/reviews?limit=2")
    assert misfits(app, "GET", first) == []
    rest = told(program.get(f"/reviews?limit=2&after={told(first)['next']}"))
    items = [*told(first)["items"], *rest["items"]]
    assert [one["credential_id"] for one in items] == waiting
    assert [one["place"] for one in items] == [1, 2, 3]
    assert rest["next"] is None


def test_a_credential_is_held_by_one_and_let_go(app: Flask, waiting: list[int]) -> None:
    program = Program(app, "compliance")
    held = program.post(f"/credentials/{waiting[0]}/hold")
    assert told(held)["credential_id"] == waiting[0]
    assert misfits(app, "POST", held) == []
    with app.app_context():
        other = add_user({"email": "o@s.org", "name": "Ola", "role": "compliance"}, TESTER).id
        assert not take(waiting[0], other)
    assert program.delete(f"/credentials/{waiting[0]}/hold").status_code == 204
    assert program.delete(f"/credentials/{waiting[0]}/hold").status_code == 204
    with app.app_context():
        assert take(waiting[0], other)
    refused = program.post(f"/credentials/{waiting[0]}/hold")
    assert refused.status_code == 409
    assert told(program.get("/reviews"))["items"][0]["held_by"] == "Ola"
    assert program.post("/credentials/999/hold").status_code == 404


def test_a_decision_is_taken_back_for_some_minutes(
    app: Flask, waiting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    program, path = Program(app, "compliance"), f"/credentials/{waiting[0]}/review"
    assert told(program.post(path, {"decision": "verify"}))["evidence"] == "reviewed"
    undone = program.post(f"{path}/undo")
    assert told(undone)["evidence"] == "documented"
    assert misfits(app, "POST", undone) == []
    assert program.post(f"{path}/undo").status_code == 404
    told(program.post(path, {"decision": "verify"}))
    late = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    refused = program.post(f"{path}/undo")
    assert refused.status_code == 422
    assert "minutes ago" in refused.get_json()["detail"]
