"""What a run counts and keeps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.matching.actions import match
from agency.matching.models import MatchRun
from agency.rules.ranking import points_text
from agency.rules.rulebook import load_rulebook
from config import Config
from tests.builders import make_assignment
from tests.matching.runs import shortlists, stored
from tests.samples.agencies import AGENCIES, AS_OF, SMALL, expected_pairs, keep, rows


@pytest.mark.parametrize("folder", AGENCIES.values(), ids=AGENCIES)
def test_the_stored_matches_are_the_pairs_expected(
    database: SQLAlchemy, config: Config, folder: Path
) -> None:
    keep(folder)
    match(AS_OF)
    pairs = expected_pairs(folder)
    eligible = {pair[:2] for pair in pairs if pair[2] == "eligible"}
    unknown = {pair[:2] for pair in pairs if pair[2] == "unknown"}
    kept = stored(database)
    assert {(row[0], row[3]) for row in kept if row[1] == "eligible"} == eligible
    assert {(row[0], row[3]) for row in kept if row[4] == "unknown"} <= unknown
    counts = {
        ref: (of_one.eligible, of_one.unknown) for ref, of_one in shortlists(database).items()
    }
    assert {ref: both for ref, both in counts.items() if any(both)} == {
        ref: tuple(sum(ref == pair[0] for pair in of) for of in (eligible, unknown))
        for ref in {pair[0] for pair in pairs}
    }


def test_the_list_of_an_assignment_is_stored_in_the_order_derived_by_hand(
    database: SQLAlchemy, config: Config
) -> None:
    keep(SMALL)
    match(AS_OF)
    listed = [
        {
            "assignment_ref": ref,
            "tier": tier,
            "position": str(position),
            "candidate_ref": candidate,
            "verdict": verdict,
            "score": points_text(score),
            "gap": gap,
            "renewable": "yes" if renewable else "no",
        }
        for ref, tier, position, candidate, verdict, score, _, gap, renewable in stored(database)
    ]
    expected = rows(SMALL / "expected_shortlist.csv")
    assert [one for one in listed if one["assignment_ref"] == "W-1"] == expected


def test_the_report_counts_everything_exactly(database: SQLAlchemy, config: Config) -> None:
    keep(SMALL)
    make_assignment("W-9", state="GU")
    database.session.commit()
    told: list[tuple[int, int]] = []
    report = match(AS_OF, lambda done, total: told.append((done, total)))
    run = database.session.scalars(select(MatchRun)).one()
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4), (4, 4)]  # of four states
    seconds = report.counts["seconds"]
    assert report.as_json() == {
        "run": run.id,
        "as_of": "2026-11-24",
        "rulebook": load_rulebook().fingerprint,
        "snapshot": run.snapshot,
        "settings": run.settings,
        "repeated": False,
        "counts": {
            "candidates": 16,
            "assignments": {
                "open": 7,
                "matched": 5,
                "blocked": 1,
                "no_rules": 1,
                "to_confirm": 1,
                "with_eligible": 5,
            },
            "pairs": {
                "eligible": 7,
                "unknown": 13,
                "ineligible": 59,
                "near_misses": 26,
                "renewable": 1,
            },
            "stored": {"eligible": 7, "near_misses": 26},
            "seconds": seconds,
            "peak_mb": report.counts["peak_mb"],
        },
        "choice": {"openings": 7, "proposed": 5, "gap": 0.0},
    }
    assert list(seconds) == ["read", "match", "write", "compare", "allocate"]
    assert all(taken >= 0 for taken in seconds.values())
    assert run.counts == report.counts
    assert (run.state, run.as_of) == ("complete", AS_OF)
    assert run.finished_at is not None
    assert run.started_at <= run.finished_at


def test_counts_of_assignments_add_up_and_those_placed_are_no_pairs(
    database: SQLAlchemy, config: Config
) -> None:
    keep(SMALL)
    report = match(AS_OF)
    lists = shortlists(database)
    matched = {ref: one for ref, one in lists.items() if one.outcome == "matched"}
    sums = {ref: one.eligible + one.unknown + one.ineligible for ref, one in matched.items()}
    assert sums == {"W-1": 15, "W-3": 16, "W-4": 16, "W-7": 16, "W-8": 16}
    assert "S-08" not in {row[3] for row in stored(database) if row[0] == "W-1"}
    for count in ("eligible", "unknown", "ineligible", "near_misses"):
        assert report.counts["pairs"][count] == sum(getattr(one, count) for one in matched.values())


def test_what_is_not_open_or_over_is_not_matched_and_what_is_barred_says_why(
    database: SQLAlchemy, config: Config
) -> None:
    keep(SMALL)
    make_assignment("W-9", state="GU")
    database.session.commit()
    match(AS_OF)
    lists = shortlists(database)
    assert {ref: one.outcome for ref, one in lists.items()} == {
        "W-1": "matched",
        "W-2": "blocked",
        "W-3": "matched",
        "W-4": "matched",
        "W-7": "matched",
        "W-8": "matched",
        "W-9": "no_rules",
    }
    assert lists["W-2"].reasons[0]["requirement"] == "ny-injections-and-vaccines"
    assert lists["W-2"].reasons[0]["citation"].startswith("N.Y. Educ. Law 6530")
    assert "GU" in lists["W-9"].reasons[0]["says"]
    assert [one["requirement"] for one in lists["W-3"].to_confirm] == ["ny-cannot-list"]
    assert not lists["W-1"].to_confirm
    nobody = {"W-2", "W-9"}
    assert not nobody & {row[0] for row in stored(database)}
    assert {(lists[ref].eligible, lists[ref].ineligible) for ref in nobody} == {(0, 0)}


@pytest.mark.parametrize(("eligible", "near_misses"), [(1, 2), (2, 7)])
def test_no_more_are_stored_than_the_settings_say_but_all_are_counted(
    database: SQLAlchemy, set_to: Callable[..., None], eligible: int, near_misses: int
) -> None:
    keep(SMALL)
    set_to(shortlist_size=eligible, near_miss_size=near_misses)
    match(AS_OF)
    expected = rows(SMALL / "expected_shortlist.csv")
    positions = [(row[1], row[2], row[3]) for row in stored(database) if row[0] == "W-1"]
    assert positions == [
        (row["tier"], int(row["position"]), row["candidate_ref"])
        for row in expected
        if int(row["position"]) <= (eligible if row["tier"] == "eligible" else near_misses)
    ]
    assert shortlists(database)["W-1"].near_misses == 7


def test_positions_run_from_one_in_each_list(database: SQLAlchemy, config: Config) -> None:
    keep(SMALL)
    match(AS_OF)
    lists: dict[tuple[str, str], list[int]] = {}
    for row in stored(database):
        lists.setdefault((row[0], row[1]), []).append(row[2])
    assert all(positions == [*range(1, len(positions) + 1)] for positions in lists.values())
