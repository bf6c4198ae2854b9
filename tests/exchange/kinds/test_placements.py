"""placements.csv."""

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.placements.models import Placement
from tests.exchange.conftest import Exported, ImportRows
from tests.exchange.files import counts

AT_ONE = {"assignment_ref": "A-1", "starts_on": "2027-01-04", "ends_on": "2027-02-15"}
AT_TWO = {"assignment_ref": "A-2", "starts_on": "2027-02-15", "ends_on": "2027-03-31"}
CLASH = "C-1: A-1 (2027-01-04 to 2027-02-15) overlaps A-2 (2027-02-15 to 2027-03-31)"


@pytest.fixture(autouse=True)
def _agency(import_rows: ImportRows) -> None:
    import_rows("candidates", {"ref": "C-1"}, {"ref": "C-2"})
    import_rows("assignments", {"ref": "A-1"}, {"ref": "A-2"})


def test_candidate_assignment_and_first_day_are_the_key(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    rows = [
        AT_ONE,
        AT_ONE | {"candidate_ref": "C-2"},
        AT_ONE | {"starts_on": "2027-02-16", "ends_on": "2027-02-20"},
        AT_TWO | {"stage": "offered"},
    ]
    assert counts(import_rows("placements", *rows)) == (4, 0, 0, 0)
    assert counts(import_rows("placements", AT_ONE | {"stage": "working"}, *rows[1:])) == (
        0,
        1,
        3,
        0,
    )
    stages = database.session.scalars(select(Placement.stage).order_by(Placement.id)).all()
    assert stages == ["working", "confirmed", "confirmed", "offered"]


def test_days_left_blank_are_the_assignments(database: SQLAlchemy, import_rows: ImportRows) -> None:
    import_rows("placements", {}, {"candidate_ref": "C-2", "starts_on": "2027-02-01"})
    days = select(Placement.starts_on, Placement.ends_on).order_by(Placement.id)
    assert [[str(day) for day in row] for row in database.session.execute(days)] == [
        ["2027-01-04", "2027-03-31"],
        ["2027-02-01", "2027-03-31"],
    ]


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"candidate_ref": "C-9"}, "candidate_ref"),
        ({"assignment_ref": "A-9"}, "assignment_ref"),
        ({"starts_on": "2027-04-01", "ends_on": ""}, "starts_on"),
        ({"starts_on": "", "ends_on": "2027-01-03"}, "ends_on"),
    ],
)
def test_what_leads_nowhere_is_refused(
    import_rows: ImportRows, values: dict[str, str], column: str
) -> None:
    report = import_rows("placements", AT_ONE | values, AT_ONE | {"candidate_ref": "C-2"})
    assert counts(report) == (1, 0, 0, 1)
    assert report.refused_rows[0].problems[0].field == column


@pytest.mark.parametrize("dry_run", [False, True])
def test_overlapping_placements_are_recorded_and_reported(
    import_rows: ImportRows, dry_run: bool
) -> None:
    rows = [AT_ONE, AT_TWO, AT_TWO | {"candidate_ref": "C-2"}]
    report = import_rows("placements", *rows, dry_run=dry_run)
    assert counts(report) == (3, 0, 0, 0)
    assert report.notes == [CLASH]


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_overlap_with_a_placement_imported_before_is_reported(
    import_rows: ImportRows, dry_run: bool
) -> None:
    assert import_rows("placements", AT_TWO).notes == []
    assert import_rows("placements", AT_ONE, dry_run=dry_run).notes == [CLASH]


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_overlap_across_batches_is_reported(
    import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch, dry_run: bool
) -> None:
    monkeypatch.setattr("agency.exchange.actions.BATCH", 1)
    report = import_rows("placements", AT_ONE, AT_TWO, dry_run=dry_run)
    assert report.notes == [CLASH]


@pytest.mark.parametrize(
    "other",
    [
        {"stage": "offered"},
        {"stage": "completed"},
        {"starts_on": "2027-02-16"},
        {"candidate_ref": "C-2"},
    ],
)
def test_what_does_not_make_her_busy_or_does_not_overlap_is_not_reported(
    import_rows: ImportRows, other: dict[str, str]
) -> None:
    assert import_rows("placements", AT_ONE, AT_TWO | other).notes == []


def test_a_placement_that_no_longer_makes_her_busy_does_not_overlap(
    import_rows: ImportRows,
) -> None:
    import_rows("placements", AT_ONE)
    cancelled = AT_ONE | {"stage": "cancelled"}
    for dry_run in (True, False):
        assert import_rows("placements", cancelled, AT_TWO, dry_run=dry_run).notes == []


def test_placements_come_out_by_their_key(import_rows: ImportRows, exported: Exported) -> None:
    later = AT_ONE | {"starts_on": "2027-02-16", "ends_on": ""}
    import_rows("placements", AT_TWO | {"candidate_ref": "C-2"}, later, AT_ONE)
    assert exported("placements").splitlines() == [
        "candidate_ref,assignment_ref,stage,starts_on,ends_on",
        "C-1,A-1,confirmed,2027-01-04,2027-02-15",
        "C-1,A-1,confirmed,2027-02-16,2027-03-31",
        "C-2,A-2,confirmed,2027-02-15,2027-03-31",
    ]
