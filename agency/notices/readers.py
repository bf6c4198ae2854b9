"""Who gets mail, as it is asked what they want."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """A candidate, an address in small letters, or both: a candidate and the one she has."""

    candidate_id: int | None = None
    address: str | None = None

    @classmethod
    def of(cls, candidate_id: int | None, address: str) -> Reader:
        """Whoever gets mail at an address, be it a candidate's or not."""
        return cls(candidate_id, address.lower() or None)
