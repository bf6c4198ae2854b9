"""What is asked about assignments."""

from flask_sqlalchemy import SQLAlchemy

from agency.assignments.queries import facility_states, words_asked
from tests.builders import make_assignment, make_facility


def test_the_state_of_a_facility_is_known_by_its_name(database: SQLAlchemy) -> None:
    make_facility("Alder Clinic", state="TX")
    make_facility("Birch Hospital", state=None)
    assert facility_states() == {"Alder Clinic": "TX", "Birch Hospital": None}


def test_words_to_choose_from_are_those_of_open_assignments_the_most_asked_first(
    database: SQLAlchemy,
) -> None:
    make_assignment("A-1", required_skills=("ekg",), preferred_skills=("epic",))
    make_assignment("A-2", required_skills=("epic",), specialty="pediatrics")
    make_assignment("A-3", status="closed", required_skills=("welding",), specialty="oncology")
    asked = words_asked()
    assert (asked.skills, asked.specialties) == (("epic", "ekg"), ("pediatrics",))
