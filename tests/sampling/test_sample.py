"""A sample is the same for the same order, fictional, whole, and accepted by every schema."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.errors import Refused
from agency.exchange.actions import import_file
from agency.sampling.person import Person
from agency.sampling.sample import Order, refs, write_sample
from agency.sampling.writing import FILES
from tests.examples import examples
from tests.processes import environment
from tests.sampling.paper import Paper, assert_refers_to_what_is_there, read_paper

SMALL = Order(40, 8, 7, date(2026, 11, 24))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES.values()}


def written(order: Order, folder: Path) -> dict[str, bytes]:
    write_sample(order, folder)
    return bytes_of(folder)


# The same for the same order


def test_equal_orders_give_equal_bytes(tmp_path: Path) -> None:
    assert written(SMALL, tmp_path / "one") == written(SMALL, tmp_path / "other")


def test_another_seed_gives_another_agency(tmp_path: Path) -> None:
    before = written(SMALL, tmp_path / "one")
    after = written(replace(SMALL, seed=8), tmp_path / "other")
    assert all(before[name] != after[name] for name in FILES.values())


def test_another_day_gives_other_days(tmp_path: Path) -> None:
    before = written(SMALL, tmp_path / "one")
    after = written(replace(SMALL, as_of=date(2026, 11, 25)), tmp_path / "other")
    dated = ("assignments.csv", "candidates.csv", "credentials.csv", "trainings.csv")
    assert all(before[name] != after[name] for name in dated)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_the_order_in_which_python_keeps_sets_does_not_matter(
    hash_seed: str, tmp_path: Path
) -> None:
    program = (
        "import sys; from pathlib import Path; from datetime import date;"
        "from agency.sampling.sample import Order, write_sample;"
        "write_sample(Order(40, 8, 7, date(2026, 11, 24)), Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, tmp_path / "other"],
        env=environment({"PYTHONHASHSEED": hash_seed}),
        check=True,
    )
    assert bytes_of(tmp_path / "other") == written(SMALL, tmp_path / "one")


def test_candidates_do_not_depend_on_how_many_follow(tmp_path: Path) -> None:
    few = written(SMALL, tmp_path / "few")["candidates.csv"]
    more = written(replace(SMALL, candidates=60), tmp_path / "more")["candidates.csv"]
    assert more.startswith(few)


# As many as were asked for, and of any size


def test_the_rows_are_as_many_as_asked_for_and_as_counted(tmp_path: Path) -> None:
    counts = write_sample(SMALL, tmp_path)
    lines = {kind: (tmp_path / name).read_text().count("\n") for kind, name in FILES.items()}
    assert (counts["candidates"], counts["assignments"]) == (40, 8)
    assert lines == {kind: count + 1 for kind, count in counts.items()}


@settings(max_examples=examples(25), deadline=None)
@given(
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(-(10**20), 10**20),
    st.dates(date(1970, 1, 1), date(2200, 12, 31)),
)
def test_an_agency_of_any_size_seed_and_day_is_accepted(
    tmp_path_factory: pytest.TempPathFactory,
    candidates: int,
    assignments: int,
    seed: int,
    as_of: date,
) -> None:
    folder = tmp_path_factory.mktemp("any")
    write_sample(Order(candidates, assignments, seed, as_of), folder)
    paper = read_paper(folder, as_of)
    assert len(paper.rows["candidates"]) == candidates
    assert_refers_to_what_is_there(paper)


@pytest.mark.parametrize("count", [1, 9_999, 10_000, 10_001])
def test_references_sort_as_their_numbers_do(count: int) -> None:
    made = list(refs("C", count))
    assert made[0] in ("C-0001", "C-00001")
    assert len(made) == len(set(made)) == count
    assert made == sorted(made)


def test_people_are_written_and_forgotten(tmp_path: Path) -> None:
    alive = []

    def count(done: int, total: int) -> None:
        alive.append(sum(isinstance(one, Person) for one in gc.get_objects()))

    write_sample(replace(SMALL, candidates=300), tmp_path, progress=count)
    assert alive == [0, 0, 0]


def test_progress_is_told_how_far_it_is(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write_sample(replace(SMALL, candidates=250), tmp_path, progress=lambda *done: told.append(done))
    assert told == [(100, 250), (200, 250)]


# Out of bounds


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"candidates": 0}, "candidates: '0': expected a number from 1 to 2000000"),
        ({"candidates": 2_000_001}, "candidates: '2000001': expected a number from 1 to"),
        ({"assignments": -3}, "assignments: '-3': expected a number from 1 to 200000"),
        ({"assignments": 200_001}, "assignments: '200001': expected a number from 1 to"),
        ({"as_of": date(1969, 12, 31)}, "as_of: '1969-12-31': expected a day from 1970-01-01"),
        ({"as_of": date(9999, 12, 31)}, "as_of: '9999-12-31': expected a day from 1970-01-01"),
    ],
)
def test_an_order_out_of_bounds_is_refused_and_nothing_written(
    change: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match=re.escape(said)):
        write_sample(replace(SMALL, **change), tmp_path / "new")
    assert not (tmp_path / "new").exists()


# Fictional


def test_nobody_can_be_reached(paper: Paper) -> None:
    people = paper.rows["candidates"]
    assert all(re.fullmatch(r"[a-z]+\.[a-z]+\.\d+@example\.org", one["email"]) for one in people)
    assert len({one["email"] for one in people}) == len(people)
    phones = [one["phone"] for one in people if one["phone"]]
    assert all(re.fullmatch(r"\d{3}-555-01\d\d", phone) for phone in phones)
    assert len(phones) > len(people) / 2


def test_names_are_of_many_origins(paper: Paper) -> None:
    people = paper.rows["candidates"]
    assert len({one["last_name"] for one in people}) > 100
    assert any(not one["last_name"].isascii() for one in people)


def test_an_import_refuses_nothing(database: SQLAlchemy, tmp_path: Path) -> None:
    write_sample(replace(SMALL, candidates=120, assignments=30), tmp_path)
    for kind, name in FILES.items():
        report = import_file(kind, tmp_path / name)
        assert report.refused == len(report.unknown_columns) == 0
        assert report.inserted == report.accepted > 0
