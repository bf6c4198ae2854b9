"""Files of lists are taken up whole; what is out of order, twice or cut off changes nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Select, select

from agency.errors import NotFound, Refused, Unreadable
from agency.extensions import db
from agency.screening.actions import load_list
from agency.screening.actions.loading import Report
from agency.screening.models import ListLoad, ListRecord
from agency.screening.queries import described_lists
from agency.settings import today
from tests.screening.lists import FIRM, ROSA, leie, sam, written
from tests.trail import ANN, all_rows, work_left

OTHER = {"LASTNAME": "ABERNATHY", "FIRSTNAME": "LEO", "EXCLDATE": "20251020"}
THIRD = {"LASTNAME": "ZABRISKIE", "FIRSTNAME": "MAE", "EXCLDATE": "20260119"}


def load(file: Path, name: str = "leie", **options: Any) -> Report:
    return load_list(name, file, ANN, **options)


def standing() -> list[str]:
    """The last names that stand on the lists."""
    rows = select(ListRecord.last_name).where(
        ListRecord.removed_in.is_(None), ListRecord.reinstatement.is_(False)
    )
    return sorted(rows_of(rows))


def rows_of(statement: Select[Any]) -> list[Any]:
    return list(db.session.scalars(statement))


def counts(report: Report) -> tuple[int, int, int, int]:
    row = report.load
    assert row is not None
    return row.added, row.changed, row.removed, row.listed


def test_a_full_file_is_kept_but_for_firms(database: SQLAlchemy, tmp_path: Path) -> None:
    report = load(leie(tmp_path, ROSA, FIRM, OTHER))
    assert counts(report) == (2, 0, 0, 2)
    assert report.load is not None
    assert (report.load.rows, report.load.people) == (3, 2)
    assert standing() == ["ABERNATHY", "QUILLFEATHER"]
    assert work_left()[1] == ["screen"]


def test_the_next_full_file_tells_what_came_changed_and_went(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    load(leie(tmp_path, ROSA, OTHER, *many(10)))
    moved = {**ROSA, "CITY": "AUSTIN"}
    report = load(leie(tmp_path, moved, THIRD, *many(10), name="next.csv"))
    assert counts(report) == (1, 1, 1, 12)
    assert standing()[-2:] == ["QUILLFEATHER", "ZABRISKIE"]


def many(number: int) -> list[dict[str, str]]:
    return [{"LASTNAME": f"MANY{at:03}", "FIRSTNAME": "ANN"} for at in range(number)]


def test_whoever_comes_back_as_she_was_is_the_same_record(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    load(leie(tmp_path, ROSA, *many(10)))
    (before,) = rows_of(select(ListRecord.id).where(ListRecord.last_name == "QUILLFEATHER"))
    load(leie(tmp_path, *many(10), name="without.csv"))
    load(leie(tmp_path, ROSA, THIRD, *many(10), name="again.csv"))
    assert rows_of(select(ListRecord.id).where(ListRecord.last_name == "QUILLFEATHER")) == [before]
    assert "QUILLFEATHER" in standing()


def test_the_order_of_rows_changes_nothing(database: SQLAlchemy, tmp_path: Path) -> None:
    load(leie(tmp_path, ROSA, OTHER, THIRD))
    report = load(leie(tmp_path, THIRD, ROSA, OTHER, name="other order.csv"))
    assert counts(report) == (0, 0, 0, 3)


def test_the_very_same_file_changes_nothing(database: SQLAlchemy, tmp_path: Path) -> None:
    file = leie(tmp_path, ROSA)
    load(file)
    before = all_rows()
    report = load(file)
    assert report.load is None
    assert report.notes == ["This very file was loaded already.", "Nothing was changed."]
    assert all_rows() == before


def test_an_older_full_file_changes_nothing(database: SQLAlchemy, tmp_path: Path) -> None:
    load(leie(tmp_path, ROSA))
    report = load(leie(tmp_path, OTHER, name="old.csv"))
    assert report.load is None
    assert report.notes[0] == "Something newer, the full file of 20 Mar 2026, was loaded already."
    assert standing() == ["QUILLFEATHER"]


def test_a_file_that_was_cut_off_is_refused(database: SQLAlchemy, tmp_path: Path) -> None:
    load(leie(tmp_path, *many(10)))
    with pytest.raises(Refused, match="8 of 10 people would be off the list"):
        load(leie(tmp_path, *many(2), name="short.csv"))
    assert len(standing()) == 10
    report = load(leie(tmp_path, *many(2), name="short.csv"), however_many=True)
    assert counts(report) == (0, 0, 8, 2)


def test_a_row_that_ends_early_is_told_with_its_line(database: SQLAlchemy, tmp_path: Path) -> None:
    file = leie(tmp_path, ROSA, OTHER)
    file.write_text(file.read_text()[:-40])
    with pytest.raises(Unreadable, match=r"UPDATED.csv, line 3: "):
        load(file)
    assert standing() == []


def test_another_file_is_told_by_its_columns(database: SQLAlchemy, tmp_path: Path) -> None:
    file = written(tmp_path / "x.csv", ["LASTNAME", "FIRSTNAME"], [{"LASTNAME": "X"}])
    with pytest.raises(Unreadable, match=r"there is no MIDNAME, BUSNAME"):
        load(file)
    with pytest.raises(Unreadable, match="is packed"):
        load(packed(tmp_path))
    with pytest.raises(NotFound):
        load(file, "medicaid")


def packed(folder: Path) -> Path:
    file = folder / "UPDATED.zip"
    file.write_bytes(b"PK\x03\x04" + bytes(60))
    return file


def test_a_header_alone_is_no_list(database: SQLAlchemy, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="expected rows"):
        load(leie(tmp_path))


def test_letters_of_an_old_code_page_are_read(database: SQLAlchemy, tmp_path: Path) -> None:
    file = leie(tmp_path, {**ROSA, "LASTNAME": "NUNEZ"})
    file.write_bytes(file.read_bytes().replace(b"NUNEZ", b"NU\xd1EZ"))
    load(file)
    assert standing() == ["NUÑEZ"]


def test_a_day_that_is_none_keeps_nobody_off_the_list(database: SQLAlchemy, tmp_path: Path) -> None:
    load(leie(tmp_path, {**ROSA, "DOB": "19731399"}, OTHER))
    assert "QUILLFEATHER" in standing()


def test_supplements_add_and_take_off(database: SQLAlchemy, tmp_path: Path) -> None:
    load(leie(tmp_path, ROSA, OTHER))
    added = {**THIRD, "EXCLDATE": "20260420"}
    report = load(leie(tmp_path, added, name="2604EXCL.csv"), supplement=True)
    assert counts(report) == (1, 0, 0, 3)
    off = {**OTHER, "REINDATE": "20260410"}
    report = load(leie(tmp_path, off, name="2604REIN.csv"), supplement=True)
    assert counts(report) == (0, 0, 1, 2)
    assert standing() == ["QUILLFEATHER", "ZABRISKIE"]


def test_a_supplement_that_comes_twice_is_harmless(database: SQLAlchemy, tmp_path: Path) -> None:
    load(leie(tmp_path, ROSA))
    file = leie(tmp_path, {**THIRD, "EXCLDATE": "20260420"}, name="2604EXCL.csv")
    load(file, supplement=True)
    before = all_rows()
    report = load(file, supplement=True)
    assert report.notes[0] == "This very file was loaded already."
    assert all_rows() == before


def test_who_was_reinstated_stays_off_whichever_file_comes_first(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    load(leie(tmp_path, ROSA))
    person = {**THIRD, "EXCLDATE": "20260420"}
    off = leie(tmp_path, {**person, "REINDATE": "20260510"}, name="2605REIN.csv")
    report = load(off, supplement=True)
    assert "1 of the reinstated were not on the list as it was loaded here." in report.notes
    late = load(leie(tmp_path, person, OTHER, name="2604EXCL.csv"), supplement=True)
    assert "1 of them were reinstated by a later file, and stay off the list." in late.notes
    assert standing() == ["ABERNATHY", "QUILLFEATHER"]


def test_a_supplement_that_the_full_file_holds_changes_nothing(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    load(leie(tmp_path, ROSA))
    report = load(leie(tmp_path, OTHER, name="2602EXCL.csv"), supplement=True)
    assert report.load is None
    assert "The full file of 2026-03, which was loaded already" in report.notes[0]
    assert standing() == ["QUILLFEATHER"]


JUNE = date(2026, 6, 1)


def test_a_missing_month_is_told_until_it_comes(database: SQLAlchemy, tmp_path: Path) -> None:
    load(leie(tmp_path, ROSA))
    person = {**THIRD, "EXCLDATE": "20260520"}
    report = load(leie(tmp_path, person, name="2605EXCL.csv"), supplement=True)
    assert report.notes == [
        "Not loaded: 2026-04 exclusions, 2026-04 reinstatements. If they were published, load them"
        " too, or the full file."
    ]
    (told,) = described_lists(JUNE)
    assert "2026-04 exclusions" in told["missing"][0]
    load(leie(tmp_path, {**OTHER, "EXCLDATE": "20260419"}, name="2604EXCL.csv"), supplement=True)
    (told,) = described_lists(JUNE)
    assert "2026-04 exclusions" not in told["missing"][0]


def test_a_supplement_of_both_kinds_is_none(database: SQLAlchemy, tmp_path: Path) -> None:
    load(leie(tmp_path, ROSA))
    file = leie(tmp_path, THIRD, {**OTHER, "REINDATE": "20260410"}, name="2604EXCL.csv")
    with pytest.raises(Unreadable, match="1 of 2 rows about people"):
        load(file, supplement=True)


def test_people_of_sam_are_kept_by_their_number(database: SQLAlchemy, tmp_path: Path) -> None:
    ben = {"First": "BEN", "Last": "ASHGROVE", "SAM Number": "S4MR1"}
    firm = {"Classification": "Firm", "Name": "ASHGROVE LLC", "SAM Number": "S4MR2"}
    report = load(sam(tmp_path, ben, firm), "sam")
    assert counts(report) == (1, 0, 0, 1)
    changed = {**ben, "Termination Date": "11/22/2029"}
    name = "SAM_Exclusions_Public_Extract_V2_26100.CSV"
    report = load(sam(tmp_path, changed, name=name), "sam")
    assert counts(report) == (0, 1, 0, 1)
    assert report.load is not None
    assert report.load.file_day.isoformat() == "2026-04-10"


def test_sam_has_no_supplements(database: SQLAlchemy, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="supplement"):
        load(sam(tmp_path, {"First": "BEN", "Last": "ASHGROVE"}), "sam", supplement=True)


def test_a_list_tells_of_what_files_it_is_made(database: SQLAlchemy, tmp_path: Path) -> None:
    load(leie(tmp_path, ROSA, FIRM))
    load(leie(tmp_path, {**THIRD, "EXCLDATE": "20260420"}, name="2604EXCL.csv"), supplement=True)
    (told,) = described_lists(today())
    assert [(one["name"], one["rows"]) for one in told["files"]] == [
        ("UPDATED.csv", 2),
        ("2604EXCL.csv", 1),
    ]
    assert (told["as_of"], told["people"]) == ("2026-04-20", 2)
    assert len(rows_of(select(ListLoad.id))) == 2
