"""One query per question, however many are asked about, and rows in one order everywhere."""

from datetime import date

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Facility
from agency.bulk_lookup import among
from agency.candidates.models import Candidate
from agency.exchange.queries import (
    KnownAssignment,
    KnownFacility,
    absences_of,
    assignments_of,
    by_bytes,
    candidate_ids,
    do_not_return_of,
    facilities_named,
    pages,
)
from tests.builders import make_assignment, make_candidate, make_facility

AWAY = [(date(2027, 3, 1), date(2027, 3, 2)), (date(2027, 2, 1), date(2027, 2, 2))]


def test_more_may_be_asked_about_than_a_statement_has_room_for(database: SQLAlchemy) -> None:
    wanted = make_candidate("O'Brien \u1ec5")
    make_candidate("C-2")
    refs = [wanted.ref, *(f"X-{number}" for number in range(70_000))]
    assert candidate_ids(refs) == {wanted.ref: wanted.id}
    ids = select(Candidate.ref).where(among(Candidate.id, [wanted.id, *range(10**6, 10**6 + 9)]))
    assert database.session.scalars(ids).all() == [wanted.ref]


def test_asking_about_nobody_finds_nobody(database: SQLAlchemy) -> None:
    make_candidate()
    assert candidate_ids([]) == {}


def test_facilities_are_found_by_their_exact_name(database: SQLAlchemy) -> None:
    alder = make_facility("Alder Clinic", state="WA")
    make_facility("alder clinic")
    found = facilities_named({"Alder Clinic", "Nowhere"})
    assert found == {"Alder Clinic": KnownFacility(alder.id, "WA")}


def test_assignments_come_with_their_days(database: SQLAlchemy) -> None:
    work = make_assignment("A-1")
    make_assignment("A-2")
    known = KnownAssignment(work.id, work.starts_on, work.ends_on)
    assert assignments_of({"A-1", "A-9"}) == {"A-1": known}


def test_absences_stand_in_the_order_in_which_they_were_told(database: SQLAlchemy) -> None:
    away, here = make_candidate(unavailable=AWAY), make_candidate()
    make_candidate(unavailable=AWAY[:1])
    assert absences_of([away.id, here.id]) == {away.id: tuple(AWAY)}


def test_whom_facilities_do_not_want_back_stands_by_code_point(database: SQLAlchemy) -> None:
    facility = make_facility(do_not_return=["b", "B", "a", "\u00e4", "Z"])
    make_facility(do_not_return=["other"])
    assert do_not_return_of([facility.id]) == {facility.id: ("B", "Z", "a", "b", "\u00e4")}


def test_text_is_sorted_by_code_point_on_every_database(database: SQLAlchemy) -> None:
    names = ["b", "B", "a b", "a", "a-b", "_", "\u00e9", "e\U0001f600", "\uffee", "\U0001f600"]
    for name in names:
        make_facility(name)
    found = database.session.scalars(select(Facility.name).order_by(by_bytes(Facility.name)))
    assert found.all() == sorted(names)


def test_rows_are_streamed_a_page_at_a_time(database: SQLAlchemy) -> None:
    database.session.add_all(
        Facility(name=f"{number:05}", changed_at=make_candidate().changed_at) for number in range(3)
    )
    database.session.flush()
    found = list(pages(select(Facility.name).order_by(Facility.name), size=2))
    assert [[row.name for row in page] for page in found] == [["00000", "00001"], ["00002"]]
