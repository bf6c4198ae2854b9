"""One candidate with all that is on file, and nothing that is somebody else's."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.errors import NotFound
from agency.placements.dossier import dossier_of
from agency.placements.people import people_put_to
from tests.builders import make_assignment, make_candidate, make_facility, make_placement
from tests.counting import counted
from tests.placements.test_queries import keep_a_stranger, keep_all


def test_her_facts_are_those_of_a_pair(database: SQLAlchemy) -> None:
    keep_a_stranger()
    keep_all()
    file = dossier_of("C-1")
    assert file.facts == people_put_to(None, ["C-1"])["C-1"].facts
    assert file.name == "Inés Ortega"


def test_every_placement_is_told_with_where_it_is(database: SQLAlchemy) -> None:
    keep_a_stranger()
    person = make_candidate("C-7")
    work = make_assignment("A-7", make_facility("Cedar Flats", zip="98901", state="WA"))
    make_placement(person, work, "declined")
    [one] = dossier_of("C-7").placements
    assert (one.assignment_ref, one.facility, one.zip, one.state) == (
        "A-7",
        "Cedar Flats",
        "98901",
        "WA",
    )
    assert (one.stage, one.busy) == ("declined", False)


def test_six_queries_however_much_she_holds(database: SQLAlchemy) -> None:
    keep_all()
    make_candidate("C-7")
    for ref in ("C-1", "C-7"):
        with counted(database) as statements:
            dossier_of(ref)
        assert len(statements) == 6


def test_whom_nobody_knows_is_not_found(database: SQLAlchemy) -> None:
    with pytest.raises(NotFound, match="there is no candidate 'C-404'"):
        dossier_of("C-404")
