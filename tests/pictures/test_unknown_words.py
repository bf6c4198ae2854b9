"""Whatever is unknown comes with why, and with what would settle it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from agency.pictures.coverage import coverage_picture
from agency.pictures.coverage_table import coverage_lines
from agency.pictures.subject import Subject
from agency.pictures.unknown_words import unknown_days, why_unknown
from agency.rules import expressions as ask
from agency.rules.eligibility import MET, UNKNOWN
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence, Training
from tests.pictures.pairs import SUBJECTS, subject
from tests.rules.entries import entry
from tests.rules.pairs import BLS, CLAIMED, CMA, HOLDS_TDAP, MID, REVIEWED, TDAP, asking

SOURCE = asking(min_evidence=Evidence.primary_source)
TIED = ask.Holds(frozenset({"TDAP"}), bound_to_facility=True)
YOUNG = ask.Holds(frozenset({"TDAP"}), REVIEWED, max_age_days=3000)
DATE = "no date on file; proof with its date settles it"


def why(drawn: Subject, id: str) -> str:
    found = [one for one in drawn.assessment.findings if one.requirement.id == id]
    return why_unknown(found[0], drawn)


def why_of(needs: Expression, **changed: Any) -> str:
    return why(subject([entry(needs)], **changed), "wa-rule-1")


@given(SUBJECTS)
def test_there_is_a_reason_exactly_where_days_are_unknown(drawn: Subject) -> None:
    for one in drawn.assessment.findings:
        words = why_unknown(one, drawn)
        assert bool(words) == bool(unknown_days(one))
        assert "None" not in words
        assert one.verdict != UNKNOWN or words


@given(SUBJECTS)
def test_the_row_and_the_table_tell_the_same_reason_and_the_same_days(drawn: Subject) -> None:
    rows = {id(row.finding): row for row in coverage_picture(drawn, unfolded=True).rows}
    for line in coverage_lines(drawn):
        row = rows[id(line.finding)]
        assert (row.why.words if row.why else "") == line.why
        assert line.gap_days + line.unknown_days == line.finding.missing.days
        days = {kind: 0 for kind, *_ in line.open}
        for kind, first, last in line.open:
            days[kind] += (last - first).days + 1
        counted = {"unmet": line.gap_days, "unknown": line.unknown_days}
        assert days == {kind: number for kind, number in counted.items() if number}
        assert (line.finding.verdict == MET) == (not line.open)


def test_evidence_that_is_too_low_is_told_with_what_the_client_asks_for() -> None:
    drawn = subject(work=SOURCE)
    assert why(drawn, "certification") == "on file as checked; the client asks for at source"


def test_evidence_that_the_law_asks_for_is_told_as_the_laws() -> None:
    seen = replace(TDAP, evidence=Evidence.documented)
    needs = ask.Holds(frozenset({"TDAP"}), Evidence.primary_source)
    words = why_of(needs, credentials=(CMA, seen))
    assert words == "on file as seen; the law asks for at source"


def test_a_credential_that_does_not_count_is_no_reason() -> None:
    other = replace(BLS, evidence=CLAIMED)
    assert why(subject(work=SOURCE, credentials=(other,)), "certification") == ""


@pytest.mark.parametrize(
    ("needs", "held", "words"),
    [
        (
            HOLDS_TDAP,
            replace(BLS, code="BLS-AHA", expires_on=None),
            "",
        ),
        (
            ask.Holds(frozenset({"BLS-AHA"})),
            replace(BLS, expires_on=None),
            "no expiry date on file; the document with its date settles it",
        ),
        (TIED, TDAP, "names no facility; a document that names Alder Clinic settles it"),
        (
            YOUNG,
            replace(TDAP, issued_on=None),
            "no day of issue on file; the document with its date settles it",
        ),
    ],
)
def test_what_the_file_leaves_blank_of_a_credential_is_named(
    needs: Expression, held: Any, words: str
) -> None:
    assert why_of(needs, credentials=(CMA, held)) == words


@pytest.mark.parametrize(
    ("needs", "record", "words"),
    [
        (ask.Program(), Training("program", evidence=REVIEWED), DATE),
        (
            ask.TrainingHours("injection", (("hours", Decimal(10)),)),
            Training("training", topic="injection", hours=Decimal(12), evidence=REVIEWED),
            f"0 of 10 hours are documented; {DATE}",
        ),
        (
            ask.Education(frozenset({"ged"})),
            Training("education", topic="ged", completed_on=date(2020, 6, 1), evidence=CLAIMED),
            "on file as said; the law asks for seen",
        ),
        (
            ask.Document("diploma", at_facility=True),
            Training("document", topic="diploma", completed_on=date(2020, 6, 1), evidence=REVIEWED),
            "names no facility; a document that names Alder Clinic settles it",
        ),
    ],
)
def test_what_the_file_leaves_blank_of_a_training_is_named(
    needs: Expression, record: Training, words: str
) -> None:
    assert why_of(needs, trainings=(record,)) == words


def test_who_has_not_said_whether_an_adult_is_to_be_asked() -> None:
    assert why_of(ask.Adult(), adult=None) == "not said whether an adult; ask"


def test_a_rule_in_doubt_says_so() -> None:
    drawn = subject([entry(HOLDS_TDAP, confidence="low")])
    assert why(drawn, "wa-rule-1") == "sources disagree on this rule; it must be read again"


def test_a_distance_that_is_not_known_names_the_zip_that_is_missing() -> None:
    drawn = subject(willing_states=frozenset(), max_travel_tenths=100)
    assert why(drawn, "location") == (
        "the distance is not known; the ZIP of the assignment settles it"
    )


def test_days_not_covered_and_days_unknown_are_told_apart() -> None:
    short = replace(CMA, evidence=CLAIMED, expires_on=MID)
    drawn = subject(credentials=(short,))
    (row,) = (one for one in coverage_picture(drawn).rows if one.id == "certification")
    assert row.label == "Short by 44 days, 43 unknown"
    assert row.why
    assert row.why.words == "on file as said; the client asks for checked"
    assert row.label_at
    assert row.label_at.lines == 2
