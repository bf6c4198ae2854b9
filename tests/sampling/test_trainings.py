"""What people have learned reaches what is asked of them, in one record or two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from agency.rules.expressions import Program
from agency.sampling import rows
from agency.sampling.chance import Dice
from agency.sampling.needs import Needs
from agency.sampling.person import SAID, Person
from agency.sampling.towns import towns_of
from agency.sampling.trainings import Trainings
from agency.sampling.world import World

CERTIFIED = date(2024, 5, 1)


def people(world: World, needs: Needs, code: str = "RMA-AMT") -> Iterator[Person]:
    """Some who have these needs and one certificate."""
    trainings, home = Trainings(world), towns_of("CA")[0]
    for number in range(80):
        row = rows.Candidate("C-1", "A", "B", "", "", home.zip, ("CA",))
        person = Person(row, home, (5, 14), needs, Dice(number))
        person.credentials = [
            rows.Credential("C-1", code, "X", CERTIFIED, date(2029, 5, 31), "reviewed")
        ]
        trainings.give(person)
        yield person


def records(person: Person, kind: str) -> list[rows.Training]:
    return [record for record in person.trainings if record.kind == kind]


def test_hours_add_up_to_every_minimum(world: World) -> None:
    minimums = {"classroom_hours": Decimal(24), "clinical_hours": Decimal("8.5")}
    parts = set()
    for person in people(world, Needs(hours={"vaccine_administration": minimums})):
        of_topic = [one for one in records(person, "training") if one.classroom_hours]
        assert sum(one.classroom_hours or 0 for one in of_topic) >= 24
        assert sum(one.clinical_hours or 0 for one in of_topic) >= 8.5
        parts.add(len(of_topic))
    assert parts >= {1, 2}


def test_acts_add_up_to_what_is_asked(world: World) -> None:
    parts = set()
    for person in people(world, Needs(acts={"skin_test": 10, "venipuncture": 30})):
        done: Counter[str] = Counter()
        for record in records(person, "performances"):
            for performance in record.performances:
                act, _, count = performance.partition(":")
                done[act] += int(count)
        assert done["skin_test"] >= 10
        assert done["venipuncture"] >= 30
        parts.add(len(records(person, "performances")))
    assert parts == {1, 2}


def test_a_document_is_on_file_where_it_is_wanted(world: World) -> None:
    for person in people(world, Needs(documents=[("task_training_certificate", "Elm Park")])):
        (record,) = records(person, "document")
        assert (record.topic, record.provider) == ("task_training_certificate", "Elm Park")


def test_a_program_satisfies_what_is_asked(world: World) -> None:
    asked = Program(frozenset({"US-ED"}), Decimal(720), Decimal(160), in_person=True)
    for person in people(world, Needs(programs=[asked])):
        (record,) = records(person, "program")
        assert (record.accreditor, record.in_person) == ("US-ED", True)
        assert (record.hours or 0) >= 720
        assert (record.externship_hours or 0) >= 160


def test_a_cma_has_completed_an_accredited_program(world: World) -> None:
    for person in people(world, Needs(), "CMA-AAMA"):
        (record,) = records(person, "program")
        assert record.accreditor in ("CAAHEP", "ABHES")
        assert (record.hours or 0) >= 720


def test_a_program_that_cannot_be_both_is_two(world: World) -> None:
    military = Program(frozenset({"MILITARY"}))
    for person in people(world, Needs(programs=[military]), "CMA-AAMA"):
        assert len(records(person, "program")) == 2


def test_school_comes_first_and_is_there_where_it_is_asked_for(world: World) -> None:
    for person in people(world, Needs(education=True)):
        (school,) = records(person, "education")
        for program in records(person, "program"):
            assert school.completed_on is not None
            assert program.completed_on is not None
            assert school.completed_on <= program.completed_on < CERTIFIED


def test_years_of_experience_are_those_since_the_program(world: World) -> None:
    years = set()
    for person in people(world, Needs()):
        for record in records(person, "program"):
            assert record.completed_on is not None
            if person.row.years_experience is not None:
                past = (world.day - record.completed_on).days // 365
                assert person.row.years_experience == past
                years.add(past)
    assert len(years) > 5


@pytest.mark.parametrize("needs", [Needs(acts={"skin_test": 10}), Needs(programs=[Program()])])
def test_of_training_only_said_nobody_has_seen_proof(world: World, needs: Needs) -> None:
    trainings, home = Trainings(world), towns_of("CA")[0]
    row = rows.Candidate("C-1", "A", "B", "", "", home.zip, ("CA",))
    person = Person(row, home, (5, 14), needs, Dice("said"), proof=SAID)
    trainings.give(person)
    asked = [*records(person, "program"), *records(person, "performances")]
    assert {record.evidence for record in asked} == {"claimed"}


def test_an_exam_is_passed_when_the_certificate_is_issued_and_not_in_the_future(
    world: World,
) -> None:
    exams = [exam for person in people(world, Needs()) for exam in records(person, "exam")]
    assert exams
    assert {(exam.topic, exam.completed_on) for exam in exams} == {("RMA-AMT", CERTIFIED)}
