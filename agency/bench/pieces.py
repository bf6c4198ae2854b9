"""The pieces of work that are measured, each meant for a process of its own.

Each says how long its steps took, and counts what there was to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import NullPool, create_engine, select

from agency import create_app
from agency.assignments.models import Assignment
from agency.bench.sizes import DAY, SEED
from agency.bench.sql.pairs import statement, with_pairs
from agency.bench.sql.tables import pairs, prepare
from agency.bench.stored_result import result_of
from agency.bench.usage import Meter
from agency.candidates.models import Candidate
from agency.errors import AgencyError
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.extensions import begin_snapshot, db
from agency.matching.actions import discard, match
from agency.matching.allocation_queries import allocation_of
from agency.matching.engine import Engine
from agency.matching.run_queries import run_with_id
from agency.matching.snapshot import Snapshot, read_snapshot
from agency.placements.queries import Pair, facts_of_pair
from agency.rules.eligibility import ELIGIBLE, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.sampling.sample import Order, write_sample
from agency.sampling.writing import FILES
from agency.schema_version import upgrade_database
from agency.settings import settings
from config import Config

Some = TypeVar("Some")


@dataclass(frozen=True)
class Done:
    """What a piece used, step by step; the stages of one of its steps; and numbers of things.

    The memory is the most at once, of this process and of the PostgreSQL process behind it.
    """

    seconds: dict[str, float]
    cpu_seconds: dict[str, float]
    stages: dict[str, float]
    counts: dict[str, int]
    rss_mb: float
    server_mb: float


# So many digits of a fingerprint fit any number that is written as JSON.
HEX = 12


class Disagreement(AgencyError):
    """What is compared finds something else than the engine, so its speed says nothing."""


def make_sample(candidates: int, assignments: int, folder: str) -> Done:
    """Make up an agency as files."""
    meter = Meter()
    counts = write_sample(Order(candidates, assignments, SEED, DAY), Path(folder))
    meter.lap("generate")
    return done(meter, counts)


def import_sample(folder: str, url: str) -> Done:
    """Bring those files into a database that is empty."""
    counts = {}
    with database(url, folder):
        upgrade_database()
        meter = Meter()
        for kind in KINDS:
            report = import_file(kind, Path(folder) / FILES[kind])
            if report.refused:
                raise AgencyError(f"the sample's {kind} were refused: {report.refused_rows[0]}")
            counts[kind] = report.accepted
        meter.lap("import")
    return done(meter, counts)


def match_everybody(folder: str, url: str, engine: str) -> Done:
    """A whole match, whose run is removed again: equal facts would be no work the next time.

    Code is compiled before, and kept on disk from one process to the next.
    """
    with database(url, folder, engine):
        meter = Meter()
        load_rulebook()
        meter.lap("rulebook")
        if engine == "compiled":
            warmed()
            meter.lap("warm")
        report = match(DAY)
        meter.lap("match")
        choice = allocation_of(run_with_id(report.run))
        proof = {"objective": choice.objective, "bound": choice.bound}
        stored = int(result_of(run_with_id(report.run))[:HEX], 16)
        discard(report.run)
        meter.lap("discard")
    taken = report.counts["seconds"]
    load, matching, allocating = (taken[stage] for stage in ("read", "match", "allocate"))
    # What is left is the writing, with the commit that the run could not time itself.
    write = meter.seconds["match"] - load - matching - allocating
    stages = {"load": load, "match": matching, "write": write, "allocate": allocating}
    matched = report.counts["assignments"]["matched"]
    pairs = report.counts["candidates"] * matched
    return done(meter, {"pairs": pairs, "stored": stored, **proof}, stages)


def warmed() -> RuleBook:
    """The rulebook, once the code that matches by it has been compiled."""
    from agency.matching.warming import warm  # the compiler takes a second to import

    book = load_rulebook()
    warm(book, load_scale(settings().ranking_file), DAY)
    return book


def prepare_sql(folder: str, url: str, every: int, script: str) -> Done:
    """Make indexes, and a script with the statement of every n-th assignment that has pairs."""
    with database(url, folder):
        snapshot, book = facts(), load_rulebook()
        matched = list(with_pairs(snapshot.openings, DAY, book))
        ids, dialect = _assignment_ids(), db.engine.dialect
        chosen = [
            (ref, statement(one, ids[ref], DAY, book, dialect))
            for one in matched[::every]
            for ref in (one.assignment.ref,)
        ]
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            meter = Meter()
            prepare(connection)
            meter.lap("indexes")
    Path(script).write_text(json.dumps(chosen))
    counts = {"chosen": len(chosen), "all": len(matched), "candidates": len(snapshot.pool)}
    return done(meter, counts)


def insert_pairs(url: str, script: str) -> Done:
    """Execute the script: one INSERT … SELECT per assignment, all in one transaction."""
    chosen = json.loads(Path(script).read_text())
    with create_engine(url, poolclass=NullPool).connect() as connection:
        with connection.begin():
            connection.exec_driver_sql(f"TRUNCATE {pairs.name}")
        meter = Meter()
        with connection.begin():
            connection.exec_driver_sql("SET LOCAL jit = off")
            connection.exec_driver_sql("SET LOCAL work_mem = '64MB'")
            found = sum(connection.exec_driver_sql(text).rowcount for _, text in chosen)
        meter.lap("insert")
        return done(meter, {"eligible": found})


def compare_pairs(folder: str, url: str, script: str) -> Done:
    """Hold what the script found against the engine; raises Disagreement."""
    measured = {ref for ref, _ in json.loads(Path(script).read_text())}
    with database(url, folder):
        snapshot, scale = facts(), load_scale(settings().ranking_file)
        engine = Engine(snapshot.pool, load_rulebook(), scale, DAY)
        found = _found_pairs(measured)
        for opening in snapshot.openings:
            ref = opening.assignment.ref
            if ref in measured:
                of, _ = engine.pairs(opening.assignment, opening.placed, ELIGIBLE)
                _compare(ref, [snapshot.pool.refs[number] for number in of], found[ref])
    return done(Meter(), {"eligible": sum(map(len, found.values()))})


def _assignment_ids() -> dict[str, int]:
    return dict(db.session.execute(select(Assignment.ref, Assignment.id)).all())


def _found_pairs(measured: Iterable[str]) -> dict[str, list[str]]:
    """Whom SQL found for each assignment that is ``measured``, all by reference."""
    assignments = {id: ref for ref, id in _assignment_ids().items()}
    people = {id: ref for ref, id in db.session.execute(select(Candidate.ref, Candidate.id))}
    found: dict[str, list[str]] = {ref: [] for ref in measured}
    for assignment, candidate in db.session.execute(select(pairs)):
        found[assignments[assignment]].append(people.get(candidate, f"with id {candidate}"))
    return found


def _compare(assignment: str, engine: list[str], sql: list[str]) -> None:
    differing = set(engine) ^ set(sql)
    if differing or len(engine) != len(sql):
        raise Disagreement(
            f"{assignment}: the engine finds {len(engine)} eligible candidates and SQL {len(sql)};"
            f" candidate {min(differing, default=None)} is in one of them only"
        )


def assess_some(folder: str, url: str, candidates: int, assignments: int) -> Done:
    """Judge some candidates for some assignments in plain Python, one pair after the other."""
    book = load_rulebook()
    with database(url, folder):
        people, work = grid(candidates, assignments)
    meter = Meter()
    verdicts = [assess(person, one, book, DAY).verdict for one in work for person in people]
    meter.lap("assess")
    return done(meter, {"pairs": len(verdicts), "eligible": verdicts.count(ELIGIBLE)})


def grid(
    candidates: int, assignments: int
) -> tuple[Sequence[CandidateFacts], Sequence[AssignmentFacts]]:
    """Some candidates and some open assignments, spread over all of them."""
    chosen = some_pairs(candidates, assignments)
    people = [pair.candidate for pair in chosen[:candidates]]
    return people, [pair.assignment for pair in chosen[:assignments]]


def some_pairs(candidates: int, assignments: int) -> list[Pair]:
    """So many pairs of candidates and open assignments, spread over all of them."""
    count = max(candidates, assignments)
    people = spread(list(db.session.scalars(select(Candidate.ref).order_by(Candidate.ref))), count)
    is_open = Assignment.status == "open", Assignment.ends_on >= DAY
    refs = db.session.scalars(select(Assignment.ref).where(*is_open).order_by(Assignment.ref))
    return [facts_of_pair(*pair) for pair in zip(people, spread(list(refs), count), strict=False)]


def spread(refs: Sequence[Some], count: int) -> Sequence[Some]:
    """So many of them at most, evenly spread."""
    return refs[:: max(len(refs) // count, 1)][:count]


def done(
    meter: Meter, counts: Mapping[str, int], stages: Mapping[str, float] | None = None
) -> Done:
    return Done(
        meter.seconds,
        meter.cpu_seconds,
        dict(stages or {}),
        dict(counts),
        meter.rss_mb,
        meter.server_mb,
    )


def facts() -> Snapshot:
    """Everybody and every open assignment, read from the database."""
    begin_snapshot()
    snapshot = read_snapshot(DAY)
    db.session.rollback()
    return snapshot


@contextmanager
def database(url: str, home: str, engine: str = "numpy") -> Iterator[None]:
    """The application over a database of the bench, whatever the environment says."""
    environment = {"AGENCY_DATABASE_URL": url, "AGENCY_HOME": home, "AGENCY_ENGINE": engine}
    with create_app(Config.from_environment(environment)).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


PIECES: dict[str, Callable[..., Done]] = {
    piece.__name__: piece
    for piece in (
        make_sample,
        import_sample,
        match_everybody,
        prepare_sql,
        insert_pairs,
        compare_pairs,
        assess_some,
    )
}
