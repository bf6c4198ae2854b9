"""What several tests of the desk begin with."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency.extensions import db
from agency.matching.actions import match
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
)
from tests.dashboard.desk import proved, waiting
from tests.dashboard.people import days, the_day
from tests.signing_in import signed_in


@pytest.fixture
def specialist(app: Flask) -> FlaskClient:
    return signed_in(app, "compliance")


@pytest.fixture
def desk(app: Flask) -> dict[str, int]:
    """What waits, by a name: hers who starts soon, hers who waits long, and one without trouble."""
    with app.app_context():
        soon = make_candidate("P-1", first_name="Ines", last_name="Halloran-Brook", email="i@x.org")
        late = make_candidate("P-2", first_name="Noor", last_name="Whitcombe", email="n@x.org")
        make_credential(soon, issued_on=days(-300), expires_on=days(900))
        work = make_assignment(
            "W-1",
            make_facility("Cedar Flats"),
            starts_on=days(5),
            ends_on=days(46),
            client_requirements=("BLS",),
        )
        make_assignment(
            "W-2",
            make_facility("Lookout"),
            starts_on=days(10),
            ends_on=days(40),
            client_requirements=("BLS",),
        )
        make_placement(soon, work, "confirmed")
        # A claim like that of Ines is older than what Noor claims; hers starts sooner all the same.
        found = {
            "noor": waiting(late, "CCMA-NHA", number="Y-2"),
            "ines": waiting(soon, "BLS-AHA", number="Y-1"),
        }
        for id in found.values():
            proved(id)
        db.session.commit()
        match(the_day())
        db.session.rollback()
    return found
