"""A small agency of random rows: every status and stage, and every blank that may be left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from agency.assignments import models as work
from agency.assignments.models import Assignment, Facility
from agency.candidates import models as people
from agency.candidates.models import Candidate
from agency.credentials import models as papers
from agency.placements.models import STAGES
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_facility,
    make_placement,
    make_training,
)

T = TypeVar("T")
AS_OF = date(2026, 11, 24)
CODES = ("CMA-AAMA", "RMA-AMT", "BLS-AHA", "MMR-IMMUNE")
SKILLS = ("ekg", "epic", "vaccines")
SITES = ("Alder Clinic", "Birch Hospital")
CANDIDATES, ASSIGNMENTS = 12, 10


class RandomAgency:
    """What one seed makes; everything is flushed, nothing is committed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.candidates = [self._candidate(f"C-{n:02}") for n in range(CANDIDATES)]
        self.facilities = [self._facility(name) for name in SITES]
        self.assignments = [self._assignment(f"A-{n:02}") for n in range(ASSIGNMENTS)]
        for candidate in self.candidates:
            self._placements(candidate)

    def _one_of(self, *values: T) -> T:
        return self.random.choice(values)

    def _some(self, *words: str) -> tuple[str, ...]:
        return tuple(self.random.sample(words, self.random.randint(0, len(words))))

    def _day(self) -> date:
        return AS_OF + timedelta(days=self.random.randint(-60, 200))

    def _days(self) -> tuple[date, date]:
        first, last = sorted((self._day(), self._day()))
        return first, last

    def _candidate(self, ref: str) -> Candidate:
        candidate = make_candidate(
            ref,
            home_zip=self._one_of(None, "98101", "75201", "00000"),
            willing_states=self._some("WA", "TX", "NY"),
            max_travel_miles=self._one_of(None, Decimal(0), Decimal("25.5"), Decimal("99999.9")),
            available_from=self._one_of(None, self._day()),
            unavailable={self._days() for _ in range(self.random.randint(0, 3))},
            min_pay_rate=self._one_of(None, Decimal("0.00"), Decimal("22.35"), Decimal("99999.99")),
            skills=self._some(*SKILLS),
            years_experience=self._one_of(None, Decimal("4.5")),
            status=self._one_of("active", "active", *people.STATUSES),
            adult=self._one_of(True, False, None),
            specialties=self._some("cardiology", "pediatrics"),
            shifts=self._some(*people.SHIFTS),
            roles=self._some(*people.ROLES[:2]),
        )
        for make in (self._credential, self._training, self._credit):
            for _ in range(self.random.randint(0, 4)):
                make(candidate)
        return candidate

    def _credential(self, candidate: Candidate) -> None:
        issued_on, expires_on = self._days()
        make_credential(
            candidate,
            self._one_of(*CODES),
            issued_on=self._one_of(None, date.min, issued_on),
            expires_on=self._one_of(None, date.max, expires_on),
            evidence=self._one_of(*papers.EVIDENCE),
            bound_to=self._one_of(None, *SITES),
            status=self._one_of("active", "active", "active", *papers.STATUSES),
        )

    def _training(self, candidate: Candidate) -> None:
        hours = {name: self._one_of(None, Decimal(0), Decimal("12.25")) for name in papers.HOURS}
        performances = self._some("venipuncture:12", "vaccine:3", "venipuncture:1")
        make_training(
            candidate,
            self._one_of(*papers.TRAINING_KINDS),
            topic=self._one_of(None, "injection", "high_school"),
            provider=self._one_of(None, *SITES),
            accreditor=self._one_of(None, "CAAHEP"),
            in_person=self._one_of(True, False, None),
            performances=performances,
            completed_on=self._one_of(None, self._day()),
            evidence=self._one_of(*papers.EVIDENCE),
            content=f"{self.random.getrandbits(120):x}",
            **hours,
        )

    def _credit(self, candidate: Candidate) -> None:
        make_ce_credit(
            candidate,
            self._one_of("CMA-AAMA", "RMA-AMT"),
            category=self._one_of("", "general", "clinical"),
            units=self._one_of(Decimal("0.25"), Decimal(10)),
            earned_on=self._one_of(None, self._day()),
            issuer_approved=self._one_of(True, False, None),
            content=f"{self.random.getrandbits(120):x}",
        )

    def _facility(self, name: str) -> Facility:
        return make_facility(
            name,
            zip=self._one_of(None, "98101"),
            state=self._one_of(None, "WA"),
            setting=self._one_of(None, "clinic"),
            do_not_return=self._some("C-00", "C-01", "C-99"),
        )

    def _assignment(self, ref: str) -> Assignment:
        first, last = self._days()
        return make_assignment(
            ref,
            self._one_of(None, *self.facilities),
            zip=self._one_of(None, "75201"),
            state=self._one_of(None, "TX", "NY", "ZZ"),
            starts_on=first,
            ends_on=last,
            openings=self._one_of(1, 3),
            priority=self._one_of(*work.PRIORITIES),
            status=self._one_of("open", "open", *work.STATUSES),
            **self._blanks(
                setting=("clinic", "hospital"),
                delegator=("physician", "aprn"),
                supervision=("general", "direct"),
                pay_rate=(Decimal("25.00"),),
                min_evidence=papers.EVIDENCE,
                role=people.ROLES[:2],
                specialty=("cardiology",),
                shift=people.SHIFTS,
            ),
            accepted_certifications=self._some("RMA-AMT", "CMA-AAMA"),
            tasks=self._some("general", "venipuncture", "vaccine"),
            required_skills=self._some("ekg"),
            preferred_skills=self._some(*SKILLS),
            client_requirements=self._some("BLS", "MMR-IMMUNE"),
        )

    def _blanks(self, **choices: Sequence[Any]) -> dict[str, Any]:
        return {name: self._one_of(None, *values) for name, values in choices.items()}

    def _placements(self, candidate: Candidate) -> None:
        for assignment in self.random.sample(self.assignments, 3):
            first, last = self._days()
            stage = self._one_of("confirmed", "working", "completed", *STAGES)
            make_placement(candidate, assignment, stage, starts_on=first, ends_on=last)
