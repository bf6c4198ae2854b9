"""Every pathway of the catalogue, against persons written down as data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from agency.rules.pathways.catalogue import ADVICE, ROUTE
from agency.rules.pathways.conditions import MISSING, NO, UNKNOWN, YES, Condition
from agency.rules.pathways.routes import MaySit, may_sit
from agency.rules.rulebook import load_rulebook
from tests.rules.pathways.persons import cases, record

BOOK = load_rulebook()
CASES = cases()
# Its own statement stands for all pathways of the MA-Certified but the exam.
EXPANDED = "WA-MA-C-INTERIM"


def judged(case: dict[str, Any]) -> MaySit:
    return may_sit(record(case), case["code"], BOOK, case["day"])


def conditions(case: dict[str, Any]) -> list[Condition]:
    """What the statement of the case asks by itself, wherever it is asked."""
    answer = judged(case)
    asked = [one for route in answer.routes for one in route.conditions]
    found = {one.asks: one for one in (*asked, *answer.variants) if one.name == case["pathway"]}
    assert found, f"{case['code']} has no statement {case['pathway']}"
    return list(found.values())


def answered(asked: list[Condition]) -> str:
    states = {one.state for one in asked}
    if MISSING in states:
        return NO
    return UNKNOWN if UNKNOWN in states else YES


@pytest.mark.parametrize(
    "case", CASES, ids=lambda case: f"{case['code']}, {case['pathway']}: {case['name']}"
)
def test_a_person_is_answered_as_written(case: dict[str, Any]) -> None:
    asked = conditions(case)
    assert answered(asked) == case["answer"], [(one.asks, one.state, one.why) for one in asked]
    reasons = " ".join(reason for one in asked for reason in one.why)
    assert case.get("says", "") in reasons
    assert case.get("not_says", "not said") not in reasons
    assert bool(reasons) == (case["answer"] != YES)


@pytest.mark.parametrize("case", [case for case in CASES if "until" in case or "costs" in case])
def test_a_route_says_until_when_it_is_open_and_what_it_costs(case: dict[str, Any]) -> None:
    (route,) = (one for one in judged(case).routes if one.pathway.name == case["pathway"])
    if "until" in case:
        assert route.open_until == case["until"]
    if "costs" in case:
        charged = {name: Decimal(usd) for name, usd in case["costs"].items()}
        assert {cost.name: cost.usd for cost in route.costs} == charged


def test_every_pathway_has_one_for_whom_it_says_yes_and_one_for_whom_it_does_not() -> None:
    answers: dict[tuple[str, str], set[str]] = {}
    for case in CASES:
        answers.setdefault((case["code"], case["pathway"]), set()).add(case["answer"])
    for kind in BOOK.catalogue.types.values():
        for pathway in kind.pathways:
            if pathway.kind == ADVICE or kind.code == EXPANDED:
                continue
            found = answers.get((kind.code, pathway.name), set())
            assert YES in found, (kind.code, pathway.name)
            assert found & {NO, UNKNOWN}, (kind.code, pathway.name)


def test_the_interim_certificate_asks_all_of_the_certified_but_the_exam() -> None:
    certified, interim = (BOOK.catalogue[code].pathways for code in ("WA-MA-C", EXPANDED))
    routes = {one.name for one in certified if one.kind == ROUTE}
    assert {one.name for one in interim if one.kind == ROUTE} == routes
    asked = {one.name for one in interim if one.kind not in (ROUTE, ADVICE)}
    assert asked == {"In every case: education"}
