"""My placements: what was sent where and where she works; a shortlist is not told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from agency.extensions import db
from agency.placements.models import STAGES, Placement
from tests.portal.her import browser_of_her, make_her, place_her, read

WORDS = {
    "submitted": "Sent, the clinic decides since",
    "offered": "Offered, we wait for your word",
    "confirmed": "Where you work",
    "completed": "Before",
    "declined": "Not this time",
}


@pytest.mark.parametrize("stage", WORDS)
def test_a_placement_is_told_with_its_state(app: Flask, stage: str) -> None:
    make_her(app, matched=False)
    place_her(app, stage)
    said = read(browser_of_her(app), "/portal/placements")
    assert "Cedar Flats" in said
    assert WORDS[stage] in said


def test_a_shortlist_is_the_agencys_own(app: Flask) -> None:
    make_her(app, matched=False)
    place_her(app, "shortlisted")
    assert "Cedar Flats" not in read(browser_of_her(app), "/portal/placements")


def test_every_stage_has_words(app: Flask) -> None:
    make_her(app, matched=False)
    place_her(app, "submitted")
    client = browser_of_her(app)
    for stage in STAGES:
        with app.app_context():
            db.session.scalars(select(Placement)).one().stage = stage
            db.session.commit()
        read(client, "/portal/placements")
        read(client, "/portal/")


@pytest.mark.parametrize(
    ("stage", "since"),
    [
        ("working", "You work here since 2 Nov 2026"),
        ("completed", "Completed on 20 Dec 2026"),
        ("submitted", "Sent, the clinic decides since 29 Nov 2026"),
    ],
)
def test_since_when_is_a_day_of_the_agency_and_of_the_work(
    app: Flask, stage: str, since: str
) -> None:
    make_her(app, matched=False)
    place_her(app, stage)
    with app.app_context():
        row = db.session.scalars(select(Placement)).one()
        row.starts_on, row.ends_on = date(2026, 11, 2), date(2026, 12, 20)
        row.changed_at = datetime(2026, 11, 30, 2, 30, tzinfo=UTC)  # the evening before, there
        db.session.commit()
    assert since in read(browser_of_her(app), "/portal/placements")
