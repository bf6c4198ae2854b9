"""What people have learned: school, a program, practice in single tasks, and exams passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from agency.sampling import rows
from agency.sampling.amounts import named, pair
from agency.sampling.person import Person
from agency.sampling.practice import Practice
from agency.sampling.programs import Programs
from agency.sampling.proof import Proof
from agency.sampling.world import World

DAYS_IN_A_YEAR = 365
# Certificates that follow a program; what states, employers and laboratories issue comes later.
NATIONAL = ("medical_assistant", "phlebotomy", "ekg", "administrative")


class Trainings:
    """Gives people the records of what they have learned, once they have their credentials."""

    def __init__(self, world: World) -> None:
        self._day, self._catalogue = world.day, world.book.catalogue
        self._programs, self._practice = Programs(world), Practice(world)
        self._proof = Proof(world)
        table = world.amounts.table("trainings")
        self._years = pair(table, "years_of_work")
        self._blank_years = table.whole("blank_years_percent")
        self._certified_after = pair(table, "certified_after_days")
        self._education = named(table, "education")
        self._no_education = table.whole("no_education_percent")
        self._before_program = pair(table, "education_before_program_days")
        self._exam = table.whole("exam_percent")
        self._first = world.names.table("places").words("first")
        self._schools = world.names.table("providers").words("school")

    def give(self, person: Person) -> None:
        """All her records, and the years of experience that follow from them."""
        completed_on = self._completed_on(person)
        person.trainings = [
            *self._school(person, completed_on),
            *self._programs.records(person, completed_on),
            *self._practice.records(person, completed_on),
            *self._exams(person),
        ]
        if not person.dice.happens(self._blank_years):
            person.row.years_experience = (self._day - completed_on).days // DAYS_IN_A_YEAR

    def _completed_on(self, person: Person) -> date:
        """When her program was over: before her first certificate and her years of work."""
        dice = person.dice
        first = min((issued for _, issued in self._national(person)), default=self._day)
        years = min(dice.between(*self._years), dice.between(*self._years))
        worked_since = self._day - timedelta(days=years * DAYS_IN_A_YEAR)
        return min(first, worked_since) - timedelta(days=dice.between(*self._certified_after))

    def _national(self, person: Person) -> Iterator[tuple[str, date]]:
        """Her certificates of national bodies, with the days on which they were issued."""
        for card in person.credentials:
            if card.issued_on and self._catalogue[card.code].category in NATIONAL:
                yield card.code, card.issued_on

    def _school(self, person: Person, before: date) -> Iterator[rows.Training]:
        dice = person.dice
        if not person.needs.education and dice.happens(self._no_education):
            return
        yield rows.Training(
            candidate_ref=person.ref,
            kind="education",
            topic=dice.draw(self._education),
            provider=f"{dice.pick(self._first)} {dice.pick(self._schools)}",
            completed_on=before - timedelta(days=dice.between(*self._before_program)),
            evidence=self._proof.of_other(person),
        )

    def _exams(self, person: Person) -> Iterator[rows.Training]:
        for code, passed_on in self._national(person):
            if passed_on <= self._day and person.dice.happens(self._exam):
                yield rows.Training(
                    candidate_ref=person.ref,
                    kind="exam",
                    topic=code,
                    provider=self._catalogue[code].issuer,
                    completed_on=passed_on,
                    evidence=self._proof.of_other(person),
                )
