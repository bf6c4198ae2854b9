"""Several candidates as facts: what is read of many at once is what is read of each."""

from __future__ import annotations

from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.placements.people import people_put_to
from agency.placements.queries import facts_of_pair
from agency.rules.spans import NO_DAYS, Spans
from tests.builders import make_assignment, make_candidate, make_credential, make_placement
from tests.counting import counted
from tests.matching.random_agency import RandomAgency
from tests.placements.test_queries import keep_a_stranger, keep_all

FIRST, LAST = date(2027, 1, 4), date(2027, 3, 31)


@pytest.mark.parametrize("seed", range(3))
def test_many_at_once_are_who_each_is_alone(database: SQLAlchemy, seed: int) -> None:
    agency = RandomAgency(seed)
    asked = [one.ref for one in agency.candidates[::2]]
    for work in agency.assignments[:3]:
        people = people_put_to(work.id, asked)
        assert set(people) == set(asked)
        for ref, person in people.items():
            pair = facts_of_pair(ref, work.ref)
            assert (person.facts, person.name, person.placed) == (
                pair.candidate,
                pair.candidate_name,
                pair.placed,
            )


def test_her_facts_are_not_mixed_with_a_strangers(database: SQLAlchemy) -> None:
    keep_a_stranger()
    keep_all()
    alone = people_put_to(None, ["C-1"])
    assert people_put_to(None, ["C-1", "C-2"])["C-1"] == alone["C-1"]
    assert len(alone["C-1"].facts.credentials) == 3
    assert alone["C-1"].name == "Inés Ortega"


def test_whom_nobody_knows_is_left_out(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    assert set(people_put_to(None, ["C-1", "C-404"])) == {"C-1"}
    assert people_put_to(None, []) == {}


def test_only_her_placement_on_this_assignment_keeps_no_days(database: SQLAlchemy) -> None:
    person, other = make_candidate("C-1"), make_candidate("C-2")
    here, there = make_assignment("A-1"), make_assignment("A-2")
    make_placement(person, here, "working", starts_on=FIRST, ends_on=LAST)
    make_placement(other, there, "confirmed", starts_on=FIRST, ends_on=LAST)
    taken = Spans.of([(FIRST.toordinal(), LAST.toordinal())])
    for work, placed, busy in (
        (here, {"C-1": "working", "C-2": None}, {"C-1": NO_DAYS, "C-2": taken}),
        (there, {"C-1": None, "C-2": "confirmed"}, {"C-1": taken, "C-2": NO_DAYS}),
    ):
        people = people_put_to(work.id, ["C-1", "C-2"])
        assert {ref: one.placed for ref, one in people.items()} == placed
        assert {ref: one.facts.busy for ref, one in people.items()} == busy


def test_the_number_of_queries_does_not_grow_with_the_people(database: SQLAlchemy) -> None:
    refs = [f"C-{number}" for number in range(20)]
    for ref in refs:
        make_credential(make_candidate(ref))
    for asked in (refs[:1], refs):
        with counted(database) as statements:
            people_put_to(None, asked)
        assert len(statements) == 5
