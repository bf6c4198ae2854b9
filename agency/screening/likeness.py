"""How alike a candidate and a record of a list are: what each part of the two says."""

from __future__ import annotations

from dataclasses import dataclass

from agency.finding.folding import folded
from agency.screening.names import Name, is_mistyped, nicknames_of
from agency.screening.people import Person
from agency.screening.policy import policy

SAME, UNKNOWN, DIFFERS = "same", "unknown", "differs"
PART, MISTYPED, MAIDEN, NICKNAME, INITIAL, MIDDLE, BOTH, HOME, OTHER = (
    *("part", "mistyped", "maiden", "nickname", "initial", "middle", "both", "home", "other"),
)
LEAST_MAIDEN = 3  # a shorter middle name is an initial
Says = tuple[tuple[str, str], ...]
"""What each part of the evidence says: its name in scoring.toml, and which of its lines."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A record of a list as it is compared. ``city`` is folded."""

    id: int
    name: Name
    city: str
    state: str


def likeness(person: Person, record: Listed) -> Says | None:
    """What the parts say; None where the names are not alike, which no place makes up for."""
    names = _names(person.name, record.name)
    if names is None:
        return None
    return (*names, ("state", _state(person, record)), ("city", _city(person, record)))


def points_of(says: Says) -> int:
    """Their sum."""
    points = policy().points
    return sum(points[part][line] for part, line in says)


def is_shown(says: Says) -> bool:
    """Whether it is put before a specialist: by its points, or since both names are the same."""
    same = ("last_name", SAME) in says and ("first_name", SAME) in says
    return same or points_of(says) >= policy().shown_from


def _names(hers: Name, theirs: Name) -> Says | None:
    last = _last(hers, theirs)
    first = _first(hers, theirs) if last else None
    if last is None or first is None:
        swapped = hers.first == theirs.last and hers.last == theirs.first and hers.first
        return (("swapped", BOTH), *_further(hers, theirs, used=False)) if swapped else None
    used = last == MAIDEN or first == MIDDLE
    return (("last_name", last), ("first_name", first), *_further(hers, theirs, used=used))


def _further(hers: Name, theirs: Name, *, used: bool) -> Says:
    middle = UNKNOWN if used else _middle(hers.middle, theirs.middle)
    return ("middle_name", middle), ("suffix", _suffix(hers.suffix, theirs.suffix))


def _last(hers: Name, theirs: Name) -> str | None:
    if not (hers.last and theirs.last):
        return None
    if hers.last == theirs.last:
        return SAME
    if not set(hers.parts).isdisjoint(theirs.parts):
        return PART
    if any(is_mistyped(one, other) for one in hers.parts for other in theirs.parts):
        return MISTYPED
    return MAIDEN if _maiden(hers, theirs) or _maiden(theirs, hers) else None


def _maiden(now: Name, before: Name) -> bool:
    """Whether the last name of one is a middle name of the other."""
    return any(word in now.parts for word in before.middle.split() if len(word) >= LEAST_MAIDEN)


def _first(hers: Name, theirs: Name) -> str | None:
    if not (hers.first and theirs.first):
        return UNKNOWN
    if not set(hers.firsts).isdisjoint(theirs.firsts):
        return SAME
    if hers.first in nicknames_of(theirs.first) or theirs.first in nicknames_of(hers.first):
        return NICKNAME
    if any(is_mistyped(one, other) for one in hers.firsts for other in theirs.firsts):
        return MISTYPED
    if hers.first in theirs.middle.split() or theirs.first in hers.middle.split():
        return MIDDLE if min(len(hers.first), len(theirs.first)) > 1 else INITIAL
    short = min(len(hers.first), len(theirs.first)) == 1
    return INITIAL if short and hers.first[0] == theirs.first[0] else None


def _middle(hers: str, theirs: str) -> str:
    if not (hers and theirs):
        return UNKNOWN
    if hers == theirs:
        return SAME
    one, other = hers.split()[0], theirs.split()[0]
    if one == other:
        return SAME
    return INITIAL if 1 in (len(one), len(other)) and one[0] == other[0] else DIFFERS


def _suffix(hers: str, theirs: str) -> str:
    if not (hers and theirs):
        return UNKNOWN
    return SAME if hers == theirs else DIFFERS


def _state(person: Person, record: Listed) -> str:
    if not record.state:
        return UNKNOWN
    if record.state == person.state:
        return HOME
    if record.state in person.states:
        return OTHER
    return DIFFERS if person.state or person.states else UNKNOWN


def _city(person: Person, record: Listed) -> str:
    if not (record.city and person.city):
        return UNKNOWN
    here = record.state in ("", person.state)
    return SAME if here and folded(person.city) == record.city else DIFFERS
