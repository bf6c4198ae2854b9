"""The matches of one candidate are those of the lists on which she stands."""

from __future__ import annotations

from flask_sqlalchemy import SQLAlchemy

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import db
from agency.matching.actions import match
from agency.matching.person_queries import matches_of_person, number_of_matches
from agency.matching.queries import last_run, matches_of
from tests.counting import counted
from tests.samples.agencies import AS_OF, SMALL, keep


def test_her_matches_are_those_of_every_list(database: SQLAlchemy) -> None:
    keep(SMALL)
    refs = db.session.scalars(
        db.select(Assignment.ref).where(Assignment.status == "open", Assignment.ends_on >= AS_OF)
    ).all()
    database.session.commit()
    match(AS_OF)
    run = last_run(AS_OF)
    assert run
    lists = {ref: matches_of(ref, run).matches for ref in refs}
    for person in db.session.scalars(db.select(Candidate)).all():
        hers = {
            (ref, one.tier, one.score, one.gap)
            for ref, listed in lists.items()
            for one in listed
            if one.candidate_ref == person.ref
        }
        with counted(database) as statements:
            found = matches_of_person(person.id, person.ref, run, 1000)
        assert len(statements) == 1
        assert {(one.assignment.ref, one.tier, one.score, one.gap) for one in found} == hers
        assert sum(number_of_matches(person.id, run).values()) == len(hers)
        tiers = [one.tier for one in found]
        assert tiers == sorted(tiers)
    assert any(lists.values())
