"""The database itself keeps runs apart and lists in order."""

from __future__ import annotations

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.extensions import Model
from agency.matching.models import Match, MatchRun, Shortlist
from tests.builders import A_MOMENT, make_assignment, make_candidate
from tests.samples.agencies import AS_OF


@pytest.fixture
def kept(database: SQLAlchemy) -> SQLAlchemy:
    """A run with a list of one, and an assignment and a candidate it does not speak of."""
    run = MatchRun(as_of=AS_OF, **RUN)
    database.session.add(run)
    work, person = make_assignment("A-1"), make_candidate("C-1")
    make_assignment("A-2")
    make_candidate("C-2")
    database.session.flush()
    shortlist = Shortlist(run_id=run.id, assignment_id=work.id, outcome="matched")
    database.session.add(shortlist)
    database.session.flush()
    first = {"shortlist_id": shortlist.id, "tier": "eligible", "position": 1}
    database.session.add(
        Match(**first, candidate_id=person.id, verdict="eligible", score=50_000, measures=[1, 2])
    )
    database.session.commit()
    return database


RUN: dict[str, Any] = {
    "rulebook": "r",
    "snapshot": "f",
    "settings": "s",
    "state": "complete",
    "started_at": A_MOMENT,
}


def count(database: SQLAlchemy, model: type[Model]) -> int:
    return database.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_run_like_another_in_everything_is_refused(kept: SQLAlchemy) -> None:
    kept.session.add(MatchRun(as_of=AS_OF, **RUN | {"state": "running"}))
    with pytest.raises(IntegrityError):
        kept.session.flush()


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [(MatchRun, "state", "done"), (Shortlist, "outcome", "perhaps"), (Match, "tier", "best")],
)
def test_words_that_mean_nothing_are_refused(
    kept: SQLAlchemy, model: type[Model], column: str, value: str
) -> None:
    with pytest.raises(IntegrityError):
        kept.session.execute(update(model).values({column: value}))


def test_an_assignment_has_one_list_in_a_run(kept: SQLAlchemy) -> None:
    listed = kept.session.scalars(select(Shortlist)).one()
    kept.session.add(
        Shortlist(run_id=listed.run_id, assignment_id=listed.assignment_id, outcome="blocked")
    )
    with pytest.raises(IntegrityError):
        kept.session.flush()


def test_a_place_on_a_list_is_held_by_one(kept: SQLAlchemy) -> None:
    first = kept.session.scalars(select(Match)).one()
    other = kept.session.scalars(select(Candidate.id).where(Candidate.ref == "C-2")).one()
    key = {"shortlist_id": first.shortlist_id, "tier": first.tier, "position": first.position}
    kept.session.expunge(first)
    kept.session.add(Match(**key, candidate_id=other, verdict="eligible", score=1))
    with pytest.raises(IntegrityError):
        kept.session.flush()


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (delete(MatchRun), (0, 0, 0)),
        (delete(Assignment).where(Assignment.ref == "A-1"), (1, 0, 0)),
        (delete(Candidate).where(Candidate.ref == "C-1"), (1, 1, 0)),
        (delete(Assignment).where(Assignment.ref == "A-2"), (1, 1, 1)),
        (delete(Candidate).where(Candidate.ref == "C-2"), (1, 1, 1)),
    ],
    ids=["run", "assignment", "candidate", "another assignment", "another candidate"],
)
def test_what_is_removed_takes_with_it_what_speaks_of_it(
    kept: SQLAlchemy, gone: Any, left: tuple[int, int, int]
) -> None:
    kept.session.execute(gone)
    assert tuple(count(kept, model) for model in (MatchRun, Shortlist, Match)) == left


def test_what_was_measured_comes_back_as_it_was(kept: SQLAlchemy) -> None:
    kept.session.expire_all()
    match = kept.session.scalars(select(Match)).one()
    assert (match.measures, match.gap, match.renewable) == ([1, 2], None, False)
