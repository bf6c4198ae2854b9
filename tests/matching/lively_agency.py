"""An agency in which something is changed again and again, with an edit noted each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import delete, select

from agency.assignments.models import Assignment, DoNotReturn, Facility
from agency.candidates.models import Absence, Candidate
from agency.credentials.models import Credential
from agency.edits.actions import record, record_all
from agency.extensions import db
from agency.placements.models import STAGES, Placement
from tests.builders import (
    known_by,
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
    make_training,
)

AS_OF = date(2026, 11, 24)
STATES = ("TX", "WA", "GU")
CODES = ("CMA-AAMA", "RMA-AMT", "BLS-AHA", "WA-MA-C", "CCMA-NHA")
ZIPS = ("75201", "98101", "10001")
EVIDENCE = ("claimed", "documented", "reviewed", "primary_source")
STAGES_OFTEN = (*STAGES, "confirmed", "confirmed", "working", "completed")


class LivelyAgency:
    """Twenty people, most of whom would do, and eight assignments; committed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.number = 0
        self.sites = [make_facility(f"Site {n}", state=self._one(*STATES[:2])) for n in range(3)]
        for _ in range(20):
            self._new_person()
        for _ in range(8):
            self._new_assignment()
        db.session.commit()

    def change(self) -> str:
        """Do one thing, note it as an edit and commit; its name."""
        deed: Callable[[], None] = self._one(*self._deeds())
        deed()
        db.session.commit()
        return deed.__name__

    def _deeds(self) -> list[Callable[[], None]]:
        return [
            *(self.hire, self.change_person, self.change_person, self.change_papers),
            *(self.change_papers, self.add_paper, self.train, self.go_away, self.place),
            *(self.place, self.move_on, self.open_assignment, self.change_assignment),
            *(self.change_site, self.bar_somebody, self.touch_nothing),
        ]

    def hire(self) -> None:
        record("candidate", [self._new_person().id])

    def change_person(self) -> None:
        person = self._row(Candidate)
        name, value = self._one(
            ("min_pay_rate", self._one(None, Decimal(20), Decimal(26), Decimal(40))),
            ("willing_states", tuple(self.random.sample(STATES, 2))),
            ("status", self._one("active", "inactive")),
            ("available_from", self._one(None, self._day())),
            ("home_zip", self._one(None, *ZIPS)),
            ("max_travel_miles", self._one(None, Decimal(30), Decimal(5000))),
            ("skills", self._one((), ("ekg",), ("ekg", "epic"))),
            ("email", f"{self.random.random()}@example.org"),
        )
        setattr(person, name, value)
        record("candidate", [person.id])

    def change_papers(self) -> None:
        paper = self._row(Credential)
        name, value = self._one(
            ("evidence", self._one(*EVIDENCE)),
            ("status", self._one("active", "revoked")),
            ("expires_on", self._one(None, self._day() + timedelta(days=200))),
        )
        if name == "evidence":
            known_by(paper, value)
        elif name != "expires_on" or value is None or value >= (paper.issued_on or AS_OF):
            setattr(paper, name, value)
        record("candidate", [paper.candidate_id])

    def add_paper(self) -> None:
        person = self._row(Candidate)
        make_credential(person, self._one(*CODES), evidence=self._one(*EVIDENCE))
        record("candidate", [person.id])

    def train(self) -> None:
        person = self._row(Candidate)
        make_training(person, "program", provider=f"P {self.random.random()}")
        record("candidate", [person.id])

    def go_away(self) -> None:
        person = self._row(Candidate)
        db.session.execute(delete(Absence).where(Absence.candidate_id == person.id))
        first = self._day()
        absence = Absence(candidate_id=person.id, first_day=first, last_day=first)
        if self.random.random() < 0.7:
            db.session.add(absence)
        record("candidate", [person.id])

    def place(self) -> None:
        person, work = self._row(Candidate), self._row(Assignment)
        known = select(Placement).where(
            Placement.candidate_id == person.id, Placement.assignment_id == work.id
        )
        if not db.session.scalars(known).first():
            make_placement(person, work, self._one(*STAGES_OFTEN))
        record_all({"candidate": [person.id], "assignment": [work.id]})

    def move_on(self) -> None:
        placement = self._row(Placement)
        if placement is None:
            return
        placement.stage = self._one(*STAGES_OFTEN)
        person, work = placement.candidate_id, placement.assignment_id
        record_all({"candidate": [person], "assignment": [work]})

    def open_assignment(self) -> None:
        record("assignment", [self._new_assignment().id])

    def change_assignment(self) -> None:
        work = self._row(Assignment)
        name, value = self._one(
            ("pay_rate", self._one(Decimal(19), Decimal(25), Decimal(33))),
            ("status", self._one("open", "open", "filled", "on_hold")),
            ("ends_on", work.starts_on + timedelta(days=self.random.randint(0, 150))),
            ("tasks", self._one(("general",), ("general", "venipuncture"))),
            ("required_skills", self._one((), ("ekg",))),
            ("preferred_skills", self._one((), ("epic",))),
            ("delegator", self._one(None, "physician")),
            ("openings", self.random.randint(1, 3)),
        )
        setattr(work, name, value)
        record("assignment", [work.id])

    def change_site(self) -> None:
        site = self._one(*db.session.scalars(select(Facility)).all())
        site.zip = self._one(*ZIPS)
        record("facility", [site.id])

    def bar_somebody(self) -> None:
        site, person = self._row(Facility), self._row(Candidate)
        db.session.execute(delete(DoNotReturn).where(DoNotReturn.facility_id == site.id))
        db.session.add(DoNotReturn(facility_id=site.id, candidate_ref=person.ref))
        record("facility", [site.id])

    def touch_nothing(self) -> None:
        record("candidate", [self._row(Candidate).id])

    def _new_person(self) -> Candidate:
        self.number += 1
        person = make_candidate(
            f"C-{self.number:03}",
            home_zip=self._one(*ZIPS),
            willing_states=tuple(self.random.sample(STATES, 2)),
            min_pay_rate=self._one(None, Decimal(20), Decimal(30)),
        )
        make_credential(person, evidence=self._one("reviewed", "reviewed", "claimed"))
        make_credential(person, "WA-MA-C")
        if self.random.random() < 0.5:
            make_credential(person, "BLS-AHA", expires_on=self._day() + timedelta(days=900))
        make_training(person)
        return person

    def _new_assignment(self) -> Assignment:
        self.number += 1
        starts = AS_OF + timedelta(days=self.random.randint(-20, 60))
        return make_assignment(
            f"A-{self.number:03}",
            self._one(*self.sites) if self.random.random() < 0.6 else None,
            starts_on=starts,
            ends_on=starts + timedelta(days=self.random.randint(5, 120)),
            client_requirements=self._one((), ("BLS",)),
        )

    def _one(self, *values: Any) -> Any:
        return self.random.choice(values)

    def _row(self, model: Any) -> Any:
        rows = db.session.scalars(select(model).order_by(model.id)).all()
        return self._one(*rows) if rows else None

    def _day(self) -> date:
        return AS_OF + timedelta(days=self.random.randint(-30, 150))
