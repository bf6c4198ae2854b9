"""``agency pin`` and ``agency pins``."""

from __future__ import annotations

import pytest

from tests.cli.commands import answer, run, told

MATCH = "match", "--as-of", "2026-11-24"


def test_a_pair_is_pinned_matched_and_taken_back(over: dict[str, str]) -> None:
    said = answer(over, "pin", "S-01", "W-1", "--reason", "Asked for", "--by", "Ann")
    assert (said["kind"], said["reason"], said["made_by"]) == ("pin", "Asked for", "Ann")
    assert "Not asked yet" in told(over, "pins")
    assert run(over, *MATCH).exit_code == 0
    (pin,) = answer(over, "pins")
    assert (pin["candidate_ref"], pin["assignment_ref"]) == ("S-01", "W-1")
    assert pin["outcome"] is not None
    assert pin["says"] in told(over, "pins")
    assert told(over, "pin", "S-01", "W-1", "--take-back") == "S-01 is pinned to W-1 no more.\n"
    assert told(over, "pins") == "Nobody is pinned or excluded.\n"


def test_a_pair_is_excluded(over: dict[str, str]) -> None:
    said = told(over, "pin", "S-01", "W-1", "--exclude")
    assert said == "S-01 is excluded from W-1. The next match chooses by it.\n"
    assert "S-01 excluded from W-1" in told(over, "pins")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("S-99", "W-1"), "candidate_ref: 'S-99': expected the reference of a candidate"),
        (("S-01", "W-99"), "assignment_ref: 'W-99': expected the reference of an assignment"),
        (("S-01", "W-1", "--take-back"), "there is no pin or exclusion 'S-01 on W-1'"),
        (("S-01", "W-1", "--take-back", "--exclude"), "has its kind"),
        (("S-01", "W-1", "--reason", "x" * 501), "at most 500 characters"),
    ],
)
def test_what_cannot_be_is_told(over: dict[str, str], words: tuple[str, ...], problem: str) -> None:
    done = run(over, "pin", *words)
    assert done.exit_code == 2
    assert problem in done.stderr
