"""How much is matched in a bench of each size, and what share of it the slow ways are given."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

# One sample for every bench, so that figures of different days can be compared.
SEED = 1
DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Size:
    """``sql_every`` n-th assignment is put to PostgreSQL; plain Python judges every one of
    ``python_candidates`` with every one of ``python_assignments``, and ``remedied`` pairs of each
    kind among them are given their remedies. Compiled code that takes pairs one after the other is
    put every ``pairs_every`` n-th; ``explained`` pairs are. A size that is made in parts of so many
    candidates is matched in memory alone: every ``match_every`` n-th assignment unless told
    otherwise, and every ``numpy_every`` n-th in NumPy.
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
    numpy_every: int = 1
    match_every: int = 1
    part: int | None = None

    @property
    def parts(self) -> int:
        return self.candidates // self.part if self.part else 1

    def of_part(self) -> Size:
        """A part of it by itself."""
        shares = self.candidates // self.parts, self.assignments // self.parts
        return replace(self, candidates=shares[0], assignments=shares[1], part=None)


SIZES = {
    size.name: size
    for size in (
        Size("S", 2_000, 300),
        Size("M", 50_000, 5_000, sql_every=20, pairs_every=10),
        Size(
            "L",
            1_000_000,
            50_000,
            sql_every=100,
            pairs_every=5_000,
            numpy_every=2_000,
            match_every=50,
            part=50_000,
        ),
    )
}
