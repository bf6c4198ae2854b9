"""The roles of the agency: what each asks, from where one comes to it, and how a person stands."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest

from agency.candidates.models import ROLES
from agency.rules.facts import CandidateFacts, Credential, Evidence, Training
from agency.rules.pathways.conditions import MET, MISSING, UNKNOWN
from agency.rules.pathways.record import Record, Worked
from agency.rules.reading import RuleBookError
from agency.rules.roles import NextRole, load_roles, next_roles
from agency.rules.rulebook import DATA, load_rulebook
from agency.rules.spans import Spans

BOOK = load_rulebook()
ALL = load_roles()
TODAY = date(2026, 11, 24)
DONE = date(2020, 6, 1)


def record(
    *trainings: Training, roles: tuple[str, ...] = (), skills: tuple[str, ...] = ()
) -> Record:
    facts = CandidateFacts(
        "C-0001", roles=frozenset(roles), skills=frozenset(skills), trainings=trainings
    )
    return Record(facts)


def of(kind: str, topic: str, evidence: Evidence = Evidence.reviewed) -> Training:
    return Training(kind, topic, completed_on=DONE, evidence=evidence)


def grown(one: Record) -> dict[str, NextRole]:
    return {found.role.code: found for found in next_roles(one, ALL, BOOK, TODAY)}


def states(found: NextRole) -> dict[str, str]:
    """The state of each expectation that has one part, by name."""
    return {
        one.expectation.statement.name: condition.state
        for one in found.expected
        for condition in one.conditions
    }


def test_the_roles_are_those_a_candidate_may_offer() -> None:
    assert tuple(ALL) == ROLES


def test_every_role_but_the_first_grows_from_others() -> None:
    first, *others = ALL.values()
    assert first.growth is None
    assert all(role.growth is not None for role in others)


def test_whatever_is_said_of_a_role_has_a_source_a_year_and_no_false_confidence() -> None:
    for role in ALL.values():
        said = [one.statement.provenance for one in role.expectations]
        for provenance in (*said, *([role.growth.provenance] if role.growth else ())):
            for part in provenance.source.split(" ; "):
                assert part == "agency policy" or re.search(r"https?://\S+\.\S+", part), role.code
            for year in provenance.as_of.split(", "):
                assert 2000 <= int(year) <= TODAY.year, role.code
            official = re.search(r"bls\.gov|mgma\.com", provenance.source)
            assert provenance.confidence != "high" or official, role.code


def test_a_medical_assistant_grows_into_what_grows_from_her_role() -> None:
    assert set(grown(record())) == {
        "medical_administrative_assistant",
        "medical_office_manager",
        "medical_office_administrator",
        "patient_care_manager",
    }
    assert grown(record()) == grown(record(roles=("medical_assistant",)))


def test_a_role_she_offers_is_no_next_role_and_opens_those_beyond() -> None:
    found = grown(record(roles=("medical_assistant", "medical_office_manager")))
    assert "medical_office_manager" not in found
    assert found["medical_practice_manager"].through == ("medical_office_manager",)


def test_her_goal_comes_first_with_the_way_to_it() -> None:
    aiming = replace(record(), career_goal="medical_practice_manager")
    first, *others = next_roles(aiming, ALL, BOOK, TODAY)
    assert (first.role.code, first.is_goal) == ("medical_practice_manager", True)
    assert first.through == ("medical_assistant", "medical_office_manager")
    assert not any(one.is_goal for one in others)


def test_a_goal_she_has_reached_is_no_next_role() -> None:
    reached = replace(
        record(roles=("medical_office_manager",)), career_goal="medical_office_manager"
    )
    assert "medical_office_manager" not in grown(reached)


def test_each_expectation_is_met_missing_or_unknown() -> None:
    bare = states(grown(record())["medical_office_manager"])
    assert bare == {
        "Experience": UNKNOWN,
        "Education": MISSING,
        "Skills": MISSING,
        "Certification": UNKNOWN,
    }
    full = record(
        of("document", "office_work_letter"),
        of("education", "associate"),
        of("document", "cmm_certificate"),
        skills=("medical_coding", "epic"),
    )
    assert set(states(grown(full)["medical_office_manager"]).values()) == {MET}


def test_a_weak_source_never_says_that_something_is_missing() -> None:
    found = grown(record())["patient_care_manager"]
    assert set(states(found).values()) == {UNKNOWN}
    assert found.missing == 0


def test_a_choice_that_was_not_made_is_not_missing() -> None:
    found = grown(record(of("education", "ged"), skills=("scheduling",)))
    administrative = found["medical_administrative_assistant"]
    assert states(administrative)["Certification"] == UNKNOWN
    assert administrative.missing == 0
    held = Credential("CMAA-NHA", "CMAA-NHA:1:", DONE, date(2030, 1, 1), Evidence.reviewed)
    certified = record(of("education", "ged"))
    certified = replace(certified, facts=replace(certified.facts, credentials=(held,)))
    assert states(grown(certified)["medical_administrative_assistant"])["Certification"] == MET


def test_only_what_is_no_choice_can_be_missing() -> None:
    found = grown(record())["medical_office_manager"]
    (education,) = (one for one in found.expected if one.expectation.statement.name == "Education")
    assert education.is_missing
    assert not replace(
        education, expectation=replace(education.expectation, optional=True)
    ).is_missing


def test_a_degree_is_no_higher_than_it_is() -> None:
    managed = ("medical_office_manager",)
    for topic, expected in (("associate", MISSING), ("bachelor", MET), ("high_school", MISSING)):
        found = grown(record(of("education", topic), roles=managed))
        assert states(found["medical_practice_manager"])["Education"] == expected


def test_our_placements_are_work_in_a_medical_office() -> None:
    worked = replace(record(), worked=(Worked(Spans.between(date(2026, 1, 5), date(2026, 1, 5))),))
    assert states(grown(worked)["medical_administrative_assistant"])["Experience"] == MET
    never = replace(record(), years_experience=Decimal(0))
    assert states(grown(never)["medical_administrative_assistant"])["Experience"] == MISSING


def test_where_least_is_missing_stands_first() -> None:
    found = next_roles(record(of("education", "associate")), ALL, BOOK, TODAY)
    assert [one.missing for one in found] == sorted(one.missing for one in found)


@pytest.mark.parametrize(
    ("old", "new", "entry", "key"),
    [
        ('role = "patient_care_manager"', 'role = "medical_assistant"', "medical_assistant",
         "role"),
        ('from = ["medical_office_manager"]', 'from = ["boss"]', "medical_practice_manager",
         "grows.from"),
        ("optional = true", "optonal = true", "medical_administrative_assistant, Certification",
         "optonal"),
        ('needs = { education = "high_school" }', "", "medical_assistant, Education", "needs"),
        ('needs = { education = "bachelor" }', 'needs = { education = "master" }',
         "medical_practice_manager, Education", "needs.education"),
        ('title = "Medical assistant"', "", "medical_assistant", "title"),
    ],
    ids=lambda value: value[:20],
)  # fmt: skip
def test_a_role_that_is_wrong_stops_the_load(
    tmp_path: Path, old: str, new: str, entry: str, key: str
) -> None:
    folder = copytree(DATA, tmp_path / "data")
    said = (folder / "roles.toml").read_text(encoding="utf-8")
    assert old in said
    (folder / "roles.toml").write_text(said.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleBookError) as refused:
        load_roles(folder)
    where = refused.value.file, refused.value.entry, refused.value.key
    assert where == ("roles.toml", entry, key)
