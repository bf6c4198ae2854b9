"""Every case of ``cases_of_remedies/``: a pair, and all that would make it eligible."""

from __future__ import annotations

from itertools import combinations

import pytest

from agency.rules.eligibility import ELIGIBLE, assess
from agency.rules.remedies import remedies
from agency.rules.rulebook import RuleBook, load_rulebook
from agency.rules.steps import KINDS, applied
from tests.rules.case_files import BadCase
from tests.rules.law import laid_over
from tests.rules.remedy_cases import (
    ALL,
    BY_FAMILY,
    FOLDER,
    KEEPS_PERCENT,
    RemedyCase,
    case_of,
    told_of,
)


@pytest.fixture(scope="module")
def rulebooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str | None, RuleBook]:
    """The real rulebook (None), and the fictional law laid over it."""
    fictional = laid_over("fictional", tmp_path_factory.mktemp("law"))
    return {None: load_rulebook(), "fictional": fictional}


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_case(case: RemedyCase, rulebooks: dict[str | None, RuleBook]) -> None:
    assert case.asked.unknown_keys == ()
    assert told_of(case, rulebooks[case.law]) == case.expected


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_every_remedy_is_enough_and_no_step_of_it_can_be_spared(
    case: RemedyCase, rulebooks: dict[str | None, RuleBook]
) -> None:
    book, day, pair = rulebooks[case.law], case.asked.day, case.asked.pair
    candidate, work = pair.candidate, pair.assignment
    for remedy in remedies(candidate, work, book, day, KEEPS_PERCENT):
        assert assess(*applied(remedy.steps, candidate, work), book, day).verdict == ELIGIBLE
        for rest in combinations(remedy.steps, len(remedy.steps) - 1):
            assert assess(*applied(rest, candidate, work), book, day).verdict != ELIGIBLE


# The collection itself


def test_every_kind_of_step_is_there_and_sets_of_one_two_and_three() -> None:
    sets = [one["does"] for case in ALL for one in case.expected]
    assert {words.split()[0] for steps in sets for words in steps} == set(KINDS)
    assert {len(steps) for steps in sets} == {1, 2, 3}


def test_every_file_is_read_and_no_name_is_given_twice() -> None:
    assert set(BY_FAMILY) == {path.stem for path in FOLDER.glob("*.toml")}
    assert len({case.name for case in ALL}) == len(ALL)


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ({"name": "x", "remedies": [], "verdict": "eligible"}, "verdict"),
        ({"name": "x", "remedies": [{"do": []}]}, "do"),
        ({"name": "x"}, "remedies"),
    ],
)
def test_a_word_that_is_not_known_or_missing_fails(case: dict[str, object], told: str) -> None:
    with pytest.raises(BadCase, match=told):
        case_of(case, ({"day": "2026-11-24"},), "x.toml")
