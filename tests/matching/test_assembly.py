"""The same facts make the same columns, in whatever order they were read."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.matching.assembly import pool_of
from agency.matching.pool import Pool
from agency.matching.rows import (
    BLANK,
    AwayRow,
    CompletedRow,
    CredentialRow,
    CreditRow,
    PoolRows,
    TrainingRow,
)
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.spans import Spans
from tests.examples import examples
from tests.matching.pools import days_of, pool, pools, rows_of


def said(columns: Any) -> list[object]:
    """Every value of every column, as plain lists."""
    values: list[object] = []
    for column in fields(columns):
        value = getattr(columns, column.name)
        if isinstance(value, np.ndarray):
            values.append((column.name, np.nan_to_num(value, nan=9.0).tolist()))
        elif isinstance(value, tuple | int):
            values.append((column.name, value))
        elif not isinstance(value, np.ndarray):
            values.extend(said(value))
    return values


@given(pools(most=4), st.data())
@settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_neither_order_nor_row_ids_change_the_columns(
    people: list[CandidateFacts], data: st.DataObject
) -> None:
    ids = data.draw(st.permutations(range(1, len(people) + 1)))
    read = rows_of(zip(ids, people, strict=True))
    shuffled = PoolRows(
        **{each.name: data.draw(st.permutations(getattr(read, each.name))) for each in fields(read)}
    )
    there, here = pool(people), pool_of(shuffled)
    assert said(here) == said(there)
    assert here.fingerprint == there.fingerprint


@given(pools(most=3))
@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_rows_of_unknown_candidates_are_left_out(people: list[CandidateFacts]) -> None:
    known = rows_of(enumerate(people))
    strangers = PoolRows(
        candidates=known.candidates,
        away=[*known.away, AwayRow(-7, 740_000, 740_001)],
        credentials=[CredentialRow(-7, "BLS-AHA", 1, 2, 3, "Elm"), *known.credentials],
        trainings=[*known.trainings, TrainingRow(-7, *PERFORMED)],
        credits=[CreditRow(-7, "PBT-ASCP", "safety", 100, 740_000, 1), *known.credits],
        completed=[*known.completed, CompletedRow(-7, 3)],
    )
    assert said(pool_of(strangers)) == said(pool_of(known))


PERFORMED = ("performances", "", "", "", 0, 0, 0, 0, 0, BLANK, 3, ("capillary_puncture:4",))


def test_nobody_makes_an_empty_pool() -> None:
    empty = pool([])
    assert (len(empty), empty.refs, len(empty.credentials)) == (0, (), 0)
    assert empty.home.shape == (0, 3)


def test_candidates_stand_in_the_order_of_their_references() -> None:
    people = pool(CandidateFacts(ref) for ref in ("C-2", "C-10", "C-1", "É-1"))
    assert people.refs == ("C-1", "C-10", "C-2", "É-1")
    assert people.index == {"C-1": 0, "C-10": 1, "C-2": 2, "É-1": 3}


def test_absences_and_placements_make_one_set_of_days() -> None:
    away = CandidateFacts("C-1", unavailable=Spans.of([(5, 7)]), busy=Spans.of([(8, 9), (12, 12)]))
    assert days_of(pool([CandidateFacts("C-0"), away]).away) == [
        Spans(),
        Spans(((5, 9), (12, 12))),
    ]


def test_what_is_not_said_is_blank_and_neither_zero_nor_a_word() -> None:
    bare = pool([CandidateFacts("C-1")])
    columns = (bare.adult, bare.max_travel, bare.available_from, bare.min_pay)
    assert [column.tolist() for column in columns] == [[BLANK]] * 4
    assert np.isnan(bare.home).all()
    assert not bare.shifts.said.any()


def test_each_act_of_a_record_is_a_row_and_only_of_performances() -> None:
    done = Training(
        "performances",
        performances=(("venipuncture", 12), ("vaccine", 3)),
        completed_on=date(2026, 1, 5),
        evidence=Evidence.reviewed,
    )
    people = pool([CandidateFacts("C-1", trainings=(done, replace(done, kind="training")))])
    acts = people.performances
    assert [acts.act.known[number] for number in acts.act.number] == ["vaccine", "venipuncture"]
    assert (acts.count.tolist(), acts.sure.tolist()) == ([3, 12], [True, True])


def test_credentials_that_differ_in_one_value_alone_keep_an_order_of_their_own() -> None:
    one = Credential("BLS-AHA", "", evidence=Evidence.reviewed)
    several = (replace(one, bound_to="Elm"), replace(one, expires_on=date(2027, 1, 1)), one)
    there, back = (_credentials(each) for each in (several, several[::-1]))
    assert said(there) == said(back)


def _credentials(held: tuple[Credential, ...]) -> Pool:
    return pool([CandidateFacts("C-1", credentials=held)])
