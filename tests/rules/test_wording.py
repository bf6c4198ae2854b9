"""The law in plain words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import Evidence
from agency.rules.rulebook import When, entries, load_rulebook
from agency.rules.wording import Line, either, needs_in_words, spoken, when_in_words

BOOK = load_rulebook()
CMA, RMA = "CMA-AAMA", "RMA-AMT"


def outlined(expression: Expression) -> list[str]:
    """The outline as a terminal would indent it."""
    return ["  " * line.depth + line.text for line in needs_in_words(expression, BOOK)]


@pytest.mark.parametrize(
    ("leaf", "words"),
    [
        (ask.Holds(frozenset({CMA})), "hold CMA (AAMA)"),
        (ask.Holds(frozenset({RMA, CMA})), "hold CMA (AAMA) or RMA (AMT)"),
        (
            ask.Holds(BOOK.catalogue.codes_of("medical_assistant")),
            "hold any national medical-assistant certification",
        ),
        (ask.Holds(BOOK.catalogue.codes_of("ekg")), "hold CET (NHA)"),
        (
            ask.Holds(frozenset({"WA-MA-R"}), bound_to_facility=True),
            "hold WA MA-Registered, tied to this facility",
        ),
        (
            ask.Holds(frozenset({CMA}), Evidence.primary_source, max_age_days=365),
            "hold CMA (AAMA), with confirmation by its issuer at least,"
            " issued at most 365 days before the first day of work",
        ),
        (ask.Program(), "have completed any program"),
        (
            ask.Program(hours_min=Decimal(330)),
            "have completed a program of at least 330 hours",
        ),
        (
            ask.Program(frozenset({"ABHES", "CAAHEP"}), Decimal(720), Decimal(160), True),
            "have completed a program accredited by CAAHEP or ABHES, of at least 720 hours,"
            " with at least 160 hours of externship, with an in-person part",
        ),
        (
            ask.Program(frozenset({"MILITARY"})),
            "have completed medical-assistant training of the armed forces",
        ),
        (
            ask.Program(frozenset({"US-ED", "STATE-CTE", "DOL-APPRENTICESHIP"})),
            "have completed a program accredited by a body that the US Department of Education"
            " recognises, or a registered apprenticeship or a state career-technical program",
        ),
        (
            ask.TrainingHours("venipuncture", (("hours", Decimal(10)),)),
            "have at least 10 hours of training in venipuncture",
        ),
        (
            ask.TrainingHours(
                "vaccine_administration",
                (("classroom_hours", Decimal(24)), ("clinical_hours", Decimal(8))),
            ),
            "have at least 24 classroom hours and 8 clinical hours of training in"
            " vaccine administration",
        ),
        (
            ask.Performances(10, frozenset({"venipuncture", "capillary_puncture"})),
            "have performed each at least 10 times under supervision:"
            " finger or heel stick, drawing blood from a vein",
        ),
        (
            ask.Education(frozenset({"high_school"})),
            "have completed high school or an equivalent",
        ),
        (ask.Adult(), "attest to being an adult"),
        (
            ask.Document("task_training_certificate", at_facility=True),
            "have the task training certificate on file at this facility",
        ),
        (
            ask.Document("task_training_certificate", at_facility=False),
            "have the task training certificate on file",
        ),
        (ask.Prohibited(), "barred: a medical assistant may not do this"),
        (ask.Setting(frozenset({"urgent_care", "clinic"})), "the setting is clinic or urgent care"),
        (ask.SettingNot(frozenset({"hospital"})), "the setting is not hospital"),
        (
            ask.Delegator(frozenset({"aprn", "physician", "pa"})),
            "a physician, a PA or an APRN delegates",
        ),
        (
            ask.Supervision(frozenset({"on_premises", "direct"})),
            "supervision is on the premises or stricter",
        ),
        (ask.Supervision(frozenset({"direct"})), "supervision is direct"),
    ],
)
def test_a_leaf_is_one_phrase(leaf: Expression, words: str) -> None:
    assert needs_in_words(leaf, BOOK) == (Line(0, words),)


def test_a_combination_is_an_outline_of_its_parts() -> None:
    program, adult = ask.Program(), ask.Adult()
    inner = ask.AllOf((program, ask.Holds(frozenset({CMA}))))
    assert outlined(ask.AnyOf((inner, adult))) == [
        "one of these:",
        "  all of these:",
        "    have completed any program",
        "    hold CMA (AAMA)",
        "  attest to being an adult",
    ]


def test_a_combination_of_one_is_that_one() -> None:
    assert outlined(ask.AllOf((ask.AnyOf((ask.Adult(),)),))) == ["attest to being an adult"]


def test_what_is_only_possible_is_said_not_to_be_known() -> None:
    either_program = ask.AnyOf((ask.Program(), ask.Adult()))
    assert outlined(ask.Possible(either_program)) == [
        "not known to be enough: one of these:",
        "  have completed any program",
        "  attest to being an adult",
    ]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When(), "every medical assistant's work"),
        (When(tasks=frozenset({"general", "vaccine"})), "every medical assistant's work"),
        (When(tasks=frozenset({"vaccine", "ekg"})), "electrocardiogram (EKG), giving vaccines"),
        (
            When(settings=frozenset({"hospital_outpatient"}), delegators=frozenset({"aprn"})),
            "every medical assistant's work, where the setting is hospital outpatient,"
            " where an APRN delegates",
        ),
        (
            When(unless_only=frozenset({"vaccine"})),
            "every medical assistant's work, unless all of it is giving vaccines",
        ),
    ],
)
def test_what_work_an_entry_speaks_of(when: When, words: str) -> None:
    assert when_in_words(when, BOOK) == words


@pytest.mark.parametrize(
    ("words", "said"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")]
)
def test_alternatives_end_with_or(words: list[str], said: str) -> None:
    assert either(words) == said


def test_a_word_of_the_vocabulary_is_said_without_its_underscores() -> None:
    assert [spoken(word) for word in ("pa", "urgent_care")] == ["PA", "urgent care"]


def test_every_entry_of_the_rulebook_can_be_said_without_a_code_or_an_underscore() -> None:
    for _, entry in entries(BOOK):
        said = [when_in_words(entry.when, BOOK)]
        said += [line.text for line in needs_in_words(entry.needs, BOOK)] if entry.needs else []
        for text in said:
            assert text
            assert "_" not in text, entry.id
            assert not any(code in text.split() for code in BOOK.catalogue.types), entry.id
