"""The page of recorded entries: reading them, recording, and taking back."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency.audit.models import AuditEntry
from agency.extensions import db
from agency.standards.models import RuleEntry
from agency.standards.queries import standing
from tests.builders import make_facility
from tests.signing_in import signed_in
from tests.standards.entries import BLS, FACILITIES, no_longer_understood, saved

PAGE = "/rulebook/standards"
DRAFT = """
[[requirement]]
id = "agency-flu"
says = "Hold a life-support card & more"
in_force = 2026-01-01
needs = { holds = ["BLS-AHA"] }
effect = "require"
"""


def recorded(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        return [(row.rule_id, row.made_by, row.why) for row in standing()]


def record(client: FlaskClient, draft: str = DRAFT, why: str = "a client asked") -> TestResponse:
    return client.post(PAGE, data={"draft": draft, "why": why})


def test_what_is_recorded_stands_there_with_who_and_why(app: Flask) -> None:
    with app.app_context():
        saved(BLS, by="Noor", why="too many lapses")
    text = signed_in(app).get(PAGE).text
    assert "Hold life support" in text
    assert "Saved by Noor" in text
    assert "too many lapses" in text
    assert "In force" in text


def test_where_nothing_is_recorded_that_is_said(app: Flask) -> None:
    assert "Nothing is recorded" in signed_in(app).get(PAGE).text


def test_an_administrator_records_an_entry_by_her_name(app: Flask) -> None:
    client = signed_in(app, "admin")
    answer = record(client)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert recorded(app) == [("agency-flu", "admin@example.org", "a client asked")]
    text = client.get(PAGE).text
    assert "1 entry recorded. A new match follows by itself." in text
    assert "Hold a life-support card &amp; more" in text
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.actor_kind, entry.action) == ("user", "recorded")
        assert entry.actor_user_id is not None


def test_entries_come_in_a_file_as_well(app: Flask) -> None:
    file = (BytesIO(DRAFT.encode("utf-8-sig")), "flu.toml")
    answer = signed_in(app, "admin").post(PAGE, data={"file": file, "why": "so", "draft": ""})
    assert answer.status_code == 303
    assert [rule for rule, *_ in recorded(app)] == ["agency-flu"]


@pytest.mark.parametrize(
    ("draft", "why", "says"),
    [
        ("", "so", "nothing was saved"),
        ("id = ", "so", "line 1: a value is text in quotes"),
        (DRAFT.replace("BLS-AHA", "NO-SUCH"), "so", "NO-SUCH"),
        (DRAFT, " ", "why: expected"),
        (
            DRAFT.replace("agency-flu", "facility-flu").replace(
                "effect", 'facility = "Nowhere"\neffect'
            ),
            "so",
            "there is no facility",
        ),
    ],
)
def test_what_cannot_be_recorded_is_told_and_nothing_typed_is_lost(
    app: Flask, draft: str, why: str, says: str
) -> None:
    answer = record(signed_in(app, "admin"), draft, why)
    assert answer.status_code == 422
    assert says in answer.text
    if "requirement" in draft:
        assert "Hold a life-support card &amp; more" in answer.text
    assert recorded(app) == []


def test_a_file_that_is_no_text_is_refused(app: Flask) -> None:
    data = {"file": (BytesIO(b"\xff\xfe\x00"), "picture.toml"), "why": "so"}
    answer = signed_in(app, "admin").post(PAGE, data=data)
    assert answer.status_code == 422
    assert "a text file in UTF-8" in answer.text


def test_a_text_that_is_too_long_is_refused(app: Flask) -> None:
    answer = record(signed_in(app, "admin"), "#" * 300_001)
    assert answer.status_code == 422
    assert "at most 300,000 characters" in answer.text


def test_an_entry_is_taken_back_with_a_reason_and_stays_on_record(app: Flask) -> None:
    with app.app_context():
        saved(BLS, BLS | {"id": "agency-other"})
    client = signed_in(app, "admin")
    data = {"rule_id": BLS["id"], "in_force": "2026-01-01", "why": "too strict"}
    assert client.post(f"{PAGE}/withdrawal", data=data).status_code == 303
    assert [rule for rule, *_ in recorded(app)] == ["agency-other"]
    assert "too strict" not in client.get(PAGE).text
    text = client.get(f"{PAGE}?all=1").text
    assert "Withdrawn by admin@example.org" in text
    assert "too strict" in text


def test_a_standard_is_taken_back_at_its_facility_alone(app: Flask) -> None:
    at = BLS | {"id": "facility-card"}
    with app.app_context():
        saved(*(at | {"facility": name} for name in FACILITIES))
    data = {"rule_id": "facility-card", "facility": FACILITIES[0], "why": "so"}
    assert signed_in(app, "admin").post(f"{PAGE}/withdrawal", data=data).status_code == 303
    with app.app_context():
        assert [row.facility for row in standing()] == [FACILITIES[1]]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"rule_id": "agency-nothing", "why": "so"}, "agency-nothing"),
        ({"rule_id": BLS["id"], "why": ""}, "why: expected"),
        ({"why": "so"}, "rule_id: expected"),
        ({"rule_id": BLS["id"], "in_force": "soon", "why": "so"}, "in_force: expected"),
    ],
)
def test_what_cannot_be_taken_back_is_told(app: Flask, data: dict[str, str], says: str) -> None:
    with app.app_context():
        saved(BLS)
    answer = signed_in(app, "admin").post(f"{PAGE}/withdrawal", data=data)
    assert answer.status_code == 422
    assert says in answer.text
    assert len(recorded(app)) == 1


def test_an_entry_that_cannot_be_read_can_be_taken_back(app: Flask) -> None:
    with app.app_context():
        no_longer_understood(*saved(BLS))
    client = signed_in(app, "admin")
    assert "Cannot be read" in client.get(PAGE).text
    data = {"rule_id": BLS["id"], "why": "not understood any more"}
    assert client.post(f"{PAGE}/withdrawal", data=data).status_code == 303
    assert recorded(app) == []


@pytest.mark.parametrize("role", ["recruiter", "compliance"])
def test_only_an_administrator_records_and_takes_back(app: Flask, role: str) -> None:
    with app.app_context():
        saved(BLS)
    client = signed_in(app, role)
    assert "An administrator can record entries" in client.get(PAGE).text
    assert record(client).status_code == 403
    data = {"rule_id": BLS["id"], "why": "so"}
    assert client.post(f"{PAGE}/withdrawal", data=data).status_code == 403
    with app.app_context():
        assert [row.rule_id for row in db.session.scalars(select(RuleEntry))] == [BLS["id"]]


def test_nothing_is_recorded_by_a_form_of_another_site(app: Flask) -> None:
    assert record(signed_in(app, "admin", csrf=False)).status_code == 400
    assert recorded(app) == []


def test_a_facility_of_ours_may_be_named(app: Flask) -> None:
    with app.app_context():
        make_facility(name="Alder Clinic")
        db.session.commit()
    draft = DRAFT.replace("agency-flu", "facility-flu").replace(
        "effect", 'facility = "Alder Clinic"\neffect'
    )
    assert record(signed_in(app, "admin"), draft).status_code == 303
