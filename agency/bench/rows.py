"""Measures → rows of the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from agency.bench.processes import Measure
from agency.bench.report import INSERT, PYTHON, Row

Measures = Mapping[str, Sequence[Measure]]


def rows_of(measures: Measures) -> Iterator[Row]:
    """Every row, in the order in which the work is done."""
    yield _row("generate", measures["generate"], "generate")
    for database in ("sqlite", "postgres"):
        yield _row(f"import {database}", measures[f"import {database}"], "import")
    for database in ("sqlite", "postgres"):
        yield from _match(f"match {database}", measures[f"match {database}"])
    yield _step("postgres indexes", measures["prepare"], "indexes")
    yield _insert(measures[INSERT], measures["prepare"][0].counts)
    yield _python(measures[PYTHON], measures["match sqlite"][0].counts["pairs"])


def _row(name: str, runs: Sequence[Measure], step: str, pairs: int | None = None) -> Row:
    """A step that is all a process was started for."""
    return Row(
        name,
        _seconds(runs, step),
        [run.cpu_seconds + run.server_cpu_seconds for run in runs],
        max(run.rss_mb for run in runs),
        pairs,
    )


def _step(name: str, runs: Sequence[Measure], step: str, pairs: int | None = None) -> Row:
    """One step of several: whose processor time and memory it was is not known."""
    return Row(name, _seconds(runs, step), pairs=pairs)


def _seconds(runs: Sequence[Measure], step: str) -> list[float]:
    return [run.seconds[step] for run in runs]


def _match(name: str, runs: Sequence[Measure]) -> Iterator[Row]:
    """The whole match, its stages, and what comes before the first of them."""
    pairs = runs[0].counts["pairs"]
    yield _row(name, runs, "whole", pairs)
    for stage in ("load", "match", "write"):
        yield _step(f"{name}: {stage}", runs, stage, pairs if stage == "match" else None)
    yield _step(f"{name}: rulebook", runs, "rulebook")
    yield Row(f"{name}: process start", [run.overhead for run in runs])


def _insert(runs: Sequence[Measure], prepared: Mapping[str, int]) -> Row:
    """A share of the assignments as if it were all; it is the server that works."""
    share = prepared["chosen"] / prepared["all"]
    return Row(
        INSERT,
        [seconds / share for seconds in _seconds(runs, "insert")],
        [run.server_cpu_seconds / share for run in runs],
        max(run.server_mb for run in runs),
        prepared["candidates"] * prepared["all"],
        _part(share),
    )


def _python(runs: Sequence[Measure], pairs: int) -> Row:
    """A few pairs as if they were all of them."""
    share = runs[0].counts["pairs"] / pairs
    return Row(
        PYTHON,
        [seconds / share for seconds in _seconds(runs, "assess")],
        rss_mb=max(run.rss_mb for run in runs),
        pairs=pairs,
        share=_part(share),
    )


def _part(share: float) -> float | None:
    return None if share == 1 else round(share, 9)
