"""Documents of a credential: uploaded, told, given out, withdrawn; and what never gets in."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import delete, func, select, update
from werkzeug.test import TestResponse

from agency.audit.models import AuditEntry
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.documents.keeping import the_store
from agency.documents.models import Document, DocumentFile, DocumentView
from agency.documents.readings.models import FileReading
from agency.edits.models import Edit
from agency.extensions import db
from agency.jobs.models import Job
from tests.api.documented import misfits
from tests.api.programs import Program, faults, made, told
from tests.api.test_etags import at_once
from tests.builders import (
    A_MOMENT,
    make_assignment,
    make_candidate,
    make_credential,
    make_placement,
    make_reading,
    read,
)
from tests.documents import hostile
from tests.documents.forms import Part, form
from tests.signing_in import signed_in

PDF = hostile.pdf()


@pytest.fixture
def credential(app: Flask) -> int:
    """The id of a credential that is only claimed, of the candidate C-1."""
    return new_credential(app)


def new_credential(app: Flask, code: str = "CMA-AAMA", ref: str = "C-1", **values: Any) -> int:
    with app.app_context():
        held = make_credential(make_candidate(ref), code, **{"evidence": "claimed", **values})
        db.session.commit()
        return held.id


def upload(who: Any, credential: int, *files: Part | bytes, **headers: str) -> TestResponse:
    sent = [one if isinstance(one, tuple) else (one, "certificate.pdf") for one in files]
    return send(who, credential, headers=headers, **form(sent))


def send(who: Any, credential: int, **options: Any) -> TestResponse:
    path = f"/credentials/{credential}/documents"
    if isinstance(who, Program):
        return who.send("POST", path, **options)
    answer: TestResponse = who.post(f"/api/v1{path}", **options)
    return answer


def stored(app: Flask) -> list[str]:
    """What lies in the store, by name."""
    with app.app_context():
        return [one.name for one in the_store().all()]


def rows(app: Flask, model: Any = Document) -> int | None:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


def evidence(app: Flask, id: int) -> str | None:
    with app.app_context():
        return db.session.scalar(select(Credential.evidence).where(Credential.id == id))


def test_a_document_is_kept_and_given_back_as_it_was(app: Flask, credential: int) -> None:
    program = Program(app)
    answer = upload(program, credential, PDF)
    document = made(answer)
    assert misfits(app, "POST", answer) == []
    assert (document["version"], document["state"]) == (1, "waiting")
    assert document["files"][0]["media_type"] == "application/pdf"
    found = told(program.get(answer.headers["Location"]))
    assert {name: value for name, value in found.items() if name != "reading"} == document
    file = program.get(f"/documents/{document['id']}/files/1")
    assert (file.status_code, file.data) == (200, PDF)


def test_what_is_read_of_a_document_is_told_with_it(app: Flask, credential: int) -> None:
    program = Program(app)
    answer = upload(program, credential, PDF)
    where = answer.headers["Location"]
    assert told(program.get(where))["reading"]["state"] == "waiting"
    with app.app_context():
        name = db.session.scalars(select(DocumentFile.stored_name)).one()
        db.session.execute(delete(FileReading))
        make_reading(name, expires_on=read("expires_on", "2028-11-30", "11/2028"))
        db.session.commit()
    found = program.get(where)
    assert misfits(app, "GET", found) == []
    (field,) = told(found)["reading"]["fields"]
    assert (field["text"], field["value"], field["file"]) == ("11/2028", "2028-11-30", 1)
    assert field["place"] == {"page": 1, "box": [100, 200, 500, 260]}


@pytest.mark.parametrize("seen", ["before it was read", "after it was read"])
def test_it_is_taken_back_by_whoever_saw_it_before_or_after_it_was_read(
    app: Flask, credential: int, seen: str
) -> None:
    program = Program(app)
    answer = upload(program, credential, PDF)
    with app.app_context():
        db.session.execute(update(FileReading).values(how="none", read_at=A_MOMENT))
        db.session.commit()
    where = answer.headers["Location"]
    after = program.get(where)
    etag = (answer if seen.startswith("before") else after).headers["ETag"]
    stale = program.send("DELETE", where, headers={"If-Match": '"another"'})
    assert stale.status_code == 412
    assert program.send("DELETE", where, headers={"If-Match": etag}).status_code == 204


def test_pages_are_kept_in_their_order(app: Flask, credential: int) -> None:
    program = Program(app)
    pages = [(hostile.picture(), "1.jpg"), (hostile.picture("PNG"), "2.png"), (PDF, "3.pdf")]
    document = made(upload(program, credential, *pages))
    assert [file["name"] for file in document["files"]] == ["1.jpg", "2.png", "3.pdf"]
    kinds = ["image/jpeg", "image/png", "application/pdf"]
    for place, kind in enumerate(kinds, 1):
        file = program.get(f"/documents/{document['id']}/files/{place}")
        assert (file.status_code, file.mimetype) == (200, kind)
    assert program.get(f"/documents/{document['id']}/files/4").status_code == 404


def test_versions_are_counted_and_all_are_kept(app: Flask, credential: int) -> None:
    program = Program(app)
    assert [made(upload(program, credential, PDF))["version"] for _ in range(3)] == [1, 2, 3]
    found = told(program.get(f"/credentials/{credential}/documents"))
    assert [one["version"] for one in found["items"]] == [1, 2, 3]
    assert len(stored(app)) == 3


def test_what_was_claimed_is_documented_and_matched_anew(app: Flask, credential: int) -> None:
    document = made(upload(Program(app), credential, PDF))
    assert evidence(app, credential) == "documented"
    with app.app_context():
        about = [f"document:{document['id']}", f"credential:{credential}"]
        said = db.session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject.in_(about)).order_by(AuditEntry.id)
        )
        assert list(said) == ["uploaded", "changed"]
        assert db.session.scalar(select(func.count()).select_from(Edit)) == 1
        assert db.session.scalar(select(Job.kind)) == "match_delta"


def test_what_was_reviewed_stays_so(app: Flask) -> None:
    credential = new_credential(app, evidence="reviewed")
    made(upload(Program(app), credential, PDF))
    assert evidence(app, credential) == "reviewed"


@pytest.mark.parametrize("status", ["withdrawn", "superseded", "revoked"])
def test_what_does_not_count_is_not_proved(app: Flask, status: str) -> None:
    credential = new_credential(app, status=status)
    assert faults(upload(Program(app), credential, PDF)).keys() == {"credential"}
    assert (rows(app), stored(app)) == (0, [])


def test_nothing_lies_readable_in_the_store(app: Flask, credential: int) -> None:
    made(upload(Program(app), credential, PDF))
    with app.app_context():
        store = the_store()
        (kept,) = store.all()
        assert b"%PDF" not in store.get(kept.name)


def test_a_picture_tells_neither_place_nor_camera(app: Flask, credential: int) -> None:
    program = Program(app)
    sent = hostile.of_telephone((60, 40))
    assert b"Secret Camera Works" in sent
    document = made(upload(program, credential, (sent, "photo.jpg")))
    content = program.get(f"/documents/{document['id']}/files/1").data
    with Image.open(BytesIO(content)) as shown:
        assert shown.size == (40, 60)  # upright, as it was held
        assert dict(shown.getexif()) == {}
        assert shown.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    assert b"Secret" not in content
    assert b"a note of mine" not in content


def test_a_file_is_given_out_so_that_it_can_only_be_saved(app: Flask, credential: int) -> None:
    program = Program(app)
    document = made(upload(program, credential, (PDF, 'a "b"; é/../c.exe')))
    headers = program.get(f"/documents/{document['id']}/files/1").headers
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == (
        'attachment; filename="a _b_; __.._c.exe.pdf";'
        " filename*=UTF-8''a%20_b_%3B%20%C3%A9_.._c.exe.pdf"
    )


NAMES = {
    "../../etc/passwd": "../../etc/passwd",
    "C:\\x": "C:\\x",
    ".htaccess": ".htaccess",
    "CON.pdf": "CON.pdf",
    "a.pdf.exe": "a.pdf.exe",
    "\u202egpj.exe": "gpj.exe",
    "x" * 4_000 + ".pdf": "x" * 120,
    "😀.pdf": "😀.pdf",
    '"; filename=x': '"; filename=x',
    "-rf.pdf": "-rf.pdf",
    "cafe\u0301.pdf": "caf\u00e9.pdf",
    "a\tb.pdf": "ab.pdf",
    " ": "document",
}


@pytest.mark.parametrize("name", NAMES, ids=[str(number) for number in range(len(NAMES))])
def test_a_name_is_kept_as_text_and_nothing_else(app: Flask, credential: int, name: str) -> None:
    program = Program(app)
    document = made(upload(program, credential, (PDF, name)))
    assert document["name"] == document["files"][0]["name"] == NAMES[name]
    (kept,) = stored(app)
    assert set(kept) <= set("0123456789abcdef")
    file = program.get(f"/documents/{document['id']}/files/1")
    assert file.status_code == 200
    assert "\n" not in file.headers["Content-Disposition"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_hostile_file_is_refused_with_a_reason(app: Flask, credential: int) -> None:
    program, wrong = Program(app), []
    for name, (make, reason) in hostile.REFUSED.items():
        answer = upload(program, credential, (make(), name))
        said = faults(answer).get("file", "")
        if not any(word in said for word in reason.split("|")):
            wrong.append(f"{name}: {said}")
    assert wrong == []
    assert (rows(app), rows(app, DocumentFile), stored(app)) == (0, 0, [])
    assert evidence(app, credential) == "claimed"


def test_one_file_that_is_not_taken_keeps_out_all(app: Flask, credential: int) -> None:
    pages = [(PDF, "1.pdf"), (b"MZ", "2.pdf"), (PDF, "3.pdf"), (b"GIF89a", "4.gif")]
    answer = upload(Program(app), credential, *pages)
    assert faults(answer).keys() == {"file[1]", "file[3]"}
    assert (rows(app), stored(app)) == (0, [])


def test_a_body_that_brings_no_files_is_refused(app: Flask, credential: int) -> None:
    program, path = Program(app), f"/credentials/{credential}/documents"
    assert program.post(path, {"file": "x"}).status_code == 415
    assert program.send("POST", path).status_code == 415
    for fields in ({}, {"file": "text"}):
        assert faults(send(program, credential, **form([], **fields))).keys() == {"file"}
    two = form([(PDF, "a.pdf")], more="x")
    assert faults(send(program, credential, **two)).keys() == {"more"}
    other = {"file": (BytesIO(PDF), "a.pdf"), "more": (BytesIO(PDF), "b.pdf")}
    assert faults(program.send("POST", path, data=other)).keys() == {"more"}
    assert rows(app) == 0


def test_the_quota_of_a_candidate_is_kept(app: Flask, credential: int) -> None:
    program = Program(app)
    app.config["SETTINGS"] = changed(app, documents_per_candidate=2)
    made(upload(program, credential, PDF, PDF))
    answer = upload(program, credential, PDF)
    assert (answer.status_code, "2 files" in answer.text) == (507, True)
    app.config["SETTINGS"] = changed(app, documents_per_candidate=9, documents_mb_per_candidate=1)
    answer = upload(program, credential, (hostile.picture("PNG", (1_000, 1_000)), "large.png"))
    assert (answer.status_code, "MB" in answer.text) == (507, True)
    assert len(stored(app)) == 2


def changed(app: Flask, **values: Any) -> Any:
    return replace(app.config["SETTINGS"], **values)


def test_a_file_of_more_than_ten_megabytes_is_refused(app: Flask, credential: int) -> None:
    answer = upload(Program(app), credential, b"%PDF-1.7" + bytes(10_000_000))
    assert "10 MB" in faults(answer)["file"]


def test_what_is_larger_than_any_upload_is_not_even_taken(app: Flask, credential: int) -> None:
    path = f"/credentials/{credential}/documents"
    form = {"Content-Type": "multipart/form-data; boundary=x"}
    large = {"CONTENT_LENGTH": "200000000"}
    answer = Program(app).send("POST", path, headers=form, environ_overrides=large)
    assert answer.status_code == 413


def test_too_many_parts_are_refused(app: Flask, credential: int) -> None:
    program = Program(app)
    assert upload(program, credential, *[PDF] * 100).status_code == 413
    many = upload(program, credential, *[PDF] * 21)
    assert (many.status_code, rows(app)) == (422, 0)
    fields = form([(PDF, "a.pdf")], x="y" * 1_000_000)
    assert send(program, credential, **fields).status_code == 413


def test_a_request_that_comes_twice_makes_one_document(app: Flask, credential: int) -> None:
    program, key = Program(app), {"Idempotency-Key": "photo-1"}
    first = upload(program, credential, (hostile.picture(), "1.jpg"), **key)
    pages = [(hostile.pdf(2), "1.jpg")]
    assert faults(upload(program, credential, *pages, **key)).keys() == {"Idempotency-Key"}
    made(first)
    assert (rows(app), len(stored(app))) == (1, 1)


def test_the_same_files_in_another_envelope_are_the_same_request(
    app: Flask, credential: int
) -> None:
    program, key = Program(app), {"Idempotency-Key": "photo-1"}
    first, again = (
        send(program, credential, headers=key, **form([(PDF, "a.pdf")], boundary))
        for boundary in ("one", "another")
    )
    assert made(again) == made(first)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (rows(app), len(stored(app))) == (1, 1)


def test_requests_at_once_make_one_document(app: Flask, credential: int) -> None:
    program, key = Program(app), {"Idempotency-Key": "photo-1"}
    answers = at_once(lambda _: upload(program, credential, PDF, **key), (1, 2, 3))
    assert [one.status_code for one in answers] == [201] * 3
    assert len({one.data for one in answers}) == 1
    assert (rows(app), len(stored(app))) == (1, 1)


def test_uploads_at_once_are_versions_one_after_the_other(app: Flask, credential: int) -> None:
    program = Program(app)
    answers = at_once(lambda _: upload(program, credential, PDF), tuple(range(4)))
    assert sorted(made(one)["version"] for one in answers) == [1, 2, 3, 4]


def test_a_withdrawn_document_proves_nothing_and_is_kept(app: Flask, credential: int) -> None:
    program = Program(app)
    first, second = (made(upload(program, credential, PDF))["id"] for _ in range(2))
    assert program.delete(f"/documents/{first}").status_code == 204
    assert evidence(app, credential) == "documented"
    for _ in range(2):
        assert program.delete(f"/documents/{second}").status_code == 204
    assert evidence(app, credential) == "claimed"
    assert told(program.get(f"/documents/{second}"))["state"] == "withdrawn"
    assert len(stored(app)) == 2
    query = f"/credentials/{credential}/documents?state=waiting"
    assert told(program.get(query))["items"] == []


def test_what_was_accepted_only_a_specialist_takes_back(app: Flask, credential: int) -> None:
    id = made(upload(Program(app), credential, PDF))["id"]
    with app.app_context():
        db.session.get_one(Document, id).state = "accepted"
        db.session.commit()
    assert faults(Program(app).delete(f"/documents/{id}")).keys() == {"state"}
    assert Program(app, "compliance").delete(f"/documents/{id}").status_code == 204


def test_who_was_given_a_file_is_remembered(app: Flask, credential: int) -> None:
    id = made(upload(Program(app), credential, PDF))["id"]
    Program(app, "compliance").get(f"/documents/{id}/files/1")
    with app.app_context():
        (view,) = db.session.scalars(select(DocumentView))
        assert (view.document_id, view.place) == (id, 1)
        assert view.seen_by == "a program of compliance"


def test_a_candidate_uploads_and_sees_what_is_hers_and_nothing_else(app: Flask) -> None:
    hers, others = new_credential(app, ref="C-1"), new_credential(app, ref="C-2")
    her = signed_in(app, "candidate", "C-1")
    mine = made(upload(her, hers, PDF))["id"]
    theirs = made(upload(Program(app), others, PDF))["id"]
    assert her.get(f"/api/v1/documents/{mine}/files/1").data == PDF
    assert her.get(f"/api/v1/credentials/{hers}/documents").status_code == 200
    for path in (f"documents/{theirs}", f"documents/{theirs}/files/1", "documents/999"):
        assert her.get(f"/api/v1/{path}").status_code == 404
    assert her.get(f"/api/v1/credentials/{others}/documents").status_code == 404
    assert upload(her, others, PDF).status_code == 404
    assert her.delete(f"/api/v1/documents/{theirs}").status_code == 404
    assert her.delete(f"/api/v1/documents/{mine}").status_code == 204
    assert rows(app) == 2


@pytest.mark.parametrize("code", ["TB-SCREEN", "DRUG-SCREEN", "BACKGROUND-CHECK"])
def test_what_tells_of_health_or_past_is_for_her_and_for_specialists(app: Flask, code: str) -> None:
    credential = new_credential(app, code)
    her = signed_in(app, "candidate", "C-1")
    id = made(upload(her, credential, PDF))["id"]
    assert her.get(f"/api/v1/documents/{id}/files/1").status_code == 200
    assert Program(app, "compliance").get(f"/documents/{id}/files/1").data == PDF
    for role in ("recruiter", "admin"):
        program = Program(app, role)
        for path in (f"/documents/{id}", f"/documents/{id}/files/1"):
            assert program.get(path).status_code == 404
        assert program.get(f"/credentials/{credential}/documents").status_code == 404
        assert upload(program, credential, PDF).status_code == 404
        assert program.delete(f"/documents/{id}").status_code == 404
    assert rows(app, DocumentView) == 2


def test_an_agency_may_ask_for_clearances_only_after_an_offer(app: Flask) -> None:
    credential, other = new_credential(app, "TB-SCREEN"), new_credential(app, ref="C-2")
    app.config["SETTINGS"] = changed(app, clearances_after_offer=True)
    her = signed_in(app, "candidate", "C-1")
    assert "offered" in faults(upload(her, credential, PDF))["credential"]
    made(upload(Program(app), other, PDF))
    with app.app_context():
        person = db.session.get_one(Credential, credential).candidate_id
        make_placement(db.session.get_one(Candidate, person), make_assignment(), "offered")
        db.session.commit()
    made(upload(her, credential, PDF))


def test_a_file_that_was_changed_is_not_given_out(app: Flask, credential: int) -> None:
    program = Program(app)
    id = made(upload(program, credential, PDF))["id"]
    with app.app_context():
        root: Path = the_store().root  # type: ignore[attr-defined]
    (file,) = root.glob("*/*")
    sealed = bytearray(file.read_bytes())
    sealed[-1] ^= 1
    file.write_bytes(sealed)
    answer = program.get(f"/documents/{id}/files/1")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    file.unlink()
    assert program.get(f"/documents/{id}/files/1").status_code == 503
    assert rows(app, DocumentView) == 0


def test_a_master_key_that_is_not_at_hand_is_told_and_gives_out_nothing(
    app: Flask, credential: int
) -> None:
    program = Program(app)
    id = made(upload(program, credential, PDF))["id"]
    assert app.test_client().get("/readyz").status_code == 200
    app.config["SETTINGS"] = changed(app, document_keys=(b"x" * 32,))
    answer = program.get(f"/documents/{id}/files/1")
    assert (answer.status_code, "AGENCY_DOCUMENT_KEY" in answer.text) == (503, True)
    ready = app.test_client().get("/readyz")
    assert (ready.status_code, "document_keys" in ready.text) == (503, True)
    assert rows(app, DocumentView) == 0


def views(app: Flask) -> list[tuple[int, str]]:
    with app.app_context():
        asked = select(DocumentView.place, DocumentView.seen_by).order_by(DocumentView.id)
        return [(place, by) for place, by in db.session.execute(asked)]


def test_a_page_is_given_as_a_picture_under_the_rules_of_its_file(
    app: Flask, credential: int
) -> None:
    program = Program(app)
    id = made(upload(program, credential, hostile.pdf(3)))["id"]
    page = program.get(f"/documents/{id}/files/1/pages/3")
    file = program.get(f"/documents/{id}/files/1")
    assert (page.status_code, page.mimetype) == (200, "image/jpeg")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control"):
        assert page.headers[name] == file.headers[name]
    assert misfits(app, "GET", page) == []
    assert Image.open(BytesIO(page.data)).size == (1_360, 1_760)


def test_turning_pages_is_one_opening(app: Flask, credential: int) -> None:
    program = Program(app)
    id = made(upload(program, credential, hostile.pdf(3), hostile.pdf(2)))["id"]
    for number in (1, 2, 3, 1):
        assert program.get(f"/documents/{id}/files/1/pages/{number}").status_code == 200
    assert [place for place, _ in views(app)] == [1]
    program.get(f"/documents/{id}/files/2/pages/2")
    assert [place for place, _ in views(app)] == [1, 2]
    with app.app_context():
        db.session.execute(update(DocumentView).values(seen_at=A_MOMENT))
        db.session.commit()
    program.get(f"/documents/{id}/files/1/pages/2")
    assert [place for place, _ in views(app)] == [1, 2, 1]


def test_what_has_no_such_page_and_what_cannot_be_drawn_are_told_apart(
    app: Flask, credential: int
) -> None:
    program = Program(app)
    hard = hostile.very_many_shapes()
    id = made(upload(program, credential, hostile.pdf(), hostile.picture(), hard))["id"]
    assert program.get(f"/documents/{id}/files/2/pages/1").status_code == 404
    assert program.get(f"/documents/{id}/files/1/pages/2").status_code == 404
    assert faults(program.get(f"/documents/{id}/files/3/pages/1")).keys() == {"page"}
    assert program.get(f"/documents/{id}/files/9/pages/1").status_code == 404
    assert program.get(f"/documents/{id}/files/3").data == hard
    assert [place for place, _ in views(app)] == [3]


def test_how_many_pages_a_file_has_is_known_and_is_learned_of_an_older_one(
    app: Flask, credential: int
) -> None:
    program = Program(app)
    id = made(upload(program, credential, hostile.pdf(3), hostile.picture()))["id"]
    assert pages(app) == [3, 1]
    with app.app_context():
        db.session.execute(update(DocumentFile).values(pages=None))
        db.session.commit()
    program.get(f"/documents/{id}/files/1/pages/1")
    assert pages(app) == [3, None]


def pages(app: Flask) -> list[int | None]:
    with app.app_context():
        return list(db.session.scalars(select(DocumentFile.pages).order_by(DocumentFile.place)))


def test_pages_of_what_is_confidential_are_for_specialists(app: Flask) -> None:
    credential = new_credential(app, "TB-SCREEN")
    specialist = signed_in(app, "compliance")
    id = made(upload(specialist, credential, PDF))["id"]
    address = f"/api/v1/documents/{id}/files/1/pages/1"
    assert specialist.get(address).status_code == 200
    assert signed_in(app, "recruiter").get(address).status_code == 404
    assert app.test_client().get(address).status_code == 401
