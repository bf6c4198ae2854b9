"""A list of candidates: what is kept, in which order, and that its pages lose nobody."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.candidates.list_queries import (
    SORTS,
    CandidateFilters,
    numbers_of_candidates,
    numbers_without,
    page_of_candidates,
)
from agency.candidates.models import Candidate
from agency.errors import BadCursor
from tests.builders import A_MOMENT, make_candidate
from tests.counting import counted

DAY = date(2026, 11, 24)
EVERYBODY = CandidateFilters()
PLAIN = {
    "name": lambda row: (row.last_name.lower(), row.first_name.lower(), row.id),
    "ref": lambda row: (row.ref, row.id),
    "available_from": lambda row: (row.available_from or date.min, row.id),
    "changed_at": lambda row: (row.changed_at, row.id),
}


def many(number: int = 40) -> list[Candidate]:
    """Candidates with many equal names, days and moments."""
    dice = Random(3)
    return [
        make_candidate(
            first_name=dice.choice(("Ana", "bo", "Cy")),
            last_name=dice.choice(("Lee", "lee", "Ortega")),
            available_from=dice.choice((None, DAY, DAY + timedelta(dice.randint(1, 9)))),
            changed_at=A_MOMENT + timedelta(seconds=dice.randint(0, 5)),
        )
        for _ in range(number)
    ]


def paged(sort: str, limit: int, filters: CandidateFilters = EVERYBODY) -> list[Candidate]:
    """All pages one after another."""
    rows: list[Candidate] = []
    after: list[Any] | None = None
    while True:
        page = page_of_candidates(filters, sort, after, limit)
        rows.extend(page.items)
        after = page.next
        if after is None:
            return rows


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", sorted(SORTS))
def test_pages_together_are_the_whole_list_in_order(
    database: SQLAlchemy, sort: str, descending: bool
) -> None:
    rows = sorted(many(), key=PLAIN[sort], reverse=descending)
    for limit in (1, 7, 40, 100):
        assert paged("-" * descending + sort, limit) == rows


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_nobody_is_lost_or_told_twice_while_others_are_added(
    database: SQLAlchemy, sort: str
) -> None:
    there = set(many(30))
    seen: list[Candidate] = []
    after: list[Any] | None = None
    for _ in range(20):
        page = page_of_candidates(EVERYBODY, sort, after, 4)
        seen.extend(page.items)
        after = page.next
        if after is None:
            break
        make_candidate(first_name="Ana", last_name="Lee", available_from=DAY)
        make_candidate(first_name="Zoe", last_name="Zamora", available_from=date.max)
    assert len(seen) == len(set(seen))
    assert there <= set(seen)


def test_a_position_of_another_list_is_refused(database: SQLAlchemy) -> None:
    with pytest.raises(BadCursor):
        page_of_candidates(EVERYBODY, "name", ["C-1", 1], 10)


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"status": "inactive"}, {"gone"}),
        ({"state": "WA"}, {"home", "willing"}),
        ({"state": "OR"}, set()),
        ({"available_by": DAY}, {"home", "willing", "gone", "free"}),
        ({"available_by": date(2027, 1, 4)}, {"home", "willing", "gone", "free", "later"}),
        ({"skill": "ekg"}, {"willing"}),
        ({"skill": "ek"}, set()),
        ({"role": "medical_office_manager"}, {"free"}),
        ({"role": "medical_assistant"}, {"home", "willing", "gone", "away", "later"}),
        ({"shift": "night"}, {"home", "gone", "away", "free", "later"}),
        ({"shift": "day", "state": "WA"}, {"home", "willing"}),
        ({}, {"home", "willing", "gone", "away", "free", "later"}),
    ],
)
def test_a_filter_keeps_whom_it_names(
    database: SQLAlchemy, filters: dict[str, Any], kept: set[str]
) -> None:
    make_candidate("home", home_zip="98901", willing_states=())
    make_candidate("willing", willing_states=("TX", "WA"), skills=("ekg_2", "ekg"), shifts=("day",))
    make_candidate("gone", status="inactive")
    make_candidate("away", unavailable=[(DAY, date(2027, 2, 1))])
    make_candidate("free", roles=("medical_office_manager",), available_from=DAY)
    make_candidate("later", available_from=date(2027, 1, 4))
    asked = CandidateFilters(**filters)
    assert {row.ref for row in paged("name", 2, asked)} == kept
    assert numbers_of_candidates(asked).listed == len(kept)


def test_a_condition_of_others_keeps_too(database: SQLAlchemy) -> None:
    make_candidate("C-1")
    make_candidate("C-2")
    asked = CandidateFilters(status="active", also={"named": Candidate.ref == "C-2"})
    assert [row.ref for row in paged("ref", 5, asked)] == ["C-2"]


def test_it_is_told_how_many_there_would_be_without_each_filter(database: SQLAlchemy) -> None:
    for number in range(5):
        make_candidate(home_zip="98901", willing_states=(), skills=("ekg",) * (number == 0))
    make_candidate(skills=("ekg",), status="inactive")
    asked = CandidateFilters(status="active", state="OR", skill="ekg")
    assert numbers_of_candidates(asked) == (0, 0)
    assert numbers_without(asked) == {"status": 0, "state": 1, "skill": 0}
    assert numbers_without(EVERYBODY) == {}


def test_it_is_told_how_many_there_are_whatever_their_status(database: SQLAlchemy) -> None:
    for status, skills in (("active", ()), ("active", ("ekg",)), ("inactive", ("ekg",))):
        make_candidate(status=status, skills=skills)
    assert numbers_of_candidates(CandidateFilters(status="active")) == (2, 3)
    assert numbers_of_candidates(CandidateFilters(status="active", skill="ekg")) == (1, 2)
    assert numbers_of_candidates(CandidateFilters(status="do_not_use")) == (0, 3)
    assert numbers_of_candidates(EVERYBODY) == (3, 3)


def test_each_answer_is_one_query(database: SQLAlchemy) -> None:
    many(20)
    asked = CandidateFilters(status="active", state="TX", skill="ekg")
    for ask in (
        lambda: page_of_candidates(asked, "name", None, 10),
        lambda: numbers_of_candidates(asked),
        lambda: numbers_without(asked),
    ):
        with counted(database) as statements:
            ask()
        assert len(statements) == 1


def test_a_skill_is_found_in_whatever_spelling_it_was_written(database: SQLAlchemy) -> None:
    make_candidate("C-1", skills=("EKG", "Front desk"))
    make_candidate("C-2", skills=("front_desk",))
    make_candidate("C-3", skills=("front_desk_lead",))
    filters = CandidateFilters(skill="front-desk")
    assert {row.ref for row in paged("ref", 10, filters)} == {"C-1", "C-2"}
