"""What an assignment asks: in which order, of which law, on which days, and what is not said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules import expressions as ask
from agency.rules.catalogue import UnknownCode
from agency.rules.eligibility import NOBODY
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts, Evidence
from agency.rules.requirements import coverage
from agency.rules.requisition import (
    Ended,
    Requirement,
    Requisition,
    asked_of,
    requisition,
    tasks_of,
    window_of,
)
from agency.rules.rulebook import Entry, NoRules, RuleBook, When, load_rulebook
from agency.rules.spans import Window
from tests.rules.entries import entry, lifted
from tests.strategies import assignments
from tests.strategies_of_law import Law, rulebook, rulebooks

BOOK = load_rulebook()
FIRST, LAST = date(2027, 1, 4), date(2027, 3, 31)
WINDOW = Window.between(FIRST, LAST)
WORK = AssignmentFacts("A-0001", "WA", FIRST, LAST)
CLINIC = frozenset({"clinic"})
ADULT = ask.Adult()
OF_THE_AGENCY = ["skills", "available", "location", "pay", "shift", "role", "standing"]


def asked(*rules: list[Entry], federal: Law | None = None, **fields: Any) -> Requisition:
    """What Washington's law of these rules asks of an assignment with these fields."""
    book = rulebook((list(rules),), federal or [])
    return requisition(replace(WORK, **fields), WINDOW, book)


def of_law(*versions: Entry, **fields: Any) -> list[Requirement]:
    """What one rule of these versions asks, of the work and of the person."""
    found = asked(list(versions), **fields)
    return [one for one in (*found.work, *found.person) if one.id == "wa-rule-1"]


# The window


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 24), FIRST),
        (FIRST, FIRST),
        (date(2027, 2, 1), date(2027, 2, 1)),
        (LAST, LAST),
    ],
)
def test_the_window_begins_with_the_work_or_the_day_of_the_judgement(
    day: date, first: date
) -> None:
    assert window_of(WORK, day) == Window.between(first, LAST)


def test_an_assignment_that_is_over_has_no_window() -> None:
    with pytest.raises(Ended, match="A-0001 ended on 2027-03-31, before 2027-04-01"):
        window_of(WORK, date(2027, 4, 1))
    with pytest.raises(Ended):
        window_of(replace(WORK, ends_on=date(2027, 1, 3)), date(2026, 11, 24))


# Order, ids and titles


def test_requirements_stand_in_the_order_of_the_contract() -> None:
    found = asked(
        [entry(ADULT)],
        [entry(ask.Education(frozenset({"ged"})))],
        [entry(ask.Prohibited())],
        federal=[[entry(ADULT)]],
        client_requirements=("TDAP", "BLS"),
    )
    assert [one.id for one in found.person] == [
        "certification",
        "wa-rule-1",
        "wa-rule-2",
        "us-rule-1",
        "client:TDAP",
        "client:BLS",
        *OF_THE_AGENCY,
    ]
    assert [one.id for one in found.work] == ["wa-rule-3"]


def test_a_state_that_is_not_recorded_has_no_rules() -> None:
    with pytest.raises(NoRules):
        requisition(replace(WORK, state="XX"), WINDOW, BOOK)


@pytest.mark.parametrize(
    ("role", "accepted", "codes"),
    [
        ("medical_assistant", (), {"CMA-AAMA", "RMA-AMT", "CCMA-NHA", "NCMA-NCCT"}),
        ("medical_assistant", ("CPT-NHA",), {"CPT-NHA"}),
        ("medical_office_manager", (), None),
        ("medical_office_manager", ("CMAA-NHA", "CMA-AAMA"), {"CMAA-NHA", "CMA-AAMA"}),
    ],
)
def test_a_certification_is_asked_that_the_client_or_else_the_agency_accepts(
    role: str, accepted: tuple[str, ...], codes: set[str] | None
) -> None:
    found = asked(role=role, accepted_certifications=accepted).person[0]
    if codes is None:
        assert found.id == "skills"
    else:
        assert found.id == "certification"
        assert found.expression == ask.Valid(frozenset(codes), Evidence.reviewed)


def test_a_client_requirement_is_a_code_or_any_code_of_an_alias_and_is_asked_once() -> None:
    found = asked(client_requirements=("BLS", "TDAP", "BLS"), min_evidence=Evidence.documented)
    by_id = {one.id: one for one in found.person}
    assert [id for id in by_id if id.startswith("client:")] == ["client:BLS", "client:TDAP"]
    assert by_id["client:BLS"].expression == ask.Valid(
        frozenset({"BLS-AHA", "BLS-ARC"}), Evidence.documented
    )
    assert len([one for one in found.person if one.id == "client:BLS"]) == 1
    with pytest.raises(UnknownCode):
        asked(client_requirements=("CPR",))


def test_titles_say_what_is_asked_without_codes() -> None:
    found = asked(
        [entry(ADULT)],
        accepted_certifications=("CMA-AAMA",),
        client_requirements=("BLS",),
        required_skills=frozenset({"triage", "ekg"}),
        shift="night",
    )
    assert [one.title for one in found.person] == [
        "Certification: CMA (AAMA)",
        "The law.",
        "Asked by the client: BLS Provider (AHA) or BLS (Red Cross)",
        "Skills: ekg, triage",
        "Available on every day",
        "Works in WA or lives near enough",
        "Pay reaches the minimum asked for",
        "Shift: night",
        "Role: medical assistant",
        "Active, and welcome at the facility",
    ]


def test_what_the_client_leaves_open_is_met_by_everybody() -> None:
    by_id = {one.id: one.expression for one in asked().person}
    assert (by_id["pay"], by_id["shift"]) == (ask.YES, ask.YES)
    by_id = {one.id: one.expression for one in asked(pay_cents=2500, shift="day").person}
    assert (by_id["pay"], by_id["shift"]) == (ask.Paid(2500), ask.Works("day"))


# Tasks


@pytest.mark.parametrize(
    ("role", "tasks", "known_by"),
    [
        ("medical_assistant", set(), {"general"}),
        ("medical_assistant", {"vaccine", "order_entry"}, {"general", "vaccine", "order_entry"}),
        ("medical_office_manager", {"vaccine", "order_entry", "general"}, {"vaccine"}),
        ("medical_office_manager", set(), set()),
    ],
)
def test_other_roles_are_known_to_the_law_by_their_clinical_tasks_alone(
    role: str, tasks: set[str], known_by: set[str]
) -> None:
    work = replace(WORK, role=role, tasks=frozenset(tasks))
    assert tasks_of(work, BOOK) == known_by


@pytest.mark.parametrize(
    ("when", "role", "applies"),
    [
        (None, "medical_assistant", True),
        ({"general"}, "medical_assistant", True),
        ({"vaccine"}, "medical_assistant", True),
        ({"skin_test", "vaccine"}, "medical_assistant", True),
        ({"skin_test"}, "medical_assistant", False),
        (None, "medical_office_manager", False),
        ({"general"}, "medical_office_manager", False),
        ({"vaccine"}, "medical_office_manager", True),
        ({"order_entry"}, "medical_office_manager", False),
    ],
)
def test_a_rule_speaks_of_the_tasks_it_names_or_of_all_general_work(
    when: set[str] | None, role: str, applies: bool
) -> None:
    tasks = None if when is None else frozenset(when)
    law = entry(ADULT, when=When(tasks=tasks))
    found = of_law(law, role=role, tasks=frozenset({"vaccine", "order_entry"}))
    assert bool(found) == applies


# When


@pytest.mark.parametrize(
    ("tasks", "applies"),
    [
        ({"vaccine"}, False),
        ({"vaccine", "ekg"}, True),
        ({"vaccine", "general"}, True),
        ({"ekg"}, True),
        (set(), True),
    ],
)
def test_a_rule_leaves_to_another_the_work_that_is_only_what_it_excepts(
    tasks: set[str], applies: bool
) -> None:
    law = entry(ADULT, when=When(unless_only=frozenset({"vaccine"})))
    assert bool(of_law(law, tasks=frozenset(tasks))) == applies


@pytest.mark.parametrize(
    ("setting", "delegator", "applies", "undecided"),
    [
        ("clinic", "physician", True, False),
        ("hospital", "physician", False, False),
        ("clinic", "nurse", False, False),
        (None, "physician", True, True),
        ("clinic", None, True, True),
        (None, "nurse", False, False),
        (None, None, True, True),
    ],
)
def test_a_rule_speaks_of_the_settings_and_delegators_it_names(
    setting: str | None, delegator: str | None, applies: bool, undecided: bool
) -> None:
    when = When(settings=CLINIC, delegators=frozenset({"physician"}))
    found = of_law(entry(ADULT, when=when), setting=setting, delegator=delegator)
    assert bool(found) == applies
    if applies:
        assert found[0].undecided == undecided
        assert found[0].expression == (ask.CannotRefuse(ADULT) if undecided else ADULT)


def test_what_is_of_low_confidence_cannot_refuse_and_medium_can() -> None:
    assert of_law(entry(ADULT, confidence="low"))[0].expression == ask.CannotRefuse(ADULT)
    assert of_law(entry(ADULT, confidence="medium"))[0].expression == ADULT


# Versions


def test_a_law_that_is_over_before_the_work_is_not_asked() -> None:
    assert of_law(entry(ADULT), lifted(FIRST)) == []
    (found,) = of_law(entry(ADULT), lifted(date(2027, 1, 5)))
    assert [version.last for version in found.versions] == [FIRST.toordinal()]


def test_a_law_to_come_is_asked_because_it_ends_what_may_follow() -> None:
    (found,) = of_law(entry(ADULT, in_force=date(2027, 6, 1)))
    first = date(2027, 6, 1).toordinal()
    assert found.expression == ask.InForce(((first, date.max.toordinal(), ADULT),))


def test_advice_is_given_only_while_it_is_in_force() -> None:
    advice = entry(None, effect="advise")
    assert of_law(replace(advice, in_force=date(2027, 4, 1))) == []
    assert of_law(advice, lifted(FIRST)) == []
    (found,) = of_law(replace(advice, in_force=LAST))
    assert (found.effect, found.decides) == ("advise", False)


def test_a_law_to_come_does_not_ask_the_client_yet() -> None:
    law = entry(ADULT, in_force=date(2027, 4, 1), when=When(settings=CLINIC))
    assert [one.undecided for one in of_law(law)] == [False]
    assert [one.undecided for one in of_law(replace(law, in_force=LAST))] == [True]


def test_the_texts_of_one_rule_may_be_about_the_work_the_person_and_advice() -> None:
    versions = (
        entry(ask.Prohibited(), says="No."),
        entry(ADULT, says="Yes, at 18.", in_force=date(2027, 2, 1)),
        entry(None, says="Ask.", effect="advise", in_force=date(2027, 3, 1)),
    )
    found = asked(list(versions))
    assert [(one.id, one.title) for one in found.work] == [("wa-rule-1", "No.")]
    law = [(one.id, one.title, one.effect) for one in found.person if one.versions]
    assert law == [("wa-rule-1", "Yes, at 18.", "require"), ("wa-rule-1", "Ask.", "advise")]
    assert [one.about_the_work for one in (*found.work, *found.person)][:3] == [True, False, False]


def test_the_law_of_a_day_is_the_version_that_governs_it_or_the_next_one() -> None:
    older, newer = entry(ADULT), entry(ADULT, in_force=date(2027, 3, 1))
    (found,) = of_law(older, lifted(date(2027, 2, 1)), newer)
    expected = {FIRST: older, date(2027, 1, 31): older, date(2027, 2, 1): newer, LAST: newer}
    for day, law in expected.items():
        governing = found.law_on(day.toordinal())
        assert governing is not None
        assert governing.in_force == law.in_force
    assert asked().person[0].law_on(FIRST.toordinal()) is None


# What the assignment fills in


@pytest.mark.parametrize(
    ("law", "said", "expected"),
    [
        (ask.Prohibited(), {}, ask.NO),
        (ask.Setting(CLINIC), {"setting": "clinic"}, ask.YES),
        (ask.Setting(CLINIC), {"setting": "school"}, ask.NO),
        (ask.Setting(CLINIC), {}, ask.UNSAID),
        (ask.SettingNot(CLINIC), {"setting": "clinic"}, ask.NO),
        (ask.SettingNot(CLINIC), {"setting": "school"}, ask.YES),
        (ask.SettingNot(CLINIC), {}, ask.UNSAID),
        (ask.Delegator(frozenset({"pa"})), {"delegator": "pa"}, ask.YES),
        (ask.Delegator(frozenset({"pa"})), {"delegator": "nurse"}, ask.NO),
        (ask.Delegator(frozenset({"pa"})), {}, ask.UNSAID),
        (ask.Supervision(frozenset({"direct"})), {"supervision": "direct"}, ask.YES),
        (ask.Supervision(frozenset({"direct"})), {"supervision": "general"}, ask.NO),
        (ask.Supervision(frozenset({"direct"})), {}, ask.UNSAID),
        (ask.Document("x", False), {"facility": "Alder"}, ask.OnFile("x")),
        (ask.Document("x", True), {"facility": "Alder"}, ask.OnFile("x", "Alder")),
        (ask.Document("x", True), {}, ask.OnFile("x", "")),
        (ask.Possible(ask.Prohibited()), {}, ask.Possible(ask.NO)),
        (ask.AllOf((ADULT, ask.Prohibited())), {}, ask.AllOf((ADULT, ask.NO))),
        (ask.AnyOf((ADULT, ask.Prohibited())), {}, ask.AnyOf((ADULT, ask.NO))),
    ],
)
def test_a_leaf_about_the_work_is_answered_by_the_assignment(
    law: Expression, said: dict[str, Any], expected: Expression
) -> None:
    assert asked_of(law, replace(WORK, **said), WINDOW.first) == expected


@pytest.mark.parametrize(
    ("of_law", "of_assignment", "applies"),
    [
        (None, Evidence.reviewed, Evidence.reviewed),
        (None, Evidence.claimed, Evidence.claimed),
        (Evidence.primary_source, Evidence.reviewed, Evidence.primary_source),
        (Evidence.documented, Evidence.reviewed, Evidence.reviewed),
    ],
)
def test_the_stricter_evidence_applies(
    of_law: Evidence | None, of_assignment: Evidence, applies: Evidence
) -> None:
    law = ask.Holds(frozenset({"TDAP"}), of_law)
    work = replace(WORK, min_evidence=of_assignment)
    assert asked_of(law, work, WINDOW.first) == ask.Valid(frozenset({"TDAP"}), applies)


@pytest.mark.parametrize(
    ("max_age_days", "issued_from"),
    [(0, FIRST), (4, date(2026, 12, 31)), (10_000_000, date.min)],
)
def test_the_age_of_a_credential_is_counted_from_the_first_day_of_work(
    max_age_days: int, issued_from: date
) -> None:
    law = ask.Holds(frozenset({"TDAP"}), max_age_days=max_age_days)
    found = asked_of(law, WORK, WINDOW.first)
    assert isinstance(found, ask.Valid)
    assert found.issued_from == issued_from.toordinal()
    assert found.max_age_days == max_age_days


# In general


@given(rulebooks(), assignments(), st.integers(0, 10))
def test_whatever_is_asked_of_a_person_can_be_answered_of_a_person(
    book: RuleBook, assignment: AssignmentFacts, later: int
) -> None:
    window = window_of(assignment, assignment.starts_on)
    found = requisition(assignment, window.starting(window.first + later), book)
    for one in found.work:
        assert one.decides
        assert one.about_the_work
        assert all(isinstance(leaf, ask.Constant) for leaf in ask.leaves(one.expression))
    for one in found.person:
        coverage(one.expression, NOBODY, book)
    deciding = [one.id for one in found.person if one.decides]
    assert len(deciding) == len(set(deciding))
    assert deciding[-len(OF_THE_AGENCY) :] == OF_THE_AGENCY
