"""Pages about two files of one person: proposed, compared, merged, and two again."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from agency.candidates.actions import change_candidate
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.extensions import db
from agency.merging.models import DistinctPair, Merge
from agency.settings import today
from tests.access.browsing import PAGE
from tests.api.programs import Program, told
from tests.builders import make_assignment, make_candidate, make_credential, make_placement
from tests.counting import counted
from tests.signing_in import TESTER, signed_in

MOST_QUERIES = 12


@pytest.fixture
def recruiter(app: Flask) -> FlaskClient:
    """C-1 and C-2 look like one person; C-3 looks like nobody."""
    with app.app_context():
        for number in (1, 2):
            row = make_candidate(
                f"C-{number}", phone="206 555 0142", email=f"a{number}@example.org"
            )
            make_credential(row, number="A-77")
        make_candidate("C-3", first_name="Dana", last_name="Ruiz")
        db.session.commit()
    return signed_in(app, "recruiter")


def version(client: FlaskClient) -> str:
    found = re.search(
        r'name="version" value="(\w+)"', client.get("/candidates/C-1/merge/C-2", headers=PAGE).text
    )
    assert found
    return found[1]


def merge(client: FlaskClient, **choices: str) -> int:
    said = {"version": version(client), **{f"keep-{name}": word for name, word in choices.items()}}
    return client.post("/candidates/C-1/merge/C-2", data=said, headers=PAGE).status_code


def status_of(app: Flask, ref: str) -> str:
    with app.app_context():
        return db.session.scalars(select(Candidate.status).where(Candidate.ref == ref)).one()


def test_a_pair_is_proposed_on_the_list_and_on_both_pages(recruiter: FlaskClient) -> None:
    listed = recruiter.get("/candidates/duplicates", headers=PAGE).text
    assert "1 pair of files may be of one person." in listed
    assert "same number of CMA-AAMA: A-77" in listed
    for ref, other in (("C-1", "C-2"), ("C-2", "C-1")):
        shown = recruiter.get(f"/candidates/{ref}", headers=PAGE).text
        assert f"May be the same person as Amara Lindqvist ({other})" in shown
        assert 'href="/candidates/C-1/merge/C-2"' in shown
    assert "May be the same" not in recruiter.get("/candidates/C-3", headers=PAGE).text


def test_who_may_not_merge_is_proposed_nobody(app: Flask, recruiter: FlaskClient) -> None:
    specialist = signed_in(app, "compliance")
    assert "May be the same" not in specialist.get("/candidates/C-1", headers=PAGE).text
    assert "Duplicates" not in specialist.get("/candidates", headers=PAGE).text
    assert "Duplicates" in recruiter.get("/candidates", headers=PAGE).text


def test_the_comparison_says_what_would_become_of_all(recruiter: FlaskClient) -> None:
    page = recruiter.get("/candidates/C-1/merge/C-2", headers=PAGE).text
    assert "Are C-1 and C-2 one person?" in page
    assert 'name="keep-email" value="kept" checked' in page
    assert "Stay behind, for C-1 has the same" in page
    assert "Neither has one." in page
    assert 'href="/candidates/C-2/merge/C-1"' in page


def test_merged_and_undone(app: Flask, recruiter: FlaskClient) -> None:
    assert merge(recruiter, email="other") == 302
    shown = recruiter.get("/candidates/C-1", headers=PAGE).text
    assert "C-2 was merged into C-1 on" in shown
    with app.app_context():
        made = db.session.scalars(select(Merge.id)).one()
        kept = db.session.scalars(select(Candidate).where(Candidate.ref == "C-1")).one()
        assert kept.email == "a2@example.org"
    answer = recruiter.post(f"/merges/{made}/undo", headers=PAGE, follow_redirects=True)
    assert "C-1 and C-2 are two files again" in answer.text
    assert status_of(app, "C-2") == "active"
    again = recruiter.post(f"/merges/{made}/undo", headers=PAGE, follow_redirects=True)
    assert "undone already" in again.text
    assert recruiter.post("/merges/77/undo", headers=PAGE).status_code == 404


@pytest.mark.parametrize(
    "page",
    ["", "/edit", "?tab=credentials", "/credentials/new", "/trainings/new", "/ce-credits/new"],
)
def test_the_page_of_what_is_gone_leads_to_what_has_it(recruiter: FlaskClient, page: str) -> None:
    merge(recruiter)
    answer = recruiter.get(f"/candidates/C-2{page}", headers=PAGE)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"/candidates/C-1{page}"
    assert answer.headers["Cache-Control"] == "no-store"
    landed = recruiter.get(answer.headers["Location"], headers=PAGE)
    assert "C-2 was merged into C-1" in landed.text


def test_the_page_of_a_credential_that_moved_leads_on(app: Flask, recruiter: FlaskClient) -> None:
    with app.app_context():
        person = db.session.scalars(select(Candidate).where(Candidate.ref == "C-2")).one()
        moved = make_credential(person, "RMA-AMT", number="B-1").id
        db.session.commit()
    merge(recruiter)
    answer = recruiter.get(f"/candidates/C-2/credentials/{moved}", headers=PAGE)
    assert answer.status_code == 301
    assert recruiter.get(answer.headers["Location"], headers=PAGE).status_code == 200


def test_an_explanation_of_what_is_gone_leads_to_that_of_what_has_it(
    app: Flask, recruiter: FlaskClient
) -> None:
    with app.app_context():
        for ref in ("A-1", "C-2"):
            make_assignment(ref, starts_on=today(), ends_on=today())
        db.session.commit()
    merge(recruiter)
    for work in ("A-1", "C-2"):
        answer = recruiter.get(f"/assignments/{work}/candidates/C-2?rows=all", headers=PAGE)
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"/assignments/{work}/candidates/C-1?rows=all"
        assert recruiter.get(answer.headers["Location"], headers=PAGE).status_code == 200
    answer = Program(app).get("/assignments/A-1/candidates/C-2")
    assert answer.status_code == 404
    assert "C-2 was merged into C-1" in answer.get_json()["detail"]


def test_the_history_is_that_of_both_files(app: Flask, recruiter: FlaskClient) -> None:
    with app.app_context():
        change_candidate("C-2", {"phone": "206 555 0177"}, TESTER)
    merge(recruiter)
    shown = recruiter.get("/candidates/C-1?tab=history", headers=PAGE).text
    assert "206 555 0177" in shown


def test_nothing_is_done_under_a_reference_that_is_gone(recruiter: FlaskClient) -> None:
    merge(recruiter)
    for path in ("/candidates/C-2/edit", "/candidates/C-2/invitation", "/candidates/C-2/merge/C-3"):
        answer = recruiter.post(path, data={"version": "x"}, headers=PAGE)
        assert answer.status_code in (404, 412), path
    assert recruiter.get("/candidates/C-3/merge/C-2", headers=PAGE).status_code == 404


def test_what_is_gone_is_in_no_list_and_not_found(app: Flask, recruiter: FlaskClient) -> None:
    assert recruiter.get("/candidates?text=Lindqvist", headers=PAGE).text.count(">C-2<") >= 0
    merge(recruiter)
    for path in ("/candidates", "/candidates?text=Lindqvist", "/candidates?status=archived"):
        assert "/candidates/C-2" not in recruiter.get(path, headers=PAGE).text
    program = Program(app)
    assert [one["ref"] for one in told(program.get("/candidates"))["items"]] == ["C-1", "C-3"]


@pytest.mark.parametrize(
    "path", ["", "/credentials", "/trainings", "/ce-credits", "/renewals", "/matches", "/pathways"]
)
def test_a_program_is_told_what_has_it(app: Flask, recruiter: FlaskClient, path: str) -> None:
    merge(recruiter)
    answer = Program(app).get(f"/candidates/C-2{path}")
    assert answer.status_code == 404
    assert "C-2 was merged into C-1" in answer.get_json()["detail"]


def test_a_program_changes_nothing_under_it(app: Flask, recruiter: FlaskClient) -> None:
    merge(recruiter)
    program = Program(app)
    for answer in (
        program.patch("/candidates/C-2", {"phone": "1"}),
        program.post("/candidates/C-2/trainings", {"kind": "exam"}),
        program.post("/candidates/C-2/invitation"),
    ):
        assert answer.status_code == 404
        assert "merged into C-1" in answer.get_json()["detail"]


def test_a_file_that_was_changed_meanwhile_is_looked_at_once_more(
    app: Flask, recruiter: FlaskClient
) -> None:
    old = version(recruiter)
    with app.app_context():
        db.session.execute(update(Candidate).where(Candidate.ref == "C-2").values(phone="1"))
        db.session.commit()
    said = {"version": old, "keep-email": "other"}
    answer = recruiter.post("/candidates/C-1/merge/C-2", data=said, headers=PAGE)
    assert answer.status_code == 412
    assert "changed since you opened this" in answer.text
    assert 'name="keep-email" value="other" checked' in answer.text
    assert status_of(app, "C-2") == "active"


def test_a_row_that_was_changed_meanwhile_is_looked_at_once_more(
    app: Flask, recruiter: FlaskClient
) -> None:
    old = version(recruiter)
    with app.app_context():
        person = db.session.scalars(select(Candidate).where(Candidate.ref == "C-2")).one()
        make_credential(person, "RMA-AMT", number="B-1", evidence="claimed")
        db.session.commit()
    answer = recruiter.post("/candidates/C-1/merge/C-2", data={"version": old}, headers=PAGE)
    assert answer.status_code == 412
    assert "changed since you opened this" in answer.text
    old = version(recruiter)
    with app.app_context():
        db.session.execute(update(Credential).values(status="revoked"))
        db.session.commit()
    answer = recruiter.post("/candidates/C-1/merge/C-2", data={"version": old}, headers=PAGE)
    assert answer.status_code == 412
    assert status_of(app, "C-2") == "active"


def test_two_who_are_booked_at_once_are_told_apart_by_that(
    app: Flask, recruiter: FlaskClient
) -> None:
    with app.app_context():
        for row in db.session.scalars(select(Candidate).where(Candidate.ref != "C-3")):
            make_placement(row, make_assignment())
        db.session.commit()
    assert (
        "cannot be merged as things are"
        in recruiter.get("/candidates/C-1/merge/C-2", headers=PAGE).text
    )
    assert merge(recruiter) == 422


def test_who_is_not_the_same_is_proposed_no_more(app: Flask, recruiter: FlaskClient) -> None:
    answer = recruiter.post(
        "/candidates/C-1/merge/C-2/refusal", headers=PAGE, follow_redirects=True
    )
    assert "kept apart" in answer.text
    assert "Nobody seems to have two files." in answer.text
    assert "May be the same" not in recruiter.get("/candidates/C-1", headers=PAGE).text
    with app.app_context():
        assert db.session.scalars(select(DistinctPair.noted_by)).one() == "recruiter@example.org"


@pytest.mark.parametrize(
    "path", ["/candidates/C-1/merge/C-1", "/candidates/C-1/merge/C-9", "/candidates/C-9/merge/C-1"]
)
def test_a_comparison_needs_two(recruiter: FlaskClient, path: str) -> None:
    for answer in (
        recruiter.get(path, headers=PAGE),
        recruiter.post(path, headers=PAGE),
        recruiter.post(f"{path}/refusal", headers=PAGE),
    ):
        assert answer.status_code in (404, 422)


def test_a_page_asks_little_of_the_database(app: Flask, recruiter: FlaskClient) -> None:
    for path in ("/candidates/C-1", "/candidates/duplicates"):
        recruiter.get(path, headers=PAGE)
        with app.app_context(), counted(db) as statements:
            assert recruiter.get(path, headers=PAGE).status_code == 200
        assert len(statements) <= MOST_QUERIES, (path, statements)


def test_a_long_list_has_pages(app: Flask, recruiter: FlaskClient) -> None:
    with app.app_context():
        for number in range(16):
            make_candidate(
                f"D-{number}", first_name=f"N{number}", email=f"{number % 2}@example.org"
            )
        db.session.commit()
    first = recruiter.get("/candidates/duplicates", headers=PAGE).text
    assert "1 to 50 of 57" in first
    following = re.search(r'href="(/candidates/duplicates\?after=[^"]+)"', first)
    assert following
    assert "51 to 57 of 57" in recruiter.get(following[1], headers=PAGE).text
    assert recruiter.get("/candidates/duplicates?after=x", headers=PAGE).status_code in (400, 422)
