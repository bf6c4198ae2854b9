"""Badges that are looked at before they are kept: judged at once, and without asking anybody."""

from __future__ import annotations

from dataclasses import dataclass

from agency import clock
from agency.badges.core.files import read_badge
from agency.badges.core.judging import Asked, Judged, judge
from agency.badges.findings import reading_of
from agency.badges.queries import person_of, trust_list
from agency.documents.readings.findings_json import as_json
from agency.documents.readings.models import FileReading
from agency.errors import Refused, Unreadable
from agency.reading.findings import TEXT


@dataclass(frozen=True)
class SeenBadge:
    """The badge of a file as it was judged; None where it cannot be read: ``fault`` says why."""

    name: str
    judged: Judged | None
    fault: str = ""

    @property
    def reading(self) -> FileReading | None:
        """What it says, as a row that is not kept; None where it cannot be read."""
        if self.judged is None:
            return None
        fields = [as_json(one) for one in reading_of(self.judged, doubts=False).reading.fields]
        return FileReading(how=TEXT, fields=fields, note="")


def asked_of(ref: str, code: str) -> Asked:
    """By what a badge of a candidate is judged now, for a type, asking no address; six queries."""
    return Asked(clock.now(), trust_list(), code or None, person_of(ref))


def seen(name: str, content: bytes, asked: Asked) -> SeenBadge:
    """Judge the badge that a file says, which is called ``name``."""
    try:
        return SeenBadge(name, judge(read_badge(content), asked))
    except (Unreadable, Refused) as error:
        return SeenBadge(name, None, str(error))
