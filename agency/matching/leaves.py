"""What a single question answers for the whole pool: `agency.rules.requirements`, in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from agency.matching.distances import chords_squared
from agency.matching.pool import CredentialColumns, PerformanceColumns, Pool, TrainingColumns, Words
from agency.matching.rows import BLANK
from agency.matching.tables import Bools, Days, Ints, Longs, Mask, complement, rows, since
from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.rules.rulebook import RuleBook
from agency.rules.spans import ALL_DAYS, FIRST_DAY, LAST_DAY, NO_DAYS, Spans

HUNDREDTHS = 100
NEVER = LAST_DAY + 1


@dataclass(frozen=True)
class Cover:
    """For each candidate the days on which something is met, and on which it may be."""

    met: Days
    possible: Days

    @classmethod
    def certain(cls, days: Days) -> Cover:
        return cls(days, days)

    @property
    def nbytes(self) -> int:
        """How much memory it takes, at most."""
        shared = self.met is self.possible
        return self.met.nbytes if shared else self.met.nbytes + self.possible.nbytes


Records = TrainingColumns | PerformanceColumns


def always(pool: Pool) -> Mask:
    return Mask(np.ones(len(pool), np.bool_))


def never(pool: Pool) -> Mask:
    return Mask(np.zeros(len(pool), np.bool_))


def constant_days(days: Spans, pool: Pool) -> Days:
    """The same days for everybody."""
    if days == ALL_DAYS:
        return always(pool)
    if days == NO_DAYS:
        return never(pool)
    everybody = np.arange(len(pool), dtype=np.int32)
    count = len(days.intervals)
    firsts = np.tile(np.array([first for first, _ in days], np.int32), len(pool))
    lasts = np.tile(np.array([last for _, last in days], np.int32), len(pool))
    return rows(np.repeat(everybody, count), firsts, lasts, len(pool))


def _constant(leaf: ask.Constant, pool: Pool, book: RuleBook) -> Cover:
    met, possible = leaf.coverage.met, leaf.coverage.possible
    return Cover(constant_days(met, pool), constant_days(possible, pool))


def _valid(leaf: ask.Valid, pool: Pool, book: RuleBook) -> Cover:
    return valid_among(leaf, pool.credentials.of_types(leaf.codes), len(pool), book)


def valid_among(leaf: ask.Valid, held: CredentialColumns, size: int, book: RuleBook) -> Cover:
    """Each credential must pass every test by itself; then days of all of them are united.

    ``held`` are credentials of the types asked for, of a pool of ``size``.
    """
    lasting = [code for code in leaf.codes if book.catalogue.lasts_for_ever(code)]
    dated = held.expires != BLANK
    if lasting:
        dated |= held.code.among(lasting)
    tied, may_be_tied = _tied(leaf.facility, held.bound_to)
    recent = held.issued >= (leaf.issued_from or BLANK)
    may_be_recent = recent | (held.issued == BLANK)
    possible = may_be_tied & may_be_recent
    met = possible & dated & (held.evidence >= leaf.evidence) & tied & recent
    return Cover(_credential_days(met, held, size), _credential_days(possible, held, size))


def _credential_days(chosen: Bools, held: CredentialColumns, size: int) -> Days:
    return rows(held.candidate, held.begins, held.ends, size, chosen)


def _tied(facility: str | None, bound_to: Words) -> tuple[Bools, Bools]:
    """Which rows are tied to the facility for certain, and which may be."""
    everywhere = np.ones(len(bound_to.number), np.bool_)
    if facility is None:
        return everywhere, everywhere
    if not facility:
        return ~everywhere, everywhere
    here = bound_to.among([facility])
    return here, here | bound_to.blank


def _program(leaf: ask.Program, pool: Pool, book: RuleBook) -> Cover:
    """From the day one completed programme satisfies all that is named."""
    records = pool.trainings.of_kind("program")
    enough = np.ones(len(records.candidate), np.bool_)
    if leaf.accreditors:
        enough &= records.accreditor.among(leaf.accreditors)
    enough &= records.hours >= _hundredths(leaf.hours_min)
    enough &= records.externship_hours >= _hundredths(leaf.externship_hours_min)
    if leaf.in_person:
        enough &= records.in_person == 1
    return _first_of(enough, records, pool)


def _hundredths(amount: Decimal) -> int:
    return int(amount * HUNDREDTHS)


def _education(leaf: ask.Education, pool: Pool, book: RuleBook) -> Cover:
    records = pool.trainings.of_kind("education")
    return _first_of(records.topic.among(leaf.levels), records, pool)


def _on_file(leaf: ask.OnFile, pool: Pool, book: RuleBook) -> Cover:
    """A document whose facility is not said may be the one that is asked for."""
    records = pool.trainings.of_kind("document")
    named = records.topic.among([leaf.name])
    here, may_be_here = _tied(leaf.facility, records.provider)
    return Cover(
        _first_of(named & here, records, pool).met,
        _first_of(named & may_be_here, records, pool).possible,
    )


def _training(leaf: ask.TrainingHours, pool: Pool, book: RuleBook) -> Cover:
    records = pool.trainings.of_kind("training")
    of_topic = records.topic.among([leaf.topic])
    sums = ((getattr(records, kind), of_topic, minimum) for kind, minimum in leaf.minimums)
    return _each_reached(
        ((amounts, chosen, _hundredths(minimum)) for amounts, chosen, minimum in sums),
        records,
        pool,
    )


def _performances(leaf: ask.Performances, pool: Pool, book: RuleBook) -> Cover:
    done = pool.performances
    sums = ((done.count, done.act.among([act]), leaf.each) for act in sorted(leaf.acts))
    return _each_reached(sums, done, pool)


def _first_of(chosen: Bools, records: Records, pool: Pool) -> Cover:
    """From the first of the chosen records: met by a sure one, possible by any."""
    return Cover(
        since(_earliest(chosen & records.sure, records, pool)),
        since(_earliest(chosen, records, pool)),
    )


def _earliest(chosen: Bools, records: Records, pool: Pool) -> Ints:
    first = np.full(len(pool), NEVER, np.int32)
    np.minimum.at(first, records.candidate[chosen], records.done[chosen])
    return first


def _each_reached(sums: Iterable[tuple[Longs, Bools, int]], records: Records, pool: Pool) -> Cover:
    """From the day on which every sum of amounts has reached its minimum."""
    met = np.full(len(pool), FIRST_DAY, np.int32)
    possible = met.copy()
    for amounts, chosen, minimum in sums:
        sure = _reached(amounts, chosen & records.sure, minimum, records, pool)
        np.maximum(met, sure, out=met)
        np.maximum(possible, _reached(amounts, chosen, minimum, records, pool), out=possible)
    return Cover(since(met), since(possible))


def _reached(amounts: Longs, chosen: Bools, minimum: int, records: Records, pool: Pool) -> Ints:
    """The day on which each candidate's sum reaches ``minimum``, or NEVER."""
    candidate, day, amount = records.candidate[chosen], records.done[chosen], amounts[chosen]
    order = np.lexsort((day, candidate))
    candidate, day, amount = candidate[order], day[order], amount[order]
    running = np.cumsum(amount)
    starts = np.searchsorted(candidate, candidate)
    before = (running - amount)[starts]
    enough = running - before >= minimum
    first = np.full(len(pool), NEVER, np.int32)
    np.minimum.at(first, candidate[enough], day[enough])
    return first


def _adult(leaf: ask.Adult, pool: Pool, book: RuleBook) -> Cover:
    return Cover(Mask(pool.adult == 1), Mask(pool.adult != 0))


def _skilled(leaf: ask.Skilled, pool: Pool, book: RuleBook) -> Cover:
    skilled = np.ones(len(pool), np.bool_)
    for skill in leaf.skills:
        skilled &= pool.skills.having(skill)
    return Cover.certain(Mask(skilled))


def _available(leaf: ask.Available, pool: Pool, book: RuleBook) -> Cover:
    """From the first day she is free, less the days she is away."""
    free = complement(pool.away)
    begins = np.maximum(free.first, pool.available_from[free.candidate])
    return Cover.certain(rows(free.candidate, begins, free.last, len(pool)))


def _reach(leaf: ask.Reach, pool: Pool, book: RuleBook) -> Cover:
    willing = pool.states.having(leaf.state)
    travels = pool.max_travel != BLANK
    if leaf.place is None:
        return Cover(Mask(willing), Mask(willing | travels))
    near = willing | (travels & (chords_squared(pool.home, leaf.place) < pool.reach))
    nowhere = travels & np.isnan(pool.home[:, 0])
    return Cover(Mask(near), Mask(near | nowhere))


def _paid(leaf: ask.Paid, pool: Pool, book: RuleBook) -> Cover:
    return Cover.certain(Mask(pool.min_pay <= leaf.cents))


def _works(leaf: ask.Works, pool: Pool, book: RuleBook) -> Cover:
    return Cover.certain(Mask(pool.shifts.having(leaf.shift) | ~pool.shifts.said))


def _in_role(leaf: ask.InRole, pool: Pool, book: RuleBook) -> Cover:
    offered = pool.roles.having(leaf.role)
    if leaf.role == MEDICAL_ASSISTANT:
        offered = offered | ~pool.roles.said
    return Cover.certain(Mask(offered))


def _in_standing(leaf: ask.InStanding, pool: Pool, book: RuleBook) -> Cover:
    standing = pool.active.copy()
    standing[[pool.index[ref] for ref in leaf.do_not_return if ref in pool.index]] = False
    return Cover.certain(Mask(standing))


LEAVES: dict[type[Expression], Callable[[Any, Pool, RuleBook], Cover]] = {
    ask.Constant: _constant,
    ask.Valid: _valid,
    ask.Program: _program,
    ask.TrainingHours: _training,
    ask.Performances: _performances,
    ask.Education: _education,
    ask.Adult: _adult,
    ask.OnFile: _on_file,
    ask.Skilled: _skilled,
    ask.Available: _available,
    ask.Reach: _reach,
    ask.Paid: _paid,
    ask.Works: _works,
    ask.InRole: _in_role,
    ask.InStanding: _in_standing,
}
