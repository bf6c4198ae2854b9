"""Pins and exclusions, as a JSON object says them: lists of pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from agency.errors import Problem
from agency.fields.schema import shown

A_PAIR = 'a list such as ["C-0001", "A-0001"]: candidate and opening id'


def wishes_of(
    document: Mapping[str, Any],
    key: str,
    openings: set[str],
    others: Sequence[tuple[str, str]],
    problems: list[Problem],
) -> list[tuple[str, str]]:
    """The pairs of a list that may be left out; none twice, and none of the ``others``."""
    listed = document.get(key)
    found: dict[tuple[str, str], None] = {}
    pinned_already = {*others}
    for place, said in enumerate(items([] if listed is None else listed, key, problems)):
        wrong = _wrong_pair(said, openings)
        if not wrong and tuple(said) in found:
            wrong = "a pair that does not stand there before"
        if not wrong and tuple(said) in pinned_already:
            wrong = "a pair that is not pinned"
        if wrong:
            problems.append(Problem(f"{key}[{place}]", shown(said), wrong))
        else:
            found[said[0], said[1]] = None
    return list(found)


def _wrong_pair(said: Any, openings: set[str]) -> str:
    """What was expected in place of a pair; blank if it is right."""
    if not isinstance(said, list) or len(said) != 2:
        return A_PAIR
    if not all(isinstance(one, str) and one for one in said):
        return A_PAIR
    return "" if said[1] in openings else "a pair with one of the openings, by its id"


def items(listed: Any, path: str, problems: list[Problem]) -> list[Any]:
    """A list of the document; nothing, with a problem, in place of anything else."""
    if isinstance(listed, list):
        return listed
    problems.append(Problem(path, shown(listed), "a list"))
    return []
