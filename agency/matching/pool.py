"""The candidates as columns: what the engine computes on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from agency.matching.tables import Bools, Ints, Longs, Table, rows
from agency.rules.distance import Point
from agency.rules.facts import CandidateFacts, Evidence
from agency.rules.ranking import prefix64
from agency.rules.spans import FIRST_DAY, LAST_DAY

BLANK = -1
HUNDREDTHS = 100


class Codes:
    """Words as small whole numbers, in the order in which they are first seen."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}

    def add(self, word: str | None) -> int:
        return BLANK if word is None else self.number.setdefault(word, len(self.number))

    def of(self, words: Iterable[str]) -> list[int]:
        """The numbers of those words that were seen."""
        return [self.number[word] for word in words if word in self.number]


class WordIndex:
    """Who has a word: for skills, states and the like."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._people: dict[str, list[int]] = {}
        self._masks: dict[str, Bools] = {}
        self.said = np.zeros(size, np.bool_)

    def add(self, candidate: int, words: Iterable[str]) -> None:
        for word in words:
            self._people.setdefault(word, []).append(candidate)
            self.said[candidate] = True

    def mask(self, word: str) -> Bools:
        """Who has ``word``."""
        if word not in self._masks:
            mask = np.zeros(self.size, np.bool_)
            mask[self._people.get(word, [])] = True
            self._masks[word] = mask
        return self._masks[word]

    def count(self, words: Iterable[str], candidates: npt.NDArray[np.int64]) -> Longs:
        """How many of ``words`` each of ``candidates`` has."""
        total = np.zeros(len(candidates), np.int64)
        for word in words:
            total += self.mask(word)[candidates]
        return total


@dataclass(frozen=True)
class CredentialColumns:
    """Active credentials; a blank day is the beginning or the end of time and flagged as blank."""

    candidate: Ints
    code: Ints
    issued: Ints
    expires: Ints
    issued_blank: Bools
    expires_blank: Bools
    evidence: Ints
    bound_to: Ints


@dataclass(frozen=True)
class TrainingColumns:
    """Training records; hours in hundredths, ``done`` the beginning of time where undated."""

    candidate: Ints
    kind: Ints
    topic: Ints
    provider: Ints
    accreditor: Ints
    hours: Longs
    classroom_hours: Longs
    clinical_hours: Longs
    externship_hours: Longs
    in_person: Bools
    done: Ints
    sure: Bools


@dataclass(frozen=True)
class PerformanceColumns:
    """Acts performed under supervision: one row per record and act."""

    candidate: Ints
    act: Ints
    count: Longs
    done: Ints
    sure: Bools


@dataclass(frozen=True)
class CreditColumns:
    """Continuing-education credits; units in hundredths, 0 as the day of an undated one."""

    candidate: Ints
    code: Ints
    category: Ints
    units: Longs
    earned: Ints
    approved: Bools


@dataclass(frozen=True)
class Pool:
    """All candidates, in the order of their references."""

    refs: Sequence[str]
    ids: Longs
    active: Bools
    adult: Ints
    home: npt.NDArray[np.float64]
    max_travel: Ints
    available_from: Ints
    min_pay: Longs
    completed: Ints
    states: WordIndex
    skills: WordIndex
    specialties: WordIndex
    shifts: WordIndex
    roles: WordIndex
    away: Table
    credentials: CredentialColumns
    trainings: TrainingColumns
    performances: PerformanceColumns
    credits: CreditColumns
    words: Mapping[str, Codes] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.refs)

    @cached_property
    def prefixes(self) -> npt.NDArray[np.uint64]:
        """The 64-bit prefixes that break ties."""
        return np.fromiter((prefix64(ref) for ref in self.refs), np.uint64, len(self.refs))

    @cached_property
    def index(self) -> dict[str, int]:
        return {ref: number for number, ref in enumerate(self.refs)}


def pool_of(candidates: Iterable[CandidateFacts], ids: Mapping[str, int] | None = None) -> Pool:
    """The columns of ``candidates``, whose references must differ; ``ids`` are their row ids."""
    people = sorted(candidates, key=lambda candidate: candidate.ref)
    words = {name: Codes() for name in ("code", "facility", "word", "category")}
    numbered = list(enumerate(people))
    return Pool(
        refs=[person.ref for person in people],
        ids=_longs((ids or {}).get(person.ref, number) for number, person in numbered),
        active=np.array([person.status == "active" for person in people], np.bool_),
        adult=_ints(BLANK if p.adult is None else int(p.adult) for p in people),
        home=_homes([person.home for person in people]),
        max_travel=_ints(
            BLANK if p.max_travel_tenths is None else p.max_travel_tenths for p in people
        ),
        available_from=_ints(
            p.available_from.toordinal() if p.available_from else FIRST_DAY for p in people
        ),
        min_pay=_longs(BLANK if p.min_pay_cents is None else p.min_pay_cents for p in people),
        completed=_ints(person.completed_placements for person in people),
        states=_indexed(people, "willing_states"),
        skills=_indexed(people, "skills"),
        specialties=_indexed(people, "specialties"),
        shifts=_indexed(people, "shifts"),
        roles=_indexed(people, "roles"),
        away=_away(people),
        credentials=_credentials(people, words),
        trainings=_trainings(people, words),
        performances=_performances(people, words),
        credits=_credits(people, words),
        words=words,
    )


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int32)


def _longs(values: Iterable[int]) -> Longs:
    return np.array(list(values), np.int64)


def _homes(points: list[Point | None]) -> npt.NDArray[np.float64]:
    """One row of x, y and z each; not a number where the home is not known."""
    nowhere = (np.nan, np.nan, np.nan)
    table = [(point.x, point.y, point.z) if point else nowhere for point in points]
    return np.array(table, np.float64).reshape(len(points), 3)


def _indexed(people: list[CandidateFacts], name: str) -> WordIndex:
    index = WordIndex(len(people))
    for number, person in enumerate(people):
        index.add(number, getattr(person, name))
    return index


def _away(people: list[CandidateFacts]) -> Table:
    spans = [
        (number, first, last)
        for number, person in enumerate(people)
        for first, last in (*person.unavailable, *person.busy)
    ]
    return rows(*_transposed(spans, 3))


def _transposed(records: Sequence[tuple[int, ...]], width: int) -> Iterable[Longs]:
    table = np.array(records, np.int64).reshape(len(records), width)
    return (table[:, column] for column in range(width))


def _credentials(people: list[CandidateFacts], words: Mapping[str, Codes]) -> CredentialColumns:
    held = [
        (number, credential)
        for number, person in enumerate(people)
        for credential in person.credentials
        if credential.status == "active"
    ]
    issued = [c.issued_on.toordinal() if c.issued_on else FIRST_DAY for _, c in held]
    expires = [c.expires_on.toordinal() if c.expires_on else LAST_DAY for _, c in held]
    return CredentialColumns(
        candidate=_ints(number for number, _ in held),
        code=_ints(words["code"].add(c.code) for _, c in held),
        issued=_ints(issued),
        expires=_ints(expires),
        issued_blank=np.array([c.issued_on is None for _, c in held], np.bool_),
        expires_blank=np.array([c.expires_on is None for _, c in held], np.bool_),
        evidence=_ints(c.evidence for _, c in held),
        bound_to=_ints(words["facility"].add(c.bound_to or None) for _, c in held),
    )


def _trainings(people: list[CandidateFacts], words: Mapping[str, Codes]) -> TrainingColumns:
    held = [(n, record) for n, person in enumerate(people) for record in person.trainings]
    word = words["word"].add
    return TrainingColumns(
        candidate=_ints(number for number, _ in held),
        kind=_ints(word(r.kind) for _, r in held),
        topic=_ints(word(r.topic) for _, r in held),
        provider=_ints(words["facility"].add(r.provider or None) for _, r in held),
        accreditor=_ints(word(r.accreditor) for _, r in held),
        hours=_longs(int(r.hours * HUNDREDTHS) for _, r in held),
        classroom_hours=_longs(int(r.classroom_hours * HUNDREDTHS) for _, r in held),
        clinical_hours=_longs(int(r.clinical_hours * HUNDREDTHS) for _, r in held),
        externship_hours=_longs(int(r.externship_hours * HUNDREDTHS) for _, r in held),
        in_person=np.array([r.in_person for _, r in held], np.bool_),
        done=_ints(r.completed_on.toordinal() if r.completed_on else FIRST_DAY for _, r in held),
        sure=np.array([_is_sure(r.evidence, r.completed_on) for _, r in held], np.bool_),
    )


def _is_sure(evidence: Evidence, completed_on: object) -> bool:
    return evidence >= Evidence.documented and completed_on is not None


def _performances(people: list[CandidateFacts], words: Mapping[str, Codes]) -> PerformanceColumns:
    done = [
        (number, record, act, count)
        for number, person in enumerate(people)
        for record in person.trainings
        if record.kind == "performances"
        for act, count in record.performances
    ]
    return PerformanceColumns(
        candidate=_ints(number for number, _, _, _ in done),
        act=_ints(words["word"].add(act) for _, _, act, _ in done),
        count=_longs(count for _, _, _, count in done),
        done=_ints(
            r.completed_on.toordinal() if r.completed_on else FIRST_DAY for _, r, _, _ in done
        ),
        sure=np.array([_is_sure(r.evidence, r.completed_on) for _, r, _, _ in done], np.bool_),
    )


def _credits(people: list[CandidateFacts], words: Mapping[str, Codes]) -> CreditColumns:
    earned = [(n, credit) for n, person in enumerate(people) for credit in person.ce_credits]
    return CreditColumns(
        candidate=_ints(number for number, _ in earned),
        code=_ints(words["code"].add(credit.code) for _, credit in earned),
        category=_ints(words["category"].add(credit.category) for _, credit in earned),
        units=_longs(int(credit.units * HUNDREDTHS) for _, credit in earned),
        earned=_ints(c.earned_on.toordinal() if c.earned_on else 0 for _, c in earned),
        approved=np.array([credit.issuer_approved for _, credit in earned], np.bool_),
    )
