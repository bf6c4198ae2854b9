"""The smallest changes as lines of text, and in what ``check`` and ``explain`` answer."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.cli import agency
from agency.cli.remedy_texts import MOST_SHOWN, remedy_lines
from agency.matching.checking import check
from agency.matching.explaining import explain
from agency.placements.queries import Pair
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.ranking import load_scale
from agency.rules.rulebook import RuleBook, load_rulebook
from config import RANKING_FILE
from tests.builders import make_assignment, make_candidate, make_credential
from tests.cli.commands import answer, told
from tests.examples import examples
from tests.matching.pair_cases import FOLDER, a_case, an_eligible_case, case_file
from tests.samples.agencies import BESIDE
from tests.strategies import HORIZON_FIRST, assignments, candidates
from tests.strategies_of_law import rulebooks

BOOK, SCALE = load_rulebook(), load_scale(RANKING_FILE)
RENEWABLE = "expires-inside-with-its-renewal-on-course"
SAMPLES = sorted([*FOLDER.glob("*.json"), *(BESIDE / "cases").glob("*.json")])


def text(case: dict[str, Any], keeps_percent: int | None = 75) -> str:
    explanation = check(case, BOOK, SCALE, keeps_percent).explanation
    return "\n".join(line.plain for line in remedy_lines(explanation, 80))


def test_each_remedy_is_numbered_under_when_the_first_is_ready() -> None:
    assert text(a_case(RENEWABLE)) == (
        "\n"
        "Smallest change\n"
        "    Not yet, but it can clear before the work begins: the quickest at once.\n"
        "  1. Renew BLS (Red Cross) by 1 Mar 2027.\n"
        "  2. Obtain BLS Provider (AHA) by 1 Feb 2027."
    )


def test_an_eligible_pair_is_told_nothing() -> None:
    assert text(an_eligible_case()) == ""


def test_where_remedies_were_not_sought_nothing_is_told() -> None:
    assert text(a_case(RENEWABLE), keeps_percent=None) == ""


def test_where_nothing_would_do_that_is_said() -> None:
    case = an_eligible_case()
    case["candidate"]["status"] = "inactive"
    assert text(case) == ("\nSmallest change\n    None is proposed: nothing here changes standing.")


def test_a_price_and_a_time_that_nobody_knows_are_said() -> None:
    case = an_eligible_case()
    case["candidate"]["credentials"] = []
    case["assignment"]["client_requirements"] = []
    assert text(case) == (
        "\n"
        "Smallest change\n"
        "    How long the changes take is not documented.\n"
        "  1. Obtain NCMA (NCCT), RMA (AMT), CCMA (NHA) or CMA (AAMA) before 11 Jan 2027\n"
        "     (how long it takes is not documented; known fees from $135.00)."
    )


def test_what_takes_too_long_is_said_with_its_day() -> None:
    case = an_eligible_case() | {"on": "2026-12-28"}
    case["assignment"].update(accepted_certifications=["CMA-AAMA"], client_requirements=[])
    held = {"code": "CMA-AAMA", "number": "1", "issued_on": "2021-11-01", "evidence": "reviewed"}
    case["candidate"]["credentials"] = [{**held, "expires_on": "2026-10-31"}]
    assert text(case) == (
        "\n"
        "Smallest change\n"
        "    Cannot clear in time: the quickest takes until 27 Jan 2027.\n"
        "  1. Renew CMA (AAMA) by 28 Dec 2026 (60 recertification points still to earn)\n"
        "     and work from 27 Jan 2027 to 25 Apr 2027 instead."
    )


def test_of_many_only_some_are_told_and_the_rest_counted() -> None:
    case = an_eligible_case()
    held = case["candidate"]["credentials"][0] | {"evidence": "claimed"}
    case["candidate"]["credentials"] = [
        {**held, "code": code} for code in ("CMA-AAMA", "RMA-AMT", "BLS-AHA", "BLS-ARC")
    ]
    case["assignment"]["client_requirements"] = ["BLS"]
    lines = text(case).splitlines()
    assert lines[-1] == "    and 1 more (--json gives them all)"
    assert [line[:4] for line in lines if line.startswith("  ") and line[3] == "."] == [
        f"  {number}." for number in range(1, MOST_SHOWN + 1)
    ]


@given(rulebooks(), candidates(), assignments(), st.integers(60, 100))
@settings(max_examples=examples(60))
def test_no_line_is_wider_than_asked(
    book: RuleBook, candidate: CandidateFacts, assignment: AssignmentFacts, width: int
) -> None:
    pair = Pair(candidate, assignment, "Noor Halvorsen", "open", None)
    explanation = explain(pair, book, SCALE, HORIZON_FIRST - timedelta(days=3), 75)
    for line in remedy_lines(explanation, width):
        assert len(line.plain) <= width


# check


def checked(*words: str, **environment: str) -> dict[str, Any]:
    result = CliRunner().invoke(agency, ["check", *words], env=environment)
    assert (result.exit_code, result.stderr) == (0, "")
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def test_check_answers_with_the_remedies() -> None:
    said = checked(str(case_file(RENEWABLE)))
    assert [one["says"] for one in said["remedies"]] == [
        "Renew BLS (Red Cross) by 1 Mar 2027.",
        "Obtain BLS Provider (AHA) by 1 Feb 2027.",
    ]
    assert (said["ready_on"], said["outlook"]) == ("2026-11-24", "not_yet")


def test_how_much_is_kept_of_a_shortened_assignment_is_a_setting(tmp_path: Path) -> None:
    case = an_eligible_case()
    case["candidate"]["unavailable"] = ["2027-03-10/2027-12-31"]  # 58 of 89 days are left
    file = tmp_path / "pair.json"
    file.write_text(json.dumps(case))
    for percent, found in (("65", ["shorten"]), ("66", [])):
        said = checked(str(file), AGENCY_SHORTEN_KEEPS_PERCENT=percent)
        changes = [step["change"] for one in said["remedies"] for step in one["steps"]]
        assert [one for one in changes if one != "shift_start"] == found


@pytest.mark.parametrize("file", SAMPLES, ids=[path.stem for path in SAMPLES])
def test_every_sample_has_its_remedies_and_the_eligible_none(file: Path) -> None:
    said = checked(str(file))
    assert isinstance(said["remedies"], list)
    if said["verdict"] == "eligible":
        assert said["remedies"] == []
    for one in said["remedies"]:
        assert 1 <= len(one["steps"]) <= 3


# explain


@pytest.fixture
def pair(no_agency: dict[str, str], database: SQLAlchemy) -> dict[str, str]:
    """C-1 holds a certification that ends inside A-1; C-2 has nothing to do with it."""
    make_credential(make_candidate("C-1"), number="1", expires_on=date(2027, 3, 15))
    make_credential(make_candidate("C-2"), "RMA-AMT")
    make_assignment("A-1", accepted_certifications=("CMA-AAMA",))
    database.session.commit()
    return no_agency


EXPLAIN = ("explain", "C-1", "A-1", "--as-of", "2026-11-24")


def test_explain_tells_the_smallest_changes_before_the_picture(pair: dict[str, str]) -> None:
    said = told(pair, *EXPLAIN)
    remedies, picture = said.index("\nSmallest change\n"), said.index("the assignment")
    assert remedies < picture
    for sentence in (
        "  1. Renew CMA (AAMA) by 13 Feb 2027 (60 recertification points still to earn).\n",
        "  2. End on 15 Mar 2027, 16 days earlier.\n",
    ):
        assert sentence in said[remedies:picture]


def test_explain_answers_with_the_remedies_in_json(pair: dict[str, str]) -> None:
    said = answer(pair, *EXPLAIN)
    assert [[step["change"] for step in one["steps"]] for one in said["remedies"]] == [
        ["renew"],
        ["shorten"],
    ]
    assert (said["ready_on"], said["outlook"]) == ("2026-11-24", "not_yet")


def test_explain_has_no_remedies_for_an_eligible_pair(
    pair: dict[str, str], database: SQLAlchemy
) -> None:
    make_assignment("A-2", ends_on=date(2027, 3, 15))
    database.session.commit()
    words = ("explain", "C-1", "A-2", "--as-of", "2026-11-24")
    assert answer(pair, *words)["remedies"] == []
    assert "Smallest change" not in told(pair, *words)
