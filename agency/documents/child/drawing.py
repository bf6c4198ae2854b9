"""Pages of PDFs drawn as pictures, so that they are looked at where the file is not opened."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image

from agency.documents.child.words import NotTaken, damaged

# Fine print on a card is read at that, and a letter is some two million dots.
DOTS_PER_INCH, POINTS_PER_INCH = 160, 72
# However large a page says it is: no side is longer, and no picture larger.
LONGEST_SIDE, MOST_PIXELS = 2_600, 4_000_000
QUALITY = 85


def drawn(content: bytes, number: int) -> tuple[int, bytes]:
    """How many pages a PDF has, and one of them, by its number from 1, as a JPEG.

    Raises NotTaken where there is no such page, or it cannot be drawn.
    """
    pages, picture = picture_of_page(content, number)
    return pages, _encoded(picture)


def picture_of_page(content: bytes, number: int) -> tuple[int, Image.Image]:
    """As `drawn`, not yet encoded."""
    try:
        pdf = pypdfium2.PdfDocument(content)
        pages = len(pdf)
    except pypdfium2.PdfiumError as error:
        raise damaged("PDF") from error
    if not 1 <= number <= pages:
        raise NotTaken(f"a page from 1 to {pages}")
    try:
        pdf.init_forms()  # what is filled in is drawn too
        return pages, _picture(pdf[number - 1])
    except pypdfium2.PdfiumError as error:
        raise NotTaken("a page that can be drawn; this one is damaged") from error


def _picture(page: Any) -> Image.Image:
    return page.render(scale=_scale(*page.get_size())).to_pil().convert("RGB")  # type: ignore[no-any-return]


def _scale(width: float, height: float) -> float:
    """Dots per point, for a page whose sides are given in points."""
    if width <= 0 or height <= 0:
        raise NotTaken("a page that has a size")
    wanted = DOTS_PER_INCH / POINTS_PER_INCH
    by_side = LONGEST_SIDE / max(width, height)
    return float(min(wanted, by_side, (MOST_PIXELS / (width * height)) ** 0.5))


def _encoded(picture: Image.Image) -> bytes:
    made = BytesIO()
    picture.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()
