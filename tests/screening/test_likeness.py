"""What is alike and by how much, by example; and that nobody who is alike is passed over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.screening.blocking import Records, near_words
from agency.screening.comparing import alike
from agency.screening.evidence import evidence
from agency.screening.likeness import Listed, is_shown, likeness, points_of
from agency.screening.models import ListRecord
from agency.screening.names import name_of
from agency.screening.people import Person, person_of

TEXAN = "75201"  # Dallas


def she(first: str, last: str, home_zip: str | None = TEXAN, *states: str) -> Person:
    return person_of(1, "C-1", first, last, home_zip, frozenset(states))


def listed(
    first: str, last: str, middle: str = "", city: str = "", state: str = "", suffix: str = ""
) -> Listed:
    return Listed(1, name_of(first, middle, last, suffix), city, state)


def said(person: Person, record: Listed) -> dict[str, str]:
    return dict(likeness(person, record) or ())


@pytest.mark.parametrize(
    ("person", "record", "part", "line"),
    [
        (she("Rosa", "Ortiz"), listed("ROSA", "ORTIZ"), "last_name", "same"),
        (she("Rosa", "Núñez"), listed("ROSA", "NUNEZ"), "last_name", "same"),
        (she("Rosa", "O'Brien"), listed("ROSA", "OBRIEN"), "last_name", "same"),
        (she("Rosa", "Ortiz-Vega"), listed("ROSA", "VEGA"), "last_name", "part"),
        (she("Rosa", "Ortiz-Vega"), listed("ROSA", "ORTIZ VEGA"), "last_name", "same"),
        (she("Rosa", "Cruz"), listed("ROSA", "DE LA CRUZ"), "last_name", "part"),
        (she("Rosa", "Smyth"), listed("ROSA", "SMITH"), "last_name", "mistyped"),
        (she("Rosa", "Jones"), listed("ROSA", "SMITH", middle="JONES"), "last_name", "maiden"),
        (she("Rosa Jones", "Smith"), listed("ROSA", "JONES"), "last_name", "maiden"),
        (she("Rosa", "Vega"), listed("ROSA", "VEGA"), "first_name", "same"),
        (she("Mary Ann", "Vega"), listed("MARYANN", "VEGA"), "first_name", "same"),
        (she("Bob", "Vega"), listed("ROBERT", "VEGA"), "first_name", "nickname"),
        (she("Elizabeth", "Vega"), listed("LIZ", "VEGA"), "first_name", "nickname"),
        (she("Cathrine", "Vega"), listed("CATHARINE", "VEGA"), "first_name", "mistyped"),
        (she("R", "Vega"), listed("ROSA", "VEGA"), "first_name", "initial"),
        (she("Elena", "Vega"), listed("ROSA", "VEGA", middle="ELENA"), "first_name", "middle"),
        (she("Vega", "Rosa"), listed("ROSA", "VEGA"), "swapped", "both"),
        (she("Rosa E.", "Vega"), listed("ROSA", "VEGA", middle="ELENA"), "middle_name", "initial"),
        (she("Rosa Elena", "Vega"), listed("ROSA", "VEGA", middle="E"), "middle_name", "initial"),
        (
            she("Rosa Anne", "Vega"),
            listed("ROSA", "VEGA", middle="ELENA"),
            "middle_name",
            "differs",
        ),
        (she("Ben", "Vega Jr."), listed("BEN", "VEGA", suffix="JR"), "suffix", "same"),
        (she("Ben", "Vega Jr."), listed("BEN", "VEGA SR"), "suffix", "differs"),
        (she("Ben", "Vega"), listed("BEN", "VEGA III"), "suffix", "unknown"),
        (she("Rosa", "Vega"), listed("ROSA", "VEGA", state="TX"), "state", "home"),
        (she("Rosa", "Vega", TEXAN, "WA"), listed("ROSA", "VEGA", state="WA"), "state", "other"),
        (she("Rosa", "Vega"), listed("ROSA", "VEGA", state="WA"), "state", "differs"),
        (she("Rosa", "Vega", None), listed("ROSA", "VEGA", state="WA"), "state", "unknown"),
        (she("Rosa", "Vega"), listed("ROSA", "VEGA"), "state", "unknown"),
        (she("Rosa", "Vega"), listed("ROSA", "VEGA", "", "dallas", "TX"), "city", "same"),
        (she("Rosa", "Vega"), listed("ROSA", "VEGA", "", "dallas", "GA"), "city", "differs"),
    ],
)
def test_each_part_says_what_it_is(person: Person, record: Listed, part: str, line: str) -> None:
    assert said(person, record)[part] == line


@pytest.mark.parametrize(
    "record",
    [listed("ROSA", "LINDQVIST", state="TX"), listed("GUSTAVO", "VEGA", state="TX")],
)
def test_names_that_are_not_alike_are_made_up_for_by_no_place(record: Listed) -> None:
    assert likeness(she("Rosa", "Vega"), record) is None


@pytest.mark.parametrize(
    ("person", "record", "shown"),
    [
        # The same name, wherever the two live and whatever stands beside it.
        (she("Rosa", "Vega"), listed("ROSA", "VEGA", state="ME"), True),
        (she("Rosa", "Vega", None), listed("ROSA", "VEGA"), True),
        (she("Ben", "Vega Jr"), listed("BEN", "VEGA", suffix="SR", state="ME"), True),
        (she("Rosa Ann", "Vega"), listed("ROSA", "VEGA", "ELENA", state="ME"), True),
        (she("Ben Ann", "Vega Jr"), listed("BEN", "VEGA", "ELENA", "x", "ME", "SR"), True),
        (she("Ben", "Vega Jr"), listed("BEN", "VEGA", "", "dallas", "TX", "SR"), True),
        # A lesser likeness of names needs a place that agrees.
        (she("Bob", "Vega"), listed("ROBERT", "VEGA", state="ME"), False),
        (she("Bob", "Vega"), listed("ROBERT", "VEGA", state="TX"), True),
        (she("Rosa", "Ortiz-Vega"), listed("ROSA", "VEGA", state="ME"), False),
        (she("Rosa", "Ortiz-Vega"), listed("ROSA", "VEGA", state="TX"), True),
        (she("Rosa", "Jones"), listed("ROSA", "SMITH", "JONES", state="TX"), True),
        (she("Rosa", "Jones"), listed("ROSA", "SMITH", "JONES", state="ME"), False),
        (she("Vega", "Rosa"), listed("ROSA", "VEGA", state="TX"), True),
        (she("Vega", "Rosa"), listed("ROSA", "VEGA", state="ME"), False),
        (she("Rosa", "Vega"), listed("GUSTAVO", "VEGA", state="TX"), False),
    ],
)
def test_what_is_put_before_a_specialist(person: Person, record: Listed, shown: bool) -> None:
    assert is_shown(likeness(person, record) or ()) is shown


def test_the_evidence_says_all_of_it_and_that_no_birth_date_is_on_file() -> None:
    person = she("Rosa", "Ortiz-Vega", TEXAN, "WA")
    row = ListRecord(
        last_name="VEGA",
        first_name="ROSA",
        middle_name="E",
        suffix="",
        city="DALLAS",
        state="TX",
        born_on=date(1973, 2, 1),
    )
    says = likeness(person, listed("ROSA", "VEGA", "E", "dallas", "TX"))
    assert says is not None
    lines = {one["field"]: one for one in evidence(person, row, says)}
    assert list(lines) == [
        *("Last name", "First name", "Middle name", "Suffix", "State", "City", "Birth date"),
    ]
    last = lines["Last name"]
    assert (last["theirs"], last["ours"], last["says"], last["points"]) == (
        *("VEGA", "Ortiz-Vega", "near", 28),
    )
    assert lines["State"]["ours"] == "TX, WA"
    birth = lines["Birth date"]
    assert (birth["theirs"], birth["ours"], birth["says"], birth["points"]) == (
        *("1973-02-01", "no birth date on file", "unknown", 0),
    )
    assert sum(one["points"] for one in lines.values()) == points_of(says)


WORDS = st.sampled_from(
    [
        *("rosa", "rose", "rosalind", "bob", "robert", "roberta", "r", "ann", "anne", "mary"),
        *("vega", "vegas", "ortiz", "smith", "smyth", "jones", "johnes", "cruz", "lindqvist", ""),
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
LASTS = st.one_of(NAMES, st.lists(WORDS, min_size=2, max_size=2).map("-".join))
PEOPLE = st.builds(she, NAMES, LASTS)
RECORDS = st.builds(listed, NAMES, LASTS, st.one_of(st.just(""), NAMES), state=st.just("TX"))


@given(st.lists(PEOPLE, max_size=6), st.lists(RECORDS, max_size=12), st.randoms())
def test_nobody_who_is_alike_is_passed_over(
    people: list[Person], found: list[Listed], shuffled: Any
) -> None:
    records = [Listed(at, one.name, one.city, one.state) for at, one in enumerate(found)]
    expected = {
        (person.full_name, record.id)
        for person in people
        for record in records
        if is_shown(likeness(person, record) or ())
    }
    shuffled.shuffle(records)
    told = {(one.person.full_name, one.record_id) for one in alike(people, Records(records))}
    assert told == expected


@given(st.sets(WORDS), st.sets(WORDS))
def test_near_words_are_those_that_differ_by_what_may_be_mistyped(
    hers: set[str], theirs: set[str]
) -> None:
    near = near_words(hers, theirs)
    for word in hers:
        for other in theirs:
            alone = near_words([word], [other])
            assert (other in near.get(word, [])) == (other in alone.get(word, []))
