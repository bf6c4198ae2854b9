"""Every case of ``cases/``: a pair, and what the plan and the law say of it. See its README."""

from __future__ import annotations

from pathlib import Path

import pytest

from agency.rules.rulebook import RuleBook, load_rulebook
from tests.rules.case_files import (
    ALL,
    BY_FAMILY,
    BY_STATE,
    FAMILIES,
    STRICT_STATES,
    BadCase,
    Case,
    read,
    told_of,
)
from tests.rules.law import LAW, laid_over


@pytest.fixture(scope="module")
def rulebooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, RuleBook]:
    """The real rulebook (None), and each law of ``cases/law`` laid over it."""
    books: dict[str | None, RuleBook] = {None: load_rulebook()}
    for law in LAW.iterdir():
        books[law.name] = laid_over(law.name, tmp_path_factory.mktemp("law"))
    return books


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_case(case: Case, rulebooks: dict[str | None, RuleBook]) -> None:
    assert case.asked.unknown_keys == ()
    assert told_of(case, rulebooks[case.law]) == dict(case.expected)


# The collection itself


def test_the_first_case_is_that_two_half_good_certifications_do_not_add_up() -> None:
    assert ALL[0].name == "lapsed verified and current unverified do not add up"


def test_every_family_of_rules_has_its_file_and_every_state_of_the_rulebook_too() -> None:
    assert set(BY_FAMILY) == set(FAMILIES)
    assert set(BY_STATE) == {state.lower() for state in load_rulebook().states}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_rule_of_a_family_has_three_cases_at_least(family: str) -> None:
    for says, cases in BY_FAMILY[family]:
        assert len(cases) >= 3, says


@pytest.mark.parametrize("state", BY_STATE)
def test_every_state_has_its_cases(state: str) -> None:
    count = sum(len(cases) for _, cases in BY_STATE[state])
    assert count >= (5 if state in STRICT_STATES else 2)


A_CASE = '[[rule]]\nsays = "x"\n[[rule.case]]\nname = "y"\nverdict = "eligible"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (A_CASE + "nearmiss = true", "nearmiss"),
        (A_CASE.replace('verdict = "eligible"', ""), "a verdict"),
        ("[asignment]\n" + A_CASE, "asignment"),
        ('[[rule]]\nsays = "x"\ncases = []', "cases"),
        ('[candidate]\ncredentials = ["nobody"]\n' + A_CASE, "nobody"),
    ],
)
def test_a_word_that_is_not_known_or_missing_fails(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadCase, match=told):
        list(read(file))
