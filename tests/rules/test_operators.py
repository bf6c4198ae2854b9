"""The operators of a rule's needs: what each reads, and what stops the load."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from agency.rules import expressions as ask
from agency.rules.facts import Evidence
from agency.rules.rulebook import load_rulebook
from tests.rules.small_state import ANY_LEVEL, NEEDS, change, refusal


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('{ holds = ["TDAP"] }', ask.Holds(frozenset({"TDAP"}))),
        (
            '{ holds = ["TDAP"], evidence = "primary_source", max_age_days = 0 }',
            ask.Holds(frozenset({"TDAP"}), Evidence.primary_source, max_age_days=0),
        ),
        ('{ holds = { category = "ekg" } }', ask.Holds(frozenset({"CET-NHA"}))),
        ("{ program = {} }", ask.Program()),
        (
            '{ program = { accreditors = ["CAAHEP"], hours_min = 720, in_person = true } }',
            ask.Program(frozenset({"CAAHEP"}), hours_min=Decimal(720), in_person=True),
        ),
        (
            '{ training = { topic = "injection", hours_min = 10, clinical_hours_min = 4.5 } }',
            ask.TrainingHours(
                "injection", (("hours", Decimal(10)), ("clinical_hours", Decimal("4.5")))
            ),
        ),
        (
            '{ performances = { each = 10, of = ["skin_test"] } }',
            ask.Performances(10, frozenset({"skin_test"})),
        ),
        ('{ education = "high_school" }', ask.Education(ANY_LEVEL)),
        ('{ attested = "adult" }', ask.Adult()),
        (
            '{ document = "task_training_certificate", at = "facility" }',
            ask.Document("task_training_certificate", at_facility=True),
        ),
        ("{ prohibited = true }", ask.Prohibited()),
        ('{ setting = ["clinic"] }', ask.Setting(frozenset({"clinic"}))),
        ('{ setting_not = ["clinic"] }', ask.SettingNot(frozenset({"clinic"}))),
        ('{ delegator = ["pa"] }', ask.Delegator(frozenset({"pa"}))),
        ('{ supervision = "on_premises" }', ask.Supervision(frozenset({"on_premises", "direct"}))),
        ("{ possible = { program = {} } }", ask.Possible(ask.Program())),
        ('{ all_of = [ { attested = "adult" } ] }', ask.AllOf((ask.Adult(),))),
    ],
)
def test_each_operator_is_read(folder: Path, written: str, expected: ask.Expression) -> None:
    change(folder / "states" / "wa.toml", NEEDS, f"needs = {written}")
    assert load_rulebook(folder).states["WA"].rules[0].versions[0].needs == expected


@pytest.mark.parametrize(
    ("written", "key", "problem"),
    [
        ("{ hols = [] }", "needs", "expected exactly one of holds, program"),
        ("{}", "needs", "expected exactly one of holds, program"),
        ('{ holds = ["TDAP"], prohibited = true }', "needs", "expected exactly one of"),
        ('["TDAP"]', "needs", "expected a table"),
        ('{ holds = ["TDPA"] }', "needs.holds", "'TDPA' is not known"),
        ("{ holds = [] }", "needs.holds", "expected a list of at least one"),
        ('{ holds = "TDAP" }', "needs.holds", "expected a list"),
        ('{ holds = { category = "ekgs" } }', "needs.holds.category", "expected one of"),
        (
            '{ holds = { category = "ekg", accreditors = ["NCAC"] } }',
            "needs.holds.accreditors",
            "'NCAC' is not known",
        ),
        (
            '{ holds = { category = "clearance", accreditors = ["NCCA"] } }',
            "needs.holds",
            "no credential of the catalogue is in this category",
        ),
        ('{ holds = ["TDAP"], evidence = "seen" }', "needs.evidence", "expected one of claimed"),
        ('{ holds = ["TDAP"], bound_to = "me" }', "needs.bound_to", "expected one of facility"),
        ('{ holds = ["TDAP"], max_age_days = -1 }', "needs.max_age_days", "not below 0"),
        ('{ holds = ["TDAP"], max_age = 1 }', "needs.max_age", "is not a known key"),
        (
            '{ program = { accreditors = ["CAHEP"] } }',
            "needs.program.accreditors",
            "'CAHEP' is not known",
        ),
        ("{ program = { hours = 1 } }", "needs.program.hours", "is not a known key"),
        (
            '{ training = { topic = "injections", hours_min = 1 } }',
            "needs.training.topic",
            "expected one of",
        ),
        (
            '{ training = { topic = "injection" } }',
            "needs.training",
            "expected at least one of hours_min, classroom_hours_min, clinical_hours_min",
        ),
        (
            '{ training = { topic = "injection", hours_min = 0 } }',
            "needs.training.hours_min",
            "expected a number above 0",
        ),
        (
            '{ performances = { each = 0, of = ["vaccine"] } }',
            "needs.performances.each",
            "expected a number not below 1",
        ),
        (
            '{ performances = { each = 1, of = ["vacine"] } }',
            "needs.performances.of",
            "'vacine' is not known",
        ),
        ('{ education = "phd" }', "needs.education", "expected one of high_school"),
        ('{ attested = "adlt" }', "needs.attested", "expected one of adult"),
        ('{ document = "diploma" }', "needs.document", "expected one of"),
        (
            '{ document = "task_training_certificate", at = "home" }',
            "needs.at",
            "expected one of facility",
        ),
        ("{ prohibited = false }", "needs.prohibited", "expected true"),
        ('{ setting = ["clinics"] }', "needs.setting", "'clinics' is not known"),
        ('{ setting_not = ["clinics"] }', "needs.setting_not", "'clinics' is not known"),
        ('{ delegator = ["doctor"] }', "needs.delegator", "'doctor' is not known"),
        ('{ supervision = "close" }', "needs.supervision", "expected one of general"),
        ("{ all_of = [] }", "needs.all_of", "expected a list of at least one expression"),
        ("{ any_of = [3] }", "needs.any_of", "expected a table, got 3"),
        ("{ any_of = [{ possible = {} }] }", "needs.any_of.possible", "expected exactly one of"),
    ],
)
def test_an_expression_that_cannot_be_read_stops_the_load(
    folder: Path, written: str, key: str, problem: str
) -> None:
    change(folder / "states" / "wa.toml", NEEDS, f"needs = {written}")
    refused = refusal(folder)
    assert (refused.file, refused.entry, refused.key) == ("wa.toml", "wa-practice", key)
    assert problem in refused.problem
