"""A file read: its own text if that says enough, else the letters seen in its picture."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO

import numpy as np
from PIL import Image, ImageOps

from agency.errors import Unreadable
from agency.reading.fields.reading import fields_of
from agency.reading.findings import NONE, OCR, TEXT, Reading, reading
from agency.reading.lines import Line
from agency.reading.pdf_pages import MOST_PAGES, opened, pictured, text_lines
from agency.reading.wording import wording
from agency.rules.rulebook import load_rulebook

PDF = "application/pdf"
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
# A sheet of paper at 200 dots per inch: small print is read, and memory suffices.
LONGEST_SIDE = 2200
NO_OCR = "pictures cannot be read here: please type it in"
NO_TEXT = "no letters were found on the page"


def can_ocr() -> bool:
    """Whether the extra ``ocr`` is installed, so that pictures can be read."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def make_ready() -> None:
    """Load whatever is otherwise loaded at the first file, before limits bind.

    Threads are started: a process that was made ready is not forked but started anew.
    """
    load_rulebook()
    wording()
    if can_ocr():
        from agency.reading.ocr import load

        load()


def read_file(content: bytes, media_type: str) -> Reading:
    """What a PDF, JPEG or PNG says of a credential; raises Unreadable for what cannot be opened."""
    if media_type == PDF:
        return _read_pdf(content)
    if media_type in PICTURES:
        return _seen([_picture(content, PICTURES[media_type])], 1)
    raise Unreadable(f"a file of type {media_type!r} cannot be read: only PDF, JPEG and PNG")


def _read_pdf(content: bytes) -> Reading:
    """By its own text; also by what is seen of it where that has no more than a letterhead, for
    what was scanned under one is a picture.
    """
    with opened(content) as document:
        pages, said = len(document), None
        if lines := text_lines(document):
            said = _said(TEXT, pages, lines)
            if not (said.bare and can_ocr()):
                return said
        shown = (pictured(document, at, LONGEST_SIDE) for at in range(min(pages, MOST_PAGES)))
        seen = _seen(shown, pages)
        return said if said and said.sure >= seen.sure else seen


def _picture(content: bytes, kind: str) -> np.ndarray:
    """Blue, green and red of a picture, no larger than needed."""
    try:
        picture = Image.open(BytesIO(content), formats=[kind])
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        pixels = np.asarray(upright.convert("RGB"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(f"this {kind} cannot be opened: it is damaged") from error
    return np.ascontiguousarray(pixels[..., ::-1])


def _seen(pictures: Iterator[np.ndarray] | list[np.ndarray], pages: int) -> Reading:
    if not can_ocr():
        return reading(NONE, pages, {}, NO_OCR)
    from agency.reading.ocr import seen_lines

    lines = [line for page, one in enumerate(pictures, start=1) for line in seen_lines(one, page)]
    return _said(OCR, pages, lines) if lines else reading(NONE, pages, {}, NO_TEXT)


def _said(how: str, pages: int, lines: list[Line]) -> Reading:
    return reading(how, pages, fields_of(lines, load_rulebook().catalogue))
