"""A snapshot comes back from its bytes as it was."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.matching import packing
from agency.matching.packing import OtherFormat, packed, unpacked
from agency.matching.snapshot import Opening, Snapshot
from agency.rules.facts import CandidateFacts
from tests.examples import examples
from tests.matching.pools import REFS, pool, pools
from tests.matching.test_assembly import said
from tests.strategies import assignments


def openings() -> st.SearchStrategy[Opening]:
    placed = st.frozensets(st.sampled_from(REFS))
    priority = st.sampled_from(["normal", "urgent"])
    return st.builds(Opening, assignments(), st.integers(1, 9), priority, placed)


@given(pools(most=4), st.lists(openings(), max_size=3))
@settings(max_examples=examples(80), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_fact_comes_back(people: list[CandidateFacts], asked: list[Opening]) -> None:
    snapshot = Snapshot(pool(people), tuple(asked))
    back = unpacked(packed(snapshot))
    assert said(back.pool) == said(snapshot.pool)
    assert back.openings == snapshot.openings
    assert back.fingerprint == snapshot.fingerprint


@given(pools(most=4), st.lists(openings(), max_size=2))
@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_equal_snapshots_are_equal_bytes(
    people: list[CandidateFacts], asked: list[Opening]
) -> None:
    there, here = pool(people), pool(reversed(people))
    assert packed(Snapshot(here, tuple(asked))) == packed(Snapshot(there, tuple(asked)))


def test_words_of_any_language_come_back() -> None:
    person = CandidateFacts("É-\u1ec5", skills=frozenset({"\U0001f489", 'a"b\\', "x\x1fy"}))
    people = unpacked(packed(Snapshot(pool([person]), ()))).pool
    assert people.refs == ("É-\u1ec5",)
    assert people.skills.word.known == ('a"b\\', "x\x1fy", "\U0001f489")


def test_another_format_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = Snapshot(pool([CandidateFacts("C-1")]), ())
    monkeypatch.setattr(packing, "FORMAT", 7)
    data = packed(snapshot)
    monkeypatch.undo()
    with pytest.raises(OtherFormat, match="is packed in format 7; format 1 was expected"):
        unpacked(data)


def test_what_is_cut_short_is_not_taken_for_a_snapshot() -> None:
    data = packed(Snapshot(pool([CandidateFacts("C-1")]), ()))
    with pytest.raises(zlib.error):
        unpacked(data[:-9])
