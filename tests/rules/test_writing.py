"""What is written of an entry reads as what it was written from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.operators import EDUCATION_LEVELS, OPERATORS, Known, read_expression
from agency.rules.reading import Table
from agency.rules.rulebook import When, entries, load_rulebook
from agency.rules.writing import written, written_when

BOOK = load_rulebook()
KNOWN = Known(BOOK.vocabulary, BOOK.catalogue)

ONE_OF_EACH: list[tuple[dict[str, Any], Expression]] = [
    (
        {
            "holds": ["CMA-AAMA", "RMA-AMT"],
            "evidence": "primary_source",
            "bound_to": "facility",
            "max_age_days": 365,
        },
        ask.Holds(frozenset({"RMA-AMT", "CMA-AAMA"}), Evidence.primary_source, True, 365),
    ),
    ({"program": {}}, ask.Program()),
    (
        {
            "program": {
                "accreditors": ["CAAHEP", "OTHER"],
                "hours_min": 720,
                "externship_hours_min": 160.5,
                "in_person": True,
            }
        },
        ask.Program(frozenset({"OTHER", "CAAHEP"}), Decimal(720), Decimal("160.5"), True),
    ),
    (
        {"training": {"topic": "injection", "hours_min": 10, "clinical_hours_min": 2.5}},
        ask.TrainingHours(
            "injection", (("hours", Decimal(10)), ("clinical_hours", Decimal("2.5")))
        ),
    ),
    (
        {"performances": {"each": 10, "of": ["skin_test", "vaccine"]}},
        ask.Performances(10, frozenset({"vaccine", "skin_test"})),
    ),
    ({"education": "high_school"}, ask.Education(EDUCATION_LEVELS["high_school"])),
    ({"attested": "adult"}, ask.Adult()),
    ({"document": "task_training_certificate"}, ask.Document("task_training_certificate", False)),
    (
        {"document": "task_training_certificate", "at": "facility"},
        ask.Document("task_training_certificate", True),
    ),
    ({"prohibited": True}, ask.Prohibited()),
    ({"setting": ["clinic", "school"]}, ask.Setting(frozenset({"school", "clinic"}))),
    ({"setting_not": ["hospital"]}, ask.SettingNot(frozenset({"hospital"}))),
    ({"delegator": ["pa", "aprn"]}, ask.Delegator(frozenset({"aprn", "pa"}))),
    ({"supervision": "on_premises"}, ask.Supervision(frozenset({"on_premises", "direct"}))),
    ({"possible": {"attested": "adult"}}, ask.Possible(ask.Adult())),
    (
        {"all_of": [{"attested": "adult"}, {"any_of": [{"program": {}}, {"prohibited": True}]}]},
        ask.AllOf((ask.Adult(), ask.AnyOf((ask.Program(), ask.Prohibited())))),
    ),
]


def read(table: dict[str, Any]) -> Expression:
    return read_expression(Table(table, "test.toml"), KNOWN)


@pytest.mark.parametrize(("table", "expression"), ONE_OF_EACH)
def test_an_expression_is_written_as_a_data_file_holds_it(
    table: dict[str, Any], expression: Expression
) -> None:
    assert written(expression, BOOK.vocabulary) == table
    assert read(table) == expression


def test_every_operator_is_tried_above() -> None:
    assert {next(iter(table)) for table, _ in ONE_OF_EACH} | {"any_of"} == set(OPERATORS)


def test_every_entry_of_the_rulebook_reads_as_it_was_written() -> None:
    for _, entry in entries(BOOK):
        if entry.needs is not None:
            assert read(written(entry.needs, BOOK.vocabulary)) == entry.needs, entry.id


def test_a_group_of_credentials_is_written_out() -> None:
    group = read({"holds": {"category": "phlebotomy"}})
    assert written(group, BOOK.vocabulary) == {"holds": ["CPT-NHA", "PBT-ASCP", "RPT-AMT"]}


def test_only_what_is_restricted_is_written_of_the_work() -> None:
    assert written_when(When(), BOOK.vocabulary) == {}
    when = When(tasks=frozenset({"vaccine", "ekg"}), delegators=frozenset({"pa"}))
    assert written_when(when, BOOK.vocabulary) == {
        "tasks": ["ekg", "vaccine"],
        "delegators": ["pa"],
    }
    where = When(settings=frozenset({"school", "clinic"}))
    assert written_when(where, BOOK.vocabulary) == {"settings": ["clinic", "school"]}
    but = When(unless_only=frozenset({"vaccine", "ekg"}))
    assert written_when(but, BOOK.vocabulary) == {"unless_only": ["ekg", "vaccine"]}
