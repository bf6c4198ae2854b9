"""Somebody found to be like a record of a list, and decided on where that is wanted."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.extensions import db
from agency.screening.actions import decide, load_list, screen
from agency.screening.models import Finding
from tests.screening.lists import leie
from tests.trail import ANN


def found_on_leie(folder: Path, ref: str, decision: str | None = None) -> int:
    """The row id of the finding that a candidate is like a record of her own name."""
    her = select(Candidate).where(Candidate.ref == ref)
    she = db.session.scalars(her).one()
    id = she.id
    row = {"LASTNAME": she.last_name.upper(), "FIRSTNAME": she.first_name.upper()}
    load_list("leie", leie(folder, row), ANN)
    screen("by hand", ANN)
    of_her = select(Finding.id).where(Finding.candidate_id == id)
    finding = db.session.scalars(of_her).one()
    if decision:
        decide(finding, decision, "She said so.", ANN)
    db.session.rollback()
    return finding
