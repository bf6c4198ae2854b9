"""Text as it is compared: without accents, capitals and marks, so that Nguyen is Nguyễn."""

from __future__ import annotations

import re
import unicodedata

# Letters that no decomposition takes apart into a plain one and an accent.
PLAIN = str.maketrans(
    {"đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "\u0131": "i"}
)
APOSTROPHES = re.compile("['\u2019`\u02bc]")
WORD = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"\d+")
JOINED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")


def folded(text: str) -> str:
    """Text in small letters without accents; O'Brien is obrien."""
    small = text.casefold()
    if small.isascii():
        return APOSTROPHES.sub("", small)
    apart = unicodedata.normalize("NFKD", small.translate(PLAIN))
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return APOSTROPHES.sub("", bare)


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return WORD.findall(folded(text))


def words_stored(text: str) -> list[str]:
    """The words of a text that is to be found; Vega-Lund is found as vegalund too."""
    joined = [one.replace("-", "") for one in JOINED.findall(folded(text))]
    return [*words_of(text), *joined]


def digits_of(text: str) -> str:
    """The digits of a telephone number, without the 1 of the country."""
    digits = "".join(filter(str.isdecimal, text))
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits


def without_zeros(ref: str) -> str:
    """A reference as it is compared by its numbers: C-0001 is c-1."""
    return NUMBER.sub(lambda found: found[0].lstrip("0") or "0", ref.strip().casefold())
