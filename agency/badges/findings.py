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
from agency.rules.sentences import day_text

# It is its issuer's own text, of which no letter is guessed.
CONFIDENCE = 100
SAYS_SO = "the digital badge says so"


def reading_of(judged: Judged) -> ReadFile:
    """All that a badge says of a credential; of one that was not signed so, nothing."""
    signed = judged.lights[SIGNATURE].answer != NO
    return ReadFile(Reading(TEXT, 1, tuple(_findings(judged)) if signed else ()))


def _findings(judged: Judged) -> Iterator[FieldRead]:
    claim = judged.claim
    for name, text in (("holder", claim.holder), ("number", claim.number)):
        if told := " ".join(text.split()):
            yield FieldRead(name, told, told, CONFIDENCE, None, SAYS_SO)
    for name, moment in (("issued_on", claim.starts), ("expires_on", claim.ends)):
        if moment:
            day = day_of(moment)
            text, value = day_text(day), day.isoformat()
            yield FieldRead(name, text, value, CONFIDENCE, None, SAYS_SO)
