"""A bench from beginning to end: make the data, measure in turns, check, report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from agency.bench.pieces import Disagreement
from agency.bench.processes import Measure, measured
from agency.bench.programs import ServerUnavailableError
from agency.bench.report import (
    COMPILED,
    DELTA,
    EXPLAIN,
    IN_MEMORY,
    INSERT,
    PAIRS,
    PYTHON,
    Report,
)
from agency.bench.rows import gap_of, rows_of
from agency.bench.servers import postgresql
from agency.bench.sizes import Size
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

    def in_turn(self, turn: int) -> Step:
        return replace(self, arguments=self.arguments | {"turn": turn})


@dataclass(frozen=True)
class Plan:
    """What is done once before, what is repeated in turns, and what is done once after; and what
    changes the data, which is repeated in the end.
    """

    before: Sequence[Step]
    repeated: Sequence[Step]
    after: Sequence[Step]
    changing: Step | None = None

    def steps(self, runs: int) -> list[Step]:
        """Repeated in turns, so that a busy moment hits all that is compared."""
        turns = [self.changing.in_turn(turn) for turn in range(runs)] if self.changing else []
        return [*self.before, *list(self.repeated) * runs, *self.after, *turns]


def _silent(_done: int, _total: int) -> None:
    return


def bench(size: Size, runs: int, progress: Progress = _silent) -> Report:
    """Measure everything ``runs`` times, over databases of the bench's own.

    ``progress`` is told steps done and in all. Without PostgreSQL what needs it is left out. Raises
    PieceFailed if a piece of work goes wrong, or two that are compared disagree on a pair.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="tenens-bench-")))
        steps = plan(size, folder, server(stack)).steps(runs)
        measures = measures_of(steps, progress)
        require_alike(measures)
        return Report(size, tuple(rows_of(measures)), gap_of(measures))


def require_alike(measures: Mapping[str, Sequence[Measure]]) -> None:
    """Raise Disagreement unless both engines stored the same of a whole night over one database."""
    plain = "match postgres" if "match postgres" in measures else "match sqlite"
    both = [*measures.get(plain, ()), *measures.get(COMPILED, ())]
    if len({measure.counts["stored"] for measure in both}) > 1:
        raise Disagreement("what the compiled engine stores is not what the one in NumPy does")


def server(stack: ExitStack) -> str | None:
    """The address of a PostgreSQL for as long as ``stack`` is open; None where there is none."""
    try:
        return stack.enter_context(postgresql(durable=True))
    except ServerUnavailableError:
        return None


def measures_of(steps: Sequence[Step], progress: Progress) -> dict[str, list[Measure]]:
    measures: defaultdict[str, list[Measure]] = defaultdict(list)
    for done, step in enumerate(steps):
        progress(done, len(steps))
        measures[step.name].append(measured(step.piece, **step.arguments))
    return measures


def plan(size: Size, folder: Path, postgres: str | None) -> Plan:
    """All steps of a bench in ``folder``, and in a PostgreSQL if there is one."""
    home: Arguments = {"folder": str(folder)}
    file: Arguments = home | {"url": f"sqlite:///{folder / 'bench.sqlite3'}"}
    some: Arguments = {"candidates": size.python_candidates, "assignments": size.python_assignments}
    in_sql = _in_sql(size, home, postgres) if postgres else Plan((), (), ())
    best: Arguments = home | {"url": postgres} if postgres else file
    fast: Arguments = {"engine": "compiled" if speed.installed() else "numpy"}
    return Plan(
        before=(
            Step("generate", "make_sample", home | _all(size)),
            Step("import sqlite", "import_sample", file),
            *in_sql.before,
        ),
        repeated=(
            Step("match sqlite", "match_everybody", file | NUMPY),
            *in_sql.repeated,
            *(_compiled(size, best) if speed.installed() else ()),
            Step(PYTHON, "assess_some", file | some),
            Step("rulebook", "load_rules", {}),
            Step(EXPLAIN, "explain_pairs", best | {"pairs": size.explained}),
            Step("impact", "ask_impact", best),
        ),
        after=(
            *in_sql.after,
            Step("remedies", "find_remedies", file | some | {"pairs": size.remedied}),
        ),
        changing=Step(DELTA, "match_changes", best | fast),
    )


def _in_sql(size: Size, home: Arguments, postgres: str) -> Plan:
    """What is measured on PostgreSQL alone."""
    on_server: Arguments = home | {"url": postgres}
    script: Arguments = {"script": str(Path(str(home["folder"])) / "statements.json")}
    every: Arguments = {"every": size.sql_every}
    return Plan(
        before=(
            Step("import postgres", "import_sample", on_server),
            Step("prepare", "prepare_sql", on_server | script | every),
        ),
        repeated=(
            Step("match postgres", "match_everybody", on_server | NUMPY),
            Step(INSERT, "insert_pairs", script | {"url": postgres}),
        ),
        after=(Step("compare", "compare_pairs", on_server | script),),
    )


def _compiled(size: Size, place: Arguments) -> Sequence[Step]:
    """What is measured only where there is a compiler."""
    return (
        Step(COMPILED, "match_everybody", place | {"engine": "compiled"}),
        Step(IN_MEMORY, "match_in_memory", place),
        Step(PAIRS, "match_pair_by_pair", place | {"every": size.pairs_every}),
    )


def _all(size: Size) -> Arguments:
    return {"candidates": size.candidates, "assignments": size.assignments}
