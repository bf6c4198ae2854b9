"""Files read for real: a PDF's own text, scans and photos."""

from __future__ import annotations

import socket
from io import BytesIO

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from agency.errors import Unreadable
from agency.reading import reader
from agency.reading.findings import FIELDS, Place, Reading
from agency.reading.reader import NO_OCR, NO_TEXT, can_ocr, read_file
from agency.sampling.papers.drawing import CLEAN, PHOTO, SCAN, TUNING, Drawn, drawn

SEED = 11
JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"


def one(kind: str, index: int = 1) -> Drawn:
    return next(drawn(TUNING, kind, SEED, 1, index))


def values(read: Reading) -> dict[str, str | None]:
    return {field.field: field.value for field in read.fields}


def wrong(read: Reading, paper: Drawn) -> set[str]:
    """Fields filled in with something else than the paper says."""
    truth = paper.paper.truth
    return {
        field
        for field, value in values(read).items()
        if value is not None and value != truth[field]
    }


def as_file(picture: Image.Image, kind: str) -> bytes:
    made = BytesIO()
    picture.save(made, kind)
    return made.getvalue()


def middle(place: Place) -> tuple[float, float]:
    left, top, right, bottom = place.box
    return (left + right) / 2, (top + bottom) / 2


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection can be made."""

    def refuse(*_: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("index", range(33))
def test_a_pdf_of_every_type_is_read_by_its_text(index: int) -> None:
    paper = one(CLEAN, index)
    read = read_file(paper.content, PDF)
    assert (read.how, read.pages) == ("text", 1)
    assert tuple(field.field for field in read.fields) == FIELDS
    assert wrong(read, paper) == set()
    assert read["code"].value == paper.paper.code


def test_what_is_read_has_a_place_on_the_page() -> None:
    read = read_file(one(CLEAN).content, PDF)
    for field in read.fields:
        assert field.place is not None
        left, top, right, bottom = field.place.box
        assert 0 <= left < right <= 1000
        assert 0 <= top < bottom <= 1000


@pytest.mark.usefixtures("offline")
def test_a_photo_is_read_and_nothing_is_fetched() -> None:
    assert can_ocr()
    paper = one(PHOTO)
    read = read_file(paper.content, JPEG)
    assert read.how == "ocr"
    assert wrong(read, paper) == set()
    assert sum(value is not None for value in values(read).values()) >= 4


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_photo_that_was_turned_is_read_where_it_is_seen(turn: int) -> None:
    paper = one(SCAN)
    picture = Image.open(BytesIO(paper.content))
    straight = read_file(paper.content, JPEG)
    turned = read_file(as_file(picture.rotate(turn, expand=True), "PNG"), PNG)
    assert wrong(turned, paper) == set()
    assert turned["code"].value == straight["code"].value == paper.paper.code
    assert turned["code"].place is not None
    assert straight["code"].place is not None
    x, y = middle(straight["code"].place)
    expected = {90: (y, 1000 - x), 180: (1000 - x, 1000 - y), 270: (1000 - y, x)}[turn]
    assert middle(turned["code"].place) == pytest.approx(expected, abs=12)


def test_a_pdf_of_a_scan_is_read_by_its_picture() -> None:
    paper = one(SCAN)
    made = as_file(Image.open(BytesIO(paper.content)).convert("RGB"), "PDF")
    read = read_file(made, PDF)
    assert (read.how, read.pages) == ("ocr", 1)
    assert wrong(read, paper) == set()
    assert read["code"].value == paper.paper.code


LETTERHEAD = "American Medical Technologists, to whom it may concern"


def scanned_under_a_letterhead() -> tuple[bytes, Drawn]:
    """A PDF of a scan, its letterhead printed as text; and the paper that was scanned."""
    paper, made = one(SCAN), BytesIO()
    canvas = Canvas(made, pagesize=(612, 842))
    canvas.setFont("Helvetica", 9)
    canvas.drawString(40, 815, LETTERHEAD)
    canvas.drawImage(ImageReader(BytesIO(paper.content)), 0, 320, 612, 473)
    canvas.save()
    return made.getvalue(), paper


def test_a_scan_under_a_printed_letterhead_is_read_by_its_picture() -> None:
    pdf, paper = scanned_under_a_letterhead()
    read = read_file(pdf, PDF)
    assert (read.how, wrong(read, paper)) == ("ocr", set())
    assert read["code"].value == paper.paper.code
    assert read["holder"].value == paper.paper.truth["holder"]


def test_without_the_extra_a_letterhead_is_read_by_its_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "find_spec", lambda _: None)
    pdf, paper = scanned_under_a_letterhead()
    read = read_file(pdf, PDF)
    assert (read.how, read["issuer"].value) == ("text", paper.paper.truth["issuer"])
    assert (read.bare, read.sure) == (True, 1)


@pytest.mark.parametrize("kind", [SCAN, PHOTO])
def test_without_the_extra_every_field_is_blank(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "find_spec", lambda _: None)
    read = read_file(one(kind).content, JPEG)
    assert (read.how, can_ocr()) == ("none", False)
    assert set(values(read).values()) == {None}
    assert {field.note for field in read.fields} == {NO_OCR}


def test_without_the_extra_a_pdf_is_read_by_its_text_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "find_spec", lambda _: None)
    assert read_file(one(CLEAN).content, PDF).how == "text"


def test_a_picture_without_letters_says_nothing() -> None:
    read = read_file(as_file(Image.new("RGB", (400, 300), "white"), "PNG"), PNG)
    assert (read.how, read.pages) == ("none", 1)
    assert {field.note for field in read.fields} == {NO_TEXT}


@pytest.mark.parametrize("media_type", [PDF, JPEG, PNG])
def test_what_cannot_be_opened_is_told(media_type: str) -> None:
    with pytest.raises(Unreadable, match="cannot be opened"):
        read_file(b"%PDF-1.7 nothing", media_type)


def test_a_pdf_with_a_password_cannot_be_opened() -> None:
    made = BytesIO()
    with pikepdf.open(BytesIO(one(CLEAN).content)) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="owner", user="user"))
    with pytest.raises(Unreadable, match="password"):
        read_file(made.getvalue(), PDF)


def test_a_file_of_another_kind_is_refused_by_name() -> None:
    with pytest.raises(Unreadable, match="text/html"):
        read_file(b"<p>", "text/html")
