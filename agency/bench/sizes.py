"""How much is matched in a bench of each size, and what share of it the slow ways are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

# One sample for every bench, so that figures of different days can be compared.
SEED = 1
DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Size:
    """``sql_every`` n-th assignment is put to PostgreSQL; plain Python judges every one of
    ``python_candidates`` with every one of ``python_assignments``, and ``remedied`` pairs of each
    kind among them are given their remedies. Compiled code that takes pairs one after the other is
    put every ``pairs_every`` n-th; ``explained`` pairs are.
    """

    name: str
    candidates: int
    assignments: int
    sql_every: int = 1
    python_candidates: int = 40
    python_assignments: int = 40
    remedied: int = 25
    pairs_every: int = 1
    explained: int = 40


SIZES = {
    size.name: size
    for size in (
        Size("S", 2_000, 300),
        Size("M", 50_000, 5_000, sql_every=20, pairs_every=10),
        Size("L", 1_000_000, 50_000, sql_every=1_000),
    )
}
