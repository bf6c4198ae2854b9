"""Pages of PDFs drawn as pictures by a bound process, and what cannot be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from time import monotonic

import pytest
from PIL import Image

from agency.documents.child.drawing import LONGEST_SIDE, MOST_PIXELS
from agency.documents.child.limits import Limits
from agency.documents.child.words import NotTaken
from agency.documents.children import Children
from agency.documents.kinds import PDF
from tests.documents import hostile

LIMITS = Limits()
DREW = {
    "a page of 200 inches": lambda: hostile.page_of(14_400, 14_400),
    "a page without end": lambda: hostile.page_of(1e7, 1e7),
    "a page like a thread": lambda: hostile.page_of(2, 14_400),
    "a page of no size": lambda: hostile.page_of(0, 0),
    "a page that is turned inside out": lambda: hostile.page_of(-500, -500),
    "a shape that draws itself": hostile.shape_in_itself,
    "a scan": hostile.scanned,
}
TOO_MUCH = {
    "very many shapes": hostile.very_many_shapes,
    "shapes in shapes": hostile.shapes_in_shapes,
}


@pytest.fixture(scope="module")
def children() -> Iterator[Children]:
    found = Children()
    yield found
    found.end()


def picture_of(children: Children, content: bytes, page: int = 1) -> Image.Image:
    made = children.draw(content, page, LIMITS)
    picture = Image.open(BytesIO(made.content))
    assert picture.format == "JPEG"
    return picture


def test_a_letter_is_drawn_large_enough_to_be_read(children: Children) -> None:
    assert picture_of(children, hostile.pdf()).size == (1_360, 1_760)


def test_each_page_is_drawn_by_its_number(children: Children) -> None:
    assert children.draw(hostile.pdf(3), 3, LIMITS).pages == 3
    for number in (0, 4):
        with pytest.raises(NotTaken, match="from 1 to 3"):
            children.draw(hostile.pdf(3), number, LIMITS)


def test_what_is_filled_in_a_form_is_seen(children: Children) -> None:
    assert picture_of(children, hostile.filled_form()).getpixel((300, 410))[2] > 200  # type: ignore[index]


@pytest.mark.parametrize("name", DREW)
def test_however_large_a_page_is_the_picture_is_not(children: Children, name: str) -> None:
    content = DREW[name]()
    children.read(content, PDF, LIMITS)
    width, height = picture_of(children, content).size
    assert width * height <= MOST_PIXELS * 1.01
    assert max(width, height) <= LONGEST_SIDE


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_much_to_draw_is_given_up(children: Children, name: str) -> None:
    content = TOO_MUCH[name]()
    children.read(content, PDF, LIMITS)
    start = monotonic()
    with pytest.raises(NotTaken, match="within 2 seconds"):
        children.draw(content, 1, Limits(processor_seconds=2, seconds=4))
    assert monotonic() - start < 10
    assert children.draw(hostile.pdf(), 1, LIMITS).pages == 1


def test_what_is_no_pdf_is_not_drawn(children: Children) -> None:
    with pytest.raises(NotTaken, match="damaged"):
        children.draw(b"%PDF-1.7 and no more", 1, LIMITS)
