"""Trying a change of the rules: whom it would hit, and that nothing is saved by looking."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agency.dashboard.drafts import EXAMPLE, begun_with, next_month
from agency.edits import actions as edits
from agency.extensions import db
from agency.matching.actions import match
from agency.rules.amending import entries_in
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from agency.standards.queries import standing
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
)
from tests.counting import counted
from tests.matching.working import work_off
from tests.signing_in import signed_in
from tests.standards.entries import BLS, saved

PAGE = "/rulebook/impact"
DRAFT = """
[[requirement]]
id = "agency-bls"
says = "Hold BLS & keep it."
in_force = {day}
needs = {{ holds = ["BLS-AHA"] }}
effect = "require"
"""


@pytest.fixture
def agency(app: Flask) -> Flask:
    """One works and one would do, both without BLS; a third with it would do as well."""
    with app.app_context():
        day = today()
        days: dict[str, Any] = {"starts_on": day + timedelta(40), "ends_on": day + timedelta(100)}
        make_assignment("A-1", make_facility("Alder Clinic"), **days)
        running: dict[str, Any] = {"starts_on": day - timedelta(5), "ends_on": day + timedelta(30)}
        work = make_assignment("A-2", make_facility("Birch Hospital"), **running)
        long: dict[str, Any] = {"expires_on": day + timedelta(1000)}
        at_work = make_candidate("C-1", first_name="Noor", last_name="Haddad")
        make_credential(at_work, **long)
        make_placement(at_work, work, "working")
        make_credential(make_candidate("C-2", first_name="Bao", last_name="Okonkwo"), **long)
        with_card = make_candidate("C-3", first_name="Ines", last_name="Halloran")
        make_credential(with_card, **long)
        make_credential(with_card, "BLS-AHA", **long)
        db.session.commit()
        match(day)
        work_off(app)
    return app


def draft(app: Flask, ahead: int = 10) -> str:
    with app.app_context():
        return DRAFT.format(day=(today() + timedelta(ahead)).isoformat())


def tried(client: FlaskClient, text: str, **fields: str) -> TestResponse:
    return client.post(PAGE, data={"draft": text, **fields})


def words(text: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", text).split())


def test_who_loses_cover_at_work_and_who_is_eligible_no_more_is_told_by_name(agency: Flask) -> None:
    answer = tried(signed_in(agency, "admin"), draft(agency))
    assert answer.status_code == 200
    told = words(answer.text)
    assert "If this change takes effect" in told
    assert "1 lose cover within 60 days first: Noor Haddad, Birch Hospital" in told
    assert "1 no longer eligible from" in told
    assert "Bao Okonkwo" in told
    assert "Hold BLS &amp; keep it." in answer.text
    assert "1 placement and " in told


def test_what_is_near_is_told_apart_by_the_days_one_asks_about(agency: Flask) -> None:
    told = words(tried(signed_in(agency, "admin"), draft(agency), within="5").text)
    assert "1 lose cover later" in told
    assert "lose cover within 5 days" not in told


def test_looking_saves_nothing(agency: Flask) -> None:
    tried(signed_in(agency, "admin"), draft(agency))
    with agency.app_context():
        assert list(standing()) == []


def test_a_change_may_come_in_a_file(agency: Flask) -> None:
    file = (BytesIO(draft(agency).encode()), "bls.toml")
    answer = signed_in(agency, "compliance").post(PAGE, data={"file": file, "draft": ""})
    assert "Noor Haddad" in answer.text


def test_a_withdrawal_is_tried_too(agency: Flask) -> None:
    with agency.app_context():
        saved(BLS)
    answer = tried(signed_in(agency, "admin"), "", withdraw=BLS["id"], in_force="2026-01-01")
    told = words(answer.text)
    assert "Withdrawn, agency-life-support" in told
    assert "newly eligible" in told
    # What is withdrawn is not recorded here.
    assert "Record it" not in told


def test_a_change_of_a_rule_stands_beside_the_text_it_follows(agency: Flask) -> None:
    with agency.app_context():
        saved(BLS | {"id": "agency-bls", "says": "Hold any card."})
    told = words(tried(signed_in(agency, "admin"), draft(agency)).text)
    assert re.search(r"Now, to \d+ \w+ \d+ Hold any card\. .* From \d+ \w+ \d+", told)


def test_what_the_rulebook_says_already_changes_nothing(agency: Flask) -> None:
    with agency.app_context():
        text = begun_with("tx-delegation", None, load_rulebook())
        same = re.sub("in_force = .*", "in_force = 0001-01-01", text)
        same = re.sub(
            "checked_on = .*",
            f"checked_on = {load_rulebook().states['TX'].rules[0].versions[0].checked_on}",
            same,
        )
    assert "Nothing changes" in tried(signed_in(agency, "admin"), same).text


@pytest.mark.parametrize(
    ("text", "fields", "says"),
    [
        ("", {}, "the text of a change"),
        ("id = ", {}, "line 1: a value is text in quotes, a day"),
        (EXAMPLE.replace("says =", "says"), {}, "line 3: a key is followed by ="),
        (EXAMPLE.replace("BLS-AHA", "NO-SUCH"), {}, "line 5: needs.holds: "),
        (EXAMPLE.replace("BLS-AHA", "NO-SUCH"), {}, "NO-SUCH"),
        (EXAMPLE, {"within": "soon"}, "a whole number from 0 to 3650"),
        ("", {"withdraw": "agency-nothing"}, "agency-nothing"),
        ("", {"withdraw": "agency-nothing", "in_force": "x"}, "a day such as"),
    ],
)
def test_what_cannot_be_tried_is_told_and_nothing_typed_is_lost(
    app: Flask, text: str, fields: dict[str, str], says: str
) -> None:
    answer = tried(signed_in(app, "admin"), text, **fields)
    assert answer.status_code == 422
    assert says in answer.text
    if "requirement" in text:
        assert "Hold a life-support card on every day" in answer.text


ASKED = {
    "write": "1",
    "code": ["BLS-AHA", "", "BLS-ARC"],
    "from_day": "2099-02-01",
    "says": 'Hold a "card".',
    "citation": "Letter of 3 May",
}


def written(answer: TestResponse) -> str:
    """The text of the draft on a page."""
    assert answer.status_code == 200, answer.text
    found = re.search(r'<textarea id="draft"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert found
    return unescape(found[1])


def test_the_common_change_is_written_for_whoever_knows_no_toml(app: Flask) -> None:
    answer = signed_in(app, "compliance").post(PAGE, data=ASKED)
    (entry,) = tomllib.loads(written(answer))["requirement"]
    assert entry == {
        "id": "agency-bls-aha-bls-arc",
        "says": 'Hold a "card".',
        "in_force": date(2099, 2, 1),
        "needs": {"holds": ["BLS-AHA", "BLS-ARC"]},
        "effect": "require",
        "citation": "Letter of 3 May",
    }
    with app.app_context():
        assert list(standing()) == []


def test_a_facility_asks_in_words_made_of_what_it_asks_for(app: Flask) -> None:
    asked = {"write": "1", "code": "TDAP", "of": "Alder Clinic"}
    (entry,) = tomllib.loads(written(signed_in(app, "admin").post(PAGE, data=asked)))["requirement"]
    assert entry["id"] == "facility-tdap"
    assert entry["facility"] == "Alder Clinic"
    assert entry["says"] == "Hold Tdap on every day of an assignment."
    with app.app_context():
        assert entry["in_force"] == next_month(today())


def test_what_was_written_can_be_tried_as_it_is(agency: Flask) -> None:
    client = signed_in(agency, "admin")
    with agency.app_context():
        asked = {**ASKED, "from_day": (today() + timedelta(10)).isoformat()}
    told = words(tried(client, written(client.post(PAGE, data=asked))).text)
    assert "1 lose cover within 60 days first: Noor Haddad, Birch Hospital" in told


def test_a_draft_is_written_beneath_what_is_there_already(app: Flask) -> None:
    client = signed_in(app, "admin")
    both = written(client.post(PAGE, data={**ASKED, "draft": EXAMPLE}))
    ids = [one["id"] for one in tomllib.loads(both)["requirement"]]
    assert ids == ["agency-life-support", "agency-bls-aha-bls-arc"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"code": ""}, "expected a credential that is asked for"),
        ({"code": "NO-SUCH"}, "expected a credential of the list, not NO-SUCH"),
        ({"from_day": "2/1/2099"}, "expected a day such as"),
        ({"within": "soon"}, "expected a whole number from 0 to 3650"),
    ],
)
def test_what_cannot_be_written_is_told_and_nothing_typed_is_lost(
    app: Flask, fields: dict[str, str], says: str
) -> None:
    data = {**ASKED, "draft": EXAMPLE, **fields}
    answer = signed_in(app, "admin").post(PAGE, data=data)
    assert answer.status_code == 422
    assert says in answer.text.replace("Expected", "expected")
    assert "Hold a life-support card on every day" in answer.text
    assert "Hold a &#34;card&#34;." in answer.text


def test_the_empty_form_asks_few_questions(agency: Flask) -> None:
    client = signed_in(agency, "admin")
    client.get(PAGE)
    with agency.app_context(), counted(db) as asked:
        assert client.get(PAGE).status_code == 200
    assert len(asked) <= 12


def test_a_whole_state_that_lacks_an_entry_is_tried_and_not_to_be_recorded(app: Flask) -> None:
    head = 'state = "TX"\nname = "Texas"\nregulator = "x"\nregulation = "delegation only"\n'
    entry = EXAMPLE.replace("agency-life-support", "tx-card") + (
        'citation = "Act"\nsource = "https://example.org"\n'
        'checked_on = 2026-11-24\nconfidence = "high"\n'
    )
    told = words(tried(signed_in(app, "admin"), f'{head}summary = "x"\n{entry}').text)
    assert "It cannot be saved like that" in told
    assert "tx-delegation" in told
    assert "Record it" not in told


def test_who_may_record_is_offered_it_and_who_may_only_try_is_told(agency: Flask) -> None:
    assert "Record 1 entry" in tried(signed_in(agency, "admin"), draft(agency)).text
    told = tried(signed_in(agency, "compliance"), draft(agency)).text
    assert "Record 1 entry" not in told
    assert "An administrator can record it." in words(told)


def test_a_recruiter_may_not_try_a_change(app: Flask) -> None:
    client = signed_in(app, "recruiter")
    assert client.get(PAGE).status_code == 403
    assert tried(client, EXAMPLE).status_code == 403


def test_one_begins_with_the_text_of_a_rule_from_the_next_month_on(app: Flask) -> None:
    text = signed_in(app, "admin").get(f"{PAGE}?rule=wa-iv-start").text
    assert "id = &#34;wa-iv-start&#34;" in text
    with app.app_context():
        begun = tomllib.loads(begun_with("wa-iv-start", None, load_rulebook()))
        (proposed,) = entries_in(begun, "draft.toml", load_rulebook())
        assert proposed.entry.in_force.day == 1
        assert timedelta(0) < proposed.entry.in_force - today() <= timedelta(31)
        assert proposed.entry.checked_on == today()


def test_a_rule_that_does_not_exist_is_no_beginning(app: Flask) -> None:
    assert signed_in(app, "admin").get(f"{PAGE}?rule=wa-nothing").status_code == 404


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2026, 12, 31), date(2027, 1, 1)), (date(2026, 1, 31), date(2026, 2, 1))],
)
def test_the_next_month_may_be_of_the_next_year(day: date, first: date) -> None:
    assert next_month(day) == first


def test_the_questions_do_not_depend_on_how_much_is_hit(agency: Flask) -> None:
    client, text = signed_in(agency, "admin"), draft(agency)
    tried(client, text)
    with agency.app_context(), counted(db) as few:
        tried(client, text)
    with agency.app_context():
        day = today()
        for number in range(8):
            days: dict[str, Any] = {
                "starts_on": day + timedelta(40),
                "ends_on": day + timedelta(100),
            }
            make_assignment(f"A-1{number}", **days)
            person = make_candidate(f"C-1{number}")
            make_credential(person, expires_on=day + timedelta(1000))
            make_placement(person, make_assignment(f"A-2{number}", **days))
        db.session.commit()
        match(day)
        work_off(agency)
    with agency.app_context(), counted(db) as many:
        assert tried(client, text).status_code == 200
    assert len(many) == len(few) <= 12, "\n".join(many)


def test_to_try_a_withdrawal_while_edits_wait_asks_no_more(agency: Flask) -> None:
    with agency.app_context():
        saved(BLS)
        edits.record("candidate", [make_candidate("C-9").id])
        db.session.commit()
    client = signed_in(agency, "admin")
    gone = {"withdraw": BLS["id"], "in_force": "2026-01-01"}
    with agency.app_context(), counted(db) as statements:
        assert tried(client, draft(agency), **gone).status_code == 200
    assert len(statements) <= 12, "\n".join(statements)
