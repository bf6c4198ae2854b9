"""How many people each requirement of an assignment lets through, and whom it alone keeps out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# What hangs on a person's own wishes and standing. Whoever meets all of it is available for the
# work, whatever her papers say.
PERSONAL = frozenset({"available", "location", "pay", "shift", "role", "standing"})


@dataclass(frozen=True)
class Counted:
    """The people of one assignment, requirement by requirement, by its id.

    ``available`` people meet everything `PERSONAL`; ``met`` is how many of those meet a requirement
    on every day of the window, and ``alone`` how many of all people meet everything but it.
    """

    available: int = 0
    met: Mapping[str, int] = field(default_factory=dict)
    alone: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Counted) -> Counted:
        """Both together: of other people and the same requirements."""
        return Counted(
            self.available + other.available,
            {id: number + other.met[id] for id, number in self.met.items()},
            {id: number + other.alone[id] for id, number in self.alone.items()},
        )

    def __sub__(self, other: Counted) -> Counted:
        """Without the ``other`` people, who are some of these."""
        return Counted(
            self.available - other.available,
            {id: number - other.met[id] for id, number in self.met.items()},
            {id: number - other.alone[id] for id, number in self.alone.items()},
        )

    def as_json(self) -> dict[str, Any]:
        """``{"available": …, "requirements": {id: {"met": …, "alone": …}}}``."""
        return {
            "available": self.available,
            "requirements": {
                id: {"met": met, "alone": self.alone[id]} for id, met in self.met.items()
            },
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Counted:
        """What `as_json` wrote; a database may give the requirements back in another order."""
        asked = said["requirements"]
        return cls(
            said["available"],
            {id: one["met"] for id, one in asked.items()},
            {id: one["alone"] for id, one in asked.items()},
        )
