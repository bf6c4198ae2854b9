"""What is asked about assignments."""

from flask_sqlalchemy import SQLAlchemy

from agency.assignments.queries import facility_states
from tests.builders import make_facility


def test_the_state_of_a_facility_is_known_by_its_name(database: SQLAlchemy) -> None:
    make_facility("Alder Clinic", state="TX")
    make_facility("Birch Hospital", state=None)
    assert facility_states() == {"Alder Clinic": "TX", "Birch Hospital": None}
