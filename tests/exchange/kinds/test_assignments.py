"""assignments.csv."""

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import Assignment, Facility
from agency.exchange.report import ImportReport
from tests.exchange.conftest import Exported, ImportRows
from tests.exchange.files import counts

WORK = {"ref": "A-1", "state": "", "facility": "Alder Clinic", "pay_rate": "25.5"}


@pytest.fixture(autouse=True)
def _sites(import_rows: ImportRows) -> None:
    import_rows(
        "facilities",
        {"name": "Alder Clinic", "zip": "75201", "state": "TX", "setting": "clinic"},
        {"name": "Guam Clinic", "state": "GU"},
        {"name": "Somewhere"},
    )


def problem(report: ImportReport) -> str:
    [row] = report.refused_rows
    [one] = row.problems
    return str(one)


def test_the_reference_is_the_key(database: SQLAlchemy, import_rows: ImportRows) -> None:
    assert counts(import_rows("assignments", WORK, WORK | {"ref": "A-2"})) == (2, 0, 0, 0)
    changed = WORK | {"facility": "", "state": "WA"}
    again = import_rows("assignments", changed, WORK | {"ref": "A-2", "pay_rate": "25.50"})
    assert counts(again) == (0, 1, 1, 0)
    works = database.session.execute(
        select(Assignment.ref, Assignment.state, Assignment.facility_id).order_by(Assignment.ref)
    ).all()
    alder = select(Facility.id).where(Facility.name == "Alder Clinic")
    assert works == [("A-1", "WA", None), ("A-2", None, database.session.scalars(alder).one())]


def test_place_and_setting_left_blank_stay_blank_and_are_the_facilitys(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    assert counts(import_rows("assignments", WORK)) == (1, 0, 0, 0)
    place = select(Assignment.zip, Assignment.state, Assignment.setting)
    assert database.session.execute(place).one() == (None, None, None)


def test_a_facility_must_be_known(import_rows: ImportRows) -> None:
    report = import_rows("assignments", WORK, WORK | {"ref": "A-2", "facility": "Nowhere"})
    assert counts(report) == (1, 0, 0, 1)
    assert problem(report) == (
        "facility: 'Nowhere': expected the name of a facility imported before, or blank"
    )


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"facility": "", "state": ""}, "state: '': expected a state whose rules are recorded: "),
        ({"facility": "Somewhere"}, "state: '': expected a state whose rules are recorded: "),
        ({"facility": "Guam Clinic"}, "state: 'GU': expected a state whose rules are recorded: "),
        ({"state": "GU"}, "state: 'GU': expected a state whose rules are recorded: "),
    ],
)
def test_work_where_no_rules_are_recorded_is_refused(
    import_rows: ImportRows, values: dict[str, str], wanted: str
) -> None:
    report = import_rows("assignments", WORK | values, WORK | {"ref": "A-2"})
    assert counts(report) == (1, 0, 0, 1)
    assert problem(report).startswith(wanted)


def test_a_state_of_its_own_outweighs_the_facilitys(import_rows: ImportRows) -> None:
    assert import_rows("assignments", WORK | {"facility": "Guam Clinic", "state": "WA"}).inserted


@pytest.mark.parametrize(
    ("column", "value", "wanted"),
    [
        ("tasks", "general;juggling", "a known task"),
        ("accepted_certifications", "CCMA", "one of CCMA-NHA"),
        ("client_requirements", "BLS-XYZ", "a known credential code"),
    ],
)
def test_an_unknown_task_or_code_is_refused(
    import_rows: ImportRows, column: str, value: str, wanted: str
) -> None:
    report = import_rows("assignments", WORK | {column: value}, WORK | {"ref": "A-2"})
    assert counts(report) == (1, 0, 0, 1)
    assert problem(report).startswith(f"{column}: '{value}': expected {wanted}")


def test_assignments_come_out_by_reference_as_they_went_in(
    import_rows: ImportRows, exported: Exported
) -> None:
    said = {"tasks": "venipuncture;general", "required_skills": "juggling", "shift": "night"}
    import_rows("assignments", WORK | {"ref": "a"}, WORK | said, WORK | {"ref": "B"})
    lines = exported("assignments").splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == ["A-1", "B", "a"]
    assert lines[1] == (
        "A-1,Alder Clinic,,,,,,2027-01-04,2027-03-31,1,25.50,,normal,open,,"
        "venipuncture;general,juggling,,,,,,night,,"
    )
