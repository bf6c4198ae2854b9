"""An import keeps the good rows, tells the bad ones, and can be said beforehand or again."""

from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, insert, select

from agency import create_app
from agency.candidates.models import Candidate
from agency.errors import NotFound, Unreadable
from agency.exchange import actions
from agency.exchange.actions import import_file
from agency.exchange.kinds import KINDS
from agency.exchange.models import ImportProgress
from agency.exchange.planning import Plan, plan
from agency.extensions import db
from tests.builders import A_MOMENT, make_candidate
from tests.conftest import config_for, empty_tables
from tests.exchange.conftest import Exported, ImportBytes, ImportRows
from tests.exchange.files import counts, csv_text, write_csv

# One row of each kind that goes in, one that changes it, and one that cannot go in.
CHANGES: dict[str, dict[str, str]] = {
    "candidates": {"last_name": "Lee", "unavailable": "2027-02-01/2027-02-02"},
    "credentials": {"evidence": "reviewed"},
    "trainings": {"evidence": "reviewed"},
    "ce_credits": {"units": "2"},
    "facilities": {"do_not_return": "C-1"},
    "assignments": {"facility": "Alder Clinic"},
    "placements": {"stage": "working"},
}
BAD: dict[str, dict[str, str]] = {
    "candidates": {"ref": "C-9", "home_zip": "1234"},
    "credentials": {"code": "CCMA"},
    "trainings": {"kind": "hobby"},
    "ce_credits": {"units": "many"},
    "facilities": {"name": "Guam Clinic", "state": "Guam"},
    "assignments": {"ref": "A-9", "tasks": "juggling"},
    "placements": {"stage": "dreamt_of"},
}


def everything(exported: Exported) -> dict[str, str]:
    return {kind: exported(kind) for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_dry_run_changes_nothing_and_tells_what_the_import_will(
    kind: str, import_rows: ImportRows, exported: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 2)
    for earlier in list(KINDS)[: list(KINDS).index(kind)]:
        import_rows(earlier, {})
    import_rows(kind, {})
    before = everything(exported)
    rows = [{}, CHANGES[kind], BAD[kind], {}, {}, CHANGES[kind], CHANGES[kind], BAD[kind]]
    said = import_rows(kind, *rows, dry_run=True)
    assert everything(exported) == before
    assert said.dry_run
    done = import_rows(kind, *rows)
    assert counts(said) == counts(done)
    assert said.refused_rows == done.refused_rows
    assert said.notes == done.notes
    assert done.refused == 2
    assert everything(exported) != before


def test_a_dry_run_leaves_no_trace_of_its_own(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    import_rows("candidates", {}, dry_run=True)
    for model in (Candidate, ImportProgress):
        assert database.session.scalar(select(func.count()).select_from(model)) == 0


@pytest.mark.parametrize("kind", KINDS)
def test_an_import_repeated_changes_nothing(
    kind: str, import_rows: ImportRows, exported: Exported
) -> None:
    for earlier in list(KINDS)[: list(KINDS).index(kind)]:
        import_rows(earlier, {})
    import_rows(kind, CHANGES[kind])
    before = everything(exported)
    assert counts(import_rows(kind, CHANGES[kind])) == (0, 0, 1, 0)
    assert everything(exported) == before


def test_the_same_file_may_be_imported_again_at_any_time(
    database: SQLAlchemy, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "f.csv", "candidates", {"last_name": "Lee"}, {"ref": "C-2"})
    assert counts(import_file("candidates", file)) == (2, 0, 0, 0)
    person = database.session.scalars(select(Candidate).where(Candidate.ref == "C-1")).one()
    person.last_name = "Bo"
    database.session.commit()
    again = import_file("candidates", file)
    assert counts(again) == (0, 1, 1, 0)
    assert again.resumed_after_line == 0


def test_one_bad_row_among_many_is_the_only_one_refused(
    database: SQLAlchemy, import_rows: ImportRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 100)
    rows: list[dict[str, str]] = [{"ref": f"C-{number}"} for number in range(1_000)]
    rows[777] |= {"home_zip": "1234", "email": "nobody"}
    report = import_rows("candidates", *rows)
    assert counts(report) == (999, 0, 0, 1)
    [refused] = report.refused_rows
    assert refused.line == 779
    assert [str(problem) for problem in refused.problems] == [
        "email: 'nobody': expected an e-mail address such as ann@example.org, or blank",
        "home_zip: '1234': expected a ZIP code of 5 digits, such as 02134;"
        " a spreadsheet may have dropped the leading zero",
    ]
    assert database.session.scalar(select(func.count()).select_from(Candidate)) == 999


def test_refused_rows_can_be_corrected_and_imported(
    database: SQLAlchemy, import_bytes: ImportBytes, tmp_path: Path, exported: Exported
) -> None:
    rows = [{}, {"ref": "C-2", "home_zip": "1234"}, {"ref": "C-3", "status": "gone"}]
    content = csv_text("candidates", rows).encode() + b"C-4,M\xfcller" + b"," * 17 + b"\nC-5\n"
    rejects = tmp_path / "rejects.csv"
    assert counts(import_bytes("candidates", content, rejects=rejects)) == (1, 0, 0, 4)
    lines = rejects.read_bytes().splitlines()
    assert len(lines) == 5
    corrected = (
        rejects.read_bytes()
        .replace(b"1234", b"01234")
        .replace(b"gone", b"active")
        .replace(b"M\xfcller", "M\u00fcller".encode())
    )
    report = import_bytes("candidates", corrected)
    assert counts(report) == (4, 0, 0, 0)
    assert report.unknown_columns == ()
    refs = [line.partition(",")[0] for line in exported("candidates").splitlines()]
    assert refs == ["ref", "C-1", "C-2", "C-3", "C-4", "C-5"]


def test_rows_that_wait_for_another_file_go_in_after_it(
    import_rows: ImportRows, tmp_path: Path
) -> None:
    rejects = tmp_path / "rejects.csv"
    import_rows("candidates", {})
    report = import_rows("credentials", {}, {"candidate_ref": "C-2"}, rejects=rejects)
    assert counts(report) == (1, 0, 0, 1)
    import_rows("candidates", {"ref": "C-2"})
    assert counts(import_file("credentials", rejects)) == (1, 0, 0, 0)


def test_a_missing_optional_column_reads_as_blank(
    database: SQLAlchemy, import_bytes: ImportBytes
) -> None:
    for kind, kind_of in KINDS.items():
        required = [name for name in kind_of.columns if name not in kind_of.optional]
        content = csv_text(kind, [{}], required).encode()
        assert counts(import_bytes(kind, content)) == (1, 0, 0, 0)
    person = database.session.scalars(select(Candidate)).one()
    assert (person.shifts, person.roles, person.career_goal) == ((), (), None)


def test_a_missing_column_that_is_not_optional_stops_the_import(import_bytes: ImportBytes) -> None:
    for kind, kind_of in KINDS.items():
        for missing in (name for name in kind_of.columns if name not in kind_of.optional):
            left = [name for name in kind_of.columns if name != missing]
            with pytest.raises(Unreadable, match=f"; {missing} is missing$"):
                import_bytes(kind, csv_text(kind, [{}], left).encode())


def test_unknown_columns_are_told_and_mean_nothing(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    report = import_rows("candidates", {"role": "admin", "verified": "yes"})
    assert report.unknown_columns == ("role", "verified")
    assert counts(report) == (1, 0, 0, 0)


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(import_bytes: ImportBytes) -> None:
    content = csv_text("candidates", [{}, {"ref": "C-2"}]).replace("\n", "\r\n")
    assert counts(import_bytes("candidates", content.encode("utf-8-sig"))) == (2, 0, 0, 0)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_another_encoding_stops_the_import(import_bytes: ImportBytes, encoding: str) -> None:
    with pytest.raises(Unreadable, match="line 1: expected a CSV file in UTF-8"):
        import_bytes("candidates", csv_text("candidates", [{}]).encode(encoding))


def test_an_unreadable_file_changes_nothing(
    database: SQLAlchemy, tmp_path: Path, import_bytes: ImportBytes
) -> None:
    make_candidate("C-1")
    database.session.commit()
    for content in (b"", b"ref;first_name\n", b"\0"):
        with pytest.raises(Unreadable):
            import_bytes("candidates", content, rejects=tmp_path / "rejects.csv")
    assert not (tmp_path / "rejects.csv").exists()
    assert database.session.scalars(select(Candidate.ref)).all() == ["C-1"]


def test_a_header_alone_is_an_import_of_nothing(import_bytes: ImportBytes) -> None:
    assert counts(import_bytes("candidates", csv_text("candidates", []).encode())) == (0, 0, 0, 0)


def test_an_unknown_kind_is_none(database: SQLAlchemy, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no kind of file 'people'"):
        import_file("people", tmp_path / "f.csv")


def test_progress_is_told_in_bytes_up_to_the_end(
    database: SQLAlchemy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 10)
    rows = [{"ref": f"C-{number}"} for number in range(25)]
    file = write_csv(tmp_path / "f.csv", "candidates", *rows)
    told: list[tuple[int, int]] = []
    import_file("candidates", file, progress=lambda done, total: told.append((done, total)))
    assert len(told) == 3
    assert told[-1] == (file.stat().st_size, file.stat().st_size)


ADDED = {"ref": "C-1", "last_name": "page", "changed_at": A_MOMENT}


def test_a_row_that_somebody_adds_meanwhile_is_updated(
    migrated_postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not there when the import looks, and is there when it writes; on SQLite it waits."""
    rejects = tmp_path / "rejects.csv"
    rows = [{"last_name": "file"}, {"ref": "C-2"}, {"ref": "C-3", "status": "gone"}]
    file = write_csv(tmp_path / "f.csv", "candidates", *rows)
    app = create_app(config_for(migrated_postgresql_url, tmp_path))
    looks = []

    def look_and_let_others_write(*args: Any) -> Plan:
        changes = plan(*args)
        looks.append(changes)
        if len(looks) == 1:
            with db.engine.begin() as other:
                other.execute(insert(Candidate), [ADDED])
        return changes

    monkeypatch.setattr("agency.exchange.actions.plan", look_and_let_others_write)
    with app.app_context():
        report = import_file("candidates", file, rejects=rejects)
        names = db.session.scalars(select(Candidate.last_name).order_by(Candidate.ref)).all()
        db.session.rollback()
        empty_tables()
        db.engine.dispose()
    assert counts(report) == (1, 1, 0, 1)
    assert names == ["file", ""]
    assert len(looks) == 2
    assert len(rejects.read_text().splitlines()) == 2


def test_what_the_session_had_begun_is_given_up(
    database: SQLAlchemy, import_rows: ImportRows
) -> None:
    make_candidate("C-9")
    import_rows("candidates", {})
    assert database.session.scalars(select(Candidate.ref)).all() == ["C-1"]
