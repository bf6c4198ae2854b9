"""The pages of a PDF: their own text with its places, and what they look like."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pypdfium2
import pypdfium2.raw as raw

from agency.errors import Unreadable
from agency.reading.lines import Box, Line, upright

# The proof is on the first pages; what follows are terms.
MOST_PAGES = 3
# What a page shows without text has a few letters at most: a page number, or a watermark.
FEWEST_LETTERS = 40
MOST_CHARACTERS = 20_000
# What stands on one line stands closer to each other than this many heights of its letters, and
# overlaps by little: the foot of a J reaches under the letter before.
NEAR, OVERLAP = 0.6, 0.35


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document; raises Unreadable if it is none, or has a password."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable("this PDF cannot be opened: it is damaged or has a password") from error
    try:
        yield document
    finally:
        document.close()


def text_lines(document: pypdfium2.PdfDocument) -> list[Line]:
    """The lines of the first pages' own text; none where there is hardly any.

    Text that is not to be seen was put behind a picture by a scanner, which may have misread it.
    """
    pages = [document[number] for number in range(min(len(document), MOST_PAGES))]
    if any(_has_unseen_text(page) for page in pages):
        return []
    found = [line for number, page in enumerate(pages, 1) for line in _lines_of(page, number)]
    letters = sum(character.isalnum() for line in found for character in line.text)
    return found if letters >= FEWEST_LETTERS else []


def _has_unseen_text(page: pypdfium2.PdfPage) -> bool:
    texts = page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])
    unseen = raw.FPDF_TEXTRENDERMODE_INVISIBLE
    return any(raw.FPDFTextObj_GetTextRenderMode(text.raw) == unseen for text in texts)


def _lines_of(page: pypdfium2.PdfPage, number: int) -> list[Line]:
    """Characters that follow each other closely on a level make a line."""
    width, height = page.get_size()
    lines: list[tuple[str, Box]] = []
    for character, box in _characters(page, height):
        if lines and _follows(lines[-1][1], box):
            before, there = lines[-1]
            top, bottom = min(there.top, box.top), max(there.bottom, box.bottom)
            lines[-1] = (f"{before}{character}", Box(there.left, top, box.right, bottom))
        else:
            lines.append((character.strip(), box))
    return [
        Line(said, (1.0,) * len(said), number, upright(box, width, height), box)
        for said, box in lines
    ]


def _characters(page: pypdfium2.PdfPage, height: float) -> Iterator[tuple[str, Box]]:
    """Each character in a box as high as its font, with the blank that stands before it."""
    text, blank = page.get_textpage(), ""
    for index in range(min(text.count_chars(), MOST_CHARACTERS)):
        character = text.get_text_range(index, 1)
        if character.strip():
            left, bottom, right, top = text.get_charbox(index, loose=True)
            yield blank + character, Box(left, height - top, right, height - bottom)
        blank = " " if character.isspace() else ""
    text.close()


def _follows(one: Box, other: Box) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    level = shared >= min(one.height, other.height) / 2
    high = max(one.height, other.height)
    return level and -OVERLAP * high <= other.left - one.right <= NEAR * high


def pictured(document: pypdfium2.PdfDocument, number: int, longest: int) -> np.ndarray:
    """Page ``number``, from 0, as blue, green and red, its longer side ``longest`` pixels."""
    page = document[number]
    scale = longest / max(page.get_size())
    return np.ascontiguousarray(page.render(scale=scale).to_numpy()[..., :3])
