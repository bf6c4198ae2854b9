"""A bench from beginning to end: make the data, measure in turns, check, report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from agency.bench.processes import Measure, measured
from agency.bench.programs import ServerUnavailableError
from agency.bench.report import COMPILED, INSERT, PYTHON, Report
from agency.bench.rows import gap_of, rows_of
from agency.bench.servers import postgresql
from agency.bench.sizes import Size
from agency.errors import Unready
from agency.matching import speed

Arguments = dict[str, str | int]
NUMPY: Arguments = {"engine": "numpy"}
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Step:
    """A piece of work under the name by which its measures are kept."""

    name: str
    piece: str
    arguments: Arguments


@dataclass(frozen=True)
class Plan:
    """What is done once before, what is repeated in turns, and what is done once after."""

    before: Sequence[Step]
    repeated: Sequence[Step]
    after: Sequence[Step]

    def steps(self, runs: int) -> list[Step]:
        """Repeated in turns, so that a busy moment hits all that is compared."""
        return [*self.before, *list(self.repeated) * runs, *self.after]


def _silent(_done: int, _total: int) -> None:
    return


def bench(size: Size, runs: int, progress: Progress = _silent) -> Report:
    """Measure everything ``runs`` times, over databases of the bench's own.

    ``progress`` is told steps done and in all. Raises Unready without PostgreSQL and PieceFailed
    if a piece of work goes wrong, or SQL and the engine disagree on a pair.
    """
    with TemporaryDirectory(prefix="tenens-bench-") as folder:
        try:
            with postgresql(durable=True) as url:
                steps = _plan(size, Path(folder), url).steps(runs)
                measures = _measures(steps, progress)
                return Report(size, tuple(rows_of(measures)), gap_of(measures))
        except ServerUnavailableError as missing:
            raise Unready(str(missing)) from missing


def _measures(steps: Sequence[Step], progress: Progress) -> dict[str, list[Measure]]:
    measures: defaultdict[str, list[Measure]] = defaultdict(list)
    for done, step in enumerate(steps):
        progress(done, len(steps))
        measures[step.name].append(measured(step.piece, **step.arguments))
    return measures


def _plan(size: Size, folder: Path, postgres: str) -> Plan:
    home: Arguments = {"folder": str(folder)}
    script: Arguments = {"script": str(folder / "statements.json")}
    server: Arguments = {"url": postgres}
    file: Arguments = {"url": f"sqlite:///{folder / 'bench.sqlite3'}"}
    on_sqlite, on_postgres = home | file, home | server
    all_of_it: Arguments = {"candidates": size.candidates, "assignments": size.assignments}
    some: Arguments = {"candidates": size.python_candidates, "assignments": size.python_assignments}
    every: Arguments = {"every": size.sql_every}
    compiled = (
        [Step(COMPILED, "match_everybody", on_postgres | {"engine": "compiled"})]
        if speed.installed()
        else []
    )
    return Plan(
        before=(
            Step("generate", "make_sample", home | all_of_it),
            Step("import sqlite", "import_sample", on_sqlite),
            Step("import postgres", "import_sample", on_postgres),
            Step("prepare", "prepare_sql", on_postgres | script | every),
        ),
        repeated=(
            Step("match sqlite", "match_everybody", on_sqlite | NUMPY),
            Step("match postgres", "match_everybody", on_postgres | NUMPY),
            *compiled,
            Step(INSERT, "insert_pairs", server | script),
            Step(PYTHON, "assess_some", on_sqlite | some),
            Step("rulebook", "load_rules", {}),
            Step("impact", "ask_impact", on_postgres),
        ),
        after=(
            Step("compare", "compare_pairs", on_postgres | script),
            Step("remedies", "find_remedies", on_sqlite | some | {"pairs": size.remedied}),
        ),
    )
