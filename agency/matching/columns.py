"""Facts → coverage columns: one evaluation per question for the whole pool, never per pair."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable

from agency.matching.leaves import LEAVES, Cover, always, constant_days, never
from agency.matching.pool import Pool
from agency.matching.tables import Bools, Days, Mask, Table, intersection, union
from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.rulebook import RuleBook
from agency.rules.spans import Spans

# Equal questions are asked once; those asked longest ago are forgotten, to bound memory.
MOST_BYTES = 192 << 20


class Columns:
    """The pool's answers to what assignments ask of a person."""

    def __init__(self, pool: Pool, book: RuleBook) -> None:
        self.pool, self.book = pool, book
        self._answers: OrderedDict[Expression, Cover] = OrderedDict()
        self._bytes = 0

    def cover(self, expression: Expression) -> Cover:
        """On which days each candidate meets ``expression``, and on which she may.

        Raises KeyError for a leaf that still depends on the assignment.
        """
        if expression in self._answers:
            self._answers.move_to_end(expression)
            return self._answers[expression]
        answer = self._answers[expression] = self._answer(expression)
        self._bytes += answer.nbytes
        while self._bytes > MOST_BYTES and len(self._answers) > 1:
            self._bytes -= self._answers.popitem(last=False)[1].nbytes
        return answer

    def _answer(self, expression: Expression) -> Cover:
        match expression:
            case ask.AllOf(parts):
                covers = [self.cover(part) for part in parts]
                return _componentwise(self._all, covers)
            case ask.AnyOf(parts):
                covers = [self.cover(part) for part in parts]
                return _componentwise(self._any, covers)
            case ask.Possible(part):
                return Cover(never(self.pool), self.cover(part).possible)
            case ask.CannotRefuse(part):
                return Cover(self.cover(part).met, always(self.pool))
            case ask.InForce():
                return self._in_force(expression)
        return LEAVES[type(expression)](expression, self.pool, self.book)

    def _in_force(self, node: ask.InForce) -> Cover:
        """Each version on its own days; days without a version are met."""
        governed = Spans.of((first, last) for first, last, _ in node.versions)
        free = Cover.certain(constant_days(~governed, self.pool))
        covers = [self._clipped(*version) for version in node.versions]
        return _componentwise(self._any, [free, *covers])

    def _clipped(self, first: int, last: int, part: Expression) -> Cover:
        cover = self.cover(part)
        return Cover(
            cover.met.table().clipped(first, last), cover.possible.table().clipped(first, last)
        )

    def _any(self, days: Iterable[Days]) -> Days:
        """The days of any of them."""
        masks, tables = _sorted_out(days)
        who = never(self.pool).who.copy()
        for mask in masks:
            who |= mask.who
        if not tables:
            return Mask(who)
        return union([Mask(who).table(), *tables])

    def _all(self, days: Iterable[Days]) -> Days:
        """The days common to all of them."""
        masks, tables = _sorted_out(days)
        who = always(self.pool).who.copy()
        for mask in masks:
            who &= mask.who
        if not tables:
            return Mask(who)
        kept = [_only(table, who) for table in tables]
        return kept[0] if len(kept) == 1 else intersection(kept)


def _componentwise(combine: Callable[[Iterable[Days]], Days], covers: list[Cover]) -> Cover:
    met = combine(cover.met for cover in covers)
    if all(cover.met is cover.possible for cover in covers):
        return Cover.certain(met)
    return Cover(met, combine(cover.possible for cover in covers))


def _sorted_out(days: Iterable[Days]) -> tuple[list[Mask], list[Table]]:
    listed = list(days)
    masks = [each for each in listed if isinstance(each, Mask)]
    return masks, [each.table() for each in listed if not isinstance(each, Mask)]


def _only(table: Table, who: Bools) -> Table:
    """The rows of those in ``who``."""
    kept = who[table.candidate]
    return Table(table.candidate[kept], table.first[kept], table.last[kept], table.size)
