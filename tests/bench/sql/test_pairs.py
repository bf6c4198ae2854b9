"""SQL finds what the rules find: requirement by requirement, and pair by pair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, select
from sqlalchemy.orm import Session

from agency.bench.sql.days import holds
from agency.bench.sql.pairs import eligible, met
from agency.bench.sql.tables import metadata
from agency.candidates.models import Candidate
from agency.matching.snapshot import Opening
from agency.rules.eligibility import ELIGIBLE, MET, Assessment, Finding, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.requisition import requisition, window_of
from agency.rules.rulebook import RuleBook
from tests.bench.sql.people import add_people
from tests.examples import examples
from tests.strategies import assignments, candidates, days
from tests.strategies_of_law import rulebooks

REFS = [f"C-{number:04}" for number in range(1, 6)]


@pytest.fixture(scope="module")
def engine(migrated_postgresql_url: str) -> Iterator[Engine]:
    engine = create_engine(migrated_postgresql_url)
    yield engine
    engine.dispose()


@contextmanager
def database_of(engine: Engine, people: Iterable[CandidateFacts]) -> Iterator[Connection]:
    """A transaction in which these are all the candidates there are."""
    with engine.connect() as connection:
        metadata.create_all(connection)
        with Session(connection) as session:
            add_people(session, people)
        yield connection


def pools() -> st.SearchStrategy[tuple[CandidateFacts, ...]]:
    refs = st.lists(st.sampled_from(REFS), min_size=1, unique=True)
    return refs.flatmap(lambda chosen: st.tuples(*map(candidates, chosen)))


@given(pools(), assignments(), rulebooks(), days())
@settings(max_examples=examples(60), deadline=None, suppress_health_check=list(HealthCheck))
def test_sql_equals_the_judgement_of_each_pair(
    engine: Engine,
    people: tuple[CandidateFacts, ...],
    assignment: AssignmentFacts,
    book: RuleBook,
    day: date,
) -> None:
    assume(assignment.ends_on >= day)
    judged = {one.ref: assess(one, assignment, book, day) for one in people}
    with database_of(engine, people) as connection:
        assert met_by_sql(connection, assignment, book, day) == {
            ref: [(finding.verdict == MET,) * 2 for finding in of_the_person(assessment)]
            for ref, assessment in judged.items()
        }
        opening = Opening(assignment, 1, "normal", frozenset())
        rows = connection.execute(eligible(opening, 1, day, book)).all()
        refs = dict(connection.execute(select(Candidate.id, Candidate.ref)).all())
    if not any(assessment.work.blocked for assessment in judged.values()):
        assert sorted(refs[candidate] for _, candidate in rows) == sorted(
            ref for ref, assessment in judged.items() if assessment.verdict == ELIGIBLE
        )


def of_the_person(assessment: Assessment) -> Sequence[Finding]:
    return assessment.findings[len(assessment.work.blocking) :]


def met_by_sql(
    connection: Connection, assignment: AssignmentFacts, book: RuleBook, day: date
) -> dict[str, list[tuple[bool, bool]]]:
    """By candidate whether each requirement is met: by its condition, and by its set of days."""
    window = window_of(assignment, day)
    asked = [met(one.expression, book) for one in requisition(assignment, window, book).person]
    by_condition = [days.within(window) for days in asked]
    by_days = [holds(days, window) for days in asked]
    rows = connection.execute(select(Candidate.ref, *by_condition, *by_days))
    return {
        ref: [
            (bool(a), bool(b))
            for a, b in zip(answers[: len(asked)], answers[len(asked) :], strict=True)
        ]
        for ref, *answers in rows
    }
