"""Columns become the rows they were made of."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from agency.matching.assembly import pool_of
from agency.matching.rows import AwayRow, CompletedRow
from agency.matching.unpicking import rows_of
from agency.rules.facts import CandidateFacts
from agency.rules.spans import Spans
from tests.examples import examples
from tests.matching import pools as facts
from tests.matching.pools import pool, pools
from tests.matching.test_assembly import said
from tests.matching.test_pool import SHE, SOMEBODY


@given(pools(most=4))
@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_rows_of_everybody_make_the_same_pool(people: list[CandidateFacts]) -> None:
    there = pool(people)
    here = pool_of(rows_of(there, there.refs))
    assert said(here) == said(there)
    assert here.fingerprint == there.fingerprint


def test_only_those_asked_for_are_there() -> None:
    people = pool([SOMEBODY, SHE])
    assert rows_of(people, ["C-1", "C-of nobody"]) == rows_of(pool([SHE]), ["C-1"])
    assert [one.ref for one in rows_of(people, ["C-2"]).candidates] == ["C-2"]


def test_the_rows_of_one_are_those_she_was_read_from() -> None:
    rows, read = rows_of(pool([SHE]), ["C-1"]), facts.rows_of([(0, SHE)])
    assert list(rows.credentials) == list(read.credentials)
    assert list(rows.credits) == list(read.credits)
    assert list(rows.completed) == [CompletedRow(0, 1)]
    assert sorted(rows.trainings, key=lambda one: one.kind) == sorted(
        (one._replace(performances=tuple(one.performances)) for one in read.trainings),
        key=lambda one: one.kind,
    )
    assert [one._replace(states=("WA",)) for one in rows.candidates] == [
        one._replace(
            states=("WA",),
            skills=tuple(one.skills),
            specialties=tuple(one.specialties),
            shifts=tuple(one.shifts),
            roles=tuple(one.roles),
        )
        for one in read.candidates
    ]


def test_absences_come_back_merged() -> None:
    away = CandidateFacts("C-1", unavailable=Spans.of([(5, 7)]), busy=Spans.of([(8, 9)]))
    assert list(rows_of(pool([away]), ["C-1"]).away) == [AwayRow(0, 5, 9)]
