"""My papers: what she says of them is her word, and what was checked is not hers to change."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import clock
from agency.audit.models import AuditEntry
from agency.candidates.models import Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.portal.once import new_key
from agency.rules.sentences import day_text
from agency.verification.actions import review_credential
from agency.verification.reasons import REASONS
from tests.builders import known_by, make_credential, make_document
from tests.counting import counted
from tests.portal.her import ANOTHERS, HERS, PAGE, browser_of_her, in_days, make_her, read
from tests.signing_in import TESTER

PAPERS = "/portal/papers"
VERSION = re.compile(r'name="version" value="([^"]+)"')
CARD = {"code": "BLS-ARC", "number": "R-7", "issued_on": "2026-05-01", "expires_on": "2028-05-31"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    make_her(app, matched=False)
    return browser_of_her(app)


def of(ref: str, model: Any = Credential, **wanted: Any) -> Any:
    """The one row of somebody with these values."""
    own = select(model).join(Candidate, Candidate.id == model.candidate_id)
    db.session.rollback()
    return db.session.scalars(own.where(Candidate.ref == ref).filter_by(**wanted)).one()


def it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was decided is longer ago than it can be taken back."""
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)


def send(client: FlaskClient, address: str, **fields: str) -> int:
    return client.post(address, data=fields, headers=PAGE).status_code


def version(client: FlaskClient, address: str) -> str:
    found = VERSION.search(client.get(address, headers=PAGE).text)
    assert found is not None
    return found[1]


def test_papers_are_told_in_plain_words(client: FlaskClient) -> None:
    said = read(client, PAPERS)
    assert "CMA (AAMA) to 31 Dec 2028, renew by 1 Dec 2028 Checked" in said
    assert "CPT (NHA) to 31 Dec 2028 Not seen yet" in said
    assert "you told us" in said
    assert "Continuing education" in said


def test_what_she_adds_is_only_claimed_whatever_the_form_says(
    app: Flask, client: FlaskClient
) -> None:
    said = CARD | {"evidence": "primary_source", "status": "active", "candidate_ref": ANOTHERS}
    assert send(client, f"{PAPERS}/credentials/new", **said) == 303
    with app.app_context():
        row = of(HERS, code="BLS-ARC")
        assert (row.evidence, row.status, row.number) == ("claimed", "active", "R-7")
        entry = db.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"credential:{row.id}")
        ).one()
        assert (entry.action, entry.actor_name) == ("created", f"{HERS}@example.org".lower())


def test_a_value_that_cannot_be_is_told_beside_its_field(client: FlaskClient) -> None:
    answer = client.post(
        f"{PAPERS}/credentials/new", data=CARD | {"expires_on": "2020-01-01"}, headers=PAGE
    )
    assert answer.status_code == 422
    assert "Must not be before Issued, 1 May 2026." in answer.text
    assert 'value="R-7"' in answer.text


def test_what_she_claimed_she_changes_and_takes_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = of(HERS, code="CPT-NHA").id
    address = f"{PAPERS}/credentials/{id}"
    fields = {"code": "CPT-NHA", "number": "P-2", "expires_on": "2027-12-31"}
    assert send(client, address, **fields, version=version(client, address)) == 302
    with app.app_context():
        row = of(HERS, code="CPT-NHA")
        assert (row.number, row.evidence) == ("P-2", "claimed")
    assert send(client, f"{address}/withdrawal", version=version(client, address)) == 302
    with app.app_context():
        assert of(HERS, code="CPT-NHA").status == "withdrawn"
    assert "You took it back" in read(client, PAPERS)


@pytest.mark.parametrize("evidence", ["documented", "reviewed", "primary_source"])
def test_what_was_seen_is_not_hers_to_change(
    app: Flask, client: FlaskClient, evidence: str
) -> None:
    with app.app_context():
        row = of(HERS, code="CPT-NHA")
        id = row.id
        known_by(row, evidence)
        db.session.commit()
    address = f"{PAPERS}/credentials/{id}"
    shown = client.get(address, headers=PAGE)
    assert "you cannot change it here" in shown.text
    assert 'name="number"' not in shown.text
    assert send(client, address, code="CPT-NHA", number="P-2") == 422
    assert send(client, f"{address}/withdrawal") == 422
    with app.app_context():
        row = of(HERS, code="CPT-NHA")
        assert (row.number, row.status, row.evidence) == ("P-1", "active", evidence)


def test_what_was_checked_meanwhile_is_not_overwritten(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = of(HERS, code="CPT-NHA").id
    address = f"{PAPERS}/credentials/{id}"
    opened = version(client, address)
    with app.app_context():
        review_credential(id, "verify", TESTER, settled=["number"])
    assert send(client, address, code="CPT-NHA", number="P-2", version=opened) == 422
    with app.app_context():
        assert of(HERS, code="CPT-NHA").number == "P-1"


def test_a_form_opened_before_another_change_does_not_undo_it(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        id = of(HERS, code="CPT-NHA").id
    address = f"{PAPERS}/credentials/{id}"
    opened = version(client, address)
    assert send(client, address, code="CPT-NHA", number="P-2", version=opened) == 302
    assert send(client, address, code="CPT-NHA", number="P-3", version=opened) == 412


def test_a_paper_that_was_not_accepted_says_why(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        id = of(HERS, code="CPT-NHA").id
        review_credential(id, "reject", TESTER, reason="illegible", remark="The code is cut off")
        it_stands(monkeypatch)
    said = read(client, f"{PAPERS}/credentials/{id}")
    assert "Not accepted The code is cut off. Send it again" in said
    assert "CPT (NHA) to 31 Dec 2028 Not accepted" in read(client, PAPERS).partition("Certif")[2]


def test_a_reason_without_a_remark_is_told_as_its_advice_once(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        id = of(HERS, code="CPT-NHA").id
        advice = REASONS["illegible"].advice
        review_credential(id, "reject", TESTER, reason="illegible", remark=advice)
        it_stands(monkeypatch)
    said = read(client, f"{PAPERS}/credentials/{id}")
    assert said.count("We could not read it") == 1
    assert ".." not in said


def test_what_was_sent_again_waits(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        row = of(HERS, code="CPT-NHA")
        id = row.id
        review_credential(id, "reject", TESTER, reason="illegible")
        it_stands(monkeypatch)
        make_document(of(HERS, code="CPT-NHA"))
        db.session.commit()
    said = read(client, f"{PAPERS}/credentials/{id}")
    assert "Sent again, waits for a specialist" in said
    assert "What you sent again waits for a specialist. Before that it was not accepted" in said
    assert "Take back what you sent to change what you typed." in said
    assert "was not accepted" not in read(client, "/portal/")


@pytest.mark.parametrize("decision", ["verify", "reject"])
def test_a_decision_that_can_be_taken_back_is_not_told_yet(
    app: Flask, client: FlaskClient, decision: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        row = of(HERS, code="CPT-NHA")
        id = row.id
        make_document(row)
        db.session.commit()
        reason = "illegible" if decision == "reject" else ""
        review_credential(id, decision, TESTER, reason=reason, settled=("number",))
    for address in (f"{PAPERS}/credentials/{id}", PAPERS, "/portal/"):
        said = read(client, address)
        assert "A specialist is looking at it" in said
        assert "ccepted" not in said
    with app.app_context():
        it_stands(monkeypatch)
    said = read(client, f"{PAPERS}/credentials/{id}")
    assert ("Not accepted" if decision == "reject" else "Checked") in said
    assert "A specialist is looking at it" not in said


def test_what_was_sent_and_nobody_has_opened_is_not_said_to_be_seen(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        row = of(HERS, code="CPT-NHA")
        id = row.id
        known_by(row, "documented")
        make_document(row)
        db.session.commit()
    said = read(client, f"{PAPERS}/credentials/{id}")
    assert "has seen it" not in said
    assert "It waits for a specialist. Take back what you sent to change what you typed." in said


def test_a_paper_says_its_last_safe_day_and_its_conditions(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = of(HERS, code="CMA-AAMA").id
    said = read(client, f"{PAPERS}/credentials/{id}")
    assert "Last safe day to renew" in said
    assert "5 of 60" in said


def test_papers_of_somebody_else_are_not_there(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ids = {
            "credentials": of(ANOTHERS, code="CPT-NHA").id,
            "trainings": of(ANOTHERS, Training, kind="training").id,
            "ce-credits": of(ANOTHERS, CECredit).id,
        }
    for kind, id in ids.items():
        address = f"{PAPERS}/{kind}/{id}"
        assert client.get(address, headers=PAGE).status_code == 404
        assert send(client, address, code="CPT-NHA") == 404
        last = "withdrawal" if kind == "credentials" else "removal"
        assert send(client, f"{address}/{last}") == 404


def test_a_training_is_added_changed_and_taken_back(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = of(HERS, Training, kind="training").id
    address = f"{PAPERS}/trainings/{id}"
    fields = {"kind": "training", "topic": "injection", "hours": "12", "evidence": "reviewed"}
    assert send(client, address, **fields, version=version(client, address)) == 302
    with app.app_context():
        row = of(HERS, Training, kind="training")
        assert (row.topic, row.evidence) == ("injection", "claimed")
    assert send(client, f"{address}/removal", version=version(client, address)) == 302
    assert send(client, f"{PAPERS}/trainings/new", kind="program", topic="medical_assistant") == 303
    with app.app_context():
        assert of(HERS, Training, kind="program").evidence == "claimed"


def test_a_training_that_was_reviewed_is_read_only(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = of(HERS, Training, kind="education").id
    address = f"{PAPERS}/trainings/{id}"
    assert "you cannot change it here" in read(client, address)
    assert send(client, address, kind="education", topic="ged") == 422
    assert send(client, f"{address}/removal") == 422


def test_a_credit_is_hers_to_change_only_if_she_wrote_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        given = of(HERS, CECredit).id
    address = f"{PAPERS}/ce-credits/{given}"
    assert "you cannot change it here" in read(client, address)
    assert send(client, f"{address}/removal") == 422
    fields = {"code": "CMA-AAMA", "units": "3", "category": "clinical", "earned_on": "2026-06-01"}
    assert send(client, f"{PAPERS}/ce-credits/new", **fields) == 303
    with app.app_context():
        own = of(HERS, CECredit, category="clinical").id
    address = f"{PAPERS}/ce-credits/{own}"
    changed = fields | {"units": "4", "version": version(client, address)}
    assert send(client, address, **changed) == 302
    assert f'href="{address}"' in client.get(PAPERS, headers=PAGE).text
    assert send(client, f"{address}/removal", version=version(client, address)) == 302


@pytest.mark.parametrize("kind", ["credentials", "trainings", "ce-credits"])
def test_an_empty_form_is_told_what_it_needs(client: FlaskClient, kind: str) -> None:
    answer = client.post(f"{PAPERS}/{kind}/new", data={}, headers=PAGE)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_hostile_name_is_shown_as_text(client: FlaskClient) -> None:
    assert send(client, f"{PAPERS}/trainings/new", kind="training", topic="<img src=x>") == 303
    html = client.get(PAPERS, headers=PAGE).text
    assert "<img src=x" not in html


def test_papers_take_few_statements(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        id = of(HERS, code="CMA-AAMA").id
    for address in (PAPERS, f"{PAPERS}/credentials/{id}"):
        with app.app_context(), counted(db) as statements:
            client.get(address, headers=PAGE)
        assert len(statements) <= 12, statements


def test_of_two_of_one_type_the_older_is_named_and_days_have_their_year(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == HERS)).one()
        make_credential(she, "BLS-AHA", number="new", expires_on=in_days(500))
        db.session.commit()
    said = read(client, PAPERS)
    assert f"BLS Provider (AHA) the older one, to {day_text(in_days(90))}" in said
    assert f"BLS Provider (AHA) to {day_text(in_days(500))}" in said


def test_a_paper_nobody_has_seen_asks_for_a_photo_first(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ids = {code: of(HERS, code=code).id for code in ("CPT-NHA", "CMA-AAMA")}
    said = read(client, f"{PAPERS}/credentials/{ids['CPT-NHA']}")
    assert "Send a photo" in said
    assert "Add the new one" not in said
    assert "Send a photo" not in read(client, f"{PAPERS}/credentials/{ids['CMA-AAMA']}")


def test_a_training_is_told_in_words_and_typed_in_words(app: Flask, client: FlaskClient) -> None:
    said = read(client, f"{PAPERS}/trainings/new?once={new_key()}")
    assert "Show the proof to your recruiter, who enters it" in said
    for code in ("STATE-CTE", "performances", "high_school", "injection_intramuscular"):
        assert code not in said
    school = {"kind": "education", "topic": "High school", "once": new_key()}
    assert send(client, f"{PAPERS}/trainings/new", **school) == 303
    acts = {"performances": "Injection intramuscular: 12, ekg:3"}
    said_of_acts = acts | {"kind": "performances", "once": new_key()}
    assert send(client, f"{PAPERS}/trainings/new", **said_of_acts) == 303
    with app.app_context():
        assert of(HERS, Training, kind="performances").performances == (
            "injection_intramuscular:12",
            "ekg:3",
        )
