"""How sure a finding is, and what becomes of it: filled in, or left blank and marked."""

from __future__ import annotations

from collections.abc import Sequence

from agency.reading.findings import FieldRead
from agency.reading.lines import Piece
from agency.reading.wording import Wording

PERCENT = 100
# Of what was read, the worst character counts so much and the mean of all the rest.
WORST = 0.6
NOT_FOUND = "not found on the page"
UNSURE = "not sure enough: please check"


def sure_of(piece: Piece) -> float:
    """How sure the letters of a piece are, from 0 to 1."""
    sure = piece.sure
    if not sure:
        return 0.0
    return WORST * min(sure) + (1 - WORST) * sum(sure) / len(sure)


def found(
    field: str, piece: Piece, value: str | None, sure: float, wording: Wording, note: str = ""
) -> FieldRead:
    """``value`` if it is sure enough; otherwise the field is blank, and says why."""
    confidence = round(PERCENT * min(max(sure, 0), 1))
    if value is not None and confidence < wording.least:
        value, note = None, note or UNSURE
    return FieldRead(field, piece.text, value, confidence, piece.place, note)


def blank(field: str, note: str = NOT_FOUND, seen: Sequence[Piece] = ()) -> FieldRead:
    """Nothing filled in; ``seen`` is what might have been meant."""
    if not seen:
        return FieldRead(field, "", None, 0, None, note)
    return FieldRead(field, seen[0].text, None, 0, seen[0].place, note)
