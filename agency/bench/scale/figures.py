"""What nights by different numbers of processes say of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from agency.bench.scale.nights import STAGES, Night

HEAD = (
    "| processes | shards | seconds, median (least–most) | CPU s | of the busiest | cores used |"
    " {} | MB |"
)


def equal(found: Sequence[Night]) -> bool:
    """Whether all nights came to the same."""
    return len({night.result for night in found}) == 1


def lines(found: Sequence[Night]) -> Iterator[str]:
    """A table in Markdown, how each number of processes does beside the first, and the result."""
    numbers = list(dict.fromkeys(night.processes for night in found))
    yield HEAD.format(" | ".join(f"{stage} s" for stage in STAGES))
    yield "|---:" * (7 + len(STAGES)) + "|"
    groups = {number: [one for one in found if one.processes == number] for number in numbers}
    yield from (_row(number, nights) for number, nights in groups.items())
    yield ""
    first, *others = numbers
    for number in others:
        yield _beside(first, groups[first], number, groups[number])
    yield f"results: {'equal' if equal(found) else 'NOT EQUAL'}, {found[0].result}"


def _row(number: int, nights: Sequence[Night]) -> str:
    seconds = sorted(night.seconds for night in nights)
    spent = median(night.cpu_seconds for night in nights)
    busiest = median(night.busiest_cpu_seconds for night in nights)
    cores = median(night.cpu_seconds / night.seconds for night in nights)
    stages = (f"{median(night.stages[stage] for night in nights):.2f}" for stage in STAGES)
    memory = median(night.own_mb for night in nights)
    took = f"{median(seconds):.2f} ({seconds[0]:.2f}–{seconds[-1]:.2f})"
    cells = (f"{one:.2f}" for one in (spent, busiest, cores))
    counts = f"{number}", f"{nights[0].shards}", took
    return "| " + " | ".join([*counts, *cells, *stages, f"{memory:,.0f}"]) + " |"


def _beside(first: int, before: Sequence[Night], number: int, after: Sequence[Night]) -> str:
    """By the clock, which counts what others take of the machine, and by processors alone."""
    quicker = median(one.seconds for one in before) / median(one.seconds for one in after)
    work = median(one.cpu_seconds for one in after) / median(one.cpu_seconds for one in before)
    busiest = [median(one.busiest_cpu_seconds for one in nights) for nights in (before, after)]
    return (
        f"{number} processes beside {first}: {quicker:.2f} times as quick by the clock,"
        f" {busiest[0] / busiest[1]:.2f} times by the processor time of the busiest process,"
        f" with {work:.2f} times the work in all"
    )
