"""Work that keeps the law of a state, breaks it, or leaves a question open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from agency.rules.rulebook import load_rulebook
from agency.sampling.chance import Dice
from agency.sampling.work import BROKEN, KEPT, UNCLEAR, Where, WorkMaker, standing
from agency.sampling.world import World

BOOK = load_rulebook()
CLINIC = Where("NY", "clinic", date(2027, 1, 4), date(2027, 3, 31), KEPT)


@pytest.mark.parametrize("state", BOOK.states)
@pytest.mark.parametrize("setting", BOOK.vocabulary.settings)
def test_work_that_keeps_the_law_is_found_everywhere(
    world: World, state: str, setting: str
) -> None:
    maker, where = WorkMaker(world), replace(CLINIC, state=state, setting=setting)
    for subject in range(5):
        work = maker.work(where, Dice(subject))
        assert work is not None
        assert work.setting == setting
        assert standing(work, where, BOOK) == KEPT


@pytest.mark.parametrize("law", [BROKEN, UNCLEAR])
def test_other_work_stands_to_the_law_as_it_should_or_is_not_found(world: World, law: str) -> None:
    maker, found = WorkMaker(world), []
    for state in BOOK.states:
        where = replace(CLINIC, state=state, law=law)
        for subject in range(5):
            if work := maker.work(where, Dice(subject)):
                assert standing(work, where, BOOK) == law
                found.append(state)
    assert {"CA", "NY"} <= set(found)


def test_where_nothing_is_forbidden_nobody_looks_twice(world: World) -> None:
    maker, where = WorkMaker(world), replace(CLINIC, state="PA", law=BROKEN)
    assert maker.work(where, Dice("once")) is None
    assert maker.work(where, Dice("again")) is None
    assert maker.work(replace(where, law=KEPT), Dice("kept")) is not None


def test_in_new_york_injections_break_the_law(world: World) -> None:
    work = WorkMaker(world).work(replace(CLINIC, law=BROKEN), Dice("new york"))
    assert work is not None
    assert any(task.startswith("injection") or task == "vaccine" for task in work.tasks)
