"""What a badge says of a credential, as the findings of a reading: its days, holder and number.

They are proposed beside the fields of a form as what was read of a photo is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agency.badges.core.judging import Judged
from agency.badges.core.lights import NO, SIGNATURE, TRUSTED, YES
from agency.badges.core.moments import day_of
from agency.documents.readings.reader import ReadFile
from agency.reading.findings import TEXT, FieldRead, Reading
from agency.rules.sentences import day_text

# It is its issuer's own text, of which no letter is guessed.
CONFIDENCE = 100
SAYS_SO = "the digital badge says so"
# Its word is then worth no more than that of whoever made it: no per cent says how much.
UNTRUSTED = "its issuer is not trusted"
UNSIGNED = "nobody can say whether its issuer has signed it"


def reading_of(judged: Judged, *, doubts: bool = True) -> ReadFile:
    """All that a badge says of a credential; of one that was not signed so, nothing.

    Where its issuer is not trusted, or its signature could not be looked at, nothing is sure. Not
    so without ``doubts``: it is proposed to whoever sends it, who confirms it and sees its lights.
    """
    if judged.lights[SIGNATURE].answer == NO:
        return ReadFile(Reading(TEXT, 1, ()))
    doubt = _doubt(judged) if doubts else ""
    found = _findings(judged)
    fields = tuple(_doubted(one, doubt) if doubt else one for one in found)
    return ReadFile(Reading(TEXT, 1, fields))


def _doubt(judged: Judged) -> str:
    """Why nothing that it says is sure; blank if all is."""
    if judged.lights[SIGNATURE].answer != YES:
        return UNSIGNED
    return UNTRUSTED if judged.lights[TRUSTED].answer == NO else ""


def _doubted(found: FieldRead, doubt: str) -> FieldRead:
    return replace(found, value=None, confidence=0, note=doubt)


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
