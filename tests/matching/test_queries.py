"""Which run is meant, and what it found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.assignments.models import Assignment
from agency.errors import NotFound, Unready
from agency.matching.actions import match
from agency.matching.models import MatchRun
from agency.matching.queries import (
    AssignmentMatches,
    current_run,
    equal_run,
    last_run,
    matches_of,
    newest_run,
)
from agency.placements.queries import facts_of_pair
from agency.rules.eligibility import assess
from agency.rules.ranking import Part, load_scale, score_parts
from agency.rules.rulebook import load_rulebook
from config import Config
from tests.builders import make_assignment
from tests.counting import counted
from tests.samples.agencies import AS_OF, SMALL, keep, rows

DAY, NEXT_DAY = AS_OF, AS_OF + timedelta(days=1)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def make_run(
    database: SQLAlchemy,
    as_of: date,
    finished: int | None,
    state: str = "complete",
    facts: str = "f",
) -> MatchRun:
    """A run that found nothing; finished so many hours after noon."""
    run = MatchRun(
        as_of=as_of,
        rulebook="r",
        snapshot=facts,
        settings="s",
        state=state,
        started_at=NOON,
        finished_at=None if finished is None else NOON + finished * HOUR,
    )
    database.session.add(run)
    database.session.flush()
    return run


# Which run


def test_the_newest_run_is_the_one_finished_last_of_whatever_day(database: SQLAlchemy) -> None:
    make_run(database, NEXT_DAY, finished=1)
    newest = make_run(database, DAY, finished=3)
    make_run(database, DAY, finished=2, facts="other")
    make_run(database, DAY, finished=None, state="running", facts="new")
    make_run(database, DAY, finished=4, state="incomplete", facts="newer")
    assert newest_run() == newest


def test_of_two_finished_at_the_same_moment_the_later_row_is_newer(database: SQLAlchemy) -> None:
    make_run(database, DAY, finished=1)
    later = make_run(database, DAY, finished=1, facts="other")
    assert newest_run() == later


def test_a_trial_of_a_day_to_come_does_not_take_the_place_of_the_last_run(
    database: SQLAlchemy,
) -> None:
    trial = make_run(database, NEXT_DAY, finished=2)
    assert current_run(DAY) == trial
    last = make_run(database, DAY, finished=1)
    assert current_run(DAY) == last
    assert current_run(DAY, NEXT_DAY) == trial


def test_the_newest_run_of_a_day_is_of_that_day(database: SQLAlchemy) -> None:
    asked = make_run(database, DAY, finished=1)
    make_run(database, NEXT_DAY, finished=2)
    assert newest_run(DAY) == asked


def test_where_nothing_was_matched_yet_that_is_said(database: SQLAlchemy) -> None:
    with pytest.raises(Unready, match="nothing has been matched yet; run `agency match` first"):
        newest_run()
    make_run(database, NEXT_DAY, finished=1)
    make_run(database, DAY, finished=None, state="running")
    with pytest.raises(Unready, match="nothing has been matched as of 2026-11-24 yet"):
        newest_run(DAY)


def test_the_last_run_is_of_the_latest_day_that_is_not_later(database: SQLAlchemy) -> None:
    assert last_run(DAY) is None
    make_run(database, NEXT_DAY, finished=5)
    make_run(database, DAY - timedelta(days=1), finished=4)
    make_run(database, DAY, finished=None, state="running", facts="other")
    assert last_run(DAY - timedelta(days=2)) is None
    wanted = make_run(database, DAY, finished=1)
    assert last_run(DAY) == wanted


@pytest.mark.parametrize("differing", ["as_of", "rulebook", "snapshot", "settings"])
def test_an_equal_run_is_equal_in_everything(database: SQLAlchemy, differing: str) -> None:
    kept = make_run(database, DAY, finished=1)
    asked = {"as_of": DAY, "rulebook": "r", "snapshot": "f", "settings": "s"}
    assert equal_run(MatchRun(**asked)) == kept
    other = NEXT_DAY if differing == "as_of" else "x"
    assert equal_run(MatchRun(**asked | {differing: other})) is None


# What it found


def matched(database: SQLAlchemy, config: Config) -> MatchRun:
    """The run of the small agency."""
    keep(SMALL)
    match(DAY)
    return newest_run()


def test_the_eligible_come_first_and_the_near_misses_after_them(
    database: SQLAlchemy, config: Config
) -> None:
    found = matches_of("W-1", matched(database, config))
    listed = [(one.tier, one.position, one.candidate_ref, one.gap or "") for one in found.matches]
    assert listed == [
        (row["tier"], int(row["position"]), row["candidate_ref"], row["gap"])
        for row in rows(SMALL / "expected_shortlist.csv")
    ]
    assert (found.facility, found.assignment.ref) == ("Larch Family Clinic", "W-1")
    assert found.matches[0].candidate_name == "Amara Lindqvist"
    assert [one.candidate_ref for one in found.matches if one.renewable] == ["S-04"]


@pytest.mark.parametrize(
    ("verdict", "refs"),
    [
        ("eligible", ["S-01", "S-02"]),
        ("unknown", ["S-09", "S-05", "S-06"]),
        ("ineligible", ["S-04", "S-12", "S-13", "S-03"]),
        ("near_miss", ["S-04", "S-09", "S-05", "S-06", "S-12", "S-13", "S-03"]),
    ],
)
def test_a_verdict_keeps_only_its_matches(
    database: SQLAlchemy, config: Config, verdict: str, refs: list[str]
) -> None:
    found = matches_of("W-1", matched(database, config), verdict)
    assert [one.candidate_ref for one in found.matches] == refs


def test_one_assignment_takes_two_queries(database: SQLAlchemy, config: Config) -> None:
    run = matched(database, config)
    assert run.as_of == DAY
    with counted(database) as statements:
        matches_of("W-1", run)
    assert len(statements) == 2


def test_an_assignment_without_facility_has_none(database: SQLAlchemy, config: Config) -> None:
    make_assignment("W-9")
    database.session.commit()
    found = matches_of("W-9", matched(database, config))
    assert found.facility is None


def test_a_blocked_assignment_has_a_reason_and_nobody(database: SQLAlchemy, config: Config) -> None:
    found = matches_of("W-2", matched(database, config))
    assert (found.shortlist.outcome, found.matches) == ("blocked", ())
    assert len(found.shortlist.reasons) == 1


def test_an_assignment_that_does_not_exist_is_named(database: SQLAlchemy, config: Config) -> None:
    with pytest.raises(NotFound, match="there is no assignment 'W-404'"):
        matches_of("W-404", matched(database, config))


def test_an_assignment_that_was_not_in_the_run_is_told_with_its_status(
    database: SQLAlchemy, config: Config
) -> None:
    run = matched(database, config)
    make_assignment("W-9", status="on_hold")
    with pytest.raises(Unready, match="W-9 was not matched as of 2026-11-24"):
        matches_of("W-9", run)
    with pytest.raises(Unready, match="it is on hold now"):
        matches_of("W-9", run)
    with pytest.raises(Unready, match="it is filled now"):
        matches_of("W-5", run)


# Scores explained


def parts_by_ref(found: AssignmentMatches) -> dict[str, tuple[Part, ...]]:
    return {one.candidate_ref: one.parts for one in found.matches}


@pytest.mark.parametrize("ref", ["W-1", "W-3", "W-4", "W-7", "W-8"])
def test_stored_parts_are_those_of_the_rules(
    database: SQLAlchemy, config: Config, ref: str
) -> None:
    found = matches_of(ref, matched(database, config))
    scale, book = load_scale(config.ranking_file), load_rulebook()
    assert found.matches
    for one in found.matches:
        pair = facts_of_pair(one.candidate_ref, ref)
        left = assess(pair.candidate, pair.assignment, book, DAY).days_left
        assert one.parts == score_parts(pair.candidate, pair.assignment, left, scale)
        assert one.score == sum(part.value * part.weight for part in one.parts)


def test_a_score_is_explained_by_the_weights_and_the_wishes_it_was_made_with(
    database: SQLAlchemy, config: Config, set_to: Callable[..., None], tmp_path: Path
) -> None:
    """Neither other weights nor a changed assignment rewrite what a run has found."""
    run = matched(database, config)
    before = parts_by_ref(matches_of("W-1", run))
    said = config.ranking_file.read_text(encoding="utf-8")
    other = tmp_path / "ranking.toml"
    other.write_text(
        said.replace("distance = 35", "distance = 5").replace("experience = 10", "experience = 40"),
        encoding="utf-8",
    )
    database.session.execute(
        update(Assignment).values(preferred_skills=("epic",), specialty="cardiology")
    )
    database.session.commit()
    set_to(ranking_file=other)
    changed = match(DAY)
    first = database.session.scalars(select(MatchRun).where(MatchRun.id != changed.run)).one()
    assert parts_by_ref(matches_of("W-1", first)) == before
    now = parts_by_ref(matches_of("W-1", newest_run()))
    assert [part.weight for part in now["S-01"]] == [5, 25, 15, 10, 40, 5]
    assert now["S-01"][1].reason == "1 of 1 preferred skills"
