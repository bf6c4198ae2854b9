"""The pool read row by row, each value an object of its own: slow, and plain enough to be believed.

What `agency.matching.people` reads as columns must be the same, byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, case, func, select

from agency.candidates.models import Absence, Candidate
from agency.credentials.models import CECredit, Credential, Training
from agency.extensions import db
from agency.matching.pool import (
    CredentialColumns,
    CreditColumns,
    PerformanceColumns,
    Pool,
    TrainingColumns,
    WordLists,
    Words,
)
from agency.matching.rows import (
    BLANK,
    AwayRow,
    CandidateRow,
    CompletedRow,
    CredentialRow,
    CreditRow,
    PoolRows,
    TrainingRow,
)
from agency.matching.sql import day, whole
from agency.matching.tables import rows as table_of
from agency.placements.models import BUSY_STAGES, COMPLETED, Placement
from agency.places import point_of
from agency.rules.distance import Point
from agency.rules.facts import Evidence
from agency.rules.spelling import folded, topic_meant

Statement = Select[*tuple[Any, ...]]
Column = Words | npt.NDArray[Any]


def pool_by_rows() -> Pool:
    """All candidates of the database."""
    return pool_of_rows(_read_rows())


def _read_rows() -> PoolRows:
    placements = _rows_read(_placements())
    busy = [(row.candidate_id, row.first, row.last) for row in placements if row.busy]
    completed = Counter(row.candidate_id for row in placements if row.completed)
    absences = _rows_read(_absences())
    trainings = map(TrainingRow._make, _rows_read(_trainings()))
    return PoolRows(
        candidates=[*map(_candidate, map(CandidateRow._make, _rows_read(_candidates())))],
        away=[AwayRow(*row) for row in (*absences, *busy)],
        credentials=[*map(CredentialRow._make, _rows_read(_credentials()))],
        trainings=[row._replace(topic=topic_meant(row.topic)) for row in trainings],
        credits=[*map(CreditRow._make, _rows_read(_credits()))],
        completed=[CompletedRow(*item) for item in completed.items()],
    )


def _candidate(row: Any) -> CandidateRow:
    """The same with what is compared as it is compared."""
    made: CandidateRow = row._replace(
        home=point_of(row.home),
        skills=[*map(folded, row.skills)],
        specialties=[*map(folded, row.specialties)],
    )
    return made


def _rows_read(statement: Statement) -> Sequence[Any]:
    return db.session.execute(statement).all()


# A column per field of the row it becomes, in the same order.


def _candidates() -> Statement:
    return select(
        Candidate.id,
        Candidate.ref,
        case((Candidate.status == "active", 1), else_=0),
        case((Candidate.adult.is_(True), 1), (Candidate.adult.is_(False), 0), else_=BLANK),
        Candidate.home_zip,
        whole(Candidate.max_travel_miles),
        day(Candidate.available_from),
        whole(Candidate.min_pay_rate),
        Candidate.willing_states,
        Candidate.skills,
        Candidate.specialties,
        Candidate.shifts,
        Candidate.roles,
    )


def _absences() -> Statement:
    return select(Absence.candidate_id, day(Absence.first_day), day(Absence.last_day))


def _credentials() -> Statement:
    return select(
        Credential.candidate_id,
        Credential.code,
        day(Credential.issued_on),
        day(Credential.expires_on),
        _evidence(Credential.evidence),
        func.coalesce(Credential.bound_to, ""),
    ).where(Credential.status == "active")


def _trainings() -> Statement:
    return select(
        Training.candidate_id,
        Training.kind,
        func.coalesce(Training.topic, ""),
        func.coalesce(Training.provider, ""),
        func.coalesce(Training.accreditor, ""),
        whole(Training.hours, 0),
        whole(Training.classroom_hours, 0),
        whole(Training.clinical_hours, 0),
        whole(Training.externship_hours, 0),
        case((Training.in_person.is_(True), 1), else_=0),
        day(Training.completed_on),
        _evidence(Training.evidence),
        Training.performances,
    )


def _evidence(column: Any) -> Any:
    return case({one.name: one.value for one in Evidence}, value=column)


def _credits() -> Statement:
    return select(
        CECredit.candidate_id,
        CECredit.code,
        CECredit.category,
        whole(CECredit.units),
        day(CECredit.earned_on),
        case((CECredit.issuer_approved.is_(True), 1), else_=0),
    )


def _placements() -> Statement:
    return select(
        Placement.candidate_id,
        day(Placement.starts_on).label("first"),
        day(Placement.ends_on).label("last"),
        case((Placement.stage.in_(BUSY_STAGES), 1), else_=0).label("busy"),
        case((Placement.stage == COMPLETED, 1), else_=0).label("completed"),
    ).where(Placement.stage.in_((*BUSY_STAGES, COMPLETED)))


class _Numbers:
    def __init__(self, dtype: type[np.signedinteger[Any]]) -> None:
        self._dtype = dtype

    def __call__(self, values: Sequence[int]) -> npt.NDArray[Any]:
        return np.array(values, self._dtype)


def _words(values: Sequence[str]) -> Words:
    known = sorted({*values} - {""})
    number = {"": BLANK} | {word: place for place, word in enumerate(known)}
    return Words(np.array([number[word] for word in values], np.int32), tuple(known))


ints, longs, words = _Numbers(np.int32), _Numbers(np.int64), _words
AWAY = {"first": ints, "last": ints}
CREDENTIAL = {
    "code": words,
    "issued": ints,
    "expires": ints,
    "evidence": ints,
    "bound_to": words,
}
TRAINING = {
    "kind": words,
    "topic": words,
    "provider": words,
    "accreditor": words,
    "hours": longs,
    "classroom_hours": longs,
    "clinical_hours": longs,
    "externship_hours": longs,
    "in_person": ints,
    "completed": ints,
    "evidence": ints,
}
PERFORMANCE = {"act": words, "count": longs, "completed": ints, "evidence": ints}
CREDIT = {"code": words, "category": words, "units": longs, "earned": ints, "approved": ints}


def pool_of_rows(rows_read: PoolRows) -> Pool:
    """The columns of ``rows_read``; rows of candidates that are not in it are left out."""
    people = sorted(rows_read.candidates, key=lambda row: row.ref)
    number = {row.id: index for index, row in enumerate(people)}
    return Pool(
        refs=tuple(row.ref for row in people),
        active=np.array([row.active for row in people], np.bool_),
        adult=np.array([row.adult for row in people], np.int32),
        home=_homes([row.home for row in people]),
        max_travel=np.array([row.max_travel for row in people], np.int32),
        available_from=np.array([row.available_from for row in people], np.int32),
        min_pay=np.array([row.min_pay for row in people], np.int64),
        completed=_completed(rows_read, number),
        **_lists(people),
        **_records(rows_read, number),
    )


def _records(read: PoolRows, number: Mapping[int, int]) -> dict[str, Any]:
    """What belongs to somebody, by the name of its part of the pool."""
    performed = _performances(read.trainings)
    return {
        "away": _away(read, number),
        "credentials": CredentialColumns(**gathered(read.credentials, number, CREDENTIAL)),
        "trainings": TrainingColumns(**gathered(read.trainings, number, TRAINING)),
        "performances": PerformanceColumns(**gathered(performed, number, PERFORMANCE)),
        "credits": CreditColumns(**gathered(read.credits, number, CREDIT)),
    }


def _homes(points: list[Point | None]) -> npt.NDArray[np.float64]:
    """One row of x, y and z each; not a number where the home is not known."""
    nowhere = (np.nan, np.nan, np.nan)
    table = [(point.x, point.y, point.z) if point else nowhere for point in points]
    return np.array(table, np.float64).reshape(len(points), 3)


def _lists(people: Sequence[CandidateRow]) -> dict[str, Any]:
    names = ("states", "skills", "specialties", "shifts", "roles")
    size = len(people)
    return {
        name: WordLists(**listed([getattr(row, name) for row in people]), size=size)
        for name in names
    }


def _completed(rows_read: PoolRows, number: Mapping[int, int]) -> npt.NDArray[np.int32]:
    completed = np.zeros(len(number), np.int32)
    for row in rows_read.completed:
        if row.candidate_id in number:
            completed[number[row.candidate_id]] = row.placements
    return completed


def _away(rows_read: PoolRows, number: Mapping[int, int]) -> Any:
    away = gathered(rows_read.away, number, AWAY)
    return table_of(**away, size=len(number))


def _performances(trainings: Sequence[TrainingRow]) -> Iterator[tuple[Any, ...]]:
    """A row for each act of each record of performances."""
    for record in trainings:
        if record.kind == "performances":
            for performance in record.performances:
                act, _, count = performance.partition(":")
                yield record.candidate_id, act, int(count), record.completed, record.evidence


def gathered(
    rows: Iterable[Sequence[Any]], number: Mapping[int, int], kinds: Mapping[str, Any]
) -> dict[str, Any]:
    own = [row for row in rows if row[0] in number]
    values = [*zip(*own, strict=True)] or [()] * (len(kinds) + 1)
    columns: dict[str, Column] = {"candidate": ints([number[id] for id in values[0]])}
    columns |= {
        name: kind(said) for (name, kind), said in zip(kinds.items(), values[1:], strict=False)
    }
    return chosen(columns, _order(columns))


def listed(lists: Sequence[Sequence[str]]) -> dict[str, Any]:
    """A row for each word on each candidate's list, ordered by candidate and word."""
    lengths = np.fromiter(map(len, lists), np.int64, len(lists))
    people = np.repeat(np.arange(len(lists), dtype=np.int32), lengths)
    columns: dict[str, Column] = {"candidate": people, "word": words([*chain.from_iterable(lists)])}
    ordered = chosen(columns, _order(columns))
    differs = np.diff(ordered["candidate"], prepend=-1) != 0
    differs |= np.diff(ordered["word"].number, prepend=BLANK) != 0
    return chosen(ordered, np.flatnonzero(differs))


def _order(columns: Mapping[str, Column]) -> npt.NDArray[np.int64]:
    """The rows sorted by all they say, the candidate first."""
    keys = [column.number if isinstance(column, Words) else column for column in columns.values()]
    order: npt.NDArray[np.int64] = np.lexsort(keys[::-1])
    return order


def chosen(columns: Mapping[str, Column], rows: npt.NDArray[np.int64]) -> dict[str, Any]:
    """Only these rows of each column, in this order."""
    return {
        name: Words(column.number[rows], column.known)
        if isinstance(column, Words)
        else column[rows]
        for name, column in columns.items()
    }
