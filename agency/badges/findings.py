"""What a badge says of a credential, as the findings of a reading: its days, holder and number.

They are proposed beside the fields of a form as what was read of a photo is.
"""

from __future__ import annotations

from collections.abc import Iterator

from agency.badges.core.judging import Judged
from agency.badges.core.lights import NO, SIGNATURE
from agency.badges.core.moments import day_of
from agency.documents.readings.reader import ReadFile
from agency.reading.findings import TEXT, FieldRead, Reading

# It is its issuer's own text, of which no letter is guessed.
CONFIDENCE = 100
SAYS_SO = "the digital badge says so"


def reading_of(judged: Judged) -> ReadFile:
    """All that a badge says of a credential; of one that was not signed so, nothing."""
    signed = judged.lights[SIGNATURE].answer != NO
    return ReadFile(Reading(TEXT, 1, tuple(_findings(judged)) if signed else ()))


def _findings(judged: Judged) -> Iterator[FieldRead]:
    claim = judged.claim
    days = {"issued_on": claim.starts, "expires_on": claim.ends}
    said = {"holder": claim.holder, "number": claim.number}
    said |= {name: day_of(one).isoformat() for name, one in days.items() if one}
    for name, text in said.items():
        if told := " ".join(text.split()):
            yield FieldRead(name, told, told, CONFIDENCE, None, SAYS_SO)
