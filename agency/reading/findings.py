"""What was read of a document: one finding per field, with its place and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FIELDS = ("code", "issuer", "holder", "number", "issued_on", "expires_on")
# What a paper alone says; its type and its issuer stand on a letterhead too.
ITS_OWN = ("holder", "number", "issued_on", "expires_on")
TEXT, OCR, NONE = "text", "ocr", "none"


@dataclass(frozen=True, slots=True)
class Place:
    """Where on a page: pages count from 1.

    ``box`` is left, top, right and bottom in thousandths of the page's width and height.
    """

    page: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class FieldRead:
    """One field: what the page says, what that means, and how sure that is.

    ``field`` is one of FIELDS; ``text`` is as printed, "" where nothing was found. ``value`` is as
    our forms take it: a code of the catalogue, an ISO date, else text. None is unsure or not found:
    the field is left blank and marked. ``confidence`` is whole per cent; ``note`` says why in plain
    words, "" where there is nothing to say.
    """

    field: str
    text: str
    value: str | None
    confidence: int
    place: Place | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as read: ``fields`` holds one of each of FIELDS, in that order.

    ``how`` is "text" for a PDF's own text, "ocr" for letters seen in a picture, and "none" where
    the extra ``ocr`` is not installed or no letter was found.
    """

    how: str
    pages: int
    fields: tuple[FieldRead, ...]

    def __getitem__(self, field: str) -> FieldRead:
        return self.fields[FIELDS.index(field)]

    @property
    def sure(self) -> int:
        """How many fields are known for sure."""
        return sum(one.value is not None for one in self.fields)

    @property
    def bare(self) -> bool:
        """Whether it says for sure no more than a letterhead does."""
        return all(self[field].value is None for field in ITS_OWN)


def reading(how: str, pages: int, found: Mapping[str, FieldRead], note: str = "") -> Reading:
    """A reading of what was ``found`` by field; the rest is blank, with ``note``."""
    blank = {field: FieldRead(field, "", None, 0, None, note) for field in FIELDS}
    return Reading(how, pages, tuple(found.get(field, blank[field]) for field in FIELDS))
