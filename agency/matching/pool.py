"""The candidates as columns, in the order of their references: what the engine computes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from agency.matching.distances import Floats, limits
from agency.matching.parts import parts_of, shape_of
from agency.matching.rows import BLANK
from agency.matching.tables import Bools, Index, Ints, Longs, Table
from agency.rules.ranking import prefix64
from agency.rules.requirements import TRAINING_EVIDENCE
from agency.rules.spans import FIRST_DAY, LAST_DAY


@dataclass(frozen=True)
class Words:
    """A column of words as numbers into a sorted list of those that occur; blank is BLANK."""

    number: Ints
    known: tuple[str, ...]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.known)}

    def among(self, words: Iterable[str]) -> Bools:
        """The rows that hold one of ``words``."""
        wanted = np.zeros(len(self.known) + 1, np.bool_)
        wanted[[self._numbers[word] for word in words if word in self._numbers]] = True
        chosen: Bools = wanted[self.number]
        return chosen

    @property
    def blank(self) -> Bools:
        unsaid: Bools = self.number == BLANK
        return unsaid

    def of(self, rows: Index | slice) -> Words:
        """The same words of some rows."""
        return Words(self.number[rows], self.known)


@dataclass(frozen=True)
class WordLists:
    """Words of each candidate of a pool of ``size``, for skills, states and the like.

    One row per candidate and word she has.
    """

    candidate: Ints
    word: Words
    size: int

    @cached_property
    def _masks(self) -> dict[str, Bools]:
        return {}

    @cached_property
    def said(self) -> Bools:
        """Who has any word."""
        return self._mask(self.candidate)

    def having(self, word: str) -> Bools:
        """Who has ``word``."""
        if word not in self._masks:
            self._masks[word] = self._mask(self.candidate[self.word.among([word])])
        return self._masks[word]

    def _mask(self, of: Ints) -> Bools:
        mask = np.zeros(self.size, np.bool_)
        mask[of] = True
        return mask

    def count(self, words: Iterable[str], of: Index) -> Longs:
        """How many of ``words`` each candidate in ``of`` has."""
        total = np.zeros(len(of), np.int64)
        for word in words:
            total += self.having(word)[of]
        return total


@dataclass(frozen=True)
class CredentialColumns:
    """Active credentials; BLANK where a day was not given."""

    candidate: Ints
    code: Words
    issued: Ints
    expires: Ints
    evidence: Ints
    bound_to: Words

    def __len__(self) -> int:
        return len(self.candidate)

    @cached_property
    def begins(self) -> Ints:
        """The first day of each; what was not given is the beginning of time."""
        return np.where(self.issued == BLANK, np.int32(FIRST_DAY), self.issued)

    @cached_property
    def ends(self) -> Ints:
        """The last day of each; what was not given is the end of time."""
        return np.where(self.expires == BLANK, np.int32(LAST_DAY), self.expires)

    @cached_property
    def _by_codes(self) -> dict[frozenset[str], CredentialColumns]:
        return {}

    def of_types(self, codes: frozenset[str]) -> CredentialColumns:
        """The rows of these types alone; kept at hand, for they are asked about again."""
        if codes not in self._by_codes:
            rows = np.flatnonzero(self.code.among(codes))
            self._by_codes[codes] = CredentialColumns(
                candidate=self.candidate[rows],
                code=self.code.of(rows),
                issued=self.issued[rows],
                expires=self.expires[rows],
                evidence=self.evidence[rows],
                bound_to=self.bound_to.of(rows),
            )
        return self._by_codes[codes]

    def of_people(self, of: Index) -> CredentialColumns:
        """The rows of these candidates alone, each under her place in ``of``, which ascends."""
        firsts = np.searchsorted(self.candidate, of)
        counts = np.searchsorted(self.candidate, of, side="right") - firsts
        before = np.cumsum(counts) - counts
        rows = np.repeat(firsts - before, counts) + np.arange(counts.sum())
        return CredentialColumns(
            candidate=np.repeat(np.arange(len(of), dtype=np.int32), counts),
            code=self.code.of(rows),
            issued=self.issued[rows],
            expires=self.expires[rows],
            evidence=self.evidence[rows],
            bound_to=self.bound_to.of(rows),
        )


@dataclass(frozen=True)
class TrainingColumns:
    """Training records, hours in hundredths."""

    candidate: Ints
    kind: Words
    topic: Words
    provider: Words
    accreditor: Words
    hours: Longs
    classroom_hours: Longs
    clinical_hours: Longs
    externship_hours: Longs
    in_person: Ints
    completed: Ints
    evidence: Ints

    @cached_property
    def sure(self) -> Bools:
        return _is_sure(self.evidence, self.completed)

    @cached_property
    def done(self) -> Ints:
        return _done(self.completed)

    @cached_property
    def _by_kind(self) -> dict[str, TrainingColumns]:
        return {}

    def of_kind(self, kind: str) -> TrainingColumns:
        """The rows of this kind alone; kept at hand, for they are asked about again."""
        if kind not in self._by_kind:
            rows = np.flatnonzero(self.kind.among([kind]))
            columns: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
            chosen: dict[str, Any] = {
                name: column.of(rows) if isinstance(column, Words) else column[rows]
                for name, column in columns.items()
            }
            self._by_kind[kind] = TrainingColumns(**chosen)
        return self._by_kind[kind]


@dataclass(frozen=True)
class PerformanceColumns:
    """Acts performed under supervision: one row per record and act."""

    candidate: Ints
    act: Words
    count: Longs
    completed: Ints
    evidence: Ints

    @cached_property
    def sure(self) -> Bools:
        return _is_sure(self.evidence, self.completed)

    @cached_property
    def done(self) -> Ints:
        return _done(self.completed)


def _done(completed: Ints) -> Ints:
    """The day a record counts from; an undated one may have been completed at any time."""
    return np.where(completed == BLANK, np.int32(FIRST_DAY), completed)


def _is_sure(evidence: Ints, completed: Ints) -> Bools:
    """Whether a record counts as known: documented or better, and dated."""
    sure: Bools = (evidence >= TRAINING_EVIDENCE) & (completed != BLANK)
    return sure


@dataclass(frozen=True)
class CreditColumns:
    """Continuing-education credits, units in hundredths."""

    candidate: Ints
    code: Words
    category: Words
    units: Longs
    earned: Ints
    approved: Ints


# What belongs to somebody: rows with a candidate each, ordered by all they say.
Records = (
    WordLists | Table | CredentialColumns | TrainingColumns | PerformanceColumns | CreditColumns
)


@dataclass(frozen=True)
class Pool:
    """All candidates; travel in tenths of a mile, pay in cents, homes as points of the sphere."""

    refs: tuple[str, ...]
    active: Bools
    adult: Ints
    home: Floats
    max_travel: Ints
    available_from: Ints
    min_pay: Longs
    completed: Ints
    states: WordLists
    skills: WordLists
    specialties: WordLists
    shifts: WordLists
    roles: WordLists
    away: Table
    credentials: CredentialColumns
    trainings: TrainingColumns
    performances: PerformanceColumns
    credits: CreditColumns

    def __len__(self) -> int:
        return len(self.refs)

    @cached_property
    def prefixes(self) -> npt.NDArray[np.uint64]:
        """The 64-bit prefixes that break ties."""
        return np.fromiter((prefix64(ref) for ref in self.refs), np.uint64, len(self.refs))

    @cached_property
    def reach(self) -> Floats:
        """The squared chord from which a place is too far for each candidate who travels."""
        return limits(self.max_travel)

    @cached_property
    def index(self) -> dict[str, int]:
        return {ref: number for number, ref in enumerate(self.refs)}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over every fact a rule or a score may see."""
        digest = hashlib.sha256()
        for path, part in parts_of(self):
            if isinstance(part, np.ndarray):
                digest.update(json.dumps([path, *shape_of(part)]).encode())
                digest.update(np.ascontiguousarray(part).data)
            else:
                # As JSON, so that no choice of words can pass for the end of a column.
                digest.update(json.dumps([path, part]).encode())
        return digest.hexdigest()


def part_of(pool: Pool, start: int, stop: int) -> Pool:
    """The candidates at those places alone."""
    if start == 0 and stop >= len(pool):
        return pool
    columns = {one.name: getattr(pool, one.name) for one in fields(pool)}
    size = len(pool.refs[start:stop])
    part = Pool(
        **{
            name: _rows_of(column, start, stop, size)
            if hasattr(column, "candidate")
            else column[start:stop]
            for name, column in columns.items()
        }
    )
    part.__dict__["prefixes"] = pool.prefixes[start:stop]  # they take long to make
    return part


def _rows_of(records: Any, start: int, stop: int, size: int) -> Any:
    """The rows of those candidates, each under her place among them."""
    rows = slice(*np.searchsorted(records.candidate, (start, stop)))
    columns = {one.name: getattr(records, one.name) for one in fields(records)}
    kept = {
        name: column.of(rows) if isinstance(column, Words) else column[rows]
        for name, column in columns.items()
        if name not in ("candidate", "size")
    }
    if "size" in columns:
        kept["size"] = size
    return type(records)(candidate=records.candidate[rows] - np.int32(start), **kept)
