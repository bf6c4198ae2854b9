"""One row of a list of exclusions, whichever list it is: the only shape that screening knows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row about one person. ``content`` is the row by its own columns, blanks left out.

    ``fingerprint`` is equal where the content is; ``identity`` where two rows are about one
    exclusion, though one of them was corrected. ``ended_on`` is the last day of an exclusion that
    has an end; ``reinstated_on`` the day on which somebody was taken off the list.
    """

    fingerprint: str
    identity: str
    content: dict[str, str]
    last_name: str
    first_name: str
    middle_name: str = ""
    suffix: str = ""
    city: str = ""
    state: str = ""
    born_on: date | None = None
    listed_on: date | None = None
    ended_on: date | None = None
    reinstated_on: date | None = None

    @property
    def mark(self) -> str:
        """The fingerprint of the row as one that takes itself off the list: the content is equal
        to that of the row it takes off."""
        return digest_of(self.fingerprint, "reinstatement")


def tidied(row: Row, no_value: frozenset[str]) -> dict[str, str]:
    """A row without blanks, spaces around and between words, and the list's words for nothing."""
    words = ((name, " ".join(value.split())) for name, value in row.items())
    return {name: value for name, value in words if value and value not in no_value}


def digest_of(*said: object) -> str:
    """A hash that is equal where what is ``said`` is; 64 characters."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
