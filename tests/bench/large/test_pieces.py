"""A large size: parts that are joined, and processes that share what is to be matched."""

from __future__ import annotations

from pathlib import Path

import pytest

from agency.bench.large import pieces
from agency.bench.large.mapped import mapped_pool


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An agency of 80 candidates and 60 assignments, made in two parts."""
    made = str(tmp_path_factory.mktemp("large"))
    for number in range(2):
        assert pieces.make_part(made, number, 40, 30).counts["candidates"] == 40
    pieces.join_parts(made, 2)
    return made


def test_parts_are_removed_once_they_are_joined(folder: str) -> None:
    assert [path.name for path in Path(folder).iterdir()] == ["all"]
    pool = mapped_pool(Path(folder) / "all")
    assert (len(pool), pool.refs[0], pool.refs[-1]) == (80, "C-000-000001", "C-001-000040")


def test_several_processes_find_what_one_finds(folder: str) -> None:
    alone = pieces.match_share(folder, "compiled", 2, 0, 1)
    shared = [pieces.match_share(folder, "compiled", 2, process, 3) for process in range(3)]
    assert alone.counts["eligible"] == sum(one.counts["eligible"] for one in shared) > 0
    assert alone.counts["chosen"] == -(-alone.counts["all"] // 2)
    assert {"first", "again"} <= alone.seconds.keys()


def test_all_assignments_are_matched_once_and_alike_in_numpy(folder: str) -> None:
    done = [pieces.match_share(folder, engine, 1, 0, 1) for engine in ("compiled", "numpy")]
    assert done[0].counts == done[1].counts
    assert done[0].counts["chosen"] == done[0].counts["all"]
    assert "again" not in done[0].seconds


def test_pair_by_pair_is_held_against_the_engine(folder: str) -> None:
    counts = pieces.judge_share(folder, 5).counts
    assert counts["chosen"] == -(-counts["all"] // 5)
    assert counts["candidates"] == 80
