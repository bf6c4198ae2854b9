"""The candidates as columns, in the order of their references: what the engine computes on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from agency.matching.distances import Floats, limits
from agency.matching.rows import BLANK
from agency.matching.tables import Bools, Index, Ints, Longs, Table
from agency.rules.ranking import prefix64
from agency.rules.requirements import TRAINING_EVIDENCE


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


class WordLists:
    """A list of words per candidate: for skills, states and the like."""

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self.size = len(lists)
        self._people: dict[str, list[int]] = {}
        for number, words in enumerate(lists):
            for word in words:
                self._people.setdefault(word, []).append(number)
        self._masks: dict[str, Bools] = {}
        self.said = np.fromiter((bool(words) for words in lists), np.bool_, self.size)

    def having(self, word: str) -> Bools:
        """Who has ``word``."""
        if word not in self._masks:
            mask = np.zeros(self.size, np.bool_)
            mask[self._people.get(word, [])] = True
            self._masks[word] = mask
        return self._masks[word]

    def count(self, words: Iterable[str], of: Index) -> Longs:
        """How many of ``words`` each candidate in ``of`` has."""
        total = np.zeros(len(of), np.int64)
        for word in words:
            total += self.having(word)[of]
        return total

    def said_by(self) -> Iterable[str]:
        """Every word with who has it, as text, in the order of the words."""
        return (f"{word}:{sorted(set(who))}" for word, who in sorted(self._people.items()))


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
        for name, part in _parts(self):
            # With its length, so that no choice of words can pass for the end of a column.
            digest.update(f"{name}:{len(part)}:".encode())
            digest.update(part)
        return digest.hexdigest()


def _parts(columns: Any) -> Iterable[tuple[str, bytes]]:
    """Every column below ``columns``, by name, as bytes."""
    for column in fields(columns):
        value = getattr(columns, column.name)
        if isinstance(value, np.ndarray):
            yield f"{column.name}:{value.dtype.str}:{value.shape}", value.tobytes()
        elif isinstance(value, tuple):
            yield column.name, "\x1f".join(value).encode()
        elif isinstance(value, WordLists):
            yield column.name, "\x1f".join(value.said_by()).encode()
        elif isinstance(value, int):
            yield column.name, str(value).encode()
        else:
            yield from ((f"{column.name}.{name}", part) for name, part in _parts(value))
