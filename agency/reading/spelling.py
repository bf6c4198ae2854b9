"""Text without what a camera loses first: blanks, marks, accents and capitals."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SIGNS = "#"


@lru_cache(1 << 12)
def folded(character: str) -> str:
    """A letter as it is compared: small and without its accent; "" for what is no letter."""
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode().lower()
    return "".join(one for one in plain if one.isalnum() or one in SIGNS)


def squeezed(text: str) -> str:
    """Letters and digits alone, folded: ``Exp. Date`` becomes ``expdate``."""
    return "".join(map(folded, text))


def squeezed_with_places(text: str) -> tuple[str, list[int]]:
    """``squeezed``, and for each of its characters where it stands in ``text``."""
    pairs = [(one, place) for place, character in enumerate(text) for one in folded(character)]
    return "".join(one for one, _ in pairs), [place for _, place in pairs]
