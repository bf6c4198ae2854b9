"""The engine judges a pool as the rules judge each pair."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.matching.engine import Engine, Limits, Matched, Ranked
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN, UNMET, Assessment, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale, measures_of, score, score_parts, tie
from agency.rules.requisition import Ended
from agency.rules.rulebook import RuleBook
from config import RANKING_FILE
from tests.matching.pools import REFS, pool, pools
from tests.strategies import assignments, days, rulebooks

SCALE = load_scale(RANKING_FILE)
EVERYBODY = Limits(None, None)


@dataclass(frozen=True)
class Row:
    """One line of a list, as the engine and the rules both give it."""

    ref: str
    score: int
    measures: tuple[int, ...]
    gap: str | None
    unmet: bool
    renewable: bool


@given(pools(), assignments(), rulebooks(), days(), st.sets(st.sampled_from(REFS), max_size=2))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_engine_equals_the_judgement_of_each_pair(
    people: list[CandidateFacts],
    assignment: AssignmentFacts,
    book: RuleBook,
    day: date,
    placed: set[str],
) -> None:
    engine = Engine(pool(people), book, SCALE, day)
    if assignment.ends_on < day:
        with pytest.raises(Ended):
            engine.match(assignment, placed, EVERYBODY)
        return
    present = [one for one in people if one.ref not in placed]
    judged = {one.ref: assess(one, assignment, book, day) for one in present}
    matched = engine.match(assignment, placed, EVERYBODY)
    if matched.work.blocked:
        assert counts(matched) == (0, 0, 0, 0, 0)
        return
    rows = {one.ref: row_of(one, assignment, judged[one.ref]) for one in present}
    assert counts(matched) == counts_of(judged.values())
    assert listed(engine, matched, matched.best) == best(judged, rows, assignment, day)
    assert listed(engine, matched, matched.nearest) == nearest(judged, rows, assignment, day)
    for verdict in (ELIGIBLE, UNKNOWN, INELIGIBLE):
        of, scores = engine.pairs(assignment, placed, verdict)
        assert [
            (engine.pool.refs[one], int(points)) for one, points in zip(of, scores, strict=True)
        ] == [(ref, rows[ref].score) for ref in sorted(rows) if judged[ref].verdict == verdict]


def counts(matched: Matched) -> tuple[int, ...]:
    verdicts = matched.eligible, matched.unknown, matched.ineligible
    return (*verdicts, matched.near_misses, matched.renewable)


def counts_of(judged: Collection[Assessment]) -> tuple[int, ...]:
    return (
        *(
            sum(one.verdict == verdict for one in judged)
            for verdict in (ELIGIBLE, UNKNOWN, INELIGIBLE)
        ),
        sum(one.near_miss for one in judged),
        sum(one.renewable for one in judged),
    )


def row_of(person: CandidateFacts, assignment: AssignmentFacts, judged: Assessment) -> Row:
    gap = judged.not_met[0] if judged.near_miss else None
    return Row(
        ref=person.ref,
        score=score(score_parts(person, assignment, judged.days_left, SCALE)),
        measures=measures_of(person, assignment, judged.days_left, SCALE),
        gap=gap.requirement.id if gap else None,
        unmet=gap is not None and gap.verdict == UNMET,
        renewable=judged.renewable,
    )


def best(
    judged: Mapping[str, Assessment],
    rows: Mapping[str, Row],
    assignment: AssignmentFacts,
    day: date,
) -> list[Row]:
    """The eligible: by score, then tie."""
    eligible = [rows[ref] for ref, one in judged.items() if one.verdict == ELIGIBLE]
    return sorted(
        eligible, key=lambda row: (-row.score, tie(day.toordinal(), assignment.ref, row.ref))
    )


def nearest(
    judged: Mapping[str, Assessment],
    rows: Mapping[str, Row],
    assignment: AssignmentFacts,
    day: date,
) -> list[Row]:
    """The near misses: renewable first, then unknown, then ineligible; then as the eligible."""
    near = [rows[ref] for ref, one in judged.items() if one.near_miss]
    return sorted(
        near,
        key=lambda row: (
            0 if row.renewable else 2 if row.unmet else 1,
            -row.score,
            tie(day.toordinal(), assignment.ref, row.ref),
        ),
    )


def listed(engine: Engine, matched: Matched, ranked: Ranked) -> list[Row]:
    return [
        Row(
            ref=engine.pool.refs[ranked.candidate[place]],
            score=int(ranked.score[place]),
            measures=tuple(int(one) for one in ranked.measures[place]),
            gap=matched.requirements[gap].id
            if (gap := int(ranked.gaps.number[place])) >= 0
            else None,
            unmet=bool(ranked.gaps.unmet[place]),
            renewable=bool(ranked.gaps.renewable[place]),
        )
        for place in range(len(ranked))
    ]
