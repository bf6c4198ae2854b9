"""How many examples a property is tried on."""

from __future__ import annotations

import os

SHARE, LEAST = 4, 15


def examples(most: int) -> int:
    """``most`` where `make test-both` takes its time, else a quarter of them.

    Chance draws others in each run, so that what is rare is found by many runs.
    """
    return most if os.environ.get("EVERY_EXAMPLE") else min(most, max(most // SHARE, LEAST))
