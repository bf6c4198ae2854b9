"""Why a requirement is not met, to the letter, leaf by leaf."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agency.rules import expressions as ask
from agency.rules.distance import Point
from agency.rules.eligibility import verdict_of
from agency.rules.expressions import Expression
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.reasons import reasons_of
from agency.rules.requirements import coverage
from agency.rules.requisition import Requirement
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import sentence
from agency.rules.spans import Spans, Window

BOOK = load_rulebook()
FIRST, LAST = date(2027, 1, 4), date(2027, 3, 31)
WINDOW = Window.between(FIRST, LAST)
WHOLE = "for the whole assignment (87 days)"
HERE = "Alder Clinic"
CMA = Credential("CMA-AAMA", "CMA", date(2022, 1, 1), date(2028, 1, 31), Evidence.reviewed)
CERTIFIED = ask.Valid(frozenset({"CMA-AAMA"}), Evidence.reviewed)
HERE_ONLY = replace(CERTIFIED, facility=HERE)
RECENT = replace(CERTIFIED, issued_from=date(2026, 12, 1).toordinal(), max_age_days=34)
PROGRAM = ask.Program(frozenset({"CAAHEP", "ABHES"}), Decimal(720), Decimal(160), in_person=True)
VACCINES = ask.TrainingHours(
    "vaccine_administration", (("classroom_hours", Decimal(24)), ("clinical_hours", Decimal(8)))
)
INJECTIONS = ask.Performances(10, frozenset({"injection_intramuscular", "venipuncture"}))
SCHOOL = ask.Education(frozenset({"high_school", "ged"}))
ON_FILE = ask.OnFile("task_training_certificate", HERE)
SEATTLE, NEW_YORK = Point.at(47.61, -122.33), Point.at(40.71, -74.01)
NEAR = ask.Reach("WA", SEATTLE)
ADULT_AT_FIRST = (1, date(2027, 2, 14).toordinal(), ask.Adult())
LATER = date(2027, 2, 15).toordinal(), date.max.toordinal()
LAW_CHANGES = ask.InForce((ADULT_AT_FIRST, (*LATER, CERTIFIED)))
LAW_GROWS_STRICT = ask.InForce((ADULT_AT_FIRST, (*LATER, RECENT)))


def say(expression: Expression, **facts: Any) -> str:
    """What is said of a candidate with these facts to whom ``expression`` is put."""
    candidate = CandidateFacts("C-0001", **facts)
    requirement = Requirement("xx-rule", "Do it", expression)
    answer = coverage(expression, candidate, BOOK)
    verdict = verdict_of(answer, WINDOW)
    why = reasons_of(requirement, candidate, WINDOW, BOOK)
    return sentence(requirement, "Do it", answer, verdict, WINDOW, why)


def holding(**changed: Any) -> dict[str, Any]:
    return {"credentials": (replace(CMA, **changed),)}


def trained(kind: str, **fields: Any) -> dict[str, Any]:
    usual = {"completed_on": date(2020, 6, 1), "evidence": Evidence.documented}
    return {"trainings": (Training(kind, **{**usual, **fields}),)}


@pytest.mark.parametrize(
    ("expression", "facts", "said"),
    [
        (CERTIFIED, holding(), "Do it: met through 31 Jan 2028."),
        (CERTIFIED, holding(expires_on=date(2027, 3, 31)), "Do it: met through 31 Mar 2027."),
        (ask.Adult(), {"adult": True}, "Do it: met."),
        (
            CERTIFIED,
            holding(expires_on=date(2027, 3, 30)),
            "Do it: not met on 31 Mar 2027 (1 day): your CMA (AAMA) is valid through 30 Mar 2027.",
        ),
        (
            CERTIFIED,
            holding(issued_on=date(2027, 1, 6), expires_on=date(2027, 3, 20)),
            "Do it: not met from 4 Jan 2027 to 5 Jan 2027 and from 21 Mar 2027 to 31 Mar 2027"
            " (13 days): your CMA (AAMA) begins on 6 Jan 2027 and is valid through 20 Mar 2027.",
        ),
        (
            CERTIFIED,
            holding(evidence=Evidence.claimed),
            f"Do it: not yet known {WHOLE}: your CMA (AAMA) still needs a specialist's review.",
        ),
        (
            CERTIFIED,
            holding(expires_on=None),
            f"Do it: not yet known {WHOLE}: your CMA (AAMA) has no expiry date on your file.",
        ),
        (
            CERTIFIED,
            holding(status="revoked"),
            f"Do it: not met {WHOLE}: your CMA (AAMA) is revoked.",
        ),
        (CERTIFIED, {}, f"Do it: not met {WHOLE}: you have no CMA (AAMA) on your file."),
        (
            replace(CERTIFIED, codes=frozenset({"BLS-AHA", "BLS-ARC"})),
            {},
            f"Do it: not met {WHOLE}: you have no life-support card on your file.",
        ),
        (
            HERE_ONLY,
            holding(bound_to="Birch Hospital"),
            f"Do it: not met {WHOLE}: your CMA (AAMA) is tied to Birch Hospital.",
        ),
        (
            HERE_ONLY,
            holding(),
            f"Do it: not yet known {WHOLE}: your CMA (AAMA) names no facility.",
        ),
        (
            RECENT,
            holding(),
            f"Do it: not met {WHOLE}: your CMA (AAMA) was issued on 1 Jan 2022, more than 34 days"
            " before the first day.",
        ),
        (
            RECENT,
            holding(issued_on=None),
            f"Do it: not yet known {WHOLE}: your CMA (AAMA) has no day of issue on your file.",
        ),
    ],
)
def test_of_a_credential(expression: Expression, facts: dict[str, Any], said: str) -> None:
    assert say(expression, **facts) == said


@pytest.mark.parametrize(
    ("expression", "facts", "said"),
    [
        (
            PROGRAM,
            {},
            f"not met {WHOLE}: your file does not show that you completed a program accredited"
            " by CAAHEP or ABHES, of at least 720 hours, with at least 160 hours of externship,"
            " with an in-person part",
        ),
        (
            ask.Program(),
            trained("program", completed_on=date(2027, 1, 10)),
            "not met from 4 Jan 2027 to 9 Jan 2027 (6 days): your program counts from 10 Jan 2027",
        ),
        (
            ask.Program(),
            trained("program", completed_on=None, evidence=Evidence.claimed),
            f"not yet known {WHOLE}: your program has no date on your file;"
            " your program still needs a document",
        ),
        (
            VACCINES,
            trained("training", topic="vaccine_administration", classroom_hours=Decimal("4.50")),
            f"not met {WHOLE}: 4.5 of 24 classroom hours in vaccine administration are"
            " documented; 0 of 8 clinical hours in vaccine administration are documented",
        ),
        (
            INJECTIONS,
            trained("performances", performances=(("venipuncture", 10), ("skin_test", 10))),
            f"not met {WHOLE}: 0 of 10 are documented for intramuscular injection",
        ),
        (
            VACCINES,
            trained("training", topic="vaccine_administration", classroom_hours=Decimal(1)),
            f"not met {WHOLE}: 1 of 24 classroom hours in vaccine administration is"
            " documented; 0 of 8 clinical hours in vaccine administration are documented",
        ),
        (
            INJECTIONS,
            trained("performances", performances=(("venipuncture", 1),)),
            f"not met {WHOLE}: 0 of 10 are documented for intramuscular injection;"
            " 1 of 10 is documented for drawing blood from a vein",
        ),
        (
            SCHOOL,
            trained("education", topic="bachelor"),
            f"not met {WHOLE}: no high school diploma or equivalent is on your file",
        ),
        (
            SCHOOL,
            trained("education", topic="ged", evidence=Evidence.claimed),
            f"not yet known {WHOLE}: your diploma still needs a document",
        ),
        (
            ON_FILE,
            trained("document", topic="task_training_certificate", provider="Birch Hospital"),
            f"not met {WHOLE}: the task training certificate is not on file at Alder Clinic",
        ),
        (
            ON_FILE,
            trained("document", topic="task_training_certificate"),
            f"not yet known {WHOLE}: the task training certificate names no facility",
        ),
        (
            replace(ON_FILE, facility=None),
            {},
            f"not met {WHOLE}: the task training certificate is not on file",
        ),
    ],
)
def test_of_training_and_documents(
    expression: Expression, facts: dict[str, Any], said: str
) -> None:
    assert say(expression, **facts) == f"Do it: {said}."


@pytest.mark.parametrize(
    ("expression", "facts", "said"),
    [
        (
            ask.Adult(),
            {},
            f"not yet known {WHOLE}: you have not said whether you are an adult",
        ),
        (
            ask.Adult(),
            {"adult": False},
            f"not met {WHOLE}: you have said that you are not an adult",
        ),
        (
            ask.Skilled(frozenset({"ekg", "phlebotomy", "triage"})),
            {"skills": frozenset({"ekg"})},
            f"not met {WHOLE}: your skills do not name phlebotomy or triage",
        ),
        (
            ask.Available(),
            {
                "available_from": date(2027, 1, 6),
                "unavailable": Spans.between(date(2027, 2, 1), date(2027, 2, 1)),
                "busy": Spans.between(date(2027, 3, 30), None),
            },
            "not met from 4 Jan 2027 to 5 Jan 2027, on 1 Feb 2027 and from 30 Mar 2027 to"
            " 31 Mar 2027 (5 days): you are available from 6 Jan 2027; you said that you are not"
            " available then; you are placed elsewhere then",
        ),
        (NEAR, {}, f"not met {WHOLE}: WA is not among your states"),
        (
            NEAR,
            {"max_travel_tenths": 250},
            f"not yet known {WHOLE}: WA is not among your states, and the distance is not known",
        ),
        (
            NEAR,
            {"max_travel_tenths": 250, "home": NEW_YORK},
            f"not met {WHOLE}: WA is not among your states, and it is 2401.7 miles away while you"
            " travel up to 25",
        ),
        (
            ask.Reach("WA", Point.at(47.61, -122.33)),
            {"max_travel_tenths": 5, "home": Point.at(47.61, -122.3514)},
            f"not met {WHOLE}: WA is not among your states, and it is 1 mile away while you travel"
            " up to 0.5",
        ),
        (
            ask.Paid(2500),
            {"min_pay_cents": 2605},
            f"not met {WHOLE}: it pays $25.00 an hour, and you ask for $26.05",
        ),
        (
            ask.Works("night"),
            {"shifts": frozenset({"evening", "day"})},
            f"not met {WHOLE}: you work day and evening",
        ),
        (
            ask.InRole("medical_office_manager"),
            {},
            f"not met {WHOLE}: it is not among the roles you offer",
        ),
        (
            ask.InStanding(frozenset()),
            {"status": "do_not_contact"},
            f"not met {WHOLE}: your file is marked do not contact",
        ),
        (
            ask.InStanding(frozenset({"C-0001"})),
            {},
            f"not met {WHOLE}: this facility cannot be offered to you",
        ),
    ],
)
def test_of_what_the_agency_asks(expression: Expression, facts: dict[str, Any], said: str) -> None:
    assert say(expression, **facts) == f"Do it: {said}."


@pytest.mark.parametrize(
    ("expression", "facts", "said"),
    [
        (
            ask.AllOf((ask.Adult(), CERTIFIED)),
            {},
            "not met for the whole assignment (87 days): you have not said whether you are an"
            " adult; you have no CMA (AAMA) on your file",
        ),
        (
            ask.AnyOf((ask.AllOf((ask.Adult(), SCHOOL)), CERTIFIED)),
            {"adult": False},
            f"not met {WHOLE}: you have said that you are not an adult and no high school diploma"
            " or equivalent is on your file, or you have no CMA (AAMA) on your file",
        ),
        (
            ask.Possible(CERTIFIED),
            holding(),
            f"not yet known {WHOLE}: whether what you have is enough must be confirmed",
        ),
        (ask.Possible(CERTIFIED), {}, f"not met {WHOLE}: you have no CMA (AAMA) on your file"),
        (
            ask.AllOf((ask.UNSAID, ask.YES)),
            {},
            f"not yet known {WHOLE}: the client has not said enough",
        ),
        (
            ask.AnyOf((ask.NO, CERTIFIED)),
            {},
            f"not met {WHOLE}: the work rules it out, or you have no CMA (AAMA) on your file",
        ),
        (
            LAW_CHANGES,
            {"adult": True},
            "not met from 15 Feb 2027 to 31 Mar 2027 (45 days):"
            " you have no CMA (AAMA) on your file",
        ),
        (
            LAW_GROWS_STRICT,
            {"adult": True, **holding()},
            "not met from 15 Feb 2027 to 31 Mar 2027 (45 days): your CMA (AAMA) was issued on"
            " 1 Jan 2022, more than 34 days before the first day",
        ),
        (
            LAW_CHANGES,
            {"adult": False, **holding()},
            "not met from 4 Jan 2027 to 14 Feb 2027 (42 days):"
            " you have said that you are not an adult",
        ),
    ],
)
def test_of_combinations(expression: Expression, facts: dict[str, Any], said: str) -> None:
    assert say(expression, **facts) == f"Do it: {said}."
