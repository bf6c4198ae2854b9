"""The number of a certificate, by the label beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agency.reading.fields.neighbours import Beside, Finder, Neighbours
from agency.reading.fields.page import Page
from agency.reading.fields.weighing import blank, found, sure_of
from agency.reading.findings import FieldRead
from agency.reading.lines import Line, Piece
from agency.reading.wording import NUMBER

FEWEST, MOST = 4, 30
TWO_NUMBERS = "two numbers could be meant"
# Letters and digits that a camera takes for each other. Most are told apart where they are sharp;
# an O and a 0 are not, in many a font.
ALIKE = {"O": "0", "Q": "0", "I": "1", "L": "1", "S": "5", "B": "8", "Z": "2", "G": "6"}
DIGITS = {digit: letter for letter, digit in reversed(ALIKE.items())}
ALWAYS = ("O", "0")
# A PDF's own text is as it was written; what was seen never is wholly sure.
SHARP, WRITTEN = 0.97, 1.0
AN_ALIKE = "letter or digit? {} and {} look alike"

NUMBER_LIKE = re.compile(
    r"(?P<number>\d{3,5}(?: \d{3,5})+(?![\w/-])"  # groups of digits with blanks between
    r"|[A-Z]{1,4} ?\d{4,}[A-Z]?(?![\w/])"  # letters before digits, where a blank may have got in
    r"|[A-Za-z0-9]+(?: ?[-./–] ?[A-Za-z0-9]+)*(?![\w/]))"
)
BEFORE = re.compile(r"[\s:.#=|)\-–]*(?:(?:is|of|no|number)\b)?[\s:.#]*", re.IGNORECASE)


def number_finder(page: Page) -> Finder:
    """Finds what stands first in a part of a line, if it looks like a number and is no day."""

    def find(line: Line, start: int, end: int) -> Piece | None:
        at = BEFORE.match(line.text, start, end)
        match = NUMBER_LIKE.match(line.text, at.end() if at else start, end)
        if not match:
            return None
        piece = line.piece(*match.span("number"))
        days = [one.piece for one in page.dates[line]]
        is_day = any(day.start < piece.end and piece.start < day.end for day in days)
        return None if is_day or not _looks_like_one(piece.text) else piece

    return find


def read_number(near: Neighbours) -> FieldRead:
    there = near.of(NUMBER)
    if not there:
        return blank(NUMBER)
    if len({_plain(one.piece.text) for one in there}) > 1:
        return blank(NUMBER, TWO_NUMBERS, [one.piece for one in there])
    return _read(near.page, max(there, key=lambda one: one.sure * sure_of(one.piece)))


def _read(page: Page, beside: Beside) -> FieldRead:
    value = _plain(beside.piece.text)
    alike = _alike_in(value, beside.piece.sure)
    note = AN_ALIKE.format(alike, ALIKE.get(alike) or DIGITS[alike]) if alike else ""
    sure = beside.sure * sure_of(beside.piece)
    return found(NUMBER, beside.piece, None if alike else value, sure, page.wording, note)


def _looks_like_one(text: str) -> bool:
    """Whether it is of some length and holds a digit, or is written like one all the same."""
    letters = sum(map(str.isalnum, text))
    written_like_one = text.isupper() and "-" in text
    return FEWEST <= letters <= MOST and (any(map(str.isdigit, text)) or written_like_one)


def _plain(text: str) -> str:
    """A number without blanks: they are lost and found by a camera, and no register has them."""
    return "".join(text.split()).replace("–", "-")


def _alike_in(value: str, sure: Sequence[float]) -> str:
    """A character that might be its likeness, by what stands around it; "" if none might.

    A letter among digits, a digit among letters, and either where letters meet digits; and a 0 in
    front, which may be the one letter before the digits.
    """
    for place, (character, how_sure) in enumerate(zip(value, sure, strict=True)):
        large = character.upper()
        if how_sure == WRITTEN or (large not in ALIKE and large not in DIGITS):
            continue
        around = value[max(place - 1, 0) : place] + value[place + 1 : place + 2]
        at_border = any(one.isalnum() and one.isdigit() != large.isdigit() for one in around)
        if (at_border or (place == 0 and large in ALWAYS)) and (
            large in ALWAYS or how_sure < SHARP
        ):
            return large
    return ""
