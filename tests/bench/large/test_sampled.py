"""A sample as facts is what reading it from a database gives."""

from __future__ import annotations

from pathlib import Path

from agency.bench.large.sampled import sampled
from agency.bench.pieces import database, facts, import_sample, make_sample
from agency.bench.sizes import DAY, SEED
from agency.sampling.sample import refs
from agency.sampling.world import world_of


def test_columns_and_openings_are_those_of_the_imported_sample(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'agency.sqlite3'}"
    make_sample(300, 80, str(tmp_path))
    import_sample(str(tmp_path), url)
    with database(url, str(tmp_path)):
        imported = facts()
    made = sampled(world_of(SEED, DAY), refs("C", 300), refs("A", 80))
    assert made.openings == imported.openings
    assert made.fingerprint == imported.fingerprint


def test_facilities_of_several_samples_are_told_apart() -> None:
    world = world_of(SEED, DAY)
    plain = sampled(world, refs("C", 60), refs("A", 40))
    other = sampled(world, refs("C", 60), refs("A", 40), " (2)")
    names = [{one.assignment.facility for one in each.openings} - {None} for each in (plain, other)]
    assert names[1] == {f"{name} (2)" for name in names[0]}
    held = [set(each.pool.credentials.bound_to.known) for each in (plain, other)]
    assert held[1] == {f"{name} (2)" for name in held[0]}
