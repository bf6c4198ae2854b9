"""Problems made by hand and at random."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from agency.matching.allocation.pins import Pair, answered, pinned, without
from agency.matching.allocation.problem import Problem


def problem(
    windows: Sequence[tuple[int, int]],
    edges: Sequence[tuple[int, int, int]],
    room: Sequence[int] | None = None,
    one_each: bool = False,
) -> Problem:
    """``edges`` are a candidate, an opening and a weight each; an opening has room for one."""
    first, last = np.array(windows, np.int64).reshape(len(windows), 2).T
    candidate, opening, weight = np.array(edges, np.int64).reshape(len(edges), 3).T
    places = np.ones(len(windows), np.int64) if room is None else np.array(room, np.int64)
    return Problem(first, last, places, candidate, opening, weight, one_each)


@st.composite
def problems(draw: st.DrawFn, most_edges: int, one_each: bool | None = None) -> Problem:
    """Few people and openings, so that they are in each other's way."""
    windows = draw(
        st.lists(
            st.tuples(st.integers(1, 12), st.integers(0, 6)).map(lambda one: (one[0], sum(one))),
            min_size=1,
            max_size=6,
        )
    )
    room = [draw(st.integers(0, 2)) for _ in windows]
    pairs = st.tuples(st.integers(0, 7), st.integers(0, len(windows) - 1))
    weight = st.sampled_from((0, 1, 100_000, 150_000)) | st.integers(0, 500_000)
    edges = [
        (candidate, opening, draw(weight))
        for candidate, opening in draw(st.lists(pairs, unique=True, max_size=most_edges))
    ]
    each = draw(st.booleans()) if one_each is None else one_each
    return problem(windows, edges, room, each)


@st.composite
def pinned_problems(
    draw: st.DrawFn, most_edges: int, one_each: bool | None = None
) -> tuple[Problem, Problem, list[Pair], list[Pair]]:
    """A problem as it is without a wish, the same with wishes, and those: pins and exclusions."""
    plain = draw(problems(most_edges, one_each))
    pair = st.tuples(st.integers(0, 7), st.integers(0, len(plain.room) - 1))
    known = [*zip(plain.candidate.tolist(), plain.opening.tolist(), strict=True)]
    wish = st.sampled_from(known) | pair if known else pair
    pins = draw(st.lists(wish, unique=True, max_size=4))
    exclusions = draw(st.lists(wish, unique=True, max_size=3))
    exclusions = [one for one in exclusions if one not in pins]
    asked = without(plain, exclusions)
    return plain, pinned(asked, answered(asked, pins)), pins, exclusions


def market(people: int, openings: int, each: int, seed: int) -> Problem:
    """Openings that want about ``each`` of the people around them; the same by its seed."""
    chance = np.random.default_rng(seed)
    first = chance.integers(1, 60, openings)
    room = chance.choice([1, 1, 2], openings)
    around = (np.arange(openings) * people // openings)[:, None]
    candidate = (around + chance.integers(-each, each, (openings, each))) % people
    pairs = np.unique(np.repeat(np.arange(openings), each) * people + candidate.ravel())
    weight = 100_000 * chance.choice([1, 2, 4], openings)[pairs // people]
    weight += chance.integers(0, 90_000, len(pairs))
    last = first + chance.integers(5, 40, openings)
    return Problem(first, last, room, pairs % people, pairs // people, weight)
