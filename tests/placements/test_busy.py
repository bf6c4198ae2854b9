"""Placements that are confirmed or working, read in bulk as `facts_of_pair` reads one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask_sqlalchemy import SQLAlchemy

from agency.placements.busy import busy_placements, people_of
from agency.placements.models import BUSY_STAGES, STAGES, Placement
from agency.placements.queries import facts_of_pair
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
    make_training,
)
from tests.counting import counted
from tests.matching.random_agency import AS_OF, RandomAgency

DAY = date(2027, 2, 1)


def test_only_those_that_are_confirmed_or_working_and_not_over(database: SQLAlchemy) -> None:
    for number, stage in enumerate(STAGES):
        make_placement(make_candidate(f"C-{number}"), make_assignment(f"A-{number}"), stage)
    over = {"starts_on": date(2027, 1, 4), "ends_on": date(2027, 1, 31)}
    make_placement(make_candidate("C-90"), make_assignment("A-90"), "working", **over)
    last_day = over | {"ends_on": DAY}
    make_placement(make_candidate("C-91"), make_assignment("A-91"), "working", **last_day)
    found = busy_placements(DAY)
    assert {one.stage for one in found} == {*BUSY_STAGES}
    assert len(found) == 3
    assert found[-1].candidate_ref == "C-91"
    assert found[-1].work.ends_on == DAY


def test_each_is_what_reading_it_as_a_pair_gives_with_days_of_its_own(
    database: SQLAlchemy,
) -> None:
    RandomAgency(3)
    found = busy_placements(AS_OF)
    assert len(found) > 5
    for one, person in zip(found, people_of(found), strict=True):
        pair = facts_of_pair(one.candidate_ref, one.work.ref)
        row = database.session.get_one(Placement, one.id)
        work = replace(pair.assignment, starts_on=row.starts_on, ends_on=row.ends_on)
        assert one.work == work
        assert one.candidate_name == pair.candidate_name
        assert person == pair.candidate


def test_the_days_of_the_placement_itself_are_not_taken_but_those_of_others_are(
    database: SQLAlchemy,
) -> None:
    person = make_candidate("C-1")
    first = make_assignment("A-1")
    second = make_assignment("A-2", starts_on=date(2027, 4, 5), ends_on=date(2027, 5, 1))
    make_placement(person, first)
    make_placement(person, second)
    make_placement(make_candidate("C-2"), second)
    found = busy_placements(DAY)
    taken = [[*people.busy.dates()] for people in people_of(found)]
    assert [one.work.ref for one in found] == ["A-1", "A-2", "A-2"]
    assert taken == [
        [(second.starts_on, second.ends_on)],
        [(first.starts_on, first.ends_on)],
        [],
    ]


def test_one_query_for_the_placements_and_five_for_their_people(database: SQLAlchemy) -> None:
    def add(number: int) -> None:
        person = make_candidate(f"C-{number}", unavailable={(DAY, DAY)})
        make_credential(person)
        make_training(person)
        site = make_facility(f"Site {number}", do_not_return=["C-9"])
        make_placement(person, make_assignment(f"A-{number}", site))

    add(1)
    with counted(database) as for_one:
        list(people_of(busy_placements(DAY)))
    for number in range(2, 8):
        add(number)
    with counted(database) as for_seven:
        assert len(list(people_of(busy_placements(DAY)))) == 7
    assert len(for_one) == len(for_seven) == 6


def test_nobody_else_is_read(database: SQLAlchemy) -> None:
    make_candidate("C-2")
    make_placement(make_candidate("C-1"), make_assignment("A-1"))
    make_assignment("A-2")
    assert [one.ref for one in people_of(busy_placements(DAY))] == ["C-1"]
