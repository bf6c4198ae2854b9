"""What was read of the document, beside the fields of the desk and as frames on the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from agency.dashboard.reading_words import how_sure, issues
from agency.dashboard.review_sheets import Look, Sheet
from agency.documents.kinds import BADGES
from agency.documents.readings.joining import DocumentRead, Found
from agency.rules.catalogue import CredentialType
from agency.verification.desk import OnDesk
from agency.verification.differences import TO_LOOK_AT, Difference

# The fields in the order of the page, whose numbers the frames bear, and what a reading calls them.
READ_AS = {
    "name": "holder",
    "code": "code",
    "issuer": "issuer",
    "number": "number",
    "issued_on": "issued_on",
    "expires_on": "expires_on",
}
# It goes with the type, and is nothing that is filed.
ISSUER = "issuer"
# What a badge may fill in where nothing is on file.
PROPOSED = ("number", "issued_on", "expires_on")
NOT_ON_FILE = "The badge says this. On file it is blank until you verify."
AGREES = "met"
# How far a frame stands off its letters, in thousandths of the width and the height of the page.
OFF = (6, 8)


@dataclass(frozen=True, slots=True)
class ReadBeside:
    """What stands beside a field: as printed, how sure, and its value; None where it is unsure."""

    text: str
    says: str
    value: str | None


@dataclass(frozen=True, slots=True)
class FrameOnSheet:
    """A frame on a sheet, in per cent of its width and height, as serious as its field's mark."""

    field: str
    number: int
    level: str
    left: float
    top: float
    width: float
    height: float


def read_beside(read: DocumentRead) -> dict[str, ReadBeside]:
    """By the fields of the desk, those of which something was read."""
    found = {name: read.fields[of] for name, of in READ_AS.items() if of in read.fields}
    return {
        name: ReadBeside(one.read.text, how_sure(one), one.read.value)
        for name, one in found.items()
    }


def taken_over(item: OnDesk, name: str) -> dict[str, str]:
    """The field into which what was read is taken over, if it is one of which any is sure."""
    value = item.read.value(READ_AS[name]) if name in READ_AS and name != ISSUER else None
    return {} if value is None else {name: value}


def proposed_by_badge(item: OnDesk) -> dict[str, str]:
    """Fields that are blank on file and of which a digital badge says something."""
    if item.proof is None:
        return {}
    badges = {one.place for one in item.proof.files if one.media_type in BADGES}
    found = {name: item.read.fields.get(name) for name in PROPOSED if not item.credential[name]}
    return {
        name: one.read.value
        for name, one in found.items()
        if one and one.read.value and one.file in badges
    }


def proposal_marks(proposed: Mapping[str, str]) -> dict[str, Difference]:
    """That fields stand there which are not on file yet."""
    return {name: Difference(name, TO_LOOK_AT, NOT_ON_FILE) for name in proposed}


def issuer_mark(read: DocumentRead, kind: CredentialType) -> dict[str, Difference]:
    """That the issuer was read otherwise than of that type, or without being sure."""
    found = read.fields.get(ISSUER)
    if found is None or (found.sure and issues(found.read.value or "", kind)):
        return {}
    says = f"The document reads {found.read.value}."
    if not found.sure:
        note = f": {found.read.note}" if found.read.note else ""
        says = f"Read as {found.read.text}, and unsure{note}."
    return {ISSUER: Difference(ISSUER, TO_LOOK_AT, says)}


def frames_of(
    look: Look | None, read: DocumentRead, marks: Mapping[str, Difference]
) -> list[list[FrameOnSheet]]:
    """The frames on each sheet, in their order."""
    if look is None:
        return []
    return [_on(sheet, read, marks) for sheet in look.sheets]


def _on(sheet: Sheet, read: DocumentRead, marks: Mapping[str, Difference]) -> list[FrameOnSheet]:
    return [
        _frame(name, number, found, marks)
        for number, (name, of) in enumerate(READ_AS.items(), 1)
        if (found := read.fields.get(of)) and _lies_on(found, sheet)
    ]


def _lies_on(found: Found, sheet: Sheet) -> bool:
    place = found.read.place
    if place is None or found.file != sheet.file.place:
        return False
    return place.page == (sheet.page or 1)


def _frame(name: str, number: int, found: Found, marks: Mapping[str, Difference]) -> FrameOnSheet:
    assert found.read.place is not None
    level = marks[name].level if name in marks else AGREES
    left, top, right, bottom = _wider(found.read.place.box)
    sides = (left / 10, top / 10, (right - left) / 10, (bottom - top) / 10)
    return FrameOnSheet(name, number, level, *sides)


def _wider(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = box
    aside, above = OFF
    return max(0, left - aside), max(0, top - above), right + aside, bottom + above
