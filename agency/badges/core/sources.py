"""Documents that a badge names by their address: those that came with it, and those asked for.

What came with a badge was brought by whoever brought the badge. It may tell what a badge means,
and never who its issuer is: that is for the issuer's own address, or its keys, to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from agency.badges.core.values import Json, id_of, shortened


class NotAtHand(Exception):
    """The document at an address was not to be had, and the words say why."""


class Gone(NotAtHand):
    """Its address answers that there is nothing any more: 404 or 410."""


Fetch = Callable[[str], Any]


def fetch_nothing(address: str) -> Any:
    raise NotAtHand(f"{shortened(address)} is not asked")


@dataclass
class Sources:
    """``given`` came with the badge, by address; ``fetch`` asks an address, or raises NotAtHand.

    ``asked`` are the answers so far, in which ``fetch`` has each address once.
    """

    given: Mapping[str, Any] = field(default_factory=dict)
    fetch: Fetch = fetch_nothing
    asked: dict[str, Any] = field(default_factory=dict)

    def at_its_address(self, address: str) -> Any:
        """What the address itself answers, an object or a token; raises NotAtHand."""
        if address not in self.asked:
            try:
                self.asked[address] = self.fetch(address)
            except NotAtHand as why:
                self.asked[address] = why
        found = self.asked[address]
        if isinstance(found, NotAtHand):
            raise found
        return found

    def resolved(self, value: Any) -> tuple[Json, bool]:
        """What an object or its address means, and whether that was only brought along.

        Empty where it is told nowhere.
        """
        if isinstance(value, dict) and len(value) > 1:
            return value, False
        address = id_of(value)
        try:
            answer = self.at_its_address(address) if address else None
        except NotAtHand:
            answer = None
        if isinstance(answer, dict):
            return answer, False
        given = self.given.get(address)
        return (given, True) if isinstance(given, dict) else ({}, False)
