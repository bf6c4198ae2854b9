"""What users ask for: every page and every kind of answer, about people drawn by chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from urllib.parse import quote

TYPING_ERRORS = 4  # one name in so many is misspelt, as names are


@dataclass(frozen=True, slots=True)
class Known:
    """What there is to ask about; ``pairs`` are candidates with assignments they are listed for."""

    candidates: tuple[str, ...]
    names: tuple[str, ...]
    assignments: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    states: tuple[str, ...]
    run: int


Visit = Callable[[Known, Random], str]
"""Where to go next."""


def misspelt(name: str, random: Random) -> str:
    """Two letters of a name the wrong way round, now and then."""
    if len(name) < 3 or random.randrange(TYPING_ERRORS):
        return name
    at = random.randrange(len(name) - 1)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _name(known: Known, random: Random) -> str:
    return quote(misspelt(random.choice(known.names), random))


def _explained(known: Known, random: Random) -> str:
    candidate, assignment = random.choice(known.pairs)
    return f"/assignments/{assignment}/candidates/{candidate}"


PAGES: dict[str, Visit] = {
    "Today": lambda known, random: "/",
    "Assignments": lambda known, random: "/assignments",
    "Assignments of a state": lambda known, random: (
        f"/assignments?state={random.choice(known.states)}"
    ),
    "Assignment": lambda known, random: f"/assignments/{random.choice(known.assignments)}",
    "Edit an assignment": lambda known, random: (
        f"/assignments/{random.choice(known.assignments)}/edit"
    ),
    "Explanation": _explained,
    "Candidates": lambda known, random: "/candidates",
    "Candidate": lambda known, random: f"/candidates/{random.choice(known.candidates)}",
    "Search": lambda known, random: f"/candidates?text={_name(known, random)}",
    "Finder": lambda known, random: f"/find?q={_name(known, random)}",
    "Rulebook of a state": lambda known, random: f"/rulebook/{random.choice(known.states)}",
    "Red list": lambda known, random: "/red-list",
    "Changes": lambda known, random: f"/changes?run={known.run}",
    "Runs": lambda known, random: "/runs",
    "Jobs": lambda known, random: "/jobs",
    "Health": lambda known, random: "/health",
}

API: dict[str, Visit] = {
    "candidates": lambda known, random: "/candidates?limit=20",
    "a candidate": lambda known, random: f"/candidates/{random.choice(known.candidates)}",
    "her credentials": lambda known, random: (
        f"/candidates/{random.choice(known.candidates)}/credentials"
    ),
    "her renewals": lambda known, random: f"/candidates/{random.choice(known.candidates)}/renewals",
    "assignments": lambda known, random: "/assignments?limit=20",
    "an assignment": lambda known, random: f"/assignments/{random.choice(known.assignments)}",
    "its requirements": lambda known, random: (
        f"/assignments/{random.choice(known.assignments)}/requirements"
    ),
    "its matches": lambda known, random: (
        f"/assignments/{random.choice(known.assignments)}/matches?verdict=eligible"
    ),
    "an explanation": _explained,
    "placements": lambda known, random: "/placements?limit=20",
    "rules of a state": lambda known, random: f"/rulebook/states/{random.choice(known.states)}",
    "jobs": lambda known, random: "/jobs?limit=20",
}
