"""The bulk reading of candidates equals the reading of each."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select

from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.people import read_pool
from agency.matching.splicing import only
from agency.placements.queries import facts_of_pair
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_training,
)
from tests.matching.pools import pool
from tests.matching.random_agency import CODES, RandomAgency
from tests.matching.row_reader import pool_by_rows
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


@pytest.mark.parametrize("seed", range(12))
def test_the_pool_read_in_columns_is_the_pool_read_row_by_row(
    database: SQLAlchemy, seed: int
) -> None:
    agency = RandomAgency(seed)
    make_odd(agency)
    assert read_pool().fingerprint == pool_by_rows().fingerprint


def make_odd(agency: RandomAgency) -> None:
    """Add what is written in no usual way, twice over, and remove somebody in the middle."""
    random = agency.random
    for ref in ("É-1", "c-01", "漢-🩺", "C-1,2"):
        her = make_candidate(
            ref, skills=("Front Desk", "front-desk", "Ärzte", "a,b", '"x"', "NULL")
        )
        for bound_to in ("St. Mary's \\ Clinic", "Klinik Süd", "a;b", "1,2", " "):
            make_credential(her, random.choice(CODES), bound_to=bound_to, number=f"X-{bound_to}")
        for topic in ("Vaccine administration", "vaccine_administration", "High-School", "é;"):
            made = {"topic": topic, "hours": Decimal(2**40), "performances": ("é:3", "vaccine:007")}
            for occurrence in (1, 2):
                make_training(
                    her, "performances", content="c" + topic, occurrence=occurrence, **made
                )
        for occurrence in (1, 2):
            make_ce_credit(her, category="sö,nst", content="twin", occurrence=occurrence)
    db.session.execute(delete(Candidate).where(Candidate.id == agency.candidates[5].id))


def test_nobody_is_an_empty_pool(database: SQLAlchemy) -> None:
    assert read_pool().fingerprint == pool_by_rows().fingerprint == pool([]).fingerprint


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
