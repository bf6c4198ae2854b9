"""The lists of an assignment after some people's facts have changed, without asking the others.

What is stored of a list is its beginning. After the changed people have been taken out and put in
anew, its order is known down to where the stored part ended; whoever would stand below that place
competes with people whom the list does not name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from agency.matching.lines import Listed
from agency.rules.eligibility import INELIGIBLE
from agency.rules.ranking import tie


@dataclass(frozen=True, slots=True, order=True)
class Ranking:
    """The place of a line in its list: nearest gap first, then by score, then by tie."""

    distance: int
    minus_score: int
    tie: int
    line: Listed


def ranking(line: Listed, candidate_ref: str, assignment_ref: str, day: int) -> Ranking:
    """Where a line stands in the lists of an assignment as of a day, an ordinal."""
    distance = 0 if line.renewable else 2 if line.verdict == INELIGIBLE else 1
    return Ranking(distance, -line.score, tie(day, assignment_ref, candidate_ref), line)


def merged(
    stored: Sequence[Ranking],
    total: int,
    leaving: Collection[int],
    entering: Iterable[Ranking],
    most: int,
) -> tuple[Listed, ...] | None:
    """The first ``most`` lines of the new list; None if the stored ones do not suffice to tell.

    ``stored`` are the first lines of the old list, which had ``total``; ``leaving`` the row ids of
    the people who are taken out, ``entering`` the lines that are put in.
    """
    complete = len(stored) == total
    kept = [one for one in stored if one.line.candidate_id not in leaving]
    known = [one for one in entering if complete or (stored and one < stored[-1])]
    lines = sorted([*kept, *known])[:most]
    return tuple(one.line for one in lines) if complete or len(lines) == most else None
