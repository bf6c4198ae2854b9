"""An export imported into an empty database is exported again byte by byte."""

from pathlib import Path

from flask_sqlalchemy import SQLAlchemy
from hypothesis import given, settings

from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from tests.conftest import empty_tables
from tests.examples import examples
from tests.exchange.agencies import Agency, agencies
from tests.exchange.conftest import Exported
from tests.exchange.files import write_csv

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


def export_all(exported: Exported) -> dict[str, str]:
    return {kind: exported(kind) for kind in KINDS}


def import_all(folder: Path, exports: dict[str, str]) -> tuple[int, int]:
    """Import files of every kind in order; how many rows were new, and how many refused."""
    new = refused = 0
    for kind in KINDS:
        file = folder / f"{kind}.csv"
        file.write_text(exports[kind], encoding="utf-8", newline="")
        report = import_file(kind, file)
        new, refused = new + report.inserted, refused + report.refused
    return new, refused


def assert_comes_back(database: SQLAlchemy, folder: Path, exported: Exported) -> None:
    """What is in the database, exported, comes back byte by byte, and once."""
    before = export_all(exported)
    database.session.rollback()
    empty_tables()
    _, refused = import_all(folder, before)
    assert refused == 0
    assert export_all(exported) == before
    assert import_all(folder, before) == (0, 0)
    assert export_all(exported) == before


@settings(max_examples=examples(20))
@given(agency=agencies())
def test_any_agency_comes_back_as_it_was(
    database: SQLAlchemy, tmp_path: Path, exported: Exported, agency: Agency
) -> None:
    database.session.rollback()
    empty_tables()
    for kind in KINDS:
        report = import_file(kind, write_csv(tmp_path / "f.csv", kind, *agency.get(kind, [])))
        assert report.refused_rows == []
    assert_comes_back(database, tmp_path, exported)


if SAMPLES.is_dir():

    def test_the_sample_agency_comes_back_as_it_was(
        database: SQLAlchemy, tmp_path: Path, exported: Exported
    ) -> None:
        for kind in KINDS:
            assert import_file(kind, SAMPLES / f"{kind}.csv").refused == 0
        assert_comes_back(database, tmp_path, exported)

    def test_the_sample_agency_holds_what_its_files_say(
        database: SQLAlchemy, exported: Exported
    ) -> None:
        for kind in KINDS:
            file = SAMPLES / f"{kind}.csv"
            import_file(kind, file)
            assert sorted(exported(kind).splitlines()) == sorted(with_status(kind, file))


def with_status(kind: str, file: Path) -> list[str]:
    """The lines of a file; credentials without the optional column are active."""
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    if kind != "credentials" or "status" in header:
        return [header, *lines]
    return [f"{header},status", *(f"{line},active" for line in lines)]
