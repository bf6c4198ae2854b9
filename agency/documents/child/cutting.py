"""Pieces cut out of a document, one under another in one picture, to be shown beside fields."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

from PIL import Image

from agency.documents.child.drawing import picture_of_page
from agency.documents.child.images import QUALITY
from agency.documents.kinds import PDF

# Left, top, right and bottom in thousandths of the page, after its number from 1.
Piece = Sequence[int]
WIDTH, HEIGHT = 640, 64
THOUSANDTHS = 1000
# How much of its height is shown around a line of text.
AROUND = 0.2


def cut_out(content: bytes, media_type: str, pieces: Sequence[Piece]) -> tuple[int, bytes]:
    """How many pieces there are, and each in a strip of WIDTH × HEIGHT dots, as a JPEG.

    Raises NotTaken for a page that cannot be drawn.
    """
    strips = Image.new("RGB", (WIDTH, HEIGHT * len(pieces)), "white")
    numbered = sorted(enumerate(pieces), key=lambda one: one[1][0])
    for page, of_page in groupby(numbered, key=lambda one: one[1][0]):
        picture = _picture(content, media_type, page)
        for at, (_, *box) in of_page:
            strips.paste(_strip(picture, box), (0, HEIGHT * at))
    made = BytesIO()
    strips.save(made, "JPEG", quality=QUALITY)
    return len(pieces), made.getvalue()


def _picture(content: bytes, media_type: str, page: int) -> Image.Image:
    if media_type == PDF:
        return picture_of_page(content, page)[1]
    return Image.open(BytesIO(content), formats=["JPEG", "PNG"]).convert("RGB")


def _strip(picture: Image.Image, box: Sequence[int]) -> Image.Image:
    """A piece with a little around it, as large as a strip can show it."""
    piece = picture.crop(_dots(picture.size, box))
    share = min(WIDTH / piece.width, HEIGHT / piece.height)
    size = max(1, round(piece.width * share)), max(1, round(piece.height * share))
    return piece.resize(size, Image.Resampling.BICUBIC)


def _dots(size: tuple[int, int], box: Sequence[int]) -> tuple[int, int, int, int]:
    width, height = size
    left, right = (min(max(0, one), THOUSANDTHS) * width / THOUSANDTHS for one in box[::2])
    top, bottom = (min(max(0, one), THOUSANDTHS) * height / THOUSANDTHS for one in box[1::2])
    around = AROUND * max(1.0, bottom - top)
    first = max(0, int(left - around)), max(0, int(top - around))
    last = min(width, round(right + around)), min(height, round(bottom + around))
    return *first, max(first[0] + 1, last[0]), max(first[1] + 1, last[1])
