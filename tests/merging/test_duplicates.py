"""Who may be one person, and why; the page of one candidate and the list say the same."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.extensions import db
from agency.merging.actions import tell_apart
from agency.merging.duplicates import Pair, alike_pairs, alike_to
from agency.merging.kept_pairs import PAIRS
from agency.merging.marks import EMAIL, NAME_AND_PHONE, NAME_AND_ZIP
from agency.merging.models import DistinctPair
from agency.plain_rows import all_of, plain_rows
from tests.builders import make_candidate, make_credential
from tests.counting import counted
from tests.signing_in import TESTER
from tests.trail import noted

HERS = {"first_name": "Linh", "last_name": "Nguyễn", "home_zip": "98101", "phone": "(206) 555-0142"}


@pytest.fixture
def her(database: SQLAlchemy) -> Candidate:
    """C-1, and somebody of another name and place whom nothing of this concerns."""
    row = make_candidate("C-1", email="linh@example.org", **HERS)
    make_candidate("C-2", first_name="Dana", last_name="Ruiz", home_zip="98101", phone="none")
    make_credential(row, number="A-77")
    return row


def also(**values: object) -> Candidate:
    """C-3, who shares nothing with anybody unless ``values`` say so."""
    unlike = {"first_name": "Ana", "last_name": "Duarte", "home_zip": "10001", "phone": ""}
    return make_candidate("C-3", **unlike | values)


def found() -> list[tuple[str, str, tuple[str, ...]]]:
    """The pairs of the list, after it was seen that the pages of both say the same."""
    db.session.commit()
    pairs, number = alike_pairs(10)
    assert number == len(pairs)
    for row in plain_rows(all_of(Candidate)):
        wanted = {one for one in map(told, pairs) if row["ref"] in one}
        assert set(map(told, alike_to(row))) == wanted
    return [told(one) for one in pairs]


def told(pair: Pair) -> tuple[str, str, tuple[str, ...]]:
    return pair.first.ref, pair.second.ref, tuple(sorted(pair.reasons))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (
            {"first_name": "LINH", "last_name": "Nguyen", "phone": "+1 206.555.0142"},
            NAME_AND_PHONE,
        ),
        ({"first_name": "linh", "last_name": "nguyen", "home_zip": "98101"}, NAME_AND_ZIP),
        ({"email": "LINH@example.org"}, EMAIL),
    ],
)
def test_two_files_of_one_person_are_proposed(
    her: Candidate, values: dict[str, str], reason: str
) -> None:
    also(**values)
    assert found() == [("C-1", "C-3", (reason,))]


def test_one_certificate_with_two_holders_is_proposed(her: Candidate) -> None:
    other = also()
    make_credential(other, number="A-77")
    assert found() == [("C-1", "C-3", ("same number of CMA-AAMA: A-77",))]


@pytest.mark.parametrize("number", ["a 77", "A77", "a-7-7"])
def test_a_number_is_the_same_however_it_is_written(her: Candidate, number: str) -> None:
    make_credential(also(), number=number)
    assert found() == [("C-1", "C-3", ("same number of CMA-AAMA: A-77",))]


def test_a_number_of_hyphens_alone_proposes_nobody(her: Candidate) -> None:
    make_credential(her, "BLS-AHA", number="-")
    make_credential(also(), "BLS-AHA", number="- -")
    assert found() == []


@pytest.mark.parametrize(
    "values",
    [
        {"phone": HERS["phone"]},
        {"first_name": "Linh", "last_name": "Nguyen"},
        {"first_name": "Linh", "last_name": "Nguyen", "phone": "0142"},
        {"first_name": "", "last_name": "", "home_zip": "98101", "phone": HERS["phone"]},
        {"email": ""},
    ],
)
def test_what_many_share_proposes_nobody(her: Candidate, values: dict[str, str]) -> None:
    also(**values)
    assert found() == []


def test_numbers_of_other_types_and_blank_ones_propose_nobody(her: Candidate) -> None:
    other = also()
    make_credential(other, "RMA-AMT", number="A-77")
    make_credential(her, "BLS-AHA", number="")
    make_credential(other, "BLS-AHA", number="")
    assert found() == []


def test_who_was_merged_away_is_not_proposed(her: Candidate) -> None:
    also(email="linh@example.org", merged_into="C-1")
    db.session.commit()
    assert alike_pairs(10) == ([], 0)
    (row,) = plain_rows(all_of(Candidate, Candidate.ref == "C-1"))
    assert alike_to(row) == []


def test_a_pair_that_was_told_apart_is_not_proposed_again(her: Candidate) -> None:
    also(email="linh@example.org")
    db.session.commit()
    for refs in (("C-3", "C-1"), ("C-1", "C-3")):
        tell_apart(*refs, TESTER)
    assert found() == []
    pairs = db.session.execute(select(DistinctPair.first_ref, DistinctPair.second_ref)).all()
    assert [tuple(one) for one in pairs] == [("C-1", "C-3")]
    assert [entry[0] for entry in noted()] == ["told apart"]


def test_what_says_most_comes_first_and_a_page_ends(her: Candidate) -> None:
    also(email="linh@example.org")
    make_candidate("C-4", email="LINH@example.org", **HERS)
    db.session.commit()
    pairs, number = alike_pairs(2)
    assert number == 3
    assert told(pairs[0])[:2] == ("C-1", "C-4")
    assert len(pairs) == 2
    last, number = alike_pairs(2, 2)
    assert (len(last), number) == (1, 3)
    assert {told(one) for one in pairs}.isdisjoint(map(told, last))


def test_it_is_asked_in_few_queries_however_many_there_are(
    her: Candidate, database: SQLAlchemy
) -> None:
    for number in range(12):
        make_candidate(f"D-{number}", email="linh@example.org", **HERS)
    db.session.commit()
    (row,) = plain_rows(all_of(Candidate, Candidate.ref == "C-1"))
    with counted(database) as first:
        alike_pairs(5)
    with counted(database) as listed:
        alike_pairs(5)
    with counted(database) as one:
        assert len(alike_to(row)) == 12
    assert (len(first), len(listed), len(one)) == (7, 3, 1)
    PAIRS._of.clear()  # what comes was written past the edits
    make_credential(db.session.get_one(Candidate, row["id"] + 2), number="a 77")
    db.session.commit()
    alike_pairs(5)
    with counted(database) as numbered:
        alike_pairs(5)
    assert len(numbered) == 4
