"""A run done again from what is stored of it comes to the same, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.errors import NotFound, Unready
from agency.matching.actions import match
from agency.matching.allocation_models import Allocation
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.queries import current_run
from agency.matching.replaying import replay
from config import ALLOCATION_FILE
from tests.builders import known_by, make_assignment, make_candidate, make_credential
from tests.matching.lively_agency import AS_OF, LivelyAgency
from tests.matching.random_agency import RandomAgency
from tests.matching.working import work_off


@pytest.mark.parametrize("seed", range(3))
def test_a_run_comes_to_the_same_whatever_became_of_the_facts(
    database: SQLAlchemy, seed: int
) -> None:
    RandomAgency(seed)
    database.session.commit()
    run_id = match(AS_OF).run
    database.session.execute(update(Candidate).values(status="inactive"))
    database.session.commit()
    found = replay(run_id)
    assert found.differing == ()
    assert found.stored == found.replayed
    assert found.assignments > 0


def test_a_delta_is_done_again_by_the_facts_as_it_had_them(
    app: Flask, database: SQLAlchemy
) -> None:
    LivelyAgency(1)
    database.session.commit()
    match(AS_OF)
    claimed = select(Credential).where(
        Credential.evidence == "claimed", Credential.status == "active"
    )
    known_by(database.session.scalars(claimed.limit(1)).one(), "reviewed")
    database.session.commit()
    work_off(app)
    run = current_run(AS_OF + timedelta(days=1))
    found = replay(run.id)
    assert (found.run, found.differing) == (run.id, ())


def test_what_was_chosen_by_prices_is_chosen_by_prices_again(
    app: Flask, database: SQLAlchemy, tmp_path: Path
) -> None:
    told = tmp_path / "allocation.toml"
    told.write_text(ALLOCATION_FILE.read_text().replace("edges = 1_500_000", "edges = 1"))
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, allocation_file=told)
    try:
        make_credential(make_candidate("C-1"), "CMA-AAMA")
        for ref, month in (("A-1", 1), ("A-2", 3)):
            days = date(2027, month, 1), date(2027, month, 20)
            make_assignment(ref, starts_on=days[0], ends_on=days[1])
        database.session.commit()
        run_id = match(AS_OF).run
        chosen = database.session.get(Allocation, run_id)
        assert chosen is not None
        assert chosen.method == "lagrangian"
        assert replay(run_id).allocation is True
    finally:
        app.config["SETTINGS"] = before


@pytest.mark.parametrize(("then", "now"), [(1, 50), (50, 1)])
def test_lists_are_as_long_again_as_they_were(
    app: Flask, database: SQLAlchemy, then: int, now: int
) -> None:
    before = app.config["SETTINGS"]
    try:
        for number in range(3):
            make_credential(make_candidate(f"C-{number}"), "CMA-AAMA")
        make_assignment("A-1")
        database.session.commit()
        app.config["SETTINGS"] = replace(before, shortlist_size=then, near_miss_size=then)
        run_id = match(AS_OF).run
        app.config["SETTINGS"] = replace(before, shortlist_size=now, near_miss_size=now)
        found = replay(run_id)
        assert (found.same, found.differing, found.assignments) == (True, (), 1)
    finally:
        app.config["SETTINGS"] = before


def test_what_was_tampered_with_is_found(database: SQLAlchemy) -> None:
    make_credential(make_candidate("C-1"))
    make_assignment("A-1")
    database.session.commit()
    run_id = match(AS_OF).run
    line = database.session.scalars(select(Match).limit(1)).one()
    shortlist = database.session.get_one(Shortlist, line.shortlist_id)
    line.score += 1
    database.session.commit()
    found = replay(run_id)
    assert not found.same
    assert len(found.differing) == 1
    assert shortlist.run_id == run_id


def test_what_cannot_be_done_again_says_so(database: SQLAlchemy) -> None:
    RandomAgency(1)
    database.session.commit()
    run_id = match(AS_OF).run
    with pytest.raises(NotFound):
        replay(run_id + 1)
    database.session.execute(update(MatchRun).values(state="running"))
    with pytest.raises(Unready, match="running"):
        replay(run_id)
    database.session.rollback()
