"""Crowds of a few kinds of people, put to some work by some law: what every engine must answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from agency.rules.facts import CandidateFacts
from tests.matching.ledgers import judging_days
from tests.matching.pools import REFS, pools
from tests.matching.test_engine import almost_fit, work_about
from tests.strategies import assignments, days
from tests.strategies_of_law import rulebooks

SOME = 70


def crowd(people: list[CandidateFacts], size: int) -> list[CandidateFacts]:
    """So many people, each like one of these but for the reference and the least pay."""
    return [
        replace(people[number % len(people)], ref=f"C-{number:04}", min_pay_cents=number or None)
        for number in range(size if people else 0)
    ]


def judged_crowds(*sizes: int) -> SearchStrategy[tuple[Any, ...]]:
    """A crowd of one of these sizes, work that is not over, law, a day, who is placed on the work,
    and how many are listed.
    """
    kinds = st.tuples(
        pools(5),
        st.sampled_from(sizes),
        st.lists(assignments(), min_size=1, max_size=3),
        rulebooks(),
        days(),
        st.sets(st.sampled_from(REFS), max_size=2),
        st.sampled_from((0, 1, 3, 50)),
    )
    return kinds.map(_numbered)


def _numbered(case: tuple[Any, ...]) -> tuple[Any, ...]:
    people, size, work, book, day, placed, most = case
    named = [replace(one, ref=f"A-{number}") for number, one in enumerate(work)]
    to_come = [one for one in named if one.ends_on >= day]
    return crowd(people, size), to_come, book, day, placed, most


def almost_eligible() -> SearchStrategy[tuple[Any, ...]]:
    """A day, people who nearly fit some work, and that work."""
    return judging_days().flatmap(
        lambda day: st.tuples(st.just(day), almost_fit(day), work_about(day))
    )
