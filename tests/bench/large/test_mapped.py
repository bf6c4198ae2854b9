"""Parts that were written one by one are, mapped, one pool."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from agency.bench.large.mapped import join, mapped_pool, opening_of, openings_in, store
from agency.bench.large.sampled import sampled
from agency.bench.sizes import DAY, SEED
from agency.matching.snapshot import Snapshot
from agency.matching.splicing import spliced
from agency.sampling.world import world_of


def part(number: int) -> Snapshot:
    people = [f"C-{number}-{one:03}" for one in range(50)]
    work = [f"A-{number}-{one:03}" for one in range(20)]
    return sampled(world_of(SEED + number, DAY), people, work, f" ({number})")


def test_parts_joined_are_what_splicing_makes_of_them(tmp_path: Path) -> None:
    parts = [part(number) for number in range(3)]
    folders = [tmp_path / str(number) for number in range(3)]
    for snapshot, folder in zip(parts, folders, strict=True):
        store(snapshot, folder)
    join(folders, tmp_path / "all")
    pool = parts[0].pool
    for other in parts[1:]:
        pool = spliced(pool, (), other.pool)
    assert mapped_pool(tmp_path / "all").fingerprint == pool.fingerprint


def test_openings_are_kept_and_ordered_by_state(tmp_path: Path) -> None:
    snapshot = part(1)
    store(snapshot, tmp_path / "one")
    states = {one.assignment.state for one in snapshot.openings[:-1]}
    found = [opening_of(line) for line in openings_in(tmp_path / "one", states)]
    wanted = [one for one in snapshot.openings if one.assignment.state in states]
    assert found == sorted(wanted, key=lambda one: one.assignment.state)


def test_what_is_written_to_a_mapped_column_stays_in_the_process(tmp_path: Path) -> None:
    store(part(1), tmp_path / "one")
    pool = mapped_pool(tmp_path / "one")
    pool.active[:] = False
    assert mapped_pool(tmp_path / "one").active.any()
    assert replace(pool).fingerprint != mapped_pool(tmp_path / "one").fingerprint
