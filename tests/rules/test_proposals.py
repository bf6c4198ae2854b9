"""Which steps are proposed for what is asked, and that none of them takes a day away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from agency.rules import expressions as ask
from agency.rules.expressions import Expression
from agency.rules.facts import AssignmentFacts, CandidateFacts, Credential, Evidence, Training
from agency.rules.proposals import leaves_in_reach, proposals
from agency.rules.requirements import coverage
from agency.rules.requisition import Requirement, requisition, window_of
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.rules.situation import Situation
from agency.rules.spans import ALL_DAYS, Coverage, Spans, Window
from agency.rules.steps import DocumentCredential, Obtain, Step, Train, Verify, applied
from tests.examples import examples
from tests.rules.pairs import BLS, CMA, FIRST, LAST, SHE, TODAY
from tests.strategies import HORIZON_FIRST, assignments, candidates
from tests.strategies_of_law import rulebooks

BOOK = load_rulebook()
WINDOW = Window(FIRST.toordinal(), LAST.toordinal())
REVIEWED = Evidence.reviewed


def proposed(*asked: Expression, she: CandidateFacts = SHE) -> list[Step]:
    requirements = [Requirement(f"n-{n}", "", part) for n, part in enumerate(asked)]
    return proposals(requirements, Situation(she, TODAY, WINDOW, BOOK))


def holding(*codes: str, **tests: object) -> ask.Valid:
    return ask.Valid(frozenset(codes), **{"evidence": REVIEWED, **tests})  # type: ignore[arg-type]


def obtained(*asked: Expression, she: CandidateFacts = SHE) -> list[tuple[str, ...]]:
    """The codes of what is to be obtained, each with what would do as well."""
    steps = (step for step in proposed(*asked, she=she) if isinstance(step, Obtain))
    return [(step.credential.code, *step.others) for step in steps]


# Leaves


ADULT, PAID = ask.Adult(), ask.Paid(2000)


def test_every_part_is_in_reach_but_what_is_only_possible() -> None:
    parts = ask.AllOf((ADULT, ask.AnyOf((ask.Possible(holding("TDAP")), PAID))))
    assert list(leaves_in_reach(parts)) == [ADULT, PAID]
    dated = ask.InForce(((1, 5, ADULT), (6, 9, ask.CannotRefuse(PAID))))
    assert list(leaves_in_reach(dated)) == [ADULT, PAID]


@pytest.mark.parametrize(
    "leaf",
    [
        ask.Skilled(frozenset({"welding"})),
        ask.Available(),
        ask.Reach("NY", None),
        ask.Works("night"),
        ask.InRole("medical_office_manager"),
        ask.InStanding(frozenset({"C-0001"})),
        ask.NO,
        ask.UNSAID,
        ask.Constant(Coverage.maybe(ALL_DAYS)),
        ask.Possible(holding("TDAP")),
        ask.Education(frozenset({"bachelor"})),
        ask.OnFile("certificate", ""),
    ],
)
def test_nothing_is_proposed_for_what_nobody_can_change(leaf: Expression) -> None:
    assert proposed(leaf) == []


def test_nothing_is_proposed_for_what_is_as_it_should_be() -> None:
    lasting = replace(SHE, adult=True, min_pay_cents=2000)
    assert proposed(ADULT, PAID, she=lasting) == []


# Credentials she holds


def claimed(**said: object) -> CandidateFacts:
    held = replace(CMA, evidence=Evidence.claimed, **said)  # type: ignore[arg-type]
    return replace(SHE, credentials=(held,))


def test_one_check_is_as_good_as_the_strictest_asks() -> None:
    strict = holding("CMA-AAMA", evidence=Evidence.primary_source)
    steps = proposed(holding("CMA-AAMA"), strict, she=claimed())
    checks = [step.evidence for step in steps if isinstance(step, Verify)]
    assert checks == [Evidence.primary_source]


def test_one_proof_shows_all_that_is_asked() -> None:
    undated = claimed(issued_on=None, expires_on=None)
    since = [holding("CMA-AAMA", issued_from=day.toordinal()) for day in (TODAY, FIRST)]
    tied = holding("CMA-AAMA", facility="Alder Clinic")
    steps = proposed(*since, tied, she=undated)
    proofs = [step for step in steps if isinstance(step, DocumentCredential)]
    assert [(p.issued_on, p.expires_on, p.bound_to) for p in proofs] == [
        (FIRST, date.max, "Alder Clinic")
    ]


def test_what_is_tied_elsewhere_is_neither_checked_nor_renewed() -> None:
    leaf = holding("CMA-AAMA", facility="Alder Clinic")
    assert [step.kind for step in proposed(leaf, she=claimed(bound_to="Birch Hospital"))] == [
        "obtain"
    ]


def test_what_does_not_count_any_more_is_left_alone() -> None:
    revoked, withdrawn = (claimed(status=status) for status in ("revoked", "withdrawn"))
    assert proposed(holding("CMA-AAMA"), she=revoked) == []
    assert [step.kind for step in proposed(holding("CMA-AAMA"), she=withdrawn)] == ["obtain"]


# Credentials she could obtain


def test_what_serves_more_is_another_step_than_what_serves_less() -> None:
    none = replace(SHE, credentials=())
    assert obtained(holding("TDAP", "TB-SCREEN"), holding("TB-SCREEN"), she=none) == [
        ("TB-SCREEN",),
        ("TDAP",),
    ]


def test_it_is_tied_to_a_facility_only_where_that_is_asked() -> None:
    free, tied = holding("WA-MA-R"), holding("WA-MA-R", facility="Alder Clinic")
    other = holding("TDAP")
    for asked, found in (
        ([free], {("WA-MA-R", None)}),
        ([tied], {("WA-MA-R", "Alder Clinic")}),
        ([free, tied], {("WA-MA-R", None), ("WA-MA-R", "Alder Clinic")}),
        ([other, tied], {("TDAP", None), ("WA-MA-R", "Alder Clinic")}),
    ):
        steps = [step.credential for step in proposed(*asked) if isinstance(step, Obtain)]
        assert {(one.code, one.bound_to) for one in steps} == found
        assert len(steps) == len(found)


def test_nothing_is_obtained_for_a_facility_that_is_not_named() -> None:
    assert obtained(holding("WA-MA-R", facility="")) == []


def test_a_new_one_is_known_at_its_source_and_lasts_as_the_catalogue_says() -> None:
    none = replace(SHE, credentials=())
    for code, expires_on in (
        ("CMA-AAMA", date(2031, 11, 30)),  # 60 months, to the end of the month
        ("RMA-AMT", date(2029, 11, 24)),  # 36 months
        ("TB-SCREEN", date.max),  # its paper will say
        ("MMR-IMMUNE", None),  # for ever
    ):
        (step,) = proposed(holding(code), she=none)
        assert isinstance(step, Obtain)
        assert step.credential == Credential(
            code, step.credential.ref, TODAY, expires_on, Evidence.primary_source
        )


def test_a_known_lead_time_is_counted_from_the_day_and_an_unknown_one_is_said() -> None:
    found = {
        step.credential.code: (step.effective, step.lead_known)
        for step in proposed(holding("BLS-AHA", "BLS-ARC"))
        if isinstance(step, Obtain)
    }
    assert found == {"BLS-AHA": (date(2026, 12, 23), True), "BLS-ARC": (TODAY, False)}


def test_who_holds_a_good_one_is_not_sent_for_another() -> None:
    assert obtained(holding("BLS-AHA"), she=replace(SHE, credentials=(BLS,))) == []


# Records


def test_only_what_is_missing_is_trained() -> None:
    record = Training(
        "training",
        topic="venipuncture",
        hours=Decimal("7.5"),
        clinical_hours=Decimal(4),
        completed_on=TODAY,
        evidence=REVIEWED,
    )
    leaf = ask.TrainingHours(
        "venipuncture", (("hours", Decimal(10)), ("clinical_hours", Decimal(4)))
    )
    (step,) = proposed(leaf, she=replace(SHE, trainings=(record,)))
    assert isinstance(step, Train)
    assert (step.record.hours, step.record.clinical_hours) == (Decimal("2.5"), Decimal(0))
    assert (step.ready_on, step.cost) == (None, None)


# Of all of them


@settings(max_examples=examples(150))
@given(rulebooks(), candidates(), assignments())
def test_no_step_takes_a_day_of_work_away_and_no_two_are_about_the_same(
    book: RuleBook, candidate: CandidateFacts, work: AssignmentFacts
) -> None:
    window = window_of(work, HORIZON_FIRST)
    asked = requisition(work, window, book).person
    steps = proposals(asked, Situation(candidate, HORIZON_FIRST, window, book))
    assert len({(step.kind, step.about) for step in steps}) == len(steps)
    for step in steps:
        she, there = applied([step], candidate, work)
        for before, then in zip(asked, requisition(there, window, book).person, strict=True):
            lost = coverage(before.expression, candidate, book).met & Spans.since(window.first)
            lost -= coverage(then.expression, she, book).met
            assert not lost, (step, before.id)
