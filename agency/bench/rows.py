"""Measures → rows of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from agency.bench.processes import Measure
from agency.bench.report import COMPILED, INSERT, KINDS_OF_PAIRS, PYTHON, Row

Measures = Mapping[str, Sequence[Measure]]


def rows_of(measures: Measures) -> Iterator[Row]:
    """Every row, in the order in which the work is done."""
    yield _row("generate", measures["generate"], "generate")
    for database in ("sqlite", "postgres"):
        yield _row(f"import {database}", measures[f"import {database}"], "import")
    for database in ("sqlite", "postgres"):
        yield from _match(f"match {database}", measures[f"match {database}"])
    if COMPILED in measures:
        yield from _match(COMPILED, measures[COMPILED])
    yield Row("postgres indexes", [run.seconds["indexes"] for run in measures["prepare"]])
    yield _insert(measures[INSERT], measures["prepare"][0].counts)
    yield _python(measures[PYTHON], measures["match sqlite"][0].counts["pairs"])
    yield _row("rulebook", measures["rulebook"], "rulebook")
    yield from _remedies(measures["remedies"])
    yield _row("impact", measures["impact"], "impact")


def gap_of(measures: Measures) -> float | None:
    """How much better than what was allocated another choice might be, as a share of the bound."""
    counts = measures["match postgres"][0].counts
    return (counts["bound"] - counts["objective"]) / counts["bound"] if counts["bound"] else None


def _row(name: str, runs: Sequence[Measure], step: str, pairs: int | None = None) -> Row:
    """A step with all the memory of its process."""
    return Row(
        name,
        [run.seconds[step] for run in runs],
        [run.cpu_seconds[step] for run in runs],
        max(run.rss_mb for run in runs),
        pairs,
    )


def _match(name: str, runs: Sequence[Measure]) -> Iterator[Row]:
    """The whole match, its stages, and what comes before the first of them."""
    pairs = runs[0].counts["pairs"]
    yield _row(name, runs, "match", pairs)
    for stage in ("load", "match", "write", "allocate"):
        judged = pairs if stage == "match" else None
        yield Row(f"{name}: {stage}", [run.stages[stage] for run in runs], pairs=judged)
    yield Row(f"{name}: rulebook", [run.seconds["rulebook"] for run in runs])
    yield Row(f"{name}: process start", [run.overhead for run in runs])


def _insert(runs: Sequence[Measure], prepared: Mapping[str, int]) -> Row:
    """A share of the assignments as if it were all; the memory is the server's."""
    share = prepared["chosen"] / prepared["all"]
    pairs = prepared["candidates"] * prepared["all"]
    return replace(
        _extrapolated(INSERT, runs, "insert", share, pairs),
        rss_mb=max(run.server_mb for run in runs),
    )


def _python(runs: Sequence[Measure], pairs: int) -> Row:
    """A few pairs as if they were all of them."""
    return _extrapolated(PYTHON, runs, "assess", runs[0].counts["pairs"] / pairs, pairs)


def _remedies(runs: Sequence[Measure]) -> Iterator[Row]:
    """Seconds of the processor for each pair: the median and the worst of them are what counts.

    There is no row for a kind of pair of which the sample has none.
    """
    for kind in KINDS_OF_PAIRS:
        steps = [f"{kind} {number}" for number in range(runs[0].counts[kind])]
        spent = [run.cpu_seconds[step] for run in runs for step in steps]
        if spent:
            yield Row(f"remedies {kind}", spent, spent, max(run.rss_mb for run in runs))


def _extrapolated(name: str, runs: Sequence[Measure], step: str, share: float, pairs: int) -> Row:
    row = _row(name, runs, step, pairs)
    return replace(
        row,
        seconds=[seconds / share for seconds in row.seconds],
        cpu_seconds=[seconds / share for seconds in row.cpu_seconds],
        share=None if share == 1 else share,
    )
