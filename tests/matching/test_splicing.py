"""A pool that was cut or patched is the pool that would have been read."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.matching.pool import Pool
from agency.matching.splicing import only, spliced
from agency.rules.facts import CandidateFacts
from tests.examples import examples
from tests.matching.pools import REFS, pool, pools
from tests.matching.test_assembly import said

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]


def same(here: Pool, there: Pool) -> bool:
    assert said(here) == said(there)
    assert [type(getattr(here, one.name)) for one in fields(here)] == [
        type(getattr(there, one.name)) for one in fields(there)
    ]
    return here.fingerprint == there.fingerprint


@given(pools(most=6), st.frozensets(st.sampled_from([*REFS, "C-of nobody"])))
@settings(max_examples=examples(40), deadline=None, suppress_health_check=SLOW)
def test_some_people_are_the_pool_of_their_rows(
    people: list[CandidateFacts], wanted: frozenset[str]
) -> None:
    assert same(only(pool(people), wanted), pool(one for one in people if one.ref in wanted))


@given(
    pools(most=4),
    pools(most=4),
    st.frozensets(st.sampled_from(REFS)),
    st.frozensets(st.sampled_from([*REFS, "C-of nobody"])),
)
@settings(max_examples=examples(60), deadline=None, suppress_health_check=SLOW)
def test_a_patched_pool_is_the_pool_read_afresh(
    before: list[CandidateFacts],
    after: list[CandidateFacts],
    written_to: frozenset[str],
    removed: frozenset[str],
) -> None:
    added = [one for one in after if one.ref in written_to]
    stayed = [one for one in before if one.ref not in removed | {one.ref for one in added}]
    patched = spliced(pool(before), removed, pool(added))
    assert same(patched, pool([*added, *stayed]))


def test_who_is_removed_and_added_at_once_is_there_as_added() -> None:
    before, after = CandidateFacts("C-1", adult=True), CandidateFacts("C-1", adult=False)
    other = CandidateFacts("C-2", skills=frozenset({"ekg"}))
    patched = spliced(pool([before, other]), ["C-1"], pool([after]))
    assert same(patched, pool([after, other]))


def test_a_word_nobody_says_any_more_is_forgotten() -> None:
    one = CandidateFacts("C-1", skills=frozenset({"ekg", "epic"}))
    other = CandidateFacts("C-2", skills=frozenset({"vaccines", "ekg"}))
    patched = spliced(pool([one, other]), [], pool([replace(one, skills=frozenset({"zeal"}))]))
    assert patched.skills.word.known == ("ekg", "vaccines", "zeal")


def test_the_pools_that_went_in_are_as_they_were() -> None:
    one, other = pool([CandidateFacts("C-1")]), pool([CandidateFacts("C-0", adult=True)])
    before = one.fingerprint, other.fingerprint
    spliced(one, ["C-1"], other)
    assert (pool([CandidateFacts("C-1")]).fingerprint, other.fingerprint) == before
    assert (one.refs, other.refs) == (("C-1",), ("C-0",))
