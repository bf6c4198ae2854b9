"""What a certificate says, and that it says the same whenever it is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy
from pypdfium2 import PdfDocument
from sqlalchemy import update

from agency.candidates.models import Candidate
from agency.errors import NotFound
from agency.extensions import db
from agency.screening.actions import decide, load_list, screen, undo
from agency.screening.certificates import Certificate, certificate
from agency.screening.drawing import drawn
from agency.screening.models import FindingDecision, ScreeningRun
from agency.screening.queries import queue_of_findings
from agency.settings import today
from tests.builders import make_candidate
from tests.screening.lists import FIRM, ROSA, leie, sam
from tests.trail import ANN


@pytest.fixture
def month(database: SQLAlchemy, tmp_path: Path) -> str:
    """The month in which Rosa, who is like somebody on a list, and Nguyễn, who is not, were
    screened."""
    make_candidate("C-1", first_name="Rosa", last_name="Quillfeather")
    make_candidate("C-2", first_name="Thuỷ", last_name="Nguyễn")
    db.session.commit()
    load_list("leie", leie(tmp_path, ROSA, FIRM), ANN)
    load_list("sam", sam(tmp_path, {"First": "BEN", "Last": "ASHGROVE"}), ANN)
    return screen("by hand", ANN).month


def made(ref: str, month: str) -> Certificate:
    return certificate(ref, month, today())


def the_finding() -> int:
    (row,) = queue_of_findings(5)
    return row.id


def test_it_says_by_which_files_and_what_was_found(month: str) -> None:
    said = made("C-1", month).said
    assert (said["name"], said["result"], said["records"]) == ("Rosa Quillfeather", "to_decide", 2)
    assert [(one["list"], one["files"][0]["rows"]) for one in said["lists"]] == [
        ("leie", 2),
        ("sam", 1),
    ]
    (finding,) = said["findings"]
    assert (finding["list"], finding["state"], finding["decided_by"]) == ("leie", "open", None)
    assert "QUILLFEATHER" not in str(said)
    assert made("C-2", month).said["result"] == "clear"


def test_a_decision_is_in_it_from_the_day_on_which_it_was_made(month: str) -> None:
    before = made("C-1", month)
    id = the_finding()
    decide(id, "not_same", "Born in another year.", ANN)
    after = made("C-1", month)
    assert (after.said["result"], after.said["findings"][0]["decided_by"]) == ("cleared", ANN.name)
    undo(id, ANN)
    assert made("C-1", month) == before
    decide(id, "same", "", ANN)
    assert made("C-1", month).said["result"] == "match"


def test_what_is_decided_later_changes_nothing_that_was_known(month: str) -> None:
    decide(the_finding(), "not_same", "Born in another year.", ANN)
    later = datetime.combine(today(), datetime.min.time(), UTC) + timedelta(days=40)
    db.session.execute(update(FindingDecision).values(at=later))
    db.session.commit()
    assert made("C-1", month).said["result"] == "to_decide"
    assert certificate("C-1", month, later.date()).said["result"] == "cleared"


def test_what_was_decided_of_who_she_was_does_not_clear_who_she_is(month: str) -> None:
    decide(the_finding(), "not_same", "Born in another year.", ANN)
    db.session.execute(update(Candidate).where(Candidate.ref == "C-1").values(home_zip="75202"))
    db.session.commit()
    assert made("C-1", month).said["result"] == "cleared"
    screen("by hand", ANN)
    assert made("C-1", month).said["result"] == "to_decide"


def test_equal_certificates_are_equal_to_the_byte(month: str) -> None:
    assert drawn(made("C-1", month)) == drawn(made("C-1", month))
    assert made("C-1", month).id != made("C-2", month).id


def test_the_pdf_says_what_the_certificate_says(month: str) -> None:
    said = made("C-1", month)
    with PdfDocument(drawn(said)) as document:
        text = " ".join(document[0].get_textpage().get_text_range().split())
    sums = [file["sha256"] for one in said.said["lists"] for file in one["files"]]
    bare = text.replace(" ", "")
    assert all(one in bare for one in [*sums, said.id])
    for words in ("Rosa Quillfeather (C-1)", "not decided", "UPDATED.csv", "leie"):
        assert words in text


def test_letters_that_the_font_lacks_lose_their_accents_alone(month: str) -> None:
    with PdfDocument(drawn(made("C-2", month))) as document:
        text = document[0].get_textpage().get_text_range()
    assert "Thuy Nguyen (C-2)" in text
    assert made("C-2", month).said["name"] == "Thuỷ Nguyễn"


def test_a_month_without_a_screening_has_none(month: str) -> None:
    db.session.execute(update(ScreeningRun).values(month="2020-01"))
    db.session.commit()
    with pytest.raises(NotFound):
        made("C-1", month)
    assert made("C-1", "2020-01").said["result"] == "to_decide"
