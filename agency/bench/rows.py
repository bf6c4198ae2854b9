"""Measures → rows of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from agency.bench.processes import Measure
from agency.bench.report import (
    AGAIN,
    ANEW,
    COLUMNS,
    COMPILED,
    DELTA,
    EXPLAIN,
    GREEDY,
    IN_MEMORY,
    INSERT,
    KINDS_OF_PAIRS,
    PAIRS,
    PRICES,
    PROGRAM,
    PYTHON,
    REMEDIED,
    Row,
)

Measures = Mapping[str, Sequence[Measure]]
Made = Callable[[str, Measures], Iterable[Row]]


# Every row stands for a piece of work; a piece that was not run has none.
def rows_of(measures: Measures) -> Iterator[Row]:
    """Every row, in the order in which the work is done."""
    for name, made in MADE.items():
        if name in measures:
            yield from made(name, measures)


def gap_of(measures: Measures) -> float | None:
    """How much better than what was allocated another choice might be, as a share of the bound."""
    for name in (COMPILED, "match postgres", "match sqlite"):
        if name in measures:
            return gap_of_choice(measures[name][0].counts)
    return None


def gap_of_choice(counts: Mapping[str, int], of: str = "") -> float | None:
    """How much better than some choice another might be, whose counts begin with ``of``."""
    objective, bound = counts[f"{of}objective"], counts[f"{of}bound"]
    return (bound - objective) / bound if bound else None


def _step(step: str) -> Made:
    """One step of a piece as a row that is called as the piece is."""
    return lambda name, measures: [_row(name, measures[name], step)]


def _row(name: str, runs: Sequence[Measure], step: str, pairs: int | None = None) -> Row:
    """A step with all the memory of its process."""
    return Row(
        name,
        [run.seconds[step] for run in runs],
        [run.cpu_seconds[step] for run in runs],
        max(run.rss_mb for run in runs),
        pairs,
    )


def _match(name: str, measures: Measures) -> Iterator[Row]:
    """The whole match, its stages, and what comes before the first of them."""
    runs = measures[name]
    pairs = runs[0].counts["pairs"]
    yield _row(name, runs, "match", pairs)
    for stage in ("load", "match", "write", "allocate"):
        judged = pairs if stage == "match" else None
        yield Row(f"{name}: {stage}", [run.stages[stage] for run in runs], pairs=judged)
    yield Row(f"{name}: rulebook", [run.seconds["rulebook"] for run in runs])
    yield Row(f"{name}: process start", [run.overhead for run in runs])


def _indexes(_name: str, measures: Measures) -> Iterator[Row]:
    yield Row("postgres indexes", [run.seconds["indexes"] for run in measures["prepare"]])


def _insert(name: str, measures: Measures) -> Iterator[Row]:
    """A share of the assignments as if it were all; the memory is the server's."""
    prepared = measures["prepare"][0].counts
    server = max(run.server_mb for run in measures[name])
    yield replace(some_of_all(name, measures[name], "insert", prepared), rss_mb=server)


def _pair_by_pair(name: str, measures: Measures) -> Iterator[Row]:
    yield some_of_all(name, measures[name], "pairs", measures[name][0].counts)


def some_of_all(name: str, runs: Sequence[Measure], step: str, counts: Mapping[str, int]) -> Row:
    """Some of the assignments as if they were all."""
    share, pairs = counts["chosen"] / counts["all"], counts["candidates"] * counts["all"]
    return extrapolated(name, runs, step, share, pairs)


def _python(name: str, measures: Measures) -> Iterator[Row]:
    """A few pairs as if they were all of them."""
    pairs = measures["match sqlite"][0].counts["pairs"]
    some = measures[name][0].counts["pairs"]
    yield extrapolated(name, measures[name], "assess", some / pairs, pairs)


def _in_memory(_name: str, measures: Measures) -> Iterator[Row]:
    """Columns and kernel apart, and the ways of choosing, each with how far it is from the best."""
    runs = measures[IN_MEMORY]
    counts = runs[0].counts
    again = [run.seconds["again"] for run in runs]
    spent = [run.cpu_seconds["again"] for run in runs]
    first = [run.seconds["first"] - run.seconds["again"] for run in runs]
    columns = [run.cpu_seconds["first"] - run.cpu_seconds["again"] for run in runs]
    yield Row(COLUMNS, first, columns)
    yield Row(AGAIN, again, spent, max(run.rss_mb for run in runs), counts["pairs"])
    for way in (PROGRAM, GREEDY, PRICES):
        row = _row(way, runs, way)
        yield replace(row, rss_mb=None, gap=gap_of_choice(counts, f"{way} "))


def _delta(_name: str, measures: Measures) -> Iterator[Row]:
    runs = measures[DELTA]
    yield _row(DELTA, runs, DELTA)
    yield Row(ANEW, [run.stages[ANEW] for run in runs])


def _explained(name: str, measures: Measures) -> Iterator[Row]:
    """Seconds for each pair: the median of them is what counts."""
    runs = measures[name]
    for row, kind in ((EXPLAIN, "pair"), (REMEDIED, "remedied")):
        steps = [f"{kind} {number}" for number in range(runs[0].counts["explained"])]
        yield _of_each(row, runs, steps)


def _remedies(_name: str, measures: Measures) -> Iterator[Row]:
    """Seconds of the processor for each pair: the median and the worst of them are what counts.

    There is no row for a kind of pair of which the sample has none.
    """
    runs = measures["remedies"]
    for kind in KINDS_OF_PAIRS:
        steps = [f"{kind} {number}" for number in range(runs[0].counts[kind])]
        if steps:
            row = _of_each(f"remedies {kind}", runs, steps)
            yield replace(row, seconds=row.cpu_seconds)


def _of_each(name: str, runs: Sequence[Measure], steps: Sequence[str]) -> Row:
    return Row(
        name,
        [run.seconds[step] for run in runs for step in steps],
        [run.cpu_seconds[step] for run in runs for step in steps],
        max(run.rss_mb for run in runs),
    )


def extrapolated(name: str, runs: Sequence[Measure], step: str, share: float, pairs: int) -> Row:
    """A share of the work as if it were all."""
    row = _row(name, runs, step, pairs)
    return replace(
        row,
        seconds=[seconds / share for seconds in row.seconds],
        cpu_seconds=[seconds / share for seconds in row.cpu_seconds],
        share=None if share == 1 else share,
    )


MADE: Mapping[str, Made] = {
    "generate": _step("generate"),
    "import sqlite": _step("import"),
    "import postgres": _step("import"),
    "match sqlite": _match,
    "match postgres": _match,
    COMPILED: _match,
    IN_MEMORY: _in_memory,
    "prepare": _indexes,
    INSERT: _insert,
    PAIRS: _pair_by_pair,
    PYTHON: _python,
    DELTA: _delta,
    "rulebook": _step("rulebook"),
    EXPLAIN: _explained,
    "remedies": _remedies,
    "impact": _step("impact"),
}
