"""The lines of a PDF's own text."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pikepdf
import pytest
from reportlab.pdfgen.canvas import Canvas

from agency.reading.lines import Line
from agency.reading.pdf_pages import opened, pictured, text_lines
from agency.sampling.papers.sheet import LETTER, Font, Sheet

GARAMOND = Font("EB Garamond", "eb-garamond-400.ttf", "eb-garamond-700.ttf")
ENOUGH = "Words enough on this page that it is taken to have text of its own."


def lines_of(pdf: bytes) -> list[Line]:
    with opened(pdf) as document:
        return text_lines(document)


def test_a_letter_that_reaches_under_another_does_not_end_the_line() -> None:
    sheet = Sheet(LETTER, GARAMOND)
    sheet.words(50, 100, "Certificate Number: P4QJ-4H37", 12)
    sheet.words(50, 130, ENOUGH, 12)
    assert lines_of(sheet.pdf())[0].text == "Certificate Number: P4QJ-4H37"


def test_columns_are_lines_of_their_own() -> None:
    sheet = Sheet(LETTER, GARAMOND)
    sheet.words(50, 100, "Name", 12)
    sheet.words(200, 100, "Ana Lopez", 12)
    sheet.words(50, 130, ENOUGH, 12)
    assert [line.text for line in lines_of(sheet.pdf())] == ["Name", "Ana Lopez", ENOUGH]


def test_a_line_stands_where_it_is_seen() -> None:
    sheet = Sheet(LETTER, GARAMOND)
    sheet.words(306, 396, ENOUGH, 12)
    (line,) = lines_of(sheet.pdf())
    left, top, _, bottom = line.piece().place.box
    assert left == pytest.approx(500, abs=3)
    assert top < 500 < bottom + 8


def shown(rotate: int, crop: tuple[int, int, int, int] | None, drawn_turned: int = 0) -> bytes:
    """A page of one line, shown so; its words may themselves be drawn turned to the left."""
    drawn, made = BytesIO(), BytesIO()
    canvas = Canvas(drawn, pagesize=LETTER)
    canvas.translate(320, 400)
    canvas.rotate(drawn_turned)
    canvas.setFont("Helvetica", 6)
    canvas.drawCentredString(0, 0, ENOUGH)
    canvas.save()
    with pikepdf.open(drawn) as pdf:
        pdf.pages[0].Rotate = rotate
        if crop:
            pdf.pages[0].CropBox = pikepdf.Array(crop)
        pdf.save(made)
    return made.getvalue()


def ink_of(pdf: bytes) -> tuple[float, float, float, float]:
    """Where the first page is not white, in thousandths of its width and height."""
    with opened(pdf) as document:
        dark = pictured(document, 0, 1000).min(axis=2) < 128
    down, across = np.nonzero(dark)
    height, width = dark.shape
    return (
        across.min() * 1000 / width,
        down.min() * 1000 / height,
        across.max() * 1000 / width,
        down.max() * 1000 / height,
    )


@pytest.mark.parametrize("crop", [None, (150, 100, 500, 700), (150, 100, 900, 900)])
@pytest.mark.parametrize("drawn_turned", [0, 90, 180, 270])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_line_of_a_turned_or_cropped_page_stands_where_its_ink_is(
    rotate: int, drawn_turned: int, crop: tuple[int, int, int, int] | None
) -> None:
    pdf = shown(rotate, crop, drawn_turned)
    (line,) = lines_of(pdf)
    assert line.text == ENOUGH
    assert line.piece().place.box == pytest.approx(ink_of(pdf), abs=8)
    assert line.box.right - line.box.left > 10 * line.box.height


def test_what_is_cropped_away_is_not_taken() -> None:
    assert lines_of(shown(0, (0, 500, 600, 700))) == []


@pytest.mark.parametrize(("mode", "read"), [(0, 1), (3, 0)])
def test_text_that_is_not_to_be_seen_is_not_taken(mode: int, read: int) -> None:
    made = BytesIO()
    canvas = Canvas(made)
    text = canvas.beginText(50, 700)
    text.setTextRenderMode(mode)
    text.textLine(ENOUGH)
    canvas.drawText(text)
    canvas.save()
    assert len(lines_of(made.getvalue())) == read


def test_a_page_number_alone_is_no_text() -> None:
    sheet = Sheet(LETTER, GARAMOND)
    sheet.words(306, 780, "1 of 1", 8)
    assert lines_of(sheet.pdf()) == []
