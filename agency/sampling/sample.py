"""A whole sample: so many candidates, so many assignments, by a seed, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agency.errors import Problem, Refused
from agency.sampling.demand import Demand
from agency.sampling.facilities import Facilities
from agency.sampling.person import Person
from agency.sampling.pool import Pool
from agency.sampling.world import World, world_of
from agency.sampling.writing import FILES, SampleFiles, sample_files

SHORTEST_NUMBER = 4
TOLD_EVERY = 100

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for; equal orders give equal bytes."""

    candidates: int
    assignments: int
    seed: int
    as_of: date


def write_sample(
    order: Order, folder: Path, *, overwrite: bool = False, progress: Progress | None = None
) -> Mapping[str, int]:
    """Write the seven files into ``folder``; the number of rows of each kind.

    ``progress`` is told now and then how many candidates are written, and of how many. Raises
    Refused for an order out of bounds and Unwritable for a folder that cannot be written.
    """
    world = world_of(order.seed, order.as_of)
    _refuse_out_of_bounds(order, world)
    with sample_files(folder, overwrite) as files:
        facilities = Facilities(world)
        demand = Demand(world, facilities)
        openings = [demand.opening(ref) for ref in refs("A", order.assignments)]
        for opening in openings:
            files.write("assignments", opening.row)
        pool = Pool(world, openings, facilities)
        for number, ref in enumerate(refs("C", order.candidates), start=1):
            write_person(files, pool.person(ref, number), facilities)
            if progress and number % TOLD_EVERY == 0:
                progress(number, order.candidates)
        for site in facilities.by_name.values():
            files.write("facilities", site.row)
    return {kind: files.counts[kind] for kind in FILES}


def refs(letter: str, count: int) -> Iterator[str]:
    """C-0001, C-0002, …: of one length, so that their order is that of their numbers."""
    digits = max(len(str(count)), SHORTEST_NUMBER)
    return (f"{letter}-{number:0{digits}}" for number in range(1, count + 1))


def write_person(files: SampleFiles, person: Person, facilities: Facilities) -> None:
    """Write her rows, and note with the facilities who does not want her back."""
    files.write("candidates", person.row)
    for kind, records in (
        ("credentials", person.credentials),
        ("trainings", person.trainings),
        ("ce_credits", person.ce_credits),
        ("placements", person.placements),
    ):
        for record in records:
            files.write(kind, record)
    if person.not_wanted_by:
        facilities.by_name[person.not_wanted_by].row.do_not_return += (person.ref,)


def _refuse_out_of_bounds(order: Order, world: World) -> None:
    limits = world.amounts.table("limits")
    problems = []
    for field in ("candidates", "assignments"):
        count, most = getattr(order, field), limits.whole(field)
        if not 1 <= count <= most:
            problems.append(Problem(field, str(count), f"a number from 1 to {most}"))
    first, last = limits.day("first_day"), limits.day("last_day")
    if not first <= order.as_of <= last:
        problems.append(Problem("as_of", str(order.as_of), f"a day from {first} to {last}"))
    if problems:
        raise Refused(problems)
