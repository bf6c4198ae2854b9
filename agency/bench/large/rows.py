"""Measures of a large size → rows of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from agency.bench.processes import Measure
from agency.bench.report import (
    AGAIN,
    COLUMNS,
    COMPILED,
    GREEDY,
    INSERT,
    KERNEL,
    NUMPY,
    PAIRS,
    PRICES,
    PYTHON,
    SHARED,
    Row,
)
from agency.bench.rows import extrapolated, gap_of_choice, some_of_all

# The measures of processes that work at the same time, for each run.
Runs = Sequence[Sequence[Measure]]
GENERATE, JOIN, CHOOSE = "make the parts", "join them", "choose, made up"


def rows_of(runs: Mapping[str, Runs], candidates: int) -> Iterator[Row]:
    """Every row of what was run, in the order in which the work is done.

    What was measured on a part by itself stands for ``candidates`` and all assignments.
    """
    if GENERATE in runs:
        yield _making(runs[GENERATE])
        yield _step(JOIN, runs[JOIN], "join")
    for name, matched in ((KERNEL, COMPILED), (SHARED, SHARED), (f"{NUMPY}: match", NUMPY)):
        if matched in runs:
            yield _matching(name, runs[matched])
    if COMPILED in runs and "again" in runs[COMPILED][0][0].seconds:
        yield from _apart(runs[COMPILED])
    if PAIRS in runs:
        judged = [measure for (measure,) in runs[PAIRS]]
        yield some_of_all(PAIRS, judged, "pairs", judged[0].counts)
    pairs = candidates * _all(runs)
    if INSERT in runs:
        yield _insert(runs, pairs)
    if PYTHON in runs:
        judged = [measure for (measure,) in runs[PYTHON]]
        yield extrapolated(PYTHON, judged, "assess", judged[0].counts["pairs"] / pairs, pairs)
    if CHOOSE in runs:
        yield from _choices(runs[CHOOSE])


def _all(runs: Mapping[str, Runs]) -> int:
    """How many assignments there are to match."""
    matched = next(runs[name] for name in (COMPILED, NUMPY) if name in runs)
    return matched[0][0].counts["all"]


def _making(runs: Runs) -> Row:
    """Parts are made at the same time: the seconds of the work, summed."""
    spent = [sum(one.cpu_seconds["make"] for one in run) for run in runs]
    return Row(GENERATE, spent, spent, max(one.rss_mb for run in runs for one in run))


def _step(name: str, runs: Runs, step: str) -> Row:
    (measures,) = zip(*runs, strict=True)
    seconds, spent = ([use[step] for use in uses] for uses in _used(measures))
    return Row(name, seconds, spent, max(one.rss_mb for one in measures))


def _used(measures: Sequence[Measure]) -> tuple[list[dict[str, float]], list[dict[str, float]]]:
    return [one.seconds for one in measures], [one.cpu_seconds for one in measures]


def _matching(name: str, runs: Runs) -> Row:
    """All assignments, however many processes share them: they end with the slowest.

    A share of the assignments is matched with columns of its own, and stands for all with those.
    """
    counts = runs[0][0].counts
    share = counts["chosen"] / counts["all"]
    return Row(
        name,
        [max(_whole(one.seconds, share) for one in run) for run in runs],
        [sum(_whole(one.cpu_seconds, share) for one in run) for run in runs],
        max(one.rss_mb for run in runs for one in run),
        counts["candidates"] * counts["all"],
        None if share == 1 else share,
    )


def _whole(used: Mapping[str, float], share: float) -> float:
    return used["first"] if share == 1 else _columns(used) + used["again"] / share


def _apart(runs: Runs) -> Iterator[Row]:
    """Columns as they were built for the share; the kernel as if for all."""
    whole = _matching(AGAIN, runs)
    share = whole.share or 1.0
    seconds, spent = _used([one for (one,) in runs])
    yield Row(COLUMNS, [_columns(use) for use in seconds], [_columns(use) for use in spent])
    yield replace(
        whole,
        seconds=[use["again"] / share for use in seconds],
        cpu_seconds=[use["again"] / share for use in spent],
    )


def _columns(used: Mapping[str, float]) -> float:
    return used["first"] - used["again"]


def _insert(runs: Mapping[str, Runs], pairs: int) -> Row:
    """Some of the assignments of a part, whose people are a share of all people."""
    prepared = runs["prepare"][0][0].counts
    measures = [one for (one,) in runs[INSERT]]
    share = prepared["candidates"] * prepared["chosen"] / pairs
    row = extrapolated(INSERT, measures, "insert", share, pairs)
    return replace(row, rss_mb=max(one.server_mb for one in measures))


def _choices(runs: Runs) -> Iterator[Row]:
    counts = runs[0][0].counts
    for way in (GREEDY, PRICES):
        row = _step(f"{way}, {counts['edges']:,} made-up edges", runs, way)
        yield replace(row, gap=gap_of_choice(counts, f"{way} "))
