"""What is recorded besides the data files: whose it is, what is refused, and what it makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.rules import expressions as ask
from agency.rules.amending import Proposed, amended, entries_in, read_entries, recorded_entry
from agency.rules.eligibility import ELIGIBLE, INELIGIBLE, UNKNOWN, assess
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.reading import RuleBookError
from agency.rules.rulebook import Entry, RuleBook, load_rulebook
from tests.strategies import FACILITIES, assignments, candidates
from tests.strategies_of_law import entries, rulebooks

BOOK = load_rulebook()
DAY = date(2027, 1, 4)
TB: dict[str, Any] = {
    "id": "agency-tb-screen",
    "says": "Have a tuberculosis screening of the last year",
    "in_force": DAY,
    "needs": {"holds": ["TB-SCREEN"], "max_age_days": 365},
    "effect": "require",
}
AT_ALDER = TB | {"id": "facility-tb-screen", "facility": "Alder Clinic"}
LAW: dict[str, Any] = TB | {
    "id": "wa-tb-screen",
    "citation": "WAC 1",
    "source": "https://example.org/law",
    "checked_on": date(2026, 11, 24),
    "confidence": "medium",
}
EVERYWHERE = [*BOOK.states]


def proposed(
    *tables: Mapping[str, Any], book: RuleBook = BOOK, **head: Any
) -> tuple[Proposed, ...]:
    return entries_in({**head, "requirement": [dict(one) for one in tables]}, "new.toml", book)


def refused(*tables: Mapping[str, Any], book: RuleBook = BOOK, **head: Any) -> str:
    with pytest.raises(RuleBookError) as error:
        proposed(*tables, book=book, **head)
    return str(error.value)


def with_entries(*tables: Mapping[str, Any], book: RuleBook = BOOK) -> RuleBook:
    return amended(book, proposed(*tables, book=book))


def without(table: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in table.items() if name != key}


def ids(book: RuleBook, state: str, facility: str | None = None) -> list[str]:
    return [rule.id for rule in book.rules_of(state, facility)]


# Whose it is


def test_an_id_says_whose_an_entry_is() -> None:
    found = proposed(TB, AT_ALDER, LAW)
    assert [(one.scope, one.facility) for one in found] == [
        ("agency", None),
        ("facility", "Alder Clinic"),
        ("law", None),
    ]


def test_a_standard_of_the_agency_is_asked_everywhere_after_the_law() -> None:
    book = with_entries(TB)
    for state in EVERYWHERE:
        assert ids(book, state) == [*ids(BOOK, state), "agency-tb-screen"]


def test_a_standard_of_a_facility_is_asked_there_alone_and_last() -> None:
    book = with_entries(TB, AT_ALDER)
    assert ids(book, "TX", "Alder Clinic") == [
        *ids(BOOK, "TX"),
        "agency-tb-screen",
        "facility-tb-screen",
    ]
    assert ids(book, "TX", "Birch Hospital") == ids(book, "TX") == ids(with_entries(TB), "TX")


def test_a_change_of_law_is_asked_in_its_state_alone() -> None:
    book = with_entries(LAW)
    assert set(ids(book, "WA")) - set(ids(BOOK, "WA")) == {"wa-tb-screen"}
    assert ids(book, "TX") == ids(BOOK, "TX")


def test_a_federal_rule_is_asked_everywhere() -> None:
    book = with_entries(LAW | {"id": "us-tb-screen"})
    assert [rule.id for rule in book.federal] == [
        *(rule.id for rule in BOOK.federal),
        "us-tb-screen",
    ]


def test_a_later_text_of_a_rule_stands_beside_the_one_before() -> None:
    before = BOOK.states["WA"].rules[0]
    (found,) = (
        rule
        for rule in with_entries(LAW | {"id": before.id}).states["WA"].rules
        if rule.id == before.id
    )
    assert found.versions[:-1] == before.versions
    assert found.in_force_on(date(2027, 1, 3)) == before.in_force_on(date(2027, 1, 3))
    assert found.versions[-1].in_force == DAY


def test_an_entry_takes_the_place_of_the_one_with_its_id_and_first_day() -> None:
    book = with_entries(TB | {"says": "Something else"}, book=with_entries(TB))
    (rule,) = book.standards
    assert [one.says for one in rule.versions] == ["Something else"]


def test_a_standard_says_who_asks_where_it_names_no_source() -> None:
    agency, facility = (one.entry for one in proposed(TB, AT_ALDER))
    assert (agency.citation, agency.source) == ("Standard of the agency",) * 2
    assert facility.citation == "Standard of Alder Clinic"
    assert (agency.confidence, agency.checked_on) == ("high", DAY)


def test_a_standard_may_name_its_source() -> None:
    (one,) = proposed(TB | {"citation": "Policy 7", "confidence": "low", "checked_on": date.min})
    assert (one.entry.citation, one.entry.confidence) == ("Policy 7", "low")
    assert one.entry.checked_on == date.min


# The file


def test_a_file_is_written_like_that_of_a_state(tmp_path: Path) -> None:
    file = tmp_path / "wa.toml"
    text = Path(BOOK_FOLDER / "wa.toml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    found = read_entries(file, BOOK)
    assert {one.scope for one in found} == {"law"}
    assert amended(BOOK, found).states == BOOK.states


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleBookError, match=r"none\.toml"):
        read_entries(tmp_path / "none.toml", BOOK)


BOOK_FOLDER = Path(__file__).parents[2] / "agency" / "rules" / "data" / "states"


# What is refused


@pytest.mark.parametrize("key", ["citation", "source", "confidence", "checked_on"])
def test_law_names_its_source(key: str) -> None:
    assert refused(without(LAW, key)) == f"new.toml: wa-tb-screen: {key}: is missing"


@pytest.mark.parametrize("key", ["id", "says", "in_force", "effect", "needs"])
def test_a_standard_lacks_nothing_that_decides(key: str) -> None:
    assert f"{key}: is missing" in refused(without(TB, key))


@pytest.mark.parametrize(
    "id", ["xx-tb", "tb", "agency", "agency-", "Agency-tb", "agency_tb", "wa", "a" * 80 + "-b"]
)
def test_an_id_that_is_nobodys_is_refused(id: str) -> None:
    text = refused(TB | {"id": id})
    assert text.startswith(f"new.toml: {id}: id: expected")
    assert repr(id) in text


def test_an_id_fits_where_it_is_stored() -> None:
    longest = "agency-" + "a" * 73
    assert proposed(TB | {"id": longest})[0].entry.id == longest
    assert "at most 80 characters" in refused(TB | {"id": longest + "a"})


def test_a_facility_belongs_to_its_own_standards_alone() -> None:
    assert "facility: is missing" in refused(without(AT_ALDER, "facility"))
    assert "facility: the id is that of law" in refused(LAW | {"facility": "Alder Clinic"})
    assert "facility: the id is that of a standard of the agency" in refused(
        TB | {"facility": "Alder Clinic"}
    )


def test_a_file_of_one_state_holds_its_rules_alone() -> None:
    assert proposed(LAW, state="WA", name="Washington", summary="…")
    assert "expected an id that begins with tx-, got 'wa-tb-screen'" in refused(LAW, state="TX")
    assert "expected an id that begins with wa-" in refused(TB, state="WA")
    assert "state: expected one of" in refused(LAW, state="XX")


def test_a_file_holds_entries_and_nothing_unknown() -> None:
    assert "expected at least one entry" in refused()
    assert "requirements: is not a known key" in refused(TB, requirements=[])
    assert "neads: is not a known key" in refused(TB | {"neads": {}})


def test_what_never_was_cannot_be_lifted() -> None:
    lifted = without(TB, "needs") | {"lifted": True}
    text = refused(lifted)
    assert text == (
        "new.toml: agency-tb-screen: lifted: there is no text of agency-tb-screen before"
        " 2027-01-04 to end"
    )
    assert "no text of wa-tb-screen" in refused(without(LAW, "needs") | {"lifted": True})
    earlier = TB | {"in_force": date(2026, 1, 1)}
    assert proposed(lifted, earlier)
    assert proposed(lifted, book=with_entries(earlier))
    at_alder = without(AT_ALDER, "needs") | {"lifted": True}
    at_birch = AT_ALDER | {"facility": "Birch Hospital", "in_force": date(2026, 1, 1)}
    assert "to end" in refused(at_alder, at_birch)


def test_a_key_stands_once_in_a_file() -> None:
    assert "agency-tb-screen stands twice for 2027-01-04" in refused(TB, TB)
    assert proposed(AT_ALDER, AT_ALDER | {"facility": "Birch Hospital"})


def test_text_can_be_stored_in_any_database() -> None:
    assert "null characters" in refused(TB | {"says": "a\x00b"})
    assert "null characters" in refused(AT_ALDER | {"facility": "a\x00b"})


# What is kept of it


@pytest.mark.parametrize("table", [TB, AT_ALDER, LAW])
def test_an_entry_is_the_same_when_it_was_kept(table: dict[str, Any]) -> None:
    (one,) = proposed(table)
    kept = json.loads(one.canonical)
    assert recorded_entry(kept, one.facility, BOOK) == one


# The fingerprint


def test_without_amendments_the_fingerprint_is_that_of_the_data() -> None:
    assert amended(BOOK, ()).fingerprint == BOOK.fingerprint
    assert amended(BOOK, ()).rules_of("WA") == BOOK.rules_of("WA")


def test_every_word_of_an_amendment_is_in_the_fingerprint() -> None:
    books = [
        BOOK,
        with_entries(TB),
        with_entries(TB | {"says": "Something else"}),
        with_entries(TB | {"in_force": date(2027, 1, 5)}),
        with_entries(AT_ALDER),
        with_entries(AT_ALDER | {"facility": "Birch Hospital"}),
        with_entries(TB, AT_ALDER),
        with_entries(LAW),
    ]
    assert len({book.fingerprint for book in books}) == len(books)


def test_the_fingerprint_does_not_depend_on_the_order_of_recording() -> None:
    together = with_entries(TB, LAW)
    assert with_entries(LAW, book=with_entries(TB)).fingerprint == together.fingerprint
    assert with_entries(LAW, TB).fingerprint == together.fingerprint
    assert with_entries(dict(reversed(TB.items())), LAW).fingerprint == together.fingerprint
    again = with_entries(TB, book=with_entries(TB | {"says": "Something else"}, LAW))
    assert again.fingerprint == together.fingerprint


# Standards narrow and never widen


BETTER = (INELIGIBLE, UNKNOWN, ELIGIBLE)


@st.composite
def more_standards(draw: st.DrawFn) -> tuple[Proposed, ...]:
    """Standards nobody has thought of: any version at all, of the agency or of a facility."""
    found: dict[object, Proposed] = {}
    for number, version in enumerate(draw(st.lists(entries(), min_size=1, max_size=3))):
        facility = draw(st.none() | st.sampled_from(FACILITIES))
        scope = "facility" if facility else "agency"
        named: Entry = replace(version, id=f"{scope}-new-{number % 2}", lifted=False)
        if named.effect == "require" and named.needs is None:
            named = replace(named, needs=ask.Prohibited())
        one = Proposed("facility" if facility else "agency", facility, named, {})
        found[one.key] = one
    return tuple(found.values())


@given(rulebooks(), more_standards(), candidates(), assignments())
def test_no_standard_makes_a_pair_better(
    book: RuleBook,
    standards: tuple[Proposed, ...],
    candidate: CandidateFacts,
    assignment: AssignmentFacts,
) -> None:
    stricter = amended(book, standards)
    before = assess(candidate, assignment, book, assignment.starts_on)
    now = assess(candidate, assignment, stricter, assignment.starts_on)
    assert BETTER.index(now.verdict) <= BETTER.index(before.verdict)
    assert now.work.blocked or not before.work.blocked
    assert len(now.not_met) >= len(before.not_met)
    assert (now.holds_until or 0) <= (before.holds_until or 0)
