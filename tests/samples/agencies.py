"""Agencies as files, with the verdicts they must give."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS

AS_OF = date(2026, 11, 24)
SMALL = Path(__file__).parent
# A second one stands beside the project where it was made, and nowhere else.
BESIDE = Path(__file__).parents[3] / "shared" / "samples"
AGENCIES = {"small": SMALL} | ({"beside": BESIDE} if BESIDE.is_dir() else {})


def keep(folder: Path) -> None:
    """Import all files of an agency; every row is good."""
    for kind in KINDS:
        report = import_file(kind, folder / f"{kind}.csv")
        assert report.refused == 0, report.refused_rows


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def expected_pairs(folder: Path) -> list[tuple[str, str, str]]:
    """Assignment, candidate and verdict of every pair that is eligible or unknown, sorted."""
    columns = ("assignment_ref", "candidate_ref", "verdict")
    return [
        (one[columns[0]], one[columns[1]], one[columns[2]])
        for one in rows(folder / "expected_pairs.csv")
    ]
