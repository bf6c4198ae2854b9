"""facilities.csv."""

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.assignments.models import DoNotReturn, Facility
from tests.exchange.conftest import Exported, ImportRows
from tests.exchange.files import counts

ALDER = {"name": "Alder Clinic", "zip": "02134", "state": "MA", "setting": "clinic"}


def unwanted(database: SQLAlchemy, name: str) -> list[str]:
    refs = select(DoNotReturn.candidate_ref).join(Facility).where(Facility.name == name)
    return sorted(database.session.scalars(refs))


def test_the_name_is_the_key(database: SQLAlchemy, import_rows: ImportRows) -> None:
    assert counts(import_rows("facilities", ALDER, {"name": "Birch Hospital"})) == (2, 0, 0, 0)
    changed = ALDER | {"zip": "02135"}
    assert counts(import_rows("facilities", changed, {"name": "ALDER CLINIC"})) == (1, 1, 0, 0)
    rows = database.session.execute(select(Facility.name, Facility.zip))
    zips = {row.name: row.zip for row in rows}
    assert zips == {"Alder Clinic": "02135", "Birch Hospital": None, "ALDER CLINIC": None}


def test_somebody_not_wanted_back_need_not_be_imported_yet(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    import_rows("candidates", {"ref": "C-1"})
    report = import_rows(
        "facilities", ALDER | {"do_not_return": "C-2;C-1"}, {"name": "Birch Hospital"}
    )
    assert counts(report) == (2, 0, 0, 0)
    assert report.notes == [
        "Alder Clinic: do_not_return names C-2, who is not imported yet;"
        " it takes effect when she is"
    ]
    assert unwanted(database, "Alder Clinic") == ["C-1", "C-2"]
    assert unwanted(database, "Birch Hospital") == []
    import_rows("candidates", {"ref": "C-2"})
    assert import_rows("facilities", ALDER | {"do_not_return": "C-1;C-2"}).notes == []


def test_the_order_of_the_list_is_no_change_but_a_name_is(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    import_rows("facilities", ALDER | {"do_not_return": "C-2;C-1"})
    import_rows("facilities", {"name": "Birch Hospital", "do_not_return": "C-1"})
    same = import_rows("facilities", ALDER | {"do_not_return": "C-1;C-2;C-1"})
    assert counts(same) == (0, 0, 1, 0)
    assert counts(import_rows("facilities", ALDER | {"do_not_return": "C-3"})) == (0, 1, 0, 0)
    assert unwanted(database, "Alder Clinic") == ["C-3"]
    assert unwanted(database, "Birch Hospital") == ["C-1"]


def test_facilities_come_out_by_name(import_rows: ImportRows, exported: Exported) -> None:
    import_rows("facilities", {"name": "b"}, ALDER | {"do_not_return": "C-2;C-10"}, {"name": "B"})
    assert exported("facilities").splitlines() == [
        "name,zip,state,setting,do_not_return",
        "Alder Clinic,02134,MA,clinic,C-10;C-2",
        "B,,,,",
        "b,,,,",
    ]
