"""How pathways and exams are read: strictly, and without losing a number of the research."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from agency.rules.pathways.catalogue import COMMON
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import DATA, load_rulebook

RESEARCH = Path(__file__).parents[4] / "shared" / "domain" / "certifications.toml"
# How the research calls a type, where that is not its code and issuer in small letters.
CODES = {"ccma_ccbma": "CMA-CCBMA", "bls_redcross": "BLS-ARC"}
KINDS = ("eligibility", "eligibility_bar", "exam_attempts")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copytree(DATA, tmp_path / "data")


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "key", "problem"),
    [
        ("certifications.toml", "days_before = 30", "days_befor = 30",
         "CMA-AAMA, Completing student", "needs.program.days_befor", "not a known key"),
        ("certifications.toml", "externship = true, days_before = 30",
         "within_months = 12, days_before = 30", "CMA-AAMA, Completing student",
         "needs.program.days_before", "not completed yet"),
        ("certifications.toml", "within_months = 12 }", "within_months = 12, within_years = 1 }",
         "CMA-AAMA, Recent graduate", "needs.program.within_months", "one of the two"),
        ("certifications.toml", "more_than_months = 12 }",
         "more_than_months = 12, within_years = 1 }",
         "CMA-AAMA, Earlier graduate", "needs.any_of.program.more_than_months", "no day"),
        ("certifications.toml", 'kind = "common"', 'kind = "commun"',
         "CMA-AAMA, In every case: conduct", "kind", "expected one of route, common"),
        ("certifications.toml", 'fees = ["exam_graduate"]', 'fees = ["exam_student"]',
         "CMA-AAMA, Completing student", "fees", "expected one of exam"),
        ("certifications.toml", 'proof = "amt_instructor_letter"', 'proof = "A letter"',
         "RMA-AMT, Instructor", "needs.proof", "expected a word"),
        ("certifications.toml", "instructor?", "instructor",
         "RMA-AMT, Instructor", "needs.ask", "expected a question"),
        ("certifications.toml", "years = 3, within_years = 7", "years = 8, within_years = 7",
         "RMA-AMT, Work experience", "needs.all_of.experience.within_years", "not below years"),
        ("certifications.toml", "hours_min = 1000, ", "hours_min = 1000, placements_count = true, ",
         "CMA-AAMA, Alternative pathway",
         "needs.all_of.any_of.all_of.experience.placements_count", "not counted in hours"),
        ("certifications.toml", "waits_days = [45]", "waits_days = [-1]",
         "RMA-AMT", "exam.waits_days", "whole numbers"),
        ("certifications.toml", "waits_days = [45]", "waits_days = 45",
         "RMA-AMT", "exam.waits_days", "a list"),
        ("certifications.toml", "attempts = 6", "attempts = 0",
         "CMA-AAMA", "exam.attempts", "not below 1"),
        ("certifications.toml", "long_wait_months = 12", "",
         "CCMA-NHA", "exam.long_wait_months", "goes with"),
        ("certifications.toml", 'exam_one_specialty_usd = "145"', 'exam_one_specialty_usd = "x"',
         "CMA-CCBMA", "exam.fees.exam_one_specialty_usd", "expected dollars"),
        ("certifications.toml", 'exam_one_specialty_usd = "145"', 'one_specialty = "145"',
         "CMA-CCBMA", "exam.fees.one_specialty", "not a known key"),
        ("certifications.toml", 'name = "Earlier graduate"', 'name = "Recent graduate"',
         "CMA-AAMA, Recent graduate", "name", "stands twice"),
        ("credentials.toml", 'all_but_the_exam_of = "WA-MA-C"', 'all_but_the_exam_of = "WA-MA"',
         "WA-MA-C-INTERIM, All but the exam", "all_but_the_exam_of", "expected one of"),
        ("credentials.toml", 'all_but_the_exam_of = "WA-MA-C"', "",
         "WA-MA-C-INTERIM, All but the exam", "needs", "asked of every pathway"),
        ("credentials.toml", 'kind = "advice"', 'kind = "advice"\nneeds = { age = 18 }',
         "WA-MA-C, In every case: background", "needs", "of no other"),
        ("credentials.toml", "needs = { education =", "needs = { educaton =",
         "WA-MA-C, In every case: education", "needs", "expected exactly one of"),
        ("credentials.toml", ", within_years = 5 }", " }",
         "WA-MA-C, In every case: exam", "needs.exam", "expected within_months or"),
        ("credentials.toml", '{ holds = ["CMA-AAMA"', '{ max_age_days = 9, holds = ["CMA-AAMA"',
         "ND-MA-III, Certification and transcript", "needs.all_of.holds", "no facility"),
    ],
    ids=lambda value: value[:30],
)  # fmt: skip
def test_a_pathway_that_is_wrong_stops_the_load(
    folder: Path, file: str, old: str, new: str, entry: str, key: str, problem: str
) -> None:
    said = (folder / file).read_text(encoding="utf-8")
    assert old in said
    (folder / file).write_text(said.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleBookError) as refused:
        load_rulebook(folder)
    where = refused.value.file, refused.value.entry, refused.value.key
    assert where == (file, entry, key)
    assert problem in refused.value.problem


def test_what_is_common_has_a_name_that_says_so() -> None:
    for kind in load_rulebook().catalogue.types.values():
        for pathway in kind.pathways:
            assert (pathway.kind == COMMON) <= pathway.name.startswith("In every case"), kind.code


def test_a_fee_that_stands_apart_is_charged_where_the_type_has_no_other() -> None:
    types = load_rulebook().catalogue.types
    assert types["CMA-CCBMA"].exam is not None
    assert dict(types["CMA-CCBMA"].exam.fees) == {
        "exam_one_specialty": Decimal(145),
        "exam_two_specialties": Decimal(185),
    }
    assert types["RPT-AMT"].pathways[0].fees == ()


# Compared with the research, where it is at hand


def researched() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each row on how a type is obtained: its code, the row's name and the row."""
    if not RESEARCH.exists():
        return
    said = tomllib.loads(RESEARCH.read_text(encoding="utf-8"))
    for name, table in said["certification"].items():
        code = CODES.get(name, name.upper().replace("_", "-"))
        for row, values in table.get("rules", {}).items():
            if values["kind"] in KINDS and code in load_rulebook().catalogue:
                yield code, row, values


def rows_of_states() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each row of a state that speaks of a state's own credential, once for each it names."""
    path = RESEARCH.with_name("states.toml")
    states = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for table in states.values():
        for row in table["requirement"]:
            for task in row["tasks"]:
                code = task.removeprefix("credential:")
                if code != task and code in load_rulebook().catalogue:
                    yield code, row["id"], row


def written(code: str) -> str:
    """The part of the data files that speaks of a type, as it is written there."""
    said = "[[credential]]".join(
        (DATA / file).read_text(encoding="utf-8")
        for file in ("certifications.toml", "credentials.toml")
    )
    (part,) = (one for one in said.split("[[credential]]") if f'\ncode = "{code}"' in one)
    return part.split("[[ambiguous]]")[0]


def test_no_number_source_or_year_of_a_researched_pathway_is_lost() -> None:
    for code, name, row in (*researched(), *rows_of_states()):
        part = written(code)
        # The one length of time that the catalogue says in hours.
        plain = part.replace(",", "").replace("3 hours", "180 minutes")
        for key, value in row.items():
            if isinstance(value, int) and not isinstance(value, bool):
                assert re.search(rf"(?<!\d){value}(?!\d)", plain) or value == 0, (code, name, key)
        for value in row.get("wait_days_after_attempt", ()):
            assert re.search(rf"(?<!\d){value}(?!\d)", plain), (code, name, value)
        assert all(source in part for source in row["source"].split(" ; ")), (code, name)
        assert str(row["as_of"]) in part, (code, name)


def test_a_pathway_has_no_more_confidence_than_its_research() -> None:
    levels = ("low", "medium", "high")
    by_source: dict[tuple[str, str], set[str]] = {}
    for code, _, row in researched():
        by_source.setdefault((code, row["source"]), set()).add(row["confidence"])
    for kind in load_rulebook().catalogue.types.values():
        for pathway in kind.pathways:
            found = by_source.get((kind.code, pathway.provenance.source))
            best = max((levels.index(one) for one in found or levels), default=2)
            assert levels.index(pathway.provenance.confidence) <= best, (kind.code, pathway.name)
