"""The engine judges a pool as the rules judge each pair."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from agency.matching.engine import Engine, Limits, Matched, Ranked
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN, UNMET, Assessment, assess
from agency.rules.expressions import Prohibited
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence
from agency.rules.ranking import PARTS, load_scale, measures_of, score, score_parts, tie
from agency.rules.requisition import Ended
from agency.rules.rulebook import Entry, NoRules, RuleBook, When
from config import RANKING_FILE
from tests.examples import examples
from tests.matching.ledgers import BOOK, expiring, held, judging_days, just_enough
from tests.matching.pools import REFS, pool, pools
from tests.strategies import assignments, days, offset
from tests.strategies_of_law import rulebook, rulebooks

SCALE = load_scale(RANKING_FILE)
EVERYBODY = Limits(None, None)
WITHOUT_LAW = rulebook(([], []), [])


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
@settings(max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_engine_equals_the_judgement_of_each_pair(
    people: list[CandidateFacts],
    assignment: AssignmentFacts,
    book: RuleBook,
    day: date,
    placed: set[str],
) -> None:
    judged_alike(people, assignment, book, min(day, assignment.ends_on), placed)


CERTIFICATIONS = ("CMA-AAMA", "RMA-AMT", "CMA-CCBMA", "WA-MA-C-INTERIM")


def almost_fit(day: date) -> st.SearchStrategy[list[CandidateFacts]]:
    """People who lack nothing but what of their one or two credentials expires."""
    papers = st.lists(expiring(day, (*CERTIFICATIONS, "BLS-AHA")), min_size=1, max_size=2)
    return st.lists(papers, min_size=1, max_size=4).map(
        lambda everyone: [
            CandidateFacts(
                ref,
                willing_states=frozenset({"WA"}),
                credentials=tuple(credential for credential, _ in hers),
                ce_credits=tuple(credit for _, credits in hers for credit in credits),
            )
            for ref, hers in zip(REFS, everyone, strict=False)
        ]
    )


def work_about(day: date) -> st.SearchStrategy[AssignmentFacts]:
    """Work of a day to two months that begins around ``day``."""
    return st.builds(
        lambda ahead, length, asked: AssignmentFacts(
            ref="A-0001",
            state="WA",
            starts_on=day + timedelta(days=ahead),
            ends_on=day + timedelta(days=ahead + length),
            accepted_certifications=CERTIFICATIONS,
            client_requirements=asked,
        ),
        st.sampled_from((-5, 0, 1, 3, 20, 40)),
        st.sampled_from((5, 30, 60)),
        st.sampled_from(((), (), ("BLS",))),
    )


@given(
    judging_days().flatmap(lambda day: st.tuples(st.just(day), almost_fit(day), work_about(day)))
)
@settings(max_examples=examples(200), deadline=None)
def test_the_engine_finds_those_renewable_that_the_rules_do(
    case: tuple[date, list[CandidateFacts], AssignmentFacts],
) -> None:
    day, people, assignment = case
    renewable = judged_alike(people, assignment, WITHOUT_LAW, day, ()).renewable
    event(f"renewable: {min(renewable, 1)}")


JANUARY_AND_FEBRUARY = AssignmentFacts(
    "A-0001", "WA", starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 28)
)


def ready_to_renew(expires_on: date) -> CandidateFacts:
    """Somebody who lacks nothing in Washington, as long as her certification lasts."""
    return CandidateFacts(
        "C-0001",
        willing_states=frozenset({"WA"}),
        credentials=(held("CMA-AAMA", expires_on),),
        ce_credits=just_enough(BOOK.catalogue["CMA-AAMA"], expires_on),
    )


@pytest.mark.parametrize(
    ("expires_on", "renewable"),
    [(date(2027, 1, 3), 0), (date(2027, 1, 4), 1), (date(2027, 2, 27), 1)],
)
def test_only_an_expiry_inside_the_window_is_renewable(expires_on: date, renewable: int) -> None:
    people = [ready_to_renew(expires_on)]
    matched = judged_alike(people, JANUARY_AND_FEBRUARY, WITHOUT_LAW, date(2026, 11, 24), ())
    assert (matched.near_misses, matched.renewable) == (1, renewable)


@pytest.mark.parametrize(("units", "renewable"), [(Decimal(10), 1), (Decimal("9.99"), 0)])
def test_a_near_miss_is_renewable_when_no_unit_is_missing(units: Decimal, renewable: int) -> None:
    person = ready_to_renew(date(2027, 1, 31))
    first, *rest = person.ce_credits
    person = replace(person, ce_credits=(replace(first, units=units), *rest))
    matched = judged_alike([person], JANUARY_AND_FEBRUARY, WITHOUT_LAW, date(2026, 11, 24), ())
    assert (matched.near_misses, matched.renewable) == (1, renewable)


def judged_alike(
    people: list[CandidateFacts],
    assignment: AssignmentFacts,
    book: RuleBook,
    day: date,
    placed: Collection[str],
) -> Matched:
    """What the engine says of the assignment, proven equal to the rules on every pair of it."""
    engine = Engine(pool(people), book, SCALE, day)
    present = [one for one in people if one.ref not in placed]
    judged = {one.ref: assess(one, assignment, book, day) for one in present}
    matched = engine.match(assignment, placed, EVERYBODY)
    if matched.work.blocked:
        assert counts(matched) == (0, 0, 0, 0, 0)
        return matched
    rows = {one.ref: row_of(one, assignment, judged[one.ref]) for one in present}
    assert counts(matched) == counts_of(judged.values())
    assert listed(engine, matched, matched.best) == best(judged, rows, assignment, day)
    assert listed(engine, matched, matched.nearest) == nearest(judged, rows, assignment, day)
    for most in range(3):
        kept = engine.match(assignment, placed, Limits(most, most))
        assert counts(kept) == counts(matched)
        assert listed(engine, kept, kept.best) == listed(engine, matched, matched.best)[:most]
        assert listed(engine, kept, kept.nearest) == listed(engine, matched, matched.nearest)[:most]
    for verdict in (ELIGIBLE, UNKNOWN, INELIGIBLE):
        of, scores = engine.pairs(assignment, placed, verdict)
        assert [
            (engine.pool.refs[one], int(points)) for one, points in zip(of, scores, strict=True)
        ] == [(ref, rows[ref].score) for ref in sorted(rows) if judged[ref].verdict == verdict]
    return matched


def test_an_assignment_that_is_over_is_not_matched() -> None:
    work = AssignmentFacts("A-0001", "WA", starts_on=date(2026, 1, 4), ends_on=date(2026, 11, 23))
    engine = Engine(pool([]), WITHOUT_LAW, SCALE, date(2026, 11, 24))
    with pytest.raises(Ended):
        engine.match(work, (), EVERYBODY)
    with pytest.raises(Ended):
        engine.pairs(work, (), ELIGIBLE)


def test_a_state_without_recorded_rules_is_no_state_without_rules() -> None:
    work = AssignmentFacts("A-0001", "ZZ", starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 28))
    engine = Engine(pool([]), WITHOUT_LAW, SCALE, date(2026, 11, 24))
    with pytest.raises(NoRules, match="ZZ"):
        engine.match(work, (), EVERYBODY)


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


def test_a_law_to_come_ends_the_cover_that_is_left() -> None:
    """Work that a ban forbids from ten days after its end leaves nine days to extend it."""
    person, work = next_to_certain()
    ban = dated_ban(work.ends_on + timedelta(days=10))
    engine = Engine(pool([person]), ban, SCALE, work.starts_on)
    matched = engine.match(work, (), EVERYBODY)
    judged = assess(person, work, ban, work.starts_on)
    assert (matched.eligible, judged.verdict) == (1, ELIGIBLE)
    assert judged.days_left == 9
    assert matched.best.measures[0, PARTS.index("coverage_left")] == 9


def next_to_certain() -> tuple[CandidateFacts, AssignmentFacts]:
    """Somebody of Washington who meets all that is asked in a state without law."""
    person = CandidateFacts(
        "C-0001",
        adult=True,
        willing_states=frozenset({"WA"}),
        credentials=(
            Credential(
                "CMA-AAMA",
                "CMA-AAMA:1:2024-01-01",
                date(2024, 1, 1),
                date(2029, 1, 31),
                Evidence.reviewed,
            ),
        ),
    )
    return person, AssignmentFacts("A-0001", "WA", offset(10), offset(19), setting="clinic")


def dated_ban(first_day: date) -> RuleBook:
    """A rulebook whose one rule forbids all work in Washington from ``first_day`` on."""
    ban = Entry(
        id="",
        says="No assistant may work",
        when=When(),
        in_force=first_day,
        needs=Prohibited(),
        lifted=False,
        effect="require",
        citation="Act",
        source="https://example.org/law",
        checked_on=first_day,
        confidence="high",
    )
    return rulebook(([[ban]], []), [])
