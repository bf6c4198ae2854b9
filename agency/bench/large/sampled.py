"""A sample as facts, without files or a database: the same that reading it from one would give."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from agency.assignments.facts import assignment_facts
from agency.candidates.facts import cents
from agency.matching.assembly import pool_of
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
from agency.matching.snapshot import Opening, Snapshot
from agency.placements.models import BUSY_STAGES, COMPLETED
from agency.places import point_of
from agency.rules.facts import Evidence
from agency.rules.spelling import folded, topic_meant
from agency.sampling import rows
from agency.sampling.demand import OPEN, Demand
from agency.sampling.facilities import Facilities
from agency.sampling.opening import Opening as Wanted
from agency.sampling.person import Person
from agency.sampling.pool import Pool
from agency.sampling.world import World

ACTIVE, DOCUMENT = "active", "document"
HUNDREDTHS, TENTHS = 100, 10


def sampled(
    world: World, candidates: Iterable[str], assignments: Iterable[str], suffix: str = ""
) -> Snapshot:
    """People and open assignments with these references, as of the day of ``world``.

    Facilities of several samples are told apart by a ``suffix`` to their names.
    """
    facilities = Facilities(world)
    demand = Demand(world, facilities)
    wanted = [demand.opening(ref) for ref in assignments]
    made = _Rows({one.row.ref: one for one in wanted}, suffix)
    pool = Pool(world, wanted, facilities)
    for number, ref in enumerate(candidates, start=1):
        person = pool.person(ref, number)
        made.add(number, person)
        if person.not_wanted_by:
            facilities.by_name[person.not_wanted_by].row.do_not_return += (ref,)
    openings = tuple(_openings(wanted, facilities, made))
    return Snapshot(pool_of(made.all), openings)


def _openings(wanted: Sequence[Wanted], facilities: Facilities, made: _Rows) -> Iterator[Opening]:
    for one in sorted(wanted, key=lambda one: one.row.ref):
        if one.row.status == OPEN and not one.is_over:
            site = facilities.by_name[one.row.facility].row if one.row.facility else None
            refused = site.do_not_return if site else ()
            facts = assignment_facts(vars(one.row), vars(site) if site else None, refused)
            facts = replace(facts, facility=made.named(facts.facility))
            placed = frozenset(made.placed[one.row.ref])
            yield Opening(facts, one.row.openings, one.row.priority, placed)


class _Rows:
    """The rows of people, as a bulk read would give them; who is placed, by assignment."""

    def __init__(self, works: dict[str, Wanted], suffix: str) -> None:
        self._works, self._suffix = works, suffix
        self.placed: defaultdict[str, set[str]] = defaultdict(set)
        self._candidates: list[CandidateRow] = []
        self._away: list[AwayRow] = []
        self._credentials: list[CredentialRow] = []
        self._trainings: list[TrainingRow] = []
        self._credits: list[CreditRow] = []
        self._completed: Counter[int] = Counter()

    @property
    def all(self) -> PoolRows:
        completed = [CompletedRow(*one) for one in self._completed.items()]
        return PoolRows(
            self._candidates,
            self._away,
            self._credentials,
            self._trainings,
            self._credits,
            completed,
        )

    def named(self, facility: str | None) -> str | None:
        return facility + self._suffix if facility else facility

    def add(self, id: int, person: Person) -> None:
        """All there is of one person, who is called ``id``."""
        self._candidates.append(_candidate(id, person.row))
        self._away += [
            AwayRow(id, _day(first), _day(last)) for first, last in person.row.unavailable
        ]
        held = (one for one in person.credentials if (one.status or ACTIVE) == ACTIVE)
        self._credentials += [self._credential(id, one) for one in held]
        self._trainings += [self._training(id, one) for one in person.trainings]
        self._credits += [_credit(id, one) for one in person.ce_credits]
        for placement in person.placements:
            self._place(id, placement)

    def _place(self, id: int, one: rows.Placement) -> None:
        work = self._works[one.assignment_ref].row
        if one.stage in BUSY_STAGES:
            days = _day(one.starts_on or work.starts_on), _day(one.ends_on or work.ends_on)
            self._away.append(AwayRow(id, *days))
            self.placed[one.assignment_ref].add(one.candidate_ref)
        self._completed[id] += one.stage == COMPLETED

    def _credential(self, id: int, one: rows.Credential) -> CredentialRow:
        days = _day(one.issued_on), _day(one.expires_on)
        return CredentialRow(
            id, one.code, *days, Evidence[one.evidence].value, self.named(one.bound_to) or ""
        )

    def _training(self, id: int, one: rows.Training) -> TrainingRow:
        """The provider of a document is the facility that has it on file."""
        provider = self.named(one.provider) if one.kind == DOCUMENT else one.provider
        return TrainingRow(
            candidate_id=id,
            kind=one.kind,
            topic=topic_meant(one.topic or ""),
            provider=provider or "",
            accreditor=one.accreditor or "",
            hours=_hundredths(one.hours),
            classroom_hours=_hundredths(one.classroom_hours),
            clinical_hours=_hundredths(one.clinical_hours),
            externship_hours=_hundredths(one.externship_hours),
            in_person=int(bool(one.in_person)),
            completed=_day(one.completed_on),
            evidence=Evidence[one.evidence].value,
            performances=one.performances,
        )


def _candidate(id: int, row: rows.Candidate) -> CandidateRow:
    pay, travel = cents(row.min_pay_rate), row.max_travel_miles
    return CandidateRow(
        id=id,
        ref=row.ref,
        active=int(row.status == ACTIVE),
        adult=BLANK if row.adult is None else int(row.adult),
        home=point_of(row.home_zip),
        max_travel=BLANK if travel is None else travel * TENTHS,
        available_from=_day(row.available_from),
        min_pay=BLANK if pay is None else pay,
        states=row.willing_states,
        skills=[*map(folded, row.skills)],
        specialties=[*map(folded, row.specialties)],
        shifts=row.shifts,
        roles=row.roles,
    )


def _credit(id: int, one: rows.CECredit) -> CreditRow:
    units = int(one.units * HUNDREDTHS)
    return CreditRow(
        id, one.code, one.category, units, _day(one.earned_on), int(bool(one.issuer_approved))
    )


def _hundredths(hours: int | None) -> int:
    return (hours or 0) * HUNDREDTHS


def _day(day: date | None) -> int:
    return BLANK if day is None else day.toordinal()
