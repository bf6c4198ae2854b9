"""The lines of a PDF's own text."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from agency.reading.lines import Line
from agency.reading.pdf_pages import opened, text_lines
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
