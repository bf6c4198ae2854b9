"""The coverage of programs, training, performances, education and documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agency.rules import expressions as ask
from agency.rules.facts import Training
from agency.rules.spans import MAYBE, NEVER, Coverage, Spans
from tests.rules.answers import (
    CLAIMED,
    FEB,
    JAN,
    MAR,
    maybe,
    met,
    of,
    trained,
    training,
)

HOURS = ask.TrainingHours("injection", (("hours", Decimal(10)), ("clinical_hours", Decimal("4.5"))))
CERTIFICATE = ask.OnFile("task_training_certificate", "Alder Clinic")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (trained("education", topic="ged"), met(FEB)),
        (trained("education", topic="ged", evidence=CLAIMED), maybe(FEB)),
        (trained("education", None, topic="ged"), MAYBE),
        (trained("education", topic="bachelor"), NEVER),
        (trained("education"), NEVER),
        (trained("program", topic="ged"), NEVER),
    ],
)
def test_education_counts_from_the_day_it_was_completed(
    record: Training, expected: Coverage
) -> None:
    assert of(ask.Education(frozenset({"ged"})), **training(record)) == expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ask.Program(), met(FEB)),
        (ask.Program(frozenset({"CAAHEP", "ABHES"})), met(FEB)),
        (ask.Program(frozenset({"MILITARY"})), NEVER),
        (ask.Program(hours_min=Decimal(720)), met(FEB)),
        (ask.Program(hours_min=Decimal("720.01")), NEVER),
        (ask.Program(externship_hours_min=Decimal(160)), met(FEB)),
        (ask.Program(externship_hours_min=Decimal(161)), NEVER),
        (ask.Program(in_person=True), NEVER),
    ],
)
def test_one_program_satisfies_all_that_is_named(wanted: ask.Program, expected: Coverage) -> None:
    program = trained(
        "program", accreditor="CAAHEP", hours=Decimal(720), externship_hours=Decimal(160)
    )
    assert of(wanted, **training(program)) == expected


def test_two_programs_do_not_add_up() -> None:
    wanted = ask.Program(hours_min=Decimal(10), in_person=True)
    long, attended = trained("program", hours=Decimal(10)), trained("program", in_person=True)
    assert of(wanted, **training(long, attended)) == NEVER


def test_a_blank_accreditor_is_none_of_those_named() -> None:
    assert of(ask.Program(frozenset({"OTHER"})), **training(trained("program"))) == NEVER


def injections(done: date | None, hours: str, clinical: str, **fields: Any) -> Training:
    return trained(
        "training",
        done,
        topic="injection",
        hours=Decimal(hours),
        clinical_hours=Decimal(clinical),
        **fields,
    )


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ((injections(JAN, "10", "4.5"),), met(JAN)),
        ((injections(JAN, "10", "4.49"),), NEVER),
        ((injections(JAN, "4", "4.5"), injections(MAR, "6", "0")), met(MAR)),
        ((injections(MAR, "6", "0"), injections(JAN, "4", "4.5")), met(MAR)),
        ((injections(JAN, "10", "0"), injections(MAR, "0", "4.5")), met(MAR)),
        ((injections(JAN, "10", "4.5", evidence=CLAIMED),), maybe(JAN)),
        ((injections(None, "10", "4.5"),), MAYBE),
        ((injections(None, "5", "4.5"), injections(FEB, "5", "0")), maybe(FEB)),
        (
            (injections(MAR, "10", "4.5"), injections(FEB, "10", "4.5", evidence=CLAIMED)),
            Coverage(Spans.between(MAR, None), Spans.between(FEB, None)),
        ),
        ((replace(injections(JAN, "10", "4.5"), topic="venipuncture"),), NEVER),
        ((replace(injections(JAN, "10", "4.5"), kind="exam"),), NEVER),
    ],
)
def test_hours_are_summed_and_reach_each_minimum_by_itself(
    records: tuple[Training, ...], expected: Coverage
) -> None:
    assert of(HOURS, **training(*records)) == expected


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ({JAN: (("vaccine", 3), ("venipuncture", 3))}, met(JAN)),
        ({JAN: (("vaccine", 9), ("venipuncture", 2))}, NEVER),
        ({JAN: (("vaccine", 3),), MAR: (("venipuncture", 3),)}, met(MAR)),
        ({JAN: (("vaccine", 1), ("venipuncture", 3)), FEB: (("vaccine", 2),)}, met(FEB)),
        ({JAN: (("vaccine", 1), ("vaccine", 2), ("venipuncture", 3))}, met(JAN)),
        ({None: (("vaccine", 3), ("venipuncture", 3))}, MAYBE),
        ({JAN: (("skin_test", 3),)}, NEVER),
    ],
)
def test_every_act_named_is_performed_that_often(
    done: dict[date | None, tuple[tuple[str, int], ...]], expected: Coverage
) -> None:
    acts = ask.Performances(3, frozenset({"vaccine", "venipuncture"}))
    records = [trained("performances", day, performances=acts) for day, acts in done.items()]
    assert of(acts, **training(*records)) == expected


@pytest.mark.parametrize(
    ("facility", "provider", "expected"),
    [
        ("Alder Clinic", "Alder Clinic", met(FEB)),
        ("Alder Clinic", "Birch Hospital", NEVER),
        ("Alder Clinic", None, maybe(FEB)),
        ("", "Alder Clinic", maybe(FEB)),
        (None, "Birch Hospital", met(FEB)),
        (None, None, met(FEB)),
    ],
)
def test_a_document_may_have_to_lie_at_the_facility(
    facility: str | None, provider: str | None, expected: Coverage
) -> None:
    record = trained("document", topic="task_training_certificate", provider=provider)
    other = trained("document", topic="training_record_and_written_instructions")
    wanted = replace(CERTIFICATE, facility=facility)
    assert of(wanted, **training(record, other)) == expected
    assert of(wanted, **training(other)) == NEVER
