"""Which value of each field is kept where two files become one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from agency.candidates.described import SCHEMA, candidate_values
from agency.candidates.models import Candidate
from agency.fields import WordList
from agency.fields.described import described
from agency.fields.schema import refused

Choice = Literal["kept", "other", "both"]
# The reference is the file's own, and days away are joined as rows.
NOT_CHOSEN = ("ref", "unavailable")
CHOSEN = tuple(name for name in SCHEMA.fields if name not in NOT_CHOSEN)
# Where one of two says so, it holds for both until somebody decides otherwise.
STRICTER = {"status": ("do_not_contact",), "adult": (False,)}


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two files differ: what each says as plain JSON, and what may be kept.

    ``proposed`` is the choice that loses least.
    """

    name: str
    kept: Any
    other: Any
    choices: tuple[Choice, ...]
    proposed: Choice


def differences(kept: Candidate, other: Candidate) -> list[Difference]:
    """All fields in which they differ, in the order of the file's columns; pure reckoning."""
    ours, theirs = (described(SCHEMA, candidate_values(row)) for row in (kept, other))
    return [
        _difference(name, ours[name], theirs[name]) for name in CHOSEN if ours[name] != theirs[name]
    ]


def _difference(name: str, ours: Any, theirs: Any) -> Difference:
    if isinstance(SCHEMA.fields[name], WordList) and ours and theirs:
        return Difference(name, ours, theirs, ("kept", "other", "both"), "both")
    stricter = STRICTER.get(name, ())
    take_theirs = ours in (None, []) or (theirs in stricter and ours not in stricter)
    return Difference(name, ours, theirs, ("kept", "other"), "other" if take_theirs else "kept")


def chosen_values(kept: Candidate, other: Candidate, choices: Mapping[str, str]) -> dict[str, Any]:
    """The values that the kept file is given, by column, for what is to be taken from the other.

    ``choices`` are words by field; a field it does not name is kept as proposed. Raises Refused.
    """
    found = {one.name: one for one in differences(kept, other)}
    values: dict[str, Any] = {}
    for name, one in found.items():
        word = choices.get(name, one.proposed)
        if word not in one.choices:
            raise refused(name, word, f"one of {', '.join(one.choices)}")
        if word != "kept":
            values[name] = _value(name, kept, other, word)
    return values


def _value(name: str, kept: Candidate, other: Candidate, word: str) -> Any:
    theirs = getattr(other, name)
    return theirs if word == "other" else tuple(dict.fromkeys((*getattr(kept, name), *theirs)))
