"""``agency pathways``: the page, its width, one type in full, and the JSON."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest
from flask_sqlalchemy import SQLAlchemy

from agency.rules.rulebook import DATA
from tests.builders import make_candidate, make_credential, make_training
from tests.cli.commands import answer, run, told

DAY = ("--as-of", "2026-11-24")
GRADUATED = date(2026, 6, 14)
PAGE = """\
Pathways of Ana Ruiz (C-0001) on 24 Nov 2026

May sit or apply now
  CMAC (AMCA)
    Training, until 14 Jun 2027
    Costs: exam $139; application $25 where the school is no partner of the AMCA
    high confidence, 2024:
    https://www.amcaexams.com/exam-candidates/exam-eligibility-and-requirements/
"""
CERTIFIED = """\
    Education, opens on 8 Jan 2027, until 14 Jun 2030
    ✓ a medical-assisting program, at least 720 hours, at least 160 externship
      hours, completed at most 4 years ago
        On file: program:medical_assisting:2026-06-14
    ✗ 1 attempt has failed; the next is open on 8 Jan 2027, in 45 days.
"""


@pytest.fixture
def ana(no_agency: dict[str, str], database: SQLAlchemy) -> dict[str, str]:
    """An environment with a graduate of this summer who failed an exam today, and another."""
    someone = make_candidate(
        "C-0001",
        first_name="Ana",
        last_name="Ruiz",
        adult=True,
        years_experience=Decimal(0),
        career_goal="medical_practice_manager",
    )
    make_training(
        someone,
        "program",
        topic="medical_assisting",
        accreditor="US-ED",
        hours=Decimal(720),
        externship_hours=Decimal(160),
        completed_on=GRADUATED,
    )
    make_training(someone, "education")
    make_training(someone, "exam", topic="RMA-AMT:failed", completed_on=date(2026, 11, 24))
    make_credential(someone, "BLS-AHA", expires_on=date(2027, 3, 31))
    make_credential(make_candidate("C-0002"), "CMA-AAMA")
    database.session.commit()
    return no_agency


def test_the_page_begins_with_what_is_open_now(ana: dict[str, str]) -> None:
    page = told(ana, "pathways", "C-0001", *DAY)
    assert page.startswith(PAGE.rpartition("  CMAC")[0])
    assert PAGE.partition("now\n")[2] in page


def test_the_page_tells_each_part_once_and_in_order(ana: dict[str, str]) -> None:
    page = told(ana, "pathways", "C-0001", *DAY)
    parts = (
        "May sit or apply now",
        "Open once this is answered",
        "Not yet, the nearest first",
        "Not known: how these are obtained was not researched",
        "Held already",
        "Roles to grow into (advice, decides nothing)",
    )
    found = [page.index(f"\n{part}\n") for part in parts]
    assert found == sorted(found)
    assert "Held already\n  BLS Provider (AHA), through 31 Mar 2027\n" in page
    assert "  Medical practice manager, the goal, from medical assistant, then medical" in page


def test_what_is_missing_is_told_exactly(ana: dict[str, str]) -> None:
    page = told(ana, "pathways", "C-0001", *DAY)
    assert "    ✗ 0 of 30 are documented for drawing blood from a vein.\n" in page
    assert "1 attempt has failed; the next is open on 8 Jan 2027, in 45 days" in page


def test_nothing_but_an_address_is_wider_than_the_screen(ana: dict[str, str]) -> None:
    for words in (("pathways", "C-0001"), ("pathways", "C-0001", "--code", "CMA-AAMA")):
        for line in told(ana, *words, *DAY).splitlines():
            assert len(line) <= 80 or re.fullmatch(r" +https?://\S+", line), line


def test_the_other_routes_are_told_in_brief(ana: dict[str, str]) -> None:
    page = " ".join(told(ana, "pathways", "C-0001", *DAY).split())
    assert "Other routes (--code CMAC-AMCA): Work experience (1 missing)" in page
    assert "Other routes (--code CCMA-NHA): Work experience (1 missing)" in page


def test_one_type_is_told_in_full(ana: dict[str, str]) -> None:
    page = told(ana, "pathways", "C-0001", "--code", "RMA-AMT", *DAY)
    assert CERTIFIED in page
    for route in ("Work-based learning", "Work experience", "Military", "Instructor"):
        assert f"\n    {route}" in page
    assert "1 failed, 3 left." in " ".join(page.split())
    assert "        On file: program:medical_assisting:2026-06-14\n" in page
    assert "nj-certification" in page
    assert "Roles to grow into" not in page


def test_one_type_that_was_not_researched_says_so(ana: dict[str, str]) -> None:
    page = told(ana, "pathways", "C-0001", "--code", "CMAA-NHA", *DAY)
    assert "Not known: how these are obtained was not researched\n  CMAA (NHA)\n" in page


def test_variants_and_advice_of_one_type_are_told(ana: dict[str, str]) -> None:
    page = " ".join(told(ana, "pathways", "C-0001", "--code", "CMA-CCBMA", *DAY).split())
    assert "✗ Clinical variant: proof of training: 0 of 10 hours in injection are" in page
    page = told(ana, "pathways", "C-0001", "--code", "WA-MA-C", *DAY)
    assert "In every case: background: A national fingerprint check only" in page


def test_where_letters_are_few_the_page_is_plain(ana: dict[str, str]) -> None:
    page = told({**ana, "PYTHONIOENCODING": "ascii"}, "pathways", "C-0001", *DAY)
    assert page.startswith("Pathways of Ana Ruiz")


def test_the_answer_in_json_has_every_type_and_its_best_route_first(ana: dict[str, str]) -> None:
    said = answer(ana, "pathways", "C-0001", *DAY)
    assert (said["candidate"], said["on"]) == ("C-0001", "2026-11-24")
    assert said["career_goal"] == "medical_practice_manager"
    by_code = {one["code"]: one for one in said["pathways"]}
    assert {"CMA-AAMA", "WA-MA-C", "ND-UAP", "BLS-AHA"} <= set(by_code)
    assert "TB-SCREEN" not in by_code
    amca = by_code["CMAC-AMCA"]
    assert (amca["answer"], amca["only_to_ask"], amca["held"]) == ("yes", False, None)
    best, *_ = amca["routes"]
    assert (best["name"], best["answer"]) == ("Training", "yes")
    assert (best["opens_on"], best["open_until"]) == ("2026-11-24", "2027-06-14")
    assert best["costs"][0] == {
        "name": "exam",
        "usd": "139.00",
        "note": None,
        "citation": None,
        "source": "https://www.amcaexams.com/certifications/clinical-medical-assistant/"
        " ; https://www.amcaexams.com/stay-certified/",
        "as_of": "2021, 2024",
        "confidence": "medium",
    }
    assert best["conditions"][0] == {
        "name": "Training",
        "asks": "a medical-assisting program, completed at most 12 months ago",
        "state": "met",
        "why": [],
        "evidence": ["program:medical_assisting:2026-06-14"],
        "citation": None,
        "source": "https://www.amcaexams.com/exam-candidates/exam-eligibility-and-requirements/",
        "as_of": "2024",
        "confidence": "high",
    }
    assert {"state": "NJ", "requirement": "nj-certification"} in amca["opens_in"]


def test_the_json_tells_attempts_what_is_held_and_the_roles(ana: dict[str, str]) -> None:
    said = answer(ana, "pathways", "C-0001", *DAY)
    by_code = {one["code"]: one for one in said["pathways"]}
    attempts = by_code["RMA-AMT"]["attempts"]
    assert (attempts["failed"], attempts["left"]) == (1, 3)
    assert by_code["BLS-AHA"]["held"]["status"] == "current"
    assert by_code["BLS-AHA"]["held"]["expires_on"] == "2027-03-31"
    goal, *others = said["roles"]
    assert (goal["role"], goal["is_goal"]) == ("medical_practice_manager", True)
    assert goal["through"] == ["medical_assistant", "medical_office_manager"]
    education, *_ = goal["expectations"]
    assert (education["name"], education["optional"]) == ("Education", False)
    assert education["conditions"][0]["state"] == "missing"
    assert education["source"].startswith("https://")
    assert "medical_administrative_assistant" in [one["role"] for one in others]


def test_the_json_of_one_type_holds_it_alone(ana: dict[str, str]) -> None:
    said = answer(ana, "pathways", "C-0001", "--code", "CMA-AAMA", *DAY)
    assert [one["code"] for one in said["pathways"]] == ["CMA-AAMA"]
    assert said["roles"] == []


@pytest.mark.parametrize("code", ["CCMA", "CMA", "nonsense"])
def test_a_code_that_names_no_single_type_is_refused(ana: dict[str, str], code: str) -> None:
    result = run(ana, "pathways", "C-0001", "--code", code, *DAY)
    assert result.exit_code == 2
    assert f"'{code}' names no single credential" in result.stderr.replace("\n", " ")


def test_nobody_of_that_name_is_told_in_one_sentence(ana: dict[str, str]) -> None:
    result = run(ana, "pathways", "C-0009", *DAY)
    assert (result.exit_code, result.stderr) == (2, "agency: there is no candidate 'C-0009'\n")


def test_a_wrong_role_is_told_by_the_check_of_the_rules(tmp_path: Path) -> None:
    folder = copytree(DATA, tmp_path / "data")
    said = (folder / "roles.toml").read_text(encoding="utf-8")
    (folder / "roles.toml").write_text(said.replace("optional", "optonal"), encoding="utf-8")
    result = run({}, "rules", "check", "--data", str(folder))
    assert result.exit_code == 2
    assert "roles.toml: medical_administrative_assistant, Certification: optonal" in result.stderr
