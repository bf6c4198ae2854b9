"""The judgement of a pair, rule by rule of the contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agency.rules import expressions as ask
from agency.rules.eligibility import judge_work
from agency.rules.expressions import Expression
from agency.rules.facts import Credential, Evidence
from agency.rules.facts import Training as Record
from agency.rules.rulebook import Entry, When
from agency.rules.spans import Spans, Window
from tests.rules.entries import entry, lifted
from tests.rules.pairs import (
    BANNED,
    BLS,
    CLAIMED,
    CMA,
    FIRST,
    HOLDS_CMA,
    HOLDS_TDAP,
    LAST,
    MID,
    REVIEWED,
    TDAP,
    WORK,
    asking,
    finding,
    gaps,
    judge,
)
from tests.strategies import SEATTLE, TACOMA
from tests.strategies_of_law import rulebook


def test_everything_met_is_eligible() -> None:
    assessed = judge()
    assert (assessed.verdict, assessed.near_miss, assessed.renewable) == ("eligible", False, False)
    assert (gaps(assessed), assessed.work.blocked, assessed.work.to_confirm) == ({}, False, ())
    assert all(one.verdict == "met" for one in assessed.findings)


# Credentials


def test_lapsed_and_unverified_do_not_add_up() -> None:
    lapsed = replace(CMA, expires_on=date(2026, 10, 31))
    unread = replace(CMA, issued_on=date(2026, 11, 1), evidence=CLAIMED)
    assessed = judge(credentials=(lapsed, unread))
    assert (assessed.verdict, gaps(assessed)) == ("unknown", {"certification": "unknown"})
    assert finding(assessed, "certification").missing.days == 87


@pytest.mark.parametrize(
    ("held", "verdict"),
    [
        (replace(CMA, expires_on=LAST), "eligible"),
        (replace(CMA, expires_on=date(2027, 3, 30)), "ineligible"),
        (replace(CMA, issued_on=FIRST), "eligible"),
        (replace(CMA, issued_on=date(2027, 1, 5)), "ineligible"),
        (replace(CMA, issued_on=None), "eligible"),
        (replace(CMA, expires_on=None), "unknown"),
        (replace(CMA, evidence=Evidence.primary_source), "eligible"),
        (replace(CMA, evidence=Evidence.documented), "unknown"),
        (replace(CMA, status="revoked"), "ineligible"),
        (replace(CMA, code="RMA-AMT"), "eligible"),
        (replace(CMA, code="NRCMA-NAHP"), "ineligible"),
    ],
)
def test_a_certification_covers_every_day_or_it_does_not(held: Credential, verdict: str) -> None:
    assert judge(credentials=(held,)).verdict == verdict


def test_different_certifications_relay_each_other_if_no_day_is_missing() -> None:
    cma, rma = replace(CMA, expires_on=MID), replace(CMA, code="RMA-AMT", issued_on=MID)
    assert judge(credentials=(cma, rma)).verdict == "eligible"
    gap = replace(rma, issued_on=date(2027, 2, 17))
    missing = finding(judge(credentials=(cma, gap)), "certification").missing
    assert missing.dates() == [(date(2027, 2, 16), date(2027, 2, 16))]


def test_an_immunity_without_an_expiry_is_for_ever_and_another_clearance_is_not() -> None:
    immune = replace(CMA, code="MMR-IMMUNE", expires_on=None)
    undated = replace(TDAP, expires_on=None)
    work = asking(client_requirements=("MMR-IMMUNE", "TDAP"))
    assessed = judge(work=work, credentials=(CMA, immune, undated))
    assert gaps(assessed) == {"client:TDAP": "unknown"}


def test_a_client_who_asks_for_bls_takes_a_card_of_either_issuer() -> None:
    work = asking(client_requirements=("BLS",))
    for code in ("BLS-AHA", "BLS-ARC"):
        assert judge(work=work, credentials=(CMA, replace(BLS, code=code))).verdict == "eligible"
    assert gaps(judge(work=work)) == {"client:BLS": "unmet"}


@pytest.mark.parametrize(
    ("of_law", "of_assignment", "held", "verdict"),
    [
        (None, REVIEWED, Evidence.documented, "unknown"),
        (None, Evidence.documented, Evidence.documented, "eligible"),
        (Evidence.primary_source, Evidence.documented, REVIEWED, "unknown"),
        (Evidence.documented, REVIEWED, Evidence.documented, "unknown"),
        (Evidence.documented, REVIEWED, REVIEWED, "eligible"),
    ],
)
def test_the_stricter_of_the_laws_and_the_assignments_evidence_applies(
    of_law: Evidence | None, of_assignment: Evidence, held: Evidence, verdict: str
) -> None:
    law = entry(replace(HOLDS_TDAP, evidence=of_law))
    cards = replace(CMA, evidence=Evidence.primary_source), replace(TDAP, evidence=held)
    work = asking(min_evidence=of_assignment)
    assert judge([law], work=work, credentials=cards).verdict == verdict


@pytest.mark.parametrize(
    ("bound_to", "verdict"),
    [("Alder Clinic", "eligible"), ("Birch Hospital", "ineligible"), (None, "unknown")],
)
def test_a_binding_left_blank_is_possible(bound_to: str | None, verdict: str) -> None:
    law = entry(replace(HOLDS_TDAP, bound_to_facility=True))
    held = CMA, replace(TDAP, bound_to=bound_to)
    assert judge([law], credentials=held).verdict == verdict


def test_another_role_asks_no_certification_unless_the_client_names_one() -> None:
    work = asking(role="medical_office_manager")
    managing: dict[str, Any] = {"roles": frozenset({"medical_office_manager"}), "credentials": ()}
    assert judge(work=work, **managing).verdict == "eligible"
    named = replace(work, accepted_certifications=("CMAA-NHA",))
    assert gaps(judge(work=named, **managing)) == {"certification": "unmet"}


def test_another_role_meets_the_law_only_in_clinical_tasks_that_it_names() -> None:
    laws = [
        [entry(HOLDS_TDAP)],
        [entry(HOLDS_TDAP, when=When(tasks=frozenset({"order_entry"})))],
        [entry(HOLDS_TDAP, when=When(tasks=frozenset({"vaccine"})))],
    ]
    tasks = frozenset({"order_entry", "vaccine"})
    work = asking(role="medical_office_manager", tasks=tasks)
    assessed = judge(*laws, work=work, roles=frozenset({"medical_office_manager"}))
    assert gaps(assessed) == {"wa-rule-3": "unmet"}
    assert len(gaps(judge(*laws, work=asking(tasks=tasks)))) == 3


# Training


@pytest.mark.parametrize(
    ("done", "evidence", "verdict"),
    [
        (date(2020, 6, 1), Evidence.documented, "eligible"),
        (FIRST, Evidence.documented, "eligible"),
        (date(2027, 1, 5), REVIEWED, "ineligible"),
        (date(2020, 6, 1), CLAIMED, "unknown"),
        (None, REVIEWED, "unknown"),
        (None, CLAIMED, "unknown"),
    ],
)
@pytest.mark.parametrize(
    ("needs", "record"),
    [
        (ask.Program(), Record("program")),
        (ask.Education(frozenset({"ged"})), Record("education", "ged")),
        (ask.Document("x", False), Record("document", "x")),
        (
            ask.TrainingHours("injection", (("hours", Decimal(10)),)),
            Record("training", "injection", hours=Decimal(10)),
        ),
        (
            ask.Performances(3, frozenset({"vaccine"})),
            Record("performances", performances=(("vaccine", 3),)),
        ),
    ],
    ids=["program", "education", "document", "training", "performances"],
)
def test_records_count_from_their_day_and_undated_or_claimed_ones_are_possible(
    needs: Expression, record: Record, done: date | None, evidence: Evidence, verdict: str
) -> None:
    known = replace(record, completed_on=done, evidence=evidence)
    assert judge([entry(needs)], trainings=(known,)).verdict == verdict


# The agency's own


@pytest.mark.parametrize(
    ("work", "facts", "gap"),
    [
        ({"required_skills": frozenset({"ekg"})}, {}, {"skills": "unmet"}),
        ({"required_skills": frozenset({"ekg"})}, {"skills": frozenset({"ekg", "x"})}, {}),
        ({}, {"available_from": FIRST}, {}),
        ({}, {"available_from": date(2027, 1, 5)}, {"available": "unmet"}),
        ({}, {"unavailable": Spans.between(LAST, LAST)}, {"available": "unmet"}),
        ({}, {"unavailable": Spans.between(date(2027, 4, 1), None)}, {}),
        ({}, {"busy": Spans.between(None, FIRST)}, {"available": "unmet"}),
        ({}, {"busy": Spans.between(None, date(2027, 1, 3))}, {}),
        ({}, {"willing_states": frozenset()}, {"location": "unmet"}),
        ({}, {"willing_states": frozenset(), "max_travel_tenths": 1}, {"location": "unknown"}),
        ({"pay_cents": 2499}, {"min_pay_cents": 2500}, {"pay": "unmet"}),
        ({"pay_cents": 2500}, {"min_pay_cents": 2500}, {}),
        ({"pay_cents": None}, {"min_pay_cents": 2500}, {}),
        ({"shift": "night"}, {"shifts": frozenset({"day"})}, {"shift": "unmet"}),
        ({"shift": "night"}, {}, {}),
        ({}, {"shifts": frozenset({"day"})}, {}),
        ({}, {"roles": frozenset({"patient_care_manager"})}, {"role": "unmet"}),
        ({}, {"status": "inactive"}, {"standing": "unmet"}),
        ({"do_not_return": frozenset({"C-0001"})}, {}, {"standing": "unmet"}),
        ({"do_not_return": frozenset({"C-0002"})}, {}, {}),
    ],
)
def test_what_the_agency_asks_is_met_or_is_the_one_gap(
    work: dict[str, Any], facts: dict[str, Any], gap: dict[str, str]
) -> None:
    assessed = judge(work=asking(**work), **facts)
    assert gaps(assessed) == gap
    assert assessed.near_miss == bool(gap)


@pytest.mark.parametrize(("limit", "met"), [(254, True), (253, False), (None, False)])
def test_a_place_outside_her_states_may_be_near_enough(limit: int | None, met: bool) -> None:
    work = asking(place=TACOMA)
    at_home: dict[str, Any] = {
        "home": SEATTLE,
        "willing_states": frozenset({"OR"}),
        "max_travel_tenths": limit,
    }
    assert (judge(work=work, **at_home).verdict == "eligible") == met


# Verdict and near miss


def test_one_unmet_finding_outweighs_any_number_of_unknown_ones() -> None:
    unread = replace(CMA, evidence=CLAIMED)
    work = asking(client_requirements=("TDAP",))
    assert judge(credentials=(unread,)).verdict == "unknown"
    assert judge(work=work, credentials=(unread,)).verdict == "ineligible"


def test_a_near_miss_lacks_one_finding_however_many_parts_it_has() -> None:
    both = entry(ask.AllOf((HOLDS_TDAP, ask.Adult())))
    assert judge([both]).near_miss
    assert not judge([both], status="inactive").near_miss
    assert judge(credentials=(replace(CMA, evidence=CLAIMED),)).near_miss


def test_advice_counts_for_nothing() -> None:
    assessed = judge([entry(HOLDS_TDAP, effect="advise")], [entry(None, effect="advise")])
    assert (assessed.verdict, gaps(assessed)) == ("eligible", {})
    assert [one.verdict for one in assessed.findings if not one.decides] == ["unmet", "met"]


def test_low_confidence_never_refuses_and_medium_does() -> None:
    assert judge([entry(HOLDS_TDAP, confidence="low")]).verdict == "unknown"
    assert judge([entry(HOLDS_TDAP, confidence="medium")]).verdict == "ineligible"
    assert judge([entry(HOLDS_CMA, confidence="low")]).verdict == "eligible"


def test_a_rule_that_may_not_apply_cannot_refuse_and_is_to_be_confirmed() -> None:
    law = [entry(HOLDS_TDAP, when=When(settings=frozenset({"clinic"})))]
    blank = judge(law)
    assert (blank.verdict, gaps(blank)) == ("unknown", {"wa-rule-1": "unknown"})
    assert [one.id for one in blank.work.to_confirm] == ["wa-rule-1"]
    assert judge(law, credentials=(CMA, TDAP)).verdict == "eligible"
    assert judge(law, work=asking(setting="clinic")).verdict == "ineligible"
    assert judge(law, work=asking(setting="school")).verdict == "eligible"


# The work


def test_barred_work_is_blocked_with_its_citation_and_nobody_is_a_near_miss() -> None:
    assessed = judge([entry(BANNED, when=When(tasks=frozenset({"vaccine"})))])
    assert assessed.verdict == "eligible"
    work = asking(tasks=frozenset({"vaccine"}))
    assessed = judge([entry(BANNED, when=When(tasks=frozenset({"vaccine"})))], work=work)
    assert (assessed.verdict, assessed.near_miss) == ("ineligible", False)
    (blocking,) = assessed.work.blocking
    assert blocking.law is not None
    assert blocking.law.citation == "RCW 1"
    assert assessed.findings[0] == blocking


def test_work_is_blocked_by_a_ban_on_its_last_day_alone() -> None:
    assert judge([entry(BANNED, in_force=LAST)]).work.blocked
    assert not judge([entry(BANNED, in_force=date(2027, 4, 1))]).work.blocked
    assert not judge([entry(BANNED), lifted(FIRST)]).work.blocked


@pytest.mark.parametrize(
    ("law", "said"),
    [
        (entry(ask.Delegator(frozenset({"physician"}))), {}),
        (entry(BANNED, when=When(settings=frozenset({"clinic"}))), {}),
        (entry(BANNED, confidence="low"), {"setting": "clinic", "delegator": "physician"}),
    ],
    ids=["delegator blank", "setting blank", "low confidence"],
)
def test_work_that_is_not_known_to_be_barred_is_to_be_confirmed_and_persons_judged(
    law: Entry, said: dict[str, Any]
) -> None:
    assessed = judge([law], work=asking(**said))
    assert (assessed.verdict, assessed.work.blocked) == ("eligible", False)
    (question,) = assessed.work.to_confirm
    assert (question.id, bool(question.question)) == ("wa-rule-1", True)


def test_the_work_is_judged_without_anybody() -> None:
    book = rulebook(([[entry(BANNED)], [entry(HOLDS_TDAP)]],), [])
    judged = judge_work(WORK, Window.between(FIRST, LAST), book)
    assert [one.requirement.id for one in judged.blocking] == ["wa-rule-1"]
    assert judged.to_confirm == ()
