"""What is written can be read again, by an import and by a program."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import insert, update

from agency.assignments.models import Facility
from agency.candidates.models import Candidate
from agency.exchange.formulas import protect
from agency.exchange.kinds import KINDS
from agency.exchange.queries import PAGE
from agency.exchange.writing import export, export_json
from tests.builders import A_MOMENT, make_assignment, make_candidate, make_facility
from tests.exchange.conftest import Exported, ImportBytes

ODD_NAMES = [
    "O'Brien",
    "Nguy\u1ec5n",
    "Null",
    "=1+1",
    "+49 30",
    "-5",
    "@home",
    "'=1+1",
    "''=1",
    "'tis",
    'say "hi", twice',
    "Z\u0351\u0313a\u0334lgo",
    "\u0645\u062d\u0645\u062f",
    "\U0001f469\u200d\u2695\ufe0f",
    "\uff1d1",
]


class Told(io.StringIO):
    """A file that calls somebody back at its first row."""

    def __init__(self, tell: object) -> None:
        super().__init__()
        self.tell_once = [tell]

    def write(self, text: str, /) -> int:
        while self.tell_once and "C-1" in text:
            tell = self.tell_once.pop()
            assert callable(tell)
            tell()
        return super().write(text)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_a_header(exported: Exported, kind: str) -> None:
    assert exported(kind) == ",".join(KINDS[kind].columns) + "\n"


def test_numbers_and_days_are_written_plainly(database: SQLAlchemy, exported: Exported) -> None:
    make_candidate(
        "C-1",
        first_name="",
        last_name="",
        home_zip="00501",
        willing_states=(),
        max_travel_miles=Decimal("100.0"),
        available_from=date(2027, 1, 4),
        unavailable=[(date(2027, 2, 1), date(2027, 2, 1))],
        min_pay_rate=Decimal(20),
        years_experience=Decimal("0.5"),
        adult=False,
    )
    database.session.commit()
    assert exported("candidates").splitlines()[1] == (
        "C-1,,,,,00501,,100,2027-01-04,2027-02-01/2027-02-01,20.00,,0.5,active,no,,,,"
    )


def test_odd_names_come_out_and_go_in_byte_by_byte(
    database: SQLAlchemy, exported: Exported, import_bytes: ImportBytes
) -> None:
    for number, name in enumerate(ODD_NAMES):
        make_candidate(f"C-{number:02}", last_name=name, skills=(name,))
    database.session.commit()
    before = exported("candidates")
    database.session.execute(update(Candidate).values(last_name="", skills=()))
    database.session.commit()
    report = import_bytes("candidates", before.encode())
    assert (report.updated, report.refused) == (len(ODD_NAMES), 0)
    assert exported("candidates") == before


def test_the_command_line_gets_formulas_as_they_are(
    database: SQLAlchemy, exported: Exported
) -> None:
    make_facility("=1+1")
    database.session.commit()
    assert exported("facilities").splitlines()[1].startswith("=1+1,")


def test_a_download_protects_formulas_and_can_be_imported(
    database: SQLAlchemy, exported: Exported, import_bytes: ImportBytes
) -> None:
    for name in ODD_NAMES:
        make_facility(name)
    database.session.commit()
    download = io.StringIO()
    assert export("facilities", download, cell=protect) == len(ODD_NAMES)
    cells = [line[:2] for line in download.getvalue().splitlines()]
    assert not {cell for cell in cells if cell[0] in "=+-@\uff1d"}
    report = import_bytes("facilities", download.getvalue().encode())
    assert (report.unchanged, report.refused) == (len(ODD_NAMES), 0)


def test_an_export_is_of_one_moment(database: SQLAlchemy) -> None:
    make_candidate("C-1", unavailable=[(date(2027, 2, 1), date(2027, 2, 2))])
    make_candidate("C-2", unavailable=[(date(2027, 2, 1), date(2027, 2, 2))])
    database.session.commit()

    def meanwhile() -> None:
        with database.engine.begin() as other:
            other.exec_driver_sql("DELETE FROM absences")
            other.exec_driver_sql("UPDATE candidates SET status = 'archived'")

    out = Told(meanwhile)
    export("candidates", out)
    assert not out.tell_once
    assert out.getvalue().count("2027-02-01/2027-02-02") == 2
    assert "archived" not in out.getvalue()


def test_more_rows_than_a_page_come_out_once_each(database: SQLAlchemy, exported: Exported) -> None:
    names = [f"Clinic {number:04}" for number in range(2 * PAGE + 1)]
    rows = [{"name": name, "changed_at": A_MOMENT} for name in reversed(names)]
    database.session.execute(insert(Facility), rows)
    database.session.commit()
    lines = exported("facilities").splitlines()
    assert [line.partition(",")[0] for line in lines[1:]] == names


def test_json_says_what_the_cells_say(database: SQLAlchemy) -> None:
    site = make_facility("Alder, \u1ec5", zip="02134", do_not_return=["C-2", "C-1"])
    make_facility("Birch", zip=None)
    make_assignment("A-1", site, pay_rate=Decimal("25.50"), tasks=("vaccine", "general"))
    database.session.commit()
    out = io.StringIO()
    assert export_json("facilities", out) == 2
    assert json.loads(out.getvalue()) == [
        {
            "name": "Alder, \u1ec5",
            "zip": "02134",
            "state": "TX",
            "setting": "clinic",
            "do_not_return": ["C-1", "C-2"],
        },
        {
            "name": "Birch",
            "zip": None,
            "state": "TX",
            "setting": "clinic",
            "do_not_return": [],
        },
    ]
    out = io.StringIO()
    export_json("assignments", out)
    [work] = json.loads(out.getvalue())
    assert (work["pay_rate"], work["openings"]) == ("25.50", "1")
    assert (work["tasks"], work["required_skills"], work["zip"]) == (
        ["vaccine", "general"],
        [],
        None,
    )


def test_the_json_of_a_row_is_read_as_the_row_is(database: SQLAlchemy) -> None:
    away = [(date(2027, 2, 1), date(2027, 2, 2))]
    make_candidate("C-1", unavailable=away, min_pay_rate=Decimal("0.10"), adult=True)
    database.session.commit()
    out, text = io.StringIO(), io.StringIO()
    export_json("candidates", out)
    export("candidates", text)
    schema = KINDS["candidates"].schema
    header, row = (line.split(",") for line in text.getvalue().splitlines())
    from_cells = schema.accept_cells(dict(zip(header, row, strict=True)))
    assert schema.accept(json.loads(out.getvalue())[0]) == from_cells


def test_the_json_of_nothing_is_an_empty_list(database: SQLAlchemy) -> None:
    out = io.StringIO()
    assert export_json("placements", out) == 0
    assert json.loads(out.getvalue()) == []
