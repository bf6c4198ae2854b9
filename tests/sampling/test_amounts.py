"""The data files of the sample: every amount is used, every word is known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import agency.sampling
from agency.rules.reading import RuleBookError, Table
from agency.rules.rulebook import load_rulebook
from agency.sampling.amounts import counts, named, or_blank, pair, words
from agency.sampling.card_changes import CardChanges
from agency.sampling.changes import Changes
from agency.sampling.term_changes import TermChanges
from agency.sampling.training_changes import TrainingChanges
from agency.sampling.world import World

FOLDER = Path(agency.sampling.__file__).parent
AMOUNTS = tomllib.loads((FOLDER / "sample.toml").read_text(encoding="utf-8"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
BOOK = load_rulebook()
# Tables whose keys are states, settings or names of lists, and no amounts of their own.
KEYED = ("population", "client_requirements", "requirements_of", "of_the_state", "tasks")


def keys(table: dict[str, Any]) -> Iterator[str]:
    """The names of amounts; what stands in a table of lots is an option."""
    for key, value in table.items():
        yield key
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict) and key not in KEYED and not is_lots(inner):
                yield from keys(inner)


def is_lots(table: dict[str, Any]) -> bool:
    return len({type(value) for value in table.values()} & {int, str}) == len(
        {type(value) for value in table.values()}
    )


def test_every_amount_is_used() -> None:
    assert [key for key in keys(AMOUNTS) if f'"{key}"' not in CODE] == []


def test_every_recorded_state_has_a_population() -> None:
    assert set(BOOK.states) == set(AMOUNTS["population"])


def test_the_agency_works_in_every_state_that_asks_for_more_than_delegation() -> None:
    strict = {code for code, state in BOOK.states.items() if "required" in state.regulation}
    assert strict < set(AMOUNTS["agency"]["states"]) < set(BOOK.states)


def test_only_known_codes_are_held_or_asked_for() -> None:
    held = AMOUNTS["credentials"]
    named_codes = {*held["holders"], *held["clearance_months"], *held["seasonal"]}
    for state in held["of_the_state"].values():
        named_codes |= {code for joined in state for code in words(joined)}
    assert named_codes <= set(BOOK.catalogue.types)
    lists = AMOUNTS["assignments"]["client_requirements"].values()
    asked = {code for lots in lists for joined in lots for code in words(joined)} - {"blank"}
    assert all(BOOK.catalogue.client_codes(code) for code in asked)


def test_every_clearance_that_expires_has_months() -> None:
    undated = {
        code
        for code, kind in BOOK.catalogue.types.items()
        if kind.expires and kind.validity is None
    }
    assert set(AMOUNTS["credentials"]["clearance_months"]) == undated


def test_only_known_tasks_are_given_in_known_settings() -> None:
    work = AMOUNTS["work"]
    assert set(work["tasks"]) == set(BOOK.vocabulary.settings)
    joined = [tasks for lots in work["tasks"].values() for tasks in lots]
    tasks = {task for one in (*joined, *work["against_the_law"]) for task in words(one)}
    assert tasks - {"blank"} <= set(BOOK.vocabulary.tasks)


def test_there_is_a_change_of_every_name() -> None:
    kinds = (CardChanges, TermChanges, TrainingChanges)
    known = {name for kind in kinds for name in vars(kind) if not name.startswith("_")}
    assert set(AMOUNTS["changes"]["lots"]) == known
    assert Changes.__name__


# Reading


@pytest.mark.parametrize("value", [[1], [1, 2, 3], ["a", "b"], [2, 1], 5, [True, False]])
def test_a_pair_is_the_least_and_the_most(value: object) -> None:
    with pytest.raises(RuleBookError, match=r"sample.toml: file: days: expected"):
        pair(Table({"days": value}, "sample.toml"), "days")


def test_a_pair_may_lie_before_zero() -> None:
    assert pair(Table({"days": [-30, 5]}, "sample.toml"), "days") == (-30, 5)


def test_lots_are_whole_numbers() -> None:
    with pytest.raises(RuleBookError, match="expected a whole number"):
        named(Table({"lots": {"a": 0.5}}, "sample.toml"), "lots")


def test_blank_leaves_a_cell_empty() -> None:
    table = Table({"lots": {"blank": 1, "a": 2}}, "sample.toml")
    assert list(or_blank(table, "lots")) == [None, "a", "a"]
    assert (words(None), words("a;b")) == ((), ("a", "b"))


def test_options_may_be_numbers() -> None:
    assert list(counts(Table({"weeks": {"2": 1, "13": 1}}, "sample.toml"), "weeks")) == [2, 13]


def test_a_world_reads_its_files(world: World) -> None:
    assert world.other_states()
    assert not set(world.other_states()) & set(world.states)
