"""candidates.csv."""

from datetime import date
from decimal import Decimal
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency.candidates.models import Absence, Candidate
from agency.clock import now
from tests.builders import A_MOMENT, make_candidate
from tests.exchange.conftest import Exported, ImportRows

ANN = {
    "ref": "C-1",
    "first_name": "Ann",
    "last_name": "O'Brien",
    "home_zip": "02134",
    "willing_states": "WA;NY",
    "unavailable": "2027-03-01/2027-03-02;2027-02-01/2027-02-02",
    "min_pay_rate": "22.50",
    "max_travel_miles": "25.0",
    "adult": "yes",
}


def person(database: SQLAlchemy, ref: str) -> Candidate:
    return database.session.scalars(select(Candidate).where(Candidate.ref == ref)).one()


def away(database: SQLAlchemy, ref: str) -> list[Any]:
    days = select(Absence.first_day).join(Candidate).where(Candidate.ref == ref)
    return list(database.session.scalars(days.order_by(Absence.id)))


def test_a_candidate_is_kept_with_everything_said(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    report = import_rows("candidates", ANN, {"ref": "C-2"})
    assert (report.inserted, report.refused) == (2, 0)
    ann = person(database, "C-1")
    assert (ann.first_name, ann.last_name, ann.home_zip) == ("Ann", "O'Brien", "02134")
    assert (ann.willing_states, ann.min_pay_rate) == (("WA", "NY"), Decimal("22.50"))
    assert ann.adult is True
    assert away(database, "C-1") == [date(2027, 3, 1), date(2027, 2, 1)]
    assert away(database, "C-2") == []


def test_the_reference_is_the_key(database: SQLAlchemy, import_rows: ImportRows) -> None:
    import_rows("candidates", ANN, {"ref": "C-2"})
    before = person(database, "C-1").id
    changed = ANN | {"last_name": "Lee", "unavailable": "2027-05-01/2027-05-02"}
    report = import_rows("candidates", changed, {"ref": "C-2"}, {"ref": "c-1"})
    assert (report.inserted, report.updated, report.unchanged) == (1, 1, 1)
    assert (person(database, "C-1").id, person(database, "C-1").last_name) == (before, "Lee")
    assert away(database, "C-1") == [date(2027, 5, 1)]


def test_a_row_as_before_is_not_touched(database: SQLAlchemy, import_rows: ImportRows) -> None:
    import_rows("candidates", ANN, {"ref": "C-2"})
    database.session.execute(update(Candidate).values(changed_at=A_MOMENT))
    database.session.commit()
    same = ANN | {"min_pay_rate": "22.5", "max_travel_miles": "25", "first_name": " Ann "}
    report = import_rows("candidates", same, {"ref": "C-2", "skills": "ekg"})
    assert (report.updated, report.unchanged) == (1, 1)
    assert person(database, "C-1").changed_at == A_MOMENT
    assert A_MOMENT < person(database, "C-2").changed_at <= now()


def test_absences_taken_back_are_gone(database: SQLAlchemy, import_rows: ImportRows) -> None:
    other = {"ref": "C-2", "unavailable": "2027-02-01/2027-02-02"}
    import_rows("candidates", ANN, other)
    report = import_rows("candidates", ANN | {"unavailable": ""})
    assert (report.updated, report.unchanged) == (1, 0)
    assert away(database, "C-1") == []
    assert len(away(database, "C-2")) == 1


def test_a_change_of_absences_alone_is_a_change(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    import_rows("candidates", ANN)
    report = import_rows("candidates", ANN | {"unavailable": "2027-03-01/2027-03-02"})
    assert report.updated == 1
    assert away(database, "C-1") == [date(2027, 3, 1)]


def test_of_two_rows_with_one_key_the_last_counts(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    twice = [ANN, ANN | {"last_name": "Lee", "unavailable": ""}, ANN | {"ref": "C-2"}]
    report = import_rows("candidates", *twice)
    assert (report.inserted, report.updated, report.unchanged) == (2, 1, 0)
    assert person(database, "C-1").last_name == "Lee"
    assert away(database, "C-1") == []


def test_whom_the_file_does_not_name_stays(database: SQLAlchemy, import_rows: ImportRows) -> None:
    make_candidate("C-9", last_name="Stays")
    database.session.commit()
    import_rows("candidates", ANN)
    assert person(database, "C-9").last_name == "Stays"


def test_candidates_come_out_by_reference_as_they_went_in(
    import_rows: ImportRows, exported: Exported
) -> None:
    import_rows("candidates", {"ref": "b"}, ANN, {"ref": "C-10"}, {"ref": "B"})
    lines = exported("candidates").splitlines()
    assert [line.partition(",")[0] for line in lines] == ["ref", "B", "C-1", "C-10", "b"]
    assert lines[2] == (
        "C-1,Ann,O'Brien,,,02134,WA;NY,25,,2027-03-01/2027-03-02;2027-02-01/2027-02-02,"
        "22.50,,,active,yes,,,,"
    )


def test_a_reference_that_would_have_no_page_is_refused(import_rows: ImportRows) -> None:
    report = import_rows("candidates", {"ref": "new"}, {"ref": "C-2"})
    assert (report.inserted, report.refused) == (1, 1)
    (problem,) = report.refused_rows[0].problems
    assert (problem.field, problem.value) == ("ref", "new")
    assert problem.expected.startswith("a reference other than new, preview and duplicates")


def notes_of(import_rows: ImportRows, *rows: dict[str, str]) -> list[str]:
    """What is told of a file, after it was seen that a dry run tells the same."""
    dry = import_rows("candidates", *rows, dry_run=True)
    report = import_rows("candidates", *rows)
    assert report.refused == 0
    assert dry.notes == report.notes
    return report.notes


def test_an_address_of_somebody_else_is_told_and_the_row_goes_in(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    make_candidate("C-1", email="ann@example.org")
    make_candidate("C-2", email="bo@example.org")
    database.session.commit()
    told = notes_of(
        import_rows,
        {"ref": "C-3", "email": "ANN@example.org"},
        {"ref": "C-4", "email": "new@example.org"},
        {"ref": "C-5", "email": "New@example.org"},
        {"ref": "C-2", "email": "bo@example.org"},
        {"ref": "C-6"},
    )
    assert told == [
        "line 2, email: 'ANN@example.org': C-1 has this address too; both files are kept",
        "line 4, email: 'New@example.org': C-4 has this address too; both files are kept",
    ]
    assert person(database, "C-3").email == "ANN@example.org"


def test_addresses_that_change_hands_in_a_file_are_nobodys_twice(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    make_candidate("C-1", email="ann@example.org")
    database.session.commit()
    passed_on = {"ref": "C-2", "email": "ann@example.org"}, {"ref": "C-1", "email": "a@example.org"}
    assert notes_of(import_rows, *passed_on) == []


def test_who_is_imported_is_found_as_a_twin(database: SQLAlchemy, import_rows: ImportRows) -> None:
    import_rows("candidates", {"ref": "C-1", "first_name": "Linh", "last_name": "Nguyễn"})
    said = {"ref": "C-1", "first_name": "Zoë", "last_name": "Ng", "phone": "+1 (206) 555-0142"}
    for row in (said, said | {"ref": "C-2", "email": "Z@example.org"}):
        import_rows("candidates", row)
        she = person(database, row["ref"])
        assert (she.name_key, she.phone_key) == ("zoe ng", "2065550142")
    assert person(database, "C-2").email_key == "z@example.org"
