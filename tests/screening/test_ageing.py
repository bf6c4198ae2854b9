"""Lists whose newest file is old are told, and months that no file covers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask_sqlalchemy import SQLAlchemy

from agency.screening.actions import load_list
from agency.screening.ageing import is_old, old_words
from agency.screening.queries import described_lists
from agency.screening.sources import SOURCES
from tests.screening.lists import ROSA, leie, sam
from tests.trail import ANN

MOST = SOURCES["leie"].layout.old_after_days


def test_a_list_is_old_beyond_the_days_of_its_data_file(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    load_list("leie", leie(tmp_path, ROSA), ANN)
    load_list("sam", sam(tmp_path, {"First": "BEN", "Last": "ASHGROVE"}), ANN, day=date(2026, 6, 1))
    last = date.fromordinal(date(2026, 3, 20).toordinal() + MOST)
    first = date.fromordinal(last.toordinal() + 1)
    assert old_words(described_lists(last), last) == []
    lists = described_lists(first)
    assert [is_old(one, first) for one in lists] == [True, False]
    assert old_words(lists, first) == [
        f"OIG LEIE goes up to 20 Mar 2026, {MOST + 1} days ago; one of more than {MOST} days is"
        " old. Load a newer file."
    ]


def test_months_that_are_over_are_missing_though_no_later_file_came(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    load_list("leie", leie(tmp_path, ROSA), ANN)
    load_list("sam", sam(tmp_path, {"First": "BEN", "Last": "ASHGROVE"}), ANN, day=date(2026, 1, 1))
    assert missing(date(2026, 3, 31)) == missing(date(2026, 4, 30)) == [[], []]
    (of_leie,), of_sam = missing(date(2026, 6, 1))
    assert of_leie.startswith(
        "Not loaded: 2026-04 exclusions, 2026-04 reinstatements, 2026-05 exclusions,"
        " 2026-05 reinstatements."
    )
    assert of_sam == []
    late = {**ROSA, "FIRSTNAME": "LEO", "EXCLDATE": "20260520"}
    load_list("leie", leie(tmp_path, late, name="2605EXCL.csv"), ANN, supplement=True)
    (of_leie,), _ = missing(date(2026, 6, 30))
    assert of_leie.startswith(
        "Not loaded: 2026-04 exclusions, 2026-04 reinstatements, 2026-05 reinstatements."
    )
    (of_leie,), _ = missing(date(2027, 1, 1))
    assert of_leie.startswith("Not loaded: 17 monthly files, from 2026-04 to 2026-12.")


def missing(day: date) -> list[list[str]]:
    return [one["missing"] for one in described_lists(day)]
