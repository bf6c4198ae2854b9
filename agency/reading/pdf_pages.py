"""The pages of a PDF: their own text with its places, and what they look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import degrees
from typing import NamedTuple

import numpy as np
import pypdfium2
import pypdfium2.raw as raw

from agency.errors import Unreadable
from agency.reading.lines import THOUSAND, Box, Line, Quad, upright
from agency.reading.turning import turned, turned_box, turned_size

# The proof is on the first pages; what follows are terms.
MOST_PAGES = 3
# What a page shows without text has a few letters at most: a page number, or a watermark.
FEWEST_LETTERS = 40
MOST_CHARACTERS = 20_000
# What stands on one line stands closer to each other than this many heights of its letters, and
# overlaps by little: the foot of a J reaches under the letter before.
NEAR, OVERLAP = 0.6, 0.35


QUARTER = 90


class Character(NamedTuple):
    """A character, with the blank that stands before it.

    Its ``box``, as high as its font, is on what is shown of the page before that is turned, and
    ``quarters`` how far to the right the page would be turned for it to stand upright.
    """

    text: str
    box: Box
    quarters: int


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
    """Characters that follow each other closely on a level make a line.

    Levels are those of the page turned so that most of its text stands upright; it may be shown
    turned otherwise.
    """
    characters, quarters = list(_characters(page)), 0
    if characters:
        [(quarters, _)] = Counter(one.quarters for one in characters).most_common(1)
    size = _size_unturned(page)
    lines: list[tuple[str, Box]] = []
    for one in characters:
        box = turned_box(one.box, *size, quarters)
        if lines and _follows(lines[-1][1], box):
            before, there = lines[-1]
            top, bottom = min(there.top, box.top), max(there.bottom, box.bottom)
            lines[-1] = (f"{before}{one.text}", Box(there.left, top, box.right, bottom))
        else:
            lines.append((one.text.strip(), box))
    width, height = turned_size(*size, quarters)
    shown = page.get_rotation() // QUARTER - quarters
    return [
        Line(said, (1.0,) * len(said), number, _seen(upright(box, width, height), shown), box)
        for said, box in lines
    ]


def _seen(corners: Quad, quarters: int) -> Quad:
    """Corners in thousandths of a page, once that is turned."""
    one, two, three, four = (turned(point, THOUSAND, THOUSAND, quarters) for point in corners)
    return one, two, three, four


def _size_unturned(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """Width and height of what is shown of a page, before it is turned."""
    left, bottom, right, top = page.get_bbox()
    return right - left, top - bottom


def _characters(page: pypdfium2.PdfPage) -> Iterator[Character]:
    """Each character that stands on what is shown of the page."""
    text, blank = page.get_textpage(), ""
    edge, foot, end, head = page.get_bbox()
    for index in range(min(text.count_chars(), MOST_CHARACTERS)):
        character = text.get_text_range(index, 1)
        if character.strip():
            left, bottom, right, top = text.get_charbox(index, loose=True)
            if left < end and right > edge and bottom < head and top > foot:
                box = Box(left - edge, head - top, right - edge, head - bottom)
                to_the_right = degrees(raw.FPDFText_GetCharAngle(text.raw, index))
                yield Character(blank + character, box, -round(to_the_right / QUARTER) % 4)
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
