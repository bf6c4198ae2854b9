"""Candidates are found by what somebody types, as they are on file at that moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.candidates.models import Candidate
from agency.candidates.search import found, telephones
from agency.edits.actions import record
from tests.builders import make_candidate
from tests.counting import counted


@pytest.fixture
def people(database: SQLAlchemy) -> None:
    """Five people of three states."""
    for ref, first, last, home, willing, email, phone in (
        ("C-0001", "Thu", "Nguyễn", "98901", (), "thu@example.org", "(509) 555-0199"),
        ("C-0002", "Mary", "Johnson", "75201", ("TX", "WA"), "mary.j@example.org", "214-555-0101"),
        ("C-0003", "Jon", "Ngo", "10001", ("NY",), "", "+1 212 555 0102"),
        ("C-0010", "Dana", "Washington", "75201", ("TX",), "Dana@Example.org", ""),
        ("C-0011", "Wanda", "Ma", "02134", ("MA",), "", ""),
    ):
        make_candidate(
            ref,
            first_name=first,
            last_name=last,
            home_zip=home,
            willing_states=willing,
            email=email,
            phone=phone,
        )
    database.session.commit()


def refs(text: str, limit: int = 10) -> list[str]:
    return [hit.ref for hit in found(text, limit)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Nguyen", "C-0001"),
        ("nguyễn", "C-0001"),
        ("nguyen thu", "C-0001"),
        ("Nguyne", "C-0001"),
        ("Jonson", "C-0002"),
        ("Jonson, Mary", "C-0002"),
        ("c-0003", "C-0003"),
        ("MARY.J@example.org", "C-0002"),
        ("dana@", "C-0010"),
        ("5095550199", "C-0001"),
        ("+1 (509) 555 0199", "C-0001"),
        ("509.555.0199", "C-0001"),
        ("0199", "C-0001"),
        ("212 555-0102", "C-0003"),
        ("Ngo 212-555-0102", "C-0003"),
    ],
)
@pytest.mark.usefixtures("people")
def test_she_is_found_first(typed: str, first: str) -> None:
    assert refs(typed)[0] == first


@pytest.mark.parametrize("typed", ["", "   ", "Zz", "C-9999", "nobody@", "999-555-0199", "XX", "%"])
@pytest.mark.usefixtures("people")
def test_nobody_is_found_by_what_is_nobodys(typed: str) -> None:
    assert refs(typed) == []


@pytest.mark.usefixtures("people")
def test_the_very_reference_comes_before_one_that_contains_it(database: SQLAlchemy) -> None:
    make_candidate("C-00010")
    record("candidate", list(database.session.scalars(database.select(Candidate.id))))
    database.session.commit()
    assert refs("C-0001") == ["C-0001", "C-00010"]


@pytest.mark.usefixtures("people")
def test_a_state_keeps_to_who_lives_there_or_is_willing_to_work_there() -> None:
    assert refs("WA") == ["C-0002", "C-0001"]
    assert refs("NY") == ["C-0003"]
    assert refs("Thu WA") == ["C-0001"]
    assert refs("Thu NY") == []
    assert refs("new york") == ["C-0003"]


@pytest.mark.usefixtures("people")
def test_who_is_called_as_a_state_comes_before_who_lives_there() -> None:
    assert refs("Washington") == ["C-0010", "C-0002", "C-0001"]
    assert refs("MA") == ["C-0011"]
    assert refs("wa") == ["C-0011", "C-0010", "C-0002", "C-0001"]
    assert refs("WA Mary") == ["C-0002"]


@pytest.mark.usefixtures("people")
def test_only_who_is_wanted_is_found(database: SQLAlchemy) -> None:
    texans = [Candidate.home_zip == "75201"]
    assert [hit.ref for hit in found("", 10, texans)] == ["C-0002", "C-0010"]
    assert [hit.ref for hit in found("WA", 10, texans)] == ["C-0002"]
    assert found("Nguyen", 10, texans) == []
    assert found("C-0001", 10, texans) == []


@pytest.mark.usefixtures("people")
def test_a_hit_says_who_she_is() -> None:
    [hit] = found("Nguyen", 10)
    assert (hit.ref, hit.name, hit.phone) == ("C-0001", "Thu Nguyễn", "(509) 555-0199")
    assert (hit.email, hit.home_zip, hit.status) == ("thu@example.org", "98901", "active")


@pytest.mark.usefixtures("people")
def test_an_edit_is_found_at_once(database: SQLAlchemy) -> None:
    assert refs("Okonkwo") == []
    person = database.session.scalars(database.select(Candidate).filter_by(ref="C-0003")).one()
    person.last_name, person.phone = "Okonkwo", "303-555-0107"
    added = make_candidate("C-0044", first_name="Ada", last_name="Okonkwo")
    record("candidate", [person.id, added.id])
    database.session.commit()
    assert refs("Okonkwo") == ["C-0044", "C-0003"]
    assert refs("303 555 0107") == ["C-0003"]
    assert refs("Ngo") == []
    database.session.delete(person)
    record("candidate", [person.id])
    database.session.commit()
    assert refs("Okonkwo") == ["C-0044"]


def test_equal_names_stand_in_one_order_however_they_came(database: SQLAlchemy) -> None:
    names = [("Ana", "Lee"), ("Bo", "Lee"), ("Ana", "Leeds")]
    for order in permutations(names):
        for first, last in order:
            row = make_candidate(first_name=first, last_name=last)
            record("candidate", [row.id])
        database.session.commit()
        hits = found("lee", 100)
        assert [hit.name for hit in hits] == sorted(
            (hit.name for hit in hits), key=lambda name: (name != "Ana Lee", name != "Bo Lee")
        )
        assert found("lee", 2) == hits[:2]


@pytest.mark.usefixtures("people")
def test_the_number_of_queries_does_not_depend_on_how_many_there_are(
    database: SQLAlchemy,
) -> None:
    record("candidate", [make_candidate("N-0", first_name="Thu", last_name="Nguyen").id])
    database.session.commit()
    found("Nguyen WA", 10)
    with counted(database) as few:
        found("Nguyen WA", 10)
    for number in range(1, 30):
        row = make_candidate(f"N-{number}", first_name="Thu", last_name="Nguyen")
        record("candidate", [row.id])
    database.session.commit()
    found("Nguyen WA", 10)
    with counted(database) as many:
        found("Nguyen WA", 10)
    assert len(few) == len(many) <= 5


@pytest.mark.usefixtures("people")
def test_several_threads_find_the_same(app: Flask) -> None:
    def search(text: str) -> list[str]:
        with app.app_context():
            return refs(text)

    texts = ["Nguyen", "Jonson", "WA", "0199"] * 6
    with ThreadPoolExecutor(6) as threads:
        found_there = list(threads.map(search, texts))
    assert found_there == [refs(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("555-0199", ["5550199"]),
        ("0199", ["0199"]),
        ("019", []),
        ("Lee 0199", []),
        ("call (509) 555-0199 now", ["5095550199"]),
        ("C-0107", []),
    ],
)
def test_telephone_numbers_are_told_from_other_digits(text: str, numbers: list[str]) -> None:
    assert list(telephones(text)) == numbers
