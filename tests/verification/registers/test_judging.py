"""What a register says held against what is on file; the order of its rows says nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.verification.registers.judging import AGREES, DIFFERS, Judged, Ours, judge
from agency.verification.registers.records import Record, as_json

DAY = date(2026, 11, 2)
OURS = Ours(1, 1, "WA-MA-C", "CM60123456", "Amara", "Lindqvist", date(2028, 12, 31), "reviewed")
SAID: dict[str, Any] = {
    "line": 2,
    "number": "CM60123456",
    "first_name": "Amara",
    "middle_name": "",
    "last_name": "Lindqvist",
    "type": "Medical Assistant Certification",
    "code": "WA-MA-C",
    "status": "ACTIVE",
    "standing": "active",
    "first_issued_on": date(2024, 1, 1),
    "last_issued_on": date(2024, 1, 1),
    "expires_on": date(2028, 12, 31),
    "action": "No",
    "action_means": "none",
}
RECORDS = st.builds(
    lambda **said: Record(**{**SAID, **said}),
    line=st.integers(2, 9),
    last_name=st.sampled_from(["Lindqvist", "LINDQVIST", "Larsson"]),
    standing=st.sampled_from(["active", "lapsed", "ended", None]),
    expires_on=st.sampled_from([None, date(2027, 1, 1), date(2028, 12, 31)]),
)


def record(**said: Any) -> Record:
    return Record(**{**SAID, **said})


def words(judged: Judged) -> tuple[Any, ...]:
    """All that it comes to, without the line."""
    said = judged.record and as_json(judged.record)
    return judged.outcome, said, judged.differences, judged.harms, judged.content


@given(st.lists(RECORDS, max_size=4), st.randoms())
def test_the_order_of_rows_does_not_matter(records: list[Record], chance: Any) -> None:
    shuffled = list(records)
    chance.shuffle(shuffled)
    moved = [
        Record(**{**{n: getattr(one, n) for n in Record.__slots__}, "line": line})
        for line, one in enumerate(shuffled, 2)
    ]
    assert words(judge(OURS, moved, DAY)) == words(judge(OURS, records, DAY))


@given(st.lists(RECORDS, min_size=1, max_size=4))
def test_nothing_agrees_that_differs_in_anything(records: list[Record]) -> None:
    judged = judge(OURS, records, DAY)
    assert (judged.outcome == AGREES) == (not judged.differences)
    if judged.outcome == AGREES:
        said = {str(as_json(one)) for one in records}
        assert len(said) == 1
        assert judged.harms == ()


@given(st.lists(RECORDS, min_size=1, max_size=4))
def test_what_one_of_several_takes_away_all_of_them_take_away(records: list[Record]) -> None:
    alone = {harm for one in records for harm in judge(OURS, [one], DAY).harms}
    assert set(judge(OURS, records, DAY).harms) == alone


def test_a_later_end_takes_nothing_away() -> None:
    judged = judge(OURS, [record(expires_on=date(2030, 1, 1))], DAY)
    assert (judged.outcome, judged.harms) == (DIFFERS, ())


def test_an_end_where_none_was_given_takes_nothing_away() -> None:
    unknown = Ours(1, 1, "WA-MA-C", "CM60123456", "Amara", "Lindqvist", None, "reviewed")
    judged = judge(unknown, [record()], DAY)
    assert (judged.differences, judged.harms) == (("expires_on",), ())


def test_a_change_of_either_side_is_a_new_content() -> None:
    same = judge(OURS, [record()], DAY).content
    assert judge(OURS, [record(line=9)], DAY).content == same
    assert judge(OURS, [record(status="EXPIRED")], DAY).content != same
    other = Ours(1, 1, "WA-MA-C", "CM60123456", "Amara", "Larsson", OURS.expires_on, "reviewed")
    assert judge(other, [record()], DAY).content != same


@pytest.mark.parametrize("evidence", ["claimed", "reviewed", "primary_source"])
def test_how_well_it_is_known_is_no_part_of_the_content(evidence: str) -> None:
    known = Ours(1, 1, "WA-MA-C", "CM60123456", "Amara", "Lindqvist", OURS.expires_on, evidence)
    assert judge(known, [record()], DAY).content == judge(OURS, [record()], DAY).content
