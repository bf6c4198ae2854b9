"""What a run finds is stored as it is, and what is stored beside it comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, insert, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.matching.actions import match
from agency.matching.allocation_models import MatchEdges
from agency.matching.counted import Counted
from agency.matching.edges import store_edges
from agency.matching.engine import Engine
from agency.matching.lines import NO_LINES, Listed, as_lines
from agency.matching.models import Match, RequirementCounts, Shortlist
from agency.matching.queries import newest_run
from agency.matching.results import Result, ids_of, result_of
from agency.matching.shards import limits_of_settings
from agency.matching.snapshot import read_snapshot
from agency.matching.storing import SHORTLIST_COLUMNS, scale_from_json, store
from agency.rules.ranking import load_scale
from agency.rules.rulebook import load_rulebook
from agency.settings import settings
from config import Config
from tests.builders import make_assignment, make_candidate
from tests.counting import counted
from tests.matching.run_rows import make_run
from tests.samples.agencies import AS_OF, SMALL, keep

Results = list[tuple[str, Result]]
LINE = ("candidate_id", "verdict", "score", "measures", "gap", "renewable")
OF_LISTS = (Assignment.ref, Match.tier, Match.position)


def test_the_weights_of_a_run_come_back_in_their_order(
    database: SQLAlchemy, config: Config
) -> None:
    match(AS_OF)
    database.session.expire_all()
    assert scale_from_json(newest_run().scale) == load_scale(config.ranking_file)


def test_in_bulk_the_same_rows_are_stored_as_one_by_one(database: SQLAlchemy) -> None:
    keep(SMALL)
    results = [*found(), odd(database)]
    bulk, single = make_run().id, make_run().id
    store(bulk, results)
    store_one_by_one(database, single, results)
    assert rows_of(database, bulk) == rows_of(database, single)
    assert len(database.session.execute(select(Match.position)).all()) == 2 * (33 + 2)


def found() -> Results:
    """What every opening comes to."""
    snapshot, scale = read_snapshot(AS_OF), load_scale(settings().ranking_file)
    engine, ids = Engine(snapshot.pool, load_rulebook(), scale, AS_OF), ids_of(snapshot.pool)
    outcomes = engine.match_all(snapshot.openings, limits_of_settings())
    return [
        (one.assignment.ref, result_of(outcome, ids))
        for one, outcome in zip(snapshot.openings, outcomes, strict=True)
    ]


def odd(database: SQLAlchemy) -> tuple[str, Result]:
    """A result with all that no sample has."""
    ids = database.session.scalars(select(Candidate.id)).all()
    measures = (-1, 0, 99_999, -12_345, 7, 10**9)
    near = Listed(ids[1], "unknown", -3, measures, "a:ü—§", True)
    lines = as_lines([near, near._replace(candidate_id=ids[2], gap="b", verdict="ineligible")])
    said: dict[str, Any] = {"says": 'ü "quoted" \\ 漢', "days": [None, 1.5, True, {"a": []}]}
    return make_assignment("A-ödd").ref, Result(
        "matched",
        specialty="é",
        reasons=[said, {}],
        to_confirm=[said],
        eligible_people=bytes(range(256)),
        counted=Counted(3, {"§": 1}, {"§": 0}),
        nearest=lines,
    )


def store_one_by_one(database: SQLAlchemy, run_id: int, results: Results) -> None:
    """Each row by a statement of its own."""
    refs = dict(database.session.execute(select(Assignment.ref, Assignment.id)).all())
    for ref, result in results:
        said = {name: getattr(result, name) for name in SHORTLIST_COLUMNS}
        whose = {"run_id": run_id, "assignment_id": refs[ref]}
        made = insert(Shortlist).values(**whose, **said).returning(Shortlist.id)
        shortlist_id = database.session.scalars(made).one()
        for tier, lines in (("eligible", result.best), ("near_miss", result.nearest)):
            for position, line in enumerate(lines, start=1):
                place = {"shortlist_id": shortlist_id, "tier": tier, "position": position}
                database.session.execute(insert(Match).values(**place, **line._asdict()))
        if result.counted:
            counts = {**whose, "counts": result.counted.as_json()}
            database.session.execute(insert(RequirementCounts).values(**counts))


def rows_of(database: SQLAlchemy, run_id: int) -> list[Any]:
    """All that is stored of a run, table by table, with the texts in which JSON is kept."""
    of_run = Shortlist.run_id == run_id
    shortlists = [Shortlist.__table__.c[name] for name in SHORTLIST_COLUMNS]
    lines = [Match.__table__.c[name] for name in LINE]
    joined = select(*OF_LISTS, *lines).join(Shortlist, Shortlist.id == Match.shortlist_id)
    counts = select(RequirementCounts.assignment_id, RequirementCounts.counts)
    statements = (
        select(Shortlist.assignment_id, *shortlists).where(of_run).order_by(Shortlist.id),
        joined.join(Assignment, Assignment.id == Shortlist.assignment_id)
        .where(of_run)
        .order_by(*OF_LISTS),
        counts.where(RequirementCounts.run_id == run_id).order_by(RequirementCounts.assignment_id),
    )
    return [database.session.execute(one).all() for one in statements]


def test_nothing_is_stored_of_who_and_what_was_removed_meanwhile(database: SQLAlchemy) -> None:
    keep(SMALL)
    results = [(ref, result) for ref, result in found() if len(result.best) + len(result.nearest)]
    gone = next(line.candidate_id for _, one in results for line in (*one.best, *one.nearest))
    database.session.execute(delete(Candidate).where(Candidate.id == gone))
    database.session.execute(delete(Assignment).where(Assignment.ref == results[0][0]))
    stored = store(make_run().id, results)
    assert stored.keys() == {ref for ref, _ in results[1:]}
    kept = [one for _, result in results[1:] for one in (*result.best, *result.nearest)]
    people = database.session.scalars(select(Match.candidate_id)).all()
    assert sorted(people) == sorted(one.candidate_id for one in kept if one.candidate_id != gone)


def test_nothing_at_all_can_be_stored(database: SQLAlchemy) -> None:
    run_id = make_run().id
    assert store(run_id, []) == {}
    store_edges(run_id, [])
    assert store(run_id, [("A-none", Result("matched"))]) == {}
    assert not database.session.scalars(select(Shortlist.id)).all()


def test_the_number_of_statements_does_not_grow_with_the_results(database: SQLAlchemy) -> None:
    people = [make_candidate() for _ in range(5)]
    lines = [Listed(one.id, "eligible", 1, (0,) * 6, None, False) for one in people]

    def stored(count: int) -> int:
        run_id = make_run().id
        refs = [make_assignment().ref for _ in range(count)]
        with counted(database) as statements:
            store(run_id, [(ref, Result("matched", best=as_lines(lines))) for ref in refs])
        return len(statements)

    assert stored(1) == stored(30)


def test_edges_are_stored_byte_for_byte(database: SQLAlchemy) -> None:
    run_id, work = make_run().id, make_assignment()
    store_edges(run_id, [(work.id, bytes(range(256))), (work.id + 1, b"")])
    assert database.session.scalars(select(MatchEdges.data)).all() == [bytes(range(256))]


def test_shortlists_of_two_writers_have_ids_of_their_own(database: SQLAlchemy) -> None:
    for _ in range(2):
        store(make_run().id, [(make_assignment().ref, Result("matched", best=NO_LINES))])
    database.session.add(
        Shortlist(run_id=make_run().id, assignment_id=make_assignment().id, outcome="matched")
    )
    database.session.flush()
    ids = database.session.scalars(select(Shortlist.id)).all()
    assert len(set(ids)) == 3


def test_a_result_with_other_lines_is_another() -> None:
    line = Listed(1, "eligible", 1, (0,) * 6, None, False)
    one = Result("matched", best=as_lines([line]))
    assert one == replace(one, best=as_lines([line])) != replace(one, best=NO_LINES)
