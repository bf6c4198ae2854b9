"""A clearance is proved once work was offered, whoever sends it, where the agency wants it so."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.documents.uploads import Upload
from agency.errors import Refused
from agency.placements.models import STAGES
from agency.verification.actions import attach_document, send_unsent
from agency.verification.offers import OFFERED
from tests.builders import make_assignment, make_candidate, make_credential, make_placement
from tests.documents.hostile import pdf
from tests.signing_in import TESTER


def test_what_counts_as_an_offer_is_what_was_offered_and_not_given_up() -> None:
    assert STAGES[STAGES.index("offered") : STAGES.index("completed") + 1] == OFFERED


def test_a_clearance_waits_for_an_offer(app: Flask, database: SQLAlchemy) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], clearances_after_offer=True)
    person = make_candidate("C-1")
    clearance = make_credential(person, "TB-SCREEN", evidence="claimed").id
    card = make_credential(person, "BLS-AHA", evidence="claimed").id
    work = make_placement(person, make_assignment(), "interview")
    database.session.commit()
    attach_document(card, [Upload("a.pdf", BytesIO(pdf()))], TESTER)
    with pytest.raises(Refused, match="a clearance is proved once work has been offered"):
        attach_document(clearance, [Upload("a.pdf", BytesIO(pdf()))], TESTER)
    work.stage = "offered"
    database.session.add(work)
    database.session.commit()
    attach_document(clearance, [Upload("a.pdf", BytesIO(pdf()))], TESTER)


def test_what_is_sent_in_steps_waits_for_an_offer_too(app: Flask, database: SQLAlchemy) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], clearances_after_offer=True)
    person = make_candidate("C-1")
    held = make_credential(person, "TB-SCREEN", evidence="claimed").id
    work = make_placement(person, make_assignment(), "interview")
    database.session.commit()
    new = {"candidate_ref": "C-1", "code": "TB-SCREEN"}
    for of in (held, new):
        with pytest.raises(Refused, match="a clearance is proved once work has been offered"):
            send_unsent("a-key", of, TESTER)
    work.stage = "offered"
    database.session.add(work)
    database.session.commit()
    with pytest.raises(Refused) as refused:
        send_unsent("a-key", held, TESTER)
    assert "a clearance" not in str(refused.value)
