"""What several files say together: the surest of each field, and nothing where they differ."""

from __future__ import annotations

from agency.documents.readings.findings_json import as_json, from_json
from agency.documents.readings.joining import NOT_READ, read_together
from agency.documents.readings.models import FileReading
from agency.reading.findings import FieldRead
from tests.builders import read

NUMBER = read("number", "261104 77B8")
UNSURE = FieldRead("number", "2611O4 77B8", None, 61, None, "letter O or zero?")


def row(*fields: FieldRead, how: str | None = "ocr", note: str = "") -> FileReading:
    return FileReading(how=how, fields=[as_json(one) for one in fields], note=note)


def test_a_finding_is_kept_as_it_was() -> None:
    assert from_json([as_json(NUMBER), as_json(UNSURE)]) == [NUMBER, UNSURE]


def test_what_no_database_takes_is_not_kept() -> None:
    (kept,) = from_json([as_json(read("holder", "Ines\0 Brook\ud800" + "x" * 500))])
    assert kept.value is not None
    assert kept.value.startswith("Ines  Brook x")
    assert len(kept.value) == len(kept.text) == 200


def test_nothing_was_asked_of_nobody() -> None:
    assert read_together([(1, None)]) == NOT_READ


def test_of_two_files_the_surer_one_counts() -> None:
    found = read_together([(1, row(UNSURE)), (2, row(NUMBER))])
    assert (found.value("number"), found.fields["number"].file) == ("261104 77B8", 2)


def test_two_that_are_sure_and_differ_make_each_other_unsure() -> None:
    other = read("number", "9", confidence=99)
    found = read_together([(1, row(NUMBER)), (2, row(other))])
    assert found.value("number") is None
    assert found.fields["number"].read.note == "page 2 says this, page 1 says 261104 77B8"


def test_two_that_say_the_same_are_one() -> None:
    found = read_together([(1, row(NUMBER)), (2, row(NUMBER))])
    assert (found.value("number"), found.fields["number"].file) == ("261104 77B8", 1)


def test_while_one_file_waits_the_others_are_told() -> None:
    found = read_together([(1, row(NUMBER)), (2, row(how=None))])
    assert (found.under_way, found.value("number")) == (True, "261104 77B8")


def test_why_nothing_was_read_is_told_where_nothing_was() -> None:
    nothing = row(how="none", note="reading it took longer than 60 seconds")
    assert read_together([(1, nothing)]).says_nothing == "reading it took longer than 60 seconds"
    assert read_together([(1, nothing), (2, row(NUMBER))]).says_nothing == ""
