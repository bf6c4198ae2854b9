"""A bench of a size that is too large for databases of its own: columns, and processes that share
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from agency.bench.large.pieces import ALL
from agency.bench.large.rows import CHOOSE, GENERATE, JOIN, rows_of
from agency.bench.processes import Measure, measured
from agency.bench.report import COMPILED, INSERT, NUMPY, PAIRS, PRICES, PYTHON, SHARED, Report
from agency.bench.rows import gap_of_choice
from agency.bench.running import Arguments, Progress, Step, server
from agency.bench.sizes import Size
from agency.matching import speed


@dataclass(frozen=True)
class How:
    """Every how many assignments one is matched, by how many processes, and where the data is kept
    from one bench to the next; nowhere if None.
    """

    every: int
    processes: int
    data: Path | None = None


@dataclass(frozen=True)
class Together:
    """Steps that are one measure and may be done at the same time."""

    name: str
    steps: Sequence[Step]


def bench_large(size: Size, runs: int, how: How, progress: Progress) -> Report:
    """Measure a size that is made in parts; ``progress`` is told steps done and in all.

    Raises PieceFailed if a piece of work goes wrong, or two that are compared disagree on a pair.
    """
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(TemporaryDirectory(prefix="tenens-bench-")))
        data = how.data or scratch / "large"
        part = _of_a_part(size.of_part(), scratch, server(stack))
        work = [*_making(size, data), *part.before]
        work += [*_matching(size, data, how), *part.repeated] * runs
        work += [*part.after, _alone(CHOOSE, "choose_made_up", {"openings": size.assignments})]
        measures: defaultdict[str, list[list[Measure]]] = defaultdict(list)
        for done, one in enumerate(work):
            progress(done, len(work))
            measures[one.name].append(_measured(one, how.processes))
        gap = gap_of_choice(measures[CHOOSE][0][0].counts, f"{PRICES} ")
        return Report(size, tuple(rows_of(measures, size.candidates)), gap)


def _measured(work: Together, processes: int) -> list[Measure]:
    with ThreadPoolExecutor(processes) as pool:
        return [*pool.map(lambda step: measured(step.piece, **step.arguments), work.steps)]


def _alone(name: str, piece: str, arguments: Arguments) -> Together:
    return Together(name, [Step(name, piece, arguments)])


def _making(size: Size, data: Path) -> Iterator[Together]:
    """Nothing where it is made already."""
    if (data / ALL).exists():
        return
    part, folder = size.of_part(), str(data)
    each: Arguments = {"candidates": part.candidates, "assignments": part.assignments}
    each = each | {"folder": folder}
    steps = [Step(GENERATE, "make_part", each | {"number": one}) for one in range(size.parts)]
    yield Together(GENERATE, steps)
    yield _alone(JOIN, "join_parts", {"folder": folder, "parts": size.parts})


def _matching(size: Size, data: Path, how: How) -> Iterator[Together]:
    folder: Arguments = {"folder": str(data)}
    if speed.installed():
        yield _shared(COMPILED, folder | {"engine": "compiled", "every": how.every}, 1)
        if how.processes > 1:
            shared = folder | {"engine": "compiled", "every": how.every}
            yield _shared(SHARED, shared, how.processes)
        yield _alone(PAIRS, "judge_share", folder | {"every": size.pairs_every})
    yield _shared(NUMPY, folder | {"engine": "numpy", "every": size.numpy_every}, 1)


def _shared(name: str, arguments: Arguments, processes: int) -> Together:
    """The same assignments, divided among processes that begin together."""
    each = arguments | {"processes": processes}
    steps = [Step(name, "match_share", each | {"process": one}) for one in range(processes)]
    return Together(name, steps)


@dataclass(frozen=True)
class _OfAPart:
    before: Sequence[Together] = ()
    repeated: Sequence[Together] = ()
    after: Sequence[Together] = ()


def _of_a_part(size: Size, folder: Path, postgres: str | None) -> _OfAPart:
    """What is measured on a part by itself, in a database."""
    place: Arguments = {"folder": str(folder)}
    url = postgres or f"sqlite:///{folder / 'bench.sqlite3'}"
    on_it, script = place | {"url": url}, str(folder / "statements.json")
    whole: Arguments = {"candidates": size.candidates, "assignments": size.assignments}
    some: Arguments = {"candidates": size.python_candidates, "assignments": size.python_assignments}
    made = [
        _alone("sample", "make_sample", place | whole),
        _alone("import", "import_sample", on_it),
    ]
    judged = [_alone(PYTHON, "assess_some", on_it | some)]
    if postgres is None:
        return _OfAPart(made, judged)
    prepared = on_it | {"script": script, "every": size.sql_every}
    return _OfAPart(
        [*made, _alone("prepare", "prepare_sql", prepared)],
        [*judged, _alone(INSERT, "insert_pairs", {"url": url, "script": script})],
        [_alone("compare", "compare_pairs", on_it | {"script": script})],
    )
