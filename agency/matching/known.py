"""What is known of one question that was put to the pool, ready for compiled code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from agency.matching.bits import Bits, ShortDays, short_days
from agency.matching.columns import Columns
from agency.matching.leaves import Cover
from agency.matching.tables import Days, Mask
from agency.rules.expressions import Expression, Valid, leaves


@dataclass(frozen=True)
class Pools:
    """The answers of the pool as it is; and, asked only if need be, as it would be if every
    renewal on course were done. Days are counted from ``day``.
    """

    columns: Columns
    hoped: Callable[[], Columns]
    day: int


@dataclass(frozen=True)
class Known:
    """Who meets an expression and who may, on which days; ``number`` is its own among all."""

    expression: Expression
    cover: Cover
    pools: Pools
    number: int

    @property
    def is_trivial(self) -> bool:
        """Whether everybody meets it on every day."""
        return isinstance(self.cover.met, Mask) and self.cover.met.everybody

    @cached_property
    def met(self) -> ShortDays | None:
        """The days on which it is met; None if it is a plain yes or no."""
        return self._short(self.cover.met)

    @cached_property
    def _possible(self) -> ShortDays | None:
        return self._short(self.cover.possible)

    @cached_property
    def _hoped(self) -> ShortDays | None:
        """The days on which it would be met if every renewal on course were done; None if that
        makes no difference.
        """
        if self.met is None or not any(isinstance(one, Valid) for one in leaves(self.expression)):
            return None
        return short_days(self.pools.hoped().cover(self.expression).met.table(), self.pools.day)

    def _short(self, days: Days) -> ShortDays | None:
        return None if isinstance(days, Mask) else short_days(days.table(), self.pools.day)

    def rows(self, bits: Bits, first: int, last: int) -> tuple[int, int]:
        """Who meets it on all those days, and who may, as rows of bits; needs room for two."""
        met = _row(bits, self.cover.met, self.met, (self.number, 0, first, last))
        if self.cover.possible is self.cover.met:
            return met, met
        key = (self.number, 1, first, last)
        return met, _row(bits, self.cover.possible, self._possible, key)

    def renewing(self, bits: Bits, first: int, last: int) -> tuple[int, int] | None:
        """Who meets it as the work begins, and who would to the end if every renewal on course
        were done, as rows of bits; None if that makes no difference. Needs room for two.
        """
        if self.met is None or self._hoped is None:
            return None
        begun = bits.within(self.met, (self.number, 0, first, first))
        return begun, bits.within(self._hoped, (self.number, 2, first, last))


def _row(bits: Bits, days: Days, short: ShortDays | None, key: tuple[int, int, int, int]) -> int:
    if short is None:
        assert isinstance(days, Mask)
        return bits.mask(days.who)
    return bits.within(short, key)
