"""The bulk reading of candidates equals the reading of each."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.people import read_pool
from agency.matching.splicing import only
from agency.placements.queries import facts_of_pair
from tests.builders import make_assignment, make_candidate, make_training
from tests.matching.pools import pool
from tests.matching.random_agency import RandomAgency
from tests.matching.test_assembly import said

# Row ids of nobody: more than a statement has room for one by one.
MANY = range(10**6, 10**6 + 70_000)


@pytest.mark.parametrize("seed", range(4))
def test_the_pool_is_made_of_the_facts_of_each_candidate(database: SQLAlchemy, seed: int) -> None:
    agency = RandomAgency(seed)
    nobodys = make_assignment("A-of nobody", status="closed")
    each = [facts_of_pair(one.ref, nobodys.ref).candidate for one in agency.candidates]
    read = read_pool()
    assert said(read) == said(pool(each))
    assert read.fingerprint == pool(each).fingerprint


@pytest.mark.parametrize("seed", range(3))
def test_some_are_read_as_they_are_among_all(database: SQLAlchemy, seed: int) -> None:
    wanted = RandomAgency(seed).candidates[::3]
    some = read_pool([*(one.id for one in wanted), *MANY])
    assert some.refs == tuple(one.ref for one in wanted)
    assert said(some) == said(only(read_pool(), some.refs))


def test_asking_for_nobody_reads_nobody(database: SQLAlchemy) -> None:
    RandomAgency(1)
    assert len(read_pool([])) == 0


def test_words_are_matched_in_one_spelling_however_they_are_kept(database: SQLAlchemy) -> None:
    her = make_candidate("C-1", skills=("Front Desk", "front-desk"), specialties=("Pediatrics",))
    make_training(her, "training", topic="Vaccine administration")
    make_assignment("A-1", state="TX", required_skills=("FRONT_DESK",), specialty="pediatrics")
    pool = read_pool()
    assert pool.skills.having("front_desk").tolist() == [True]
    assert pool.specialties.having("pediatrics").tolist() == [True]
    assert pool.trainings.topic.known == ("vaccine_administration",)
    pair = facts_of_pair("C-1", "A-1")
    assert pair.assignment.required_skills == pair.candidate.skills == {"front_desk"}
    assert pair.assignment.specialty in pair.candidate.specialties
    assert pair.candidate.trainings[0].topic == "vaccine_administration"
    assert db.session.scalars(select(Candidate.skills)).one() == ("Front Desk", "front-desk")
