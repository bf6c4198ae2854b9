"""The board says of everybody at work or about to start what judging each by itself says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select

from agency.assignments.models import Assignment
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.edits.actions import record, record_all
from agency.extensions import db
from agency.jobs.actions import claim, finish
from agency.jobs.models import Job
from agency.matching import board_making
from agency.matching.actions import discard, match
from agency.matching.board_making import add_board, make_board, rows_of
from agency.matching.board_queries import (
    board_counts,
    board_of,
    boards_of,
    next_to_end,
    red_list,
    starts,
)
from agency.matching.board_settings import board_settings
from agency.matching.boards import Board, WatchedPlacement
from agency.matching.models import Match, MatchRun, Shortlist
from agency.matching.placement_judging import AGREED
from agency.matching.queries import last_run
from agency.placements.busy import busy_placements
from agency.placements.models import Placement
from agency.placements.queries import facts_of_pair
from agency.rules.eligibility import Assessment, ages, assess
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.settings import today
from agency.standards.queries import rulebook
from tests.builders import (
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_placement,
)
from tests.counting import counted
from tests.matching.lively_agency import LivelyAgency
from tests.matching.random_agency import AS_OF, RandomAgency
from tests.matching.working import work_off
from tests.standards.entries import BLS, saved

DAY = timedelta(days=1)


# Judging


@pytest.mark.parametrize("seed", range(6))
def test_each_placement_is_judged_as_it_would_be_alone(database: SQLAlchemy, seed: int) -> None:
    RandomAgency(seed)
    book = load_rulebook()
    placements = busy_placements(AS_OF)
    assert placements
    for placement, row in zip(placements, rows_of(placements, AS_OF, book), strict=True):
        pair = facts_of_pair(placement.candidate_ref, placement.work.ref)
        if placement.work.state not in book.states:
            assert (row["verdict"], row["requirement"]) == ("unknown", "no_rules")
            continue
        judged = assess(pair.candidate, placement.work, book, AS_OF)
        if not any(ages(one.requirement.expression) for one in judged.findings):
            assert told(row) == by_day(judged)


def told(row: dict[str, Any]) -> tuple[Any, ...]:
    kinds: dict[int, str] = {}
    for first, last, kind in row["segments"]:
        days = (date.fromisoformat(day).toordinal() for day in (first, last))
        kinds |= dict.fromkeys(range(next(days), next(days) + 1), kind)
    return (row["gap_on"], row["unknown_days"], row["uncovered_days"], kinds)


def by_day(judged: Assessment) -> tuple[Any, ...]:
    """Day by day: not covered outweighs unknown, and unknown outweighs covered."""
    kinds = {
        day: kind_on(day, judged) for day in range(judged.window.first, judged.window.last + 1)
    }
    gaps = [day for day, kind in kinds.items() if kind != "met"]
    listed = list(kinds.values())
    gap_on = date.fromordinal(min(gaps)) if gaps else None
    return (gap_on, listed.count("unknown"), listed.count("unmet"), kinds)


def kind_on(day: int, judged: Assessment) -> str:
    if day not in judged.work.allowed:
        return "unmet"
    answers = [
        one.coverage
        for one in judged.findings
        if one.decides and not one.requirement.about_the_work and one.requirement.id not in AGREED
    ]
    if all(day in one.met for one in answers):
        return "met"
    return "unknown" if all(day in one.possible for one in answers) else "unmet"


@pytest.fixture
def book() -> RuleBook:
    return load_rulebook()


def at_work(**paper: Any) -> Placement:
    """Somebody in Texas who works from a month ago until two months from now; not committed."""
    work = make_assignment(starts_on=AS_OF - 30 * DAY, ends_on=AS_OF + 60 * DAY)
    person = make_candidate()
    if paper.get("expires_on", True):
        make_credential(person, **paper)
    return make_placement(person, work, "working")


def row_of(placement: Placement, book: RuleBook) -> dict[str, Any]:
    (row,) = (
        row
        for row in rows_of(busy_placements(AS_OF), AS_OF, book)
        if row["placement_id"] == placement.id
    )
    return row


def test_a_paper_that_ends_inside_the_stay_leaves_the_days_after_it(
    database: SQLAlchemy, book: RuleBook
) -> None:
    placement = at_work(expires_on=AS_OF + 20 * DAY)
    row = row_of(placement, book)
    assert (row["kind"], row["verdict"]) == ("running", "ineligible")
    assert row["gap_on"] == AS_OF + 21 * DAY
    assert (row["uncovered_days"], row["unknown_days"]) == (40, 0)
    assert (row["requirement"], row["paper"]) == ("certification", "CMA-AAMA")
    assert [kind for _, _, kind in row["segments"]] == ["met", "unmet"]
    assert row["covered_until"] == AS_OF + 20 * DAY


@pytest.mark.parametrize(
    ("days", "units", "renewal"),
    [(50, 0, "units_missing"), (50, 60, "renew_by"), (0, 60, "too_late")],
)
def test_the_renewal_of_what_ends_is_told(
    database: SQLAlchemy, book: RuleBook, days: int, units: int, renewal: str
) -> None:
    placement = at_work(expires_on=AS_OF + days * DAY)
    person = db.session.get_one(Candidate, placement.candidate_id)
    for category in ("general", "administrative", "clinical"):
        make_ce_credit(person, category=category, units=units, earned_on=AS_OF - DAY)
    assert row_of(placement, book)["renewal"] == renewal


def test_a_new_paper_that_waits_for_review_leaves_days_unknown(
    database: SQLAlchemy, book: RuleBook
) -> None:
    placement = at_work(expires_on=AS_OF + 20 * DAY)
    person = db.session.get_one(Candidate, placement.candidate_id)
    make_credential(person, issued_on=AS_OF + 21 * DAY, evidence="documented")
    row = row_of(placement, book)
    assert (row["verdict"], row["renewal"]) == ("unknown", "on_file")
    assert (row["uncovered_days"], row["unknown_days"]) == (0, 40)


def test_what_was_agreed_to_is_not_asked_again(database: SQLAlchemy, book: RuleBook) -> None:
    placement = at_work()
    person = db.session.get_one(Candidate, placement.candidate_id)
    person.willing_states, person.min_pay_rate = ("WA",), Decimal(90)
    person.home_zip, person.shifts, person.roles = None, ("night",), ("medical_office_manager",)
    db.session.flush()
    row = row_of(placement, book)
    assert (row["verdict"], row["gap_on"]) == ("eligible", None)


def test_the_age_of_a_paper_counts_from_the_first_day_of_the_placement(
    database: SQLAlchemy, book: RuleBook
) -> None:
    """A test that was young enough on the first day is not asked for again a month later."""
    saved(BLS | {"id": "agency-tb", "needs": {"holds": ["TB-SCREEN"], "max_age_days": 365}})
    placement = at_work()
    person = db.session.get_one(Candidate, placement.candidate_id)
    make_credential(person, "TB-SCREEN", issued_on=placement.starts_on - 365 * DAY)
    assert row_of(placement, rulebook())["verdict"] == "eligible"


def test_a_state_without_recorded_rules_leaves_everything_unknown(
    database: SQLAlchemy, book: RuleBook
) -> None:
    work = make_assignment(state="GU", starts_on=AS_OF, ends_on=AS_OF + DAY)
    placement = make_placement(make_candidate(), work)
    row = row_of(placement, book)
    assert (row["verdict"], row["unknown_days"], row["requirement"]) == ("unknown", 2, "no_rules")


def test_placements_are_read_in_as_many_queries_however_many_there_are(
    database: SQLAlchemy, book: RuleBook
) -> None:
    numbers = []
    for _ in range(2):
        at_work()
        with counted(database) as statements:
            list(rows_of(busy_placements(AS_OF), AS_OF, book))
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]


def test_batches_change_nothing(
    database: SQLAlchemy, book: RuleBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    RandomAgency(3)
    placements = busy_placements(AS_OF)
    whole = list(rows_of(placements, AS_OF, book))
    monkeypatch.setattr(board_making, "BATCH", 2)
    assert list(rows_of(placements, AS_OF, book)) == whole


# The board


@pytest.fixture
def agency(database: SQLAlchemy, app: Flask) -> dict[str, Placement]:
    """Three at work, one of whom loses cover; three starts, of which two are near; matched."""
    now = today()

    def placed(ref: str, first: int, last: int, **paper: Any) -> Placement:
        work = make_assignment(
            f"A-{ref}", starts_on=now + first * DAY, ends_on=now + last * DAY, openings=2
        )
        person = make_candidate(f"C-{ref}", last_name=ref)
        make_credential(person, **({"expires_on": now + 400 * DAY} | paper))
        return make_placement(person, work)

    found = {
        "covered": placed("covered", -10, 30),
        "lapses": placed("lapses", -10, 30, expires_on=now + 5 * DAY),
        "claims": placed("claims", 0, 30, evidence="claimed"),
        "over": placed("over", -30, -1, expires_on=now - 5 * DAY),
        "starts": placed("starts", 3, 30),
        "late": placed("late", 14, 30, expires_on=now + 20 * DAY),
        "later": placed("later", 15, 40, expires_on=now + 20 * DAY),
    }
    make_candidate("C-nobody")
    db.session.commit()
    match(now)
    work_off(app)
    return found


def names(watched: Any) -> list[str]:
    return [one.candidate_ref.removeprefix("C-") for one in watched.items]


def test_a_match_leaves_a_board(agency: dict[str, Placement]) -> None:
    assert names(red_list(10)) == ["claims", "lapses"]
    assert names(starts(10)) == ["starts", "late"]
    assert names(starts(10, not_clear=True)) == ["late"]
    counts = board_counts()
    assert (counts.running, counts.uncovered, counts.unknown, counts.red) == (3, 1, 1, 2)
    assert (counts.starting, counts.not_clear) == (2, 1)


def test_the_next_to_watch_is_whose_cover_ends_first(agency: dict[str, Placement]) -> None:
    found = next_to_end()
    assert found
    assert found.candidate_ref == "C-covered"


def test_pages_of_the_board_leave_nobody_out(agency: dict[str, Placement]) -> None:
    first = red_list(1)
    second = red_list(1, first.next)
    assert names(first) + names(second) == names(red_list(10))
    assert second.next is None
    assert names(starts(1, starts(1).next)) == ["late"]


def test_openings_that_are_left_are_counted_and_who_is_eligible_for_them(
    agency: dict[str, Placement],
) -> None:
    """Of two openings each one is taken; all with a certification are eligible for all others,
    unless they are placed then.
    """
    board = board_of(current())
    assert board
    open_now = [one for one in agency if one != "over"]
    assert board.openings == len(open_now)
    assert board.states == {"TX": {"openings": len(open_now), "eligible": eligible_people()}}
    lists = listed()
    assert board.fillable == sum(min(1, count) for count in lists)


def current() -> MatchRun:
    run = last_run(today())
    assert run is not None
    return run


def listed() -> list[int]:
    return list(db.session.scalars(select(Shortlist.eligible)))


def eligible_people() -> int:
    eligible = select(Match.candidate_id).where(Match.tier == "eligible").distinct()
    return len(db.session.scalars(eligible).all())


def test_a_delta_makes_the_board_anew(
    agency: dict[str, Placement], database: SQLAlchemy, app: Flask
) -> None:
    paper = db.session.scalars(
        select(Credential).where(Credential.candidate_id == agency["lapses"].candidate_id)
    ).one()
    paper.expires_on = today() + 300 * DAY
    record("candidate", [paper.candidate_id])
    db.session.commit()
    work_off(app)
    assert names(red_list(10)) == ["claims"]
    run = current()
    assert not run.full
    assert board_of(run) is not None
    assert boards_of([run.id, run.base_id or 0]).keys() == {run.id, run.base_id}


def test_a_placement_that_is_confirmed_comes_onto_the_board(
    agency: dict[str, Placement], database: SQLAlchemy, app: Flask
) -> None:
    person = db.session.scalars(select(Candidate).where(Candidate.ref == "C-nobody")).one()
    work = db.session.scalars(select(Assignment).where(Assignment.ref == "A-covered")).one()
    make_placement(person, work)
    record_all({"candidate": [person.id], "assignment": [work.id]})
    db.session.commit()
    work_off(app)
    assert "nobody" in names(red_list(10))


def test_making_the_board_twice_changes_nothing(agency: dict[str, Placement]) -> None:
    before = stored()
    db.session.rollback()
    make_board({})()
    db.session.commit()
    assert stored() == before


def stored() -> list[tuple[Any, ...]]:
    columns = [one for one in WatchedPlacement.__table__.c if one.name != "judged_at"]
    rows = db.session.execute(select(*columns).order_by(WatchedPlacement.placement_id))
    return [tuple(row) for row in rows]


def test_a_board_of_a_run_that_counts_no_more_is_thrown_away(
    agency: dict[str, Placement], app: Flask
) -> None:
    before = stored()
    store = make_board({})
    db.session.rollback()
    person = db.session.scalars(select(Candidate).where(Candidate.ref == "C-nobody")).one()
    person.status = "inactive"
    record("candidate", [person.id])
    db.session.commit()
    work_off(app)
    newer = board_of(current())
    assert newer
    db.session.execute(delete(WatchedPlacement))
    db.session.commit()
    store()
    db.session.commit()
    assert stored() == []
    assert before


def test_only_who_holds_the_job_writes_the_board(agency: dict[str, Placement]) -> None:
    db.session.execute(delete(WatchedPlacement))
    add_board()
    db.session.commit()
    job_id = db.session.scalars(
        select(Job.id).where(Job.kind == "board", Job.state == "pending")
    ).one()
    db.session.rollback()
    claimed = claim(job_id, "here")
    assert claimed
    store = make_board({})
    db.session.rollback()
    assert not finish(replace(claimed, fence=claimed.fence - 1), store)
    assert stored() == []
    db.session.rollback()
    assert finish(claimed, store)
    assert stored()


def test_a_placement_removed_meanwhile_is_left_out(agency: dict[str, Placement]) -> None:
    store = make_board({})
    db.session.rollback()
    gone = agency["lapses"].id
    db.session.execute(delete(Placement).where(Placement.id == gone))
    db.session.commit()
    store()
    db.session.commit()
    assert names(red_list(10)) == ["claims"]


def test_without_a_run_there_is_no_board(database: SQLAlchemy, app: Flask) -> None:
    at_work()
    db.session.commit()
    make_board({})()
    assert stored() == []
    assert board_counts().judged_at is None


def test_a_board_goes_with_its_run(agency: dict[str, Placement]) -> None:
    run_id = current().id
    db.session.rollback()
    discard(run_id)
    assert stored() == []
    assert db.session.scalars(select(Board)).all() == []


@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_the_board_is_as_if_made_anew(
    database: SQLAlchemy, app: Flask, seed: int
) -> None:
    agency = LivelyAgency(seed)
    match(today())
    work_off(app)
    for _ in range(5):
        agency.change()
        work_off(app)
        run = current()
        until = run.as_of + board_settings().starts_within_days * DAY
        expected = [
            (row["placement_id"], row["verdict"], row["gap_on"], row["segments"])
            for row in rows_of(
                [one for one in busy_placements(run.as_of) if one.work.starts_on <= until],
                run.as_of,
                load_rulebook(),
            )
        ]
        found = db.session.execute(
            select(
                WatchedPlacement.placement_id,
                WatchedPlacement.verdict,
                WatchedPlacement.gap_on,
                WatchedPlacement.segments,
            )
        )
        assert sorted(map(tuple, found)) == sorted(expected)
        db.session.rollback()
