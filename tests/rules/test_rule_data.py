"""The data of the law: where each entry is from, from when it is in force, and what decides."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agency.rules.catalogue import CredentialType, Provenance
from agency.rules.operators import Known, read_expression
from agency.rules.reading import Table
from agency.rules.rulebook import When, entries
from tests.rules.researched import BOOK, ENTRIES

COMPILED = date(2026, 11, 24)
BEFORE_OUR_RECORDS = date(1, 1, 1)
FROM_MEMORY = "general knowledge, unverified"


def provenances(kind: CredentialType) -> Iterator[Provenance]:
    parts = (kind.validity, kind.renewal, kind.opens, kind.lead_time, kind.obtain_lead_time)
    for part in (*parts, kind.grace, kind.exam, *kind.pathways, *kind.notes):
        if part is not None:
            yield part.provenance
    yield from (provenance for _, provenance in kind.sources)


def sourced() -> Iterator[tuple[str, str, str, str | None]]:
    """Whatever has a source: what it is, the source, the confidence and the year."""
    for _, entry in entries(BOOK):
        yield entry.id, entry.source, entry.confidence, entry.as_of
    for kind in BOOK.catalogue.types.values():
        for provenance in provenances(kind):
            yield kind.code, provenance.source, provenance.confidence, provenance.as_of


def test_what_is_known_from_memory_alone_is_of_low_confidence() -> None:
    for name, source, confidence, _ in sourced():
        assert source != FROM_MEMORY or confidence == "low", name


def test_a_policy_known_from_somebody_elses_page_alone_is_of_medium_confidence() -> None:
    ((policy,), (statute,)) = ENTRIES["ok-nurse-medication"], ENTRIES["ok-delegation"]
    assert (policy.confidence, statute.confidence) == ("medium", "high")
    assert policy.when.tasks == statute.when.tasks
    assert "not read" in policy.citation


def test_every_source_is_an_address_or_says_that_it_is_none() -> None:
    told = (FROM_MEMORY, "US medical-assistant jobs guide (secondary page, cites BLS May 2025)")
    for name, source, _, _ in sourced():
        for part in source.split(" ; "):
            assert part in told or re.search(r"https?://\S+\.\S+|general knowledge", part), name


def test_every_source_has_a_year_that_is_not_after_the_day_of_compiling() -> None:
    for name, _, _, as_of in sourced():
        assert as_of is not None, name
        for year in as_of.split(", "):
            assert re.fullmatch(r"\d{4}(-\d{2}){0,2}", year), name
            assert 2000 <= int(year[:4]) <= COMPILED.year, name


def test_every_entry_was_checked_and_begins_on_a_sane_day() -> None:
    for _, entry in entries(BOOK):
        assert entry.checked_on >= COMPILED, entry.id
        assert entry.in_force == BEFORE_OUR_RECORDS or entry.in_force.year >= 2000, entry.id


def test_a_rule_that_is_not_yet_law_is_only_advised() -> None:
    for _, entry in entries(BOOK):
        pending = "bill" in entry.says.lower() and "would" in entry.says
        assert not pending or entry.effect == "advise", entry.id


def test_the_laws_with_a_known_first_day_begin_on_it() -> None:
    dated = {id: one[0].in_force for id, one in ENTRIES.items() if one[0].in_force.year > 1}
    assert dated == {
        "ak-injections-on-site": date(2019, 12, 25),
        "ak-vaccine": date(2019, 12, 25),
        "sc-medication": date(2026, 7, 16),
        "sd-facility-scope": date(2021, 7, 1),
        "sd-nurse-medication": date(2022, 11, 27),
        "tn-hospital-clinic-certification": date(2024, 7, 1),
        "tn-hospital-clinic-competence": date(2024, 7, 1),
    }


def test_the_only_rule_that_has_ended_is_the_registration_of_south_dakota() -> None:
    changed = {id: versions for id, versions in ENTRIES.items() if len(versions) > 1}
    assert list(changed) == ["sd-registration"]
    said = [(version.in_force, version.lifted) for version in changed["sd-registration"]]
    assert said == [(BEFORE_OUR_RECORDS, False), (date(2021, 7, 1), True)]


def test_a_rule_that_the_client_may_have_to_answer_says_what_to_ask() -> None:
    for state in BOOK.states.values():
        for rule in state.rules:
            entry = rule.versions[-1]
            if entry.about == "work":
                assert (entry.question or "").endswith("?"), rule.id


# What decides, written down a second time


def written_twice() -> dict[str, Any]:
    path = Path(__file__).with_name("written_twice.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


WRITTEN_TWICE = {id: written for id, written in written_twice().items() if id != "tasks"}


def test_everything_that_decides_is_written_down_twice() -> None:
    assert set(WRITTEN_TWICE) == {id for id, one in ENTRIES.items() if one[-1].effect == "require"}


@pytest.mark.parametrize("id", WRITTEN_TWICE)
def test_what_is_written_twice_says_the_same(id: str) -> None:
    written, (found, *later) = WRITTEN_TWICE[id], ENTRIES[id]
    tasks = written["tasks"]
    when = When(
        tasks=frozenset(written_twice()["tasks"][tasks] if isinstance(tasks, str) else tasks),
        settings=frozenset(written["settings"]) if "settings" in written else None,
        delegators=frozenset(written["delegators"]) if "delegators" in written else None,
        unless_only=frozenset(written["unless_only"]) if "unless_only" in written else None,
    )
    assert found.when == when
    known = Known(BOOK.vocabulary, BOOK.catalogue)
    assert found.needs == read_expression(Table(written["needs"], "written_twice.toml", id), known)
    assert found.in_force == written.get("in_force", BEFORE_OUR_RECORDS)
    lifted = [written["lifted"]] if "lifted" in written else []
    assert [(one.in_force, one.lifted) for one in later] == [(day, True) for day in lifted]
    assert (found.confidence == "low") == (written.get("confidence") == "low")
