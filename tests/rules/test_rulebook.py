"""The load of the rulebook: what is in force when, and that a wrong file stops it by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agency.rules import expressions as ask
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import (
    NoRules,
    Rule,
    RuleBook,
    When,
    described,
    entries,
    fingerprint,
    load_rulebook,
)
from tests.rules.small_state import AGAIN, KING, NEEDS, WASHINGTON, WHEN, change, refusal


def test_a_good_file_is_read_as_it_stands(folder: Path) -> None:
    book = load_rulebook(folder)
    assert list(book.states) == ["WA"]
    (rule,) = book.states["WA"].rules
    (entry,) = rule.versions
    assert entry.needs == ask.AnyOf(
        (
            ask.Holds(frozenset({"WA-MA-C"})),
            ask.Holds(frozenset({"WA-MA-R"}), bound_to_facility=True),
        )
    )
    assert entry.when == When(
        tasks=frozenset({"general"}),
        settings=frozenset({"clinic"}),
        delegators=frozenset({"physician"}),
    )
    assert book.rules_of("WA") == (rule, *book.federal)


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('id = "wa-practice"', 'id = "or-practice"', "id", "expected an id that begins with wa-"),
        ('says = "Hold a credential"', 'says = ""', "says", "expected text, got nothing"),
        (WHEN, "when = 3", "when", "expected a table, got 3"),
        (WHEN, 'when = { task = ["general"] }', "when.task", "is not a known key"),
        (WHEN, 'when = { tasks = ["generl"] }', "when.tasks", "'generl' is not known"),
        (WHEN, 'when = { settings = ["ward"] }', "when.settings", "'ward' is not known"),
        (WHEN, 'when = { delegators = ["me"] }', "when.delegators", "'me' is not known"),
        ("in_force = 0001-01-01", 'in_force = "2027"', "in_force", "expected a date"),
        ("in_force = 0001-01-01", "", "in_force", "is missing"),
        (NEEDS, "", "needs", 'is missing; only a note (effect = "advise") may do without'),
        (NEEDS, f"{NEEDS}\nlifted = true", "needs", "an entry that lifts a rule needs nothing"),
        (NEEDS, "lifted = 1", "lifted", "expected true or false"),
        ('effect = "require"', 'effect = "demand"', "effect", "expected one of require, advise"),
        ('citation = "RCW 18.360.040"', "", "citation", "is missing"),
        ('source = "https://example.org/law"', "", "source", "is missing"),
        ("checked_on = 2026-11-24", "checked_on = 2026-11-24T08:00:00", "checked_on", "a time"),
        ('confidence = "high"', 'confidence = "sure"', "confidence", "expected one of high"),
        ('effect = "require"', 'efect = "require"', "effect", "is missing"),
        ('confidence = "high"', 'confidence = "high"\nnotes = "x"', "notes", "not a known key"),
    ],
    ids=lambda value: value.splitlines()[0] if value else "nothing",
)
def test_an_entry_that_is_wrong_stops_the_load(
    folder: Path, old: str, new: str, key: str, problem: str
) -> None:
    change(folder / "states" / "wa.toml", old, new)
    refused = refusal(folder)
    assert (refused.file, refused.key) == ("wa.toml", key)
    assert refused.entry in ("wa-practice", "or-practice")
    assert problem in refused.problem
    assert str(refused) == f"wa.toml: {refused.entry}: {key}: {refused.problem}"


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "key"),
    [
        ("states/wa.toml", 'state = "WA"', 'state = "OR"', "", "state"),
        ("states/wa.toml", 'state = "WA"', 'state = "wa"', "", "state"),
        ("states/wa.toml", 'regulator = "Department of Health"', "", "", "regulator"),
        (
            "states/wa.toml",
            'regulation = "state credential',
            'regulation = "state',
            "",
            "regulation",
        ),
        ("states/wa.toml", "[[requirement]]", "[requirement]", "", "requirement"),
        ("states/wa.toml", 'name = "Washington"', 'name = "A"\nname = "B"', "", "syntax"),
        ("states/wa.toml", "[[requirement]]", "[[requirement]", "", "syntax"),
        ("states/wa.toml", "[[requirement]]", "[[requirements]]", "", "requirements"),
        ("states/wa.toml", 'id = "wa-practice"', "", "requirement 1", "id"),
        ("federal.toml", 'id = "us-order-entry"', 'id = "wa-order"', "wa-order", "id"),
        ("federal.toml", "[[requirement]]", "[[rule]]", "", "rule"),
        ("tasks.toml", 'code = "ekg"', 'code = "vaccine"', "vaccine", "code"),
        ("tasks.toml", 'settings = ["clinic", ', "settings = [3, ", "", "settings"),
        ("tasks.toml", "clinical = true", "clinical = 1", "allergy_testing", "clinical"),
        ("holidays.toml", 'weekday = "monday"', 'weekday = "mon"', KING, "weekday"),
        ("holidays.toml", "nth = 3", "nth = 6", KING, "nth"),
        ("holidays.toml", "nth = 3", 'nth = "third"', KING, "nth"),
        ("holidays.toml", "nth = 3", "", KING, "day"),
        ("holidays.toml", "day = 1", "day = 32", "New Year's Day", "day"),
        ("holidays.toml", "month = 1", "month = 13", "New Year's Day", "month"),
        ("certifications.toml", 'code = "RMA-AMT"', 'code = "CMA-AAMA"', "CMA-AAMA", "code"),
        ("certifications.toml", "expires = true", "", "CMA-AAMA", "expires"),
        ("certifications.toml", "months = 60", "months = 0", "CMA-AAMA", "validity.months"),
        (
            "certifications.toml",
            'computed = "end_of_month"',
            'computed = "monthly"',
            "CMA-AAMA",
            "validity.computed",
        ),
        ("certifications.toml", "units = 60", 'units = "60"', "CMA-AAMA", "renewal.units"),
        (
            "certifications.toml",
            "clinical = 10",
            "clinical = 0",
            "CMA-AAMA",
            "renewal.minimums.clinical",
        ),
        ("certifications.toml", "\ndays = 30", "\nweeks = 4", "CMA-AAMA", "lead_time"),
        ("certifications.toml", "\ndays = 30", "\ndays = 30\nmonths = 1", "CMA-AAMA", "lead_time"),
        (
            "certifications.toml",
            'exam_usd = "250"',
            'exam_usd = "a lot"',
            "CMA-AAMA",
            "fee.exam_usd",
        ),
        ("certifications.toml", '["reactivation"]', '["late"]', "CMA-CCBMA", "fee.in_grace"),
        ("certifications.toml", 'exam_usd = "250"', 'exam_usd = "NaN"', "CMA-AAMA", "fee.exam_usd"),
        ("certifications.toml", 'choices = ["CMAA-NHA"]', 'choices = ["CMAA"]', "CMAA", "choices"),
        ("certifications.toml", 'written = "CMAA"', 'written = "CMAC"', "CMAC", "written"),
        (
            "certifications.toml",
            'codes = ["CMA-AAMA"',
            'codes = ["CMA"',
            "medical_assistant",
            "codes",
        ),
        ("certifications.toml", '\ncodes = ["BLS-AHA"', '\ncodes = ["BLS"', "BLS", "codes"),
        ("certifications.toml", 'CPR", codes = ["', 'CPR", codes = ["X-', "current CPR", "codes"),
        ("certifications.toml", "cycle_months = 60", "", "CMA-AAMA", "renewal.cycle_months"),
        ("certifications.toml", "apply_days = 30", "", "CMA-AAMA", "renewal.exam.apply_days"),
        (
            "certifications.toml",
            "{ basic = 30, clinical",
            "{ basic = 30, clinic",
            "CCMA-C",
            "minimums.clinic",
        ),
        ("certifications.toml", "in_anniversary", "in_each", "RMA-AMT", "yearly_fee.in_each_month"),
        ("certifications.toml", "[pace]\ndays = 30", "[pace]\ndays = 0", "", "pace.days"),
        ("credentials.toml", 'day = "06-30"', 'day = "06-31"', "ND-UAP", "validity.day"),
        ("credentials.toml", 'day = "06-30"', 'day = "02-29"', "ND-UAP", "validity.day"),
        (
            "certifications.toml",
            "minimums = { general = 10",
            "minimums = { genral = 10",
            "CMA-AAMA",
            "renewal.minimums.genral",
        ),
        ("certifications.toml", "days = 90", "days = 0", "", "renewal_window.days"),
        ("credentials.toml", 'code = "WA-MA-R"', 'code = "CMA-AAMA"', "CMA-AAMA", "code"),
        ("credentials.toml", "expires = true", "expires = 1", "WA-MA-C", "expires"),
    ],
)
def test_a_wrong_line_in_any_file_stops_the_load(
    folder: Path, file: str, old: str, new: str, entry: str, key: str
) -> None:
    change(folder / file, old, new)
    refused = refusal(folder)
    assert (refused.file, refused.entry, refused.key) == (Path(file).name, entry, key)
    assert refused.problem


@pytest.mark.parametrize(
    "file",
    ["tasks.toml", "certifications.toml", "credentials.toml", "holidays.toml", "federal.toml"],
)
def test_a_file_that_is_not_there_stops_the_load(folder: Path, file: str) -> None:
    (folder / file).unlink()
    refused = refusal(folder)
    assert (refused.file, refused.key) == (str(folder / file), "file")


def test_a_folder_without_states_stops_the_load(folder: Path) -> None:
    (folder / "states" / "wa.toml").unlink()
    assert str(refusal(folder)) == "states: file: file: expected at least one, such as wa.toml"


# Versions


def versions_of(folder: Path, *later: str) -> Rule:
    """The one rule of the state, with these entries after the first."""
    file = folder / "states" / "wa.toml"
    file.write_text(WASHINGTON + "\n".join(later), encoding="utf-8")
    (rule,) = load_rulebook(folder).states["WA"].rules
    return rule


def again(in_force: str, needs: str = NEEDS) -> str:
    return AGAIN.replace("0001-01-01", in_force).replace(NEEDS, needs)


def test_a_later_entry_governs_from_its_day(folder: Path) -> None:
    rule = versions_of(folder, again("2027-06-01", "lifted = true"), again("2027-01-01"))
    assert [entry.in_force.isoformat() for entry in rule.versions] == [
        "0001-01-01",
        "2027-01-01",
        "2027-06-01",
    ]
    oldest, newer, _ = rule.versions
    assert rule.in_force_on(date(2026, 12, 31)) == oldest
    assert rule.in_force_on(date(2027, 1, 1)) == newer
    assert rule.in_force_on(date(2027, 5, 31)) == newer


def test_nothing_is_in_force_before_the_first_entry(folder: Path) -> None:
    change(folder / "states" / "wa.toml", "0001-01-01", "2026-01-01")
    (rule,) = load_rulebook(folder).states["WA"].rules
    assert rule.in_force_on(date(2025, 12, 31)) is None
    assert rule.in_force_on(date(2026, 1, 1)) == rule.versions[0]


def test_nothing_is_in_force_after_a_lifting(folder: Path) -> None:
    rule = versions_of(folder, again("2027-06-01", "lifted = true"))
    assert rule.in_force_on(date(2027, 5, 31)) == rule.versions[0]
    assert rule.in_force_on(date(2027, 6, 1)) is None


def test_two_entries_of_one_id_and_day_stop_the_load(folder: Path) -> None:
    with pytest.raises(RuleBookError) as refused:
        versions_of(folder, again("0001-01-01"))
    assert str(refused.value) == (
        "wa.toml: wa-practice: in_force: wa-practice stands twice for 0001-01-01"
    )


@pytest.mark.parametrize(
    ("needs", "effect", "about"),
    [
        ("needs = { prohibited = true }", "require", "work"),
        (
            'needs = { any_of = [{ setting = ["clinic"] }, { possible = { prohibited = true } }] }',
            "require",
            "work",
        ),
        (
            'needs = { any_of = [{ setting = ["clinic"] }, { attested = "adult" }] }',
            "require",
            "person",
        ),
        (NEEDS, "require", "person"),
        ("needs = { prohibited = true }", "advise", "advice"),
        ("", "advise", "advice"),
    ],
)
def test_an_entry_is_about_the_work_or_the_person_or_is_advice(
    folder: Path, needs: str, effect: str, about: str
) -> None:
    change(folder / "states" / "wa.toml", NEEDS, needs)
    change(folder / "states" / "wa.toml", 'effect = "require"', f'effect = "{effect}"')
    (rule,) = load_rulebook(folder).states["WA"].rules
    assert rule.versions[0].about == about


# The whole book


def test_a_state_without_a_file_has_no_rules_and_says_which_have() -> None:
    with pytest.raises(NoRules, match="no rules are recorded for 'XX'") as refused:
        load_rulebook().rules_of("XX")
    assert "AZ, CA, CO" in str(refused.value)


def test_federal_rules_lie_over_every_state() -> None:
    book = load_rulebook()
    assert book.federal
    assert all(book.rules_of(state)[-len(book.federal) :] == book.federal for state in book.states)


def test_the_fingerprint_is_of_what_is_said_and_not_of_how(folder: Path) -> None:
    before = fingerprint(folder)
    change(folder / "states" / "wa.toml", 'name = "Washington"', '# A note.\nname = "Washington"')
    change(folder / "states" / "wa.toml", 'open = ["What is open."]\n', "")
    change(folder / "states" / "wa.toml", 'state = "WA"', 'open = ["What is open."]\nstate = "WA"')
    assert fingerprint(folder) == before == load_rulebook(folder).fingerprint


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("states/wa.toml", "Hold a credential", "Hold the credential"),
        ("tasks.toml", "Drawing blood", "To draw blood"),
        ("certifications.toml", "months = 60", "months = 61"),
        ("holidays.toml", "nth = 3", "nth = 2"),
    ],
)
def test_a_changed_word_in_any_file_changes_the_fingerprint(
    folder: Path, file: str, old: str, new: str
) -> None:
    before = fingerprint(folder)
    change(folder / file, old, new)
    assert fingerprint(folder) != before


def test_every_entry_of_every_state_is_listed() -> None:
    book: RuleBook = load_rulebook()
    listed = [(state, entry.id) for state, entry in entries(book)]
    rules = [(state.code, rule) for state in book.states.values() for rule in state.rules]
    rules += [("US", rule) for rule in book.federal]
    assert listed == [(code, rule.id) for code, rule in rules for _ in rule.versions]


def test_an_entry_is_described_in_plain_values() -> None:
    entry = load_rulebook().federal[0].versions[0]
    said = described(entry)
    assert (said["id"], said["in_force"]) == ("us-order-entry", "0001-01-01")
    assert (said["confidence"], said["checked_on"]) == ("medium", "2026-11-24")
    assert said["citation"] == entry.citation


def test_a_rulebook_shows_its_fingerprint_and_not_its_contents() -> None:
    book = load_rulebook()
    assert len(repr(book)) < 200
    assert book.fingerprint[:12] in repr(book)
