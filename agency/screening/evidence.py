"""The evidence of a likeness, line by line, as it is kept and shown."""

from __future__ import annotations

from typing import Any

from agency.screening.likeness import (
    BOTH,
    DIFFERS,
    HOME,
    INITIAL,
    MAIDEN,
    MIDDLE,
    MISTYPED,
    NICKNAME,
    OTHER,
    PART,
    SAME,
    UNKNOWN,
    Says,
)
from agency.screening.models import ListRecord
from agency.screening.names import name_of
from agency.screening.people import Person
from agency.screening.policy import policy

FIELDS = {
    "last_name": "Last name",
    "first_name": "First name",
    "swapped": "First and last name",
    "middle_name": "Middle name",
    "suffix": "Suffix",
    "state": "State",
    "city": "City",
    "birth": "Birth date",
}
WORDS = {
    SAME: "the same",
    PART: "one of joined names",
    MISTYPED: "a letter or two otherwise",
    MAIDEN: "last name of one, middle name of the other",
    NICKNAME: "a form of the same name",
    INITIAL: "the same initial",
    MIDDLE: "first name of one, middle name of the other",
    BOTH: "the other way round",
    HOME: "where she lives",
    OTHER: "where she would work or holds a credential",
    DIFFERS: "differs",
    UNKNOWN: "cannot be compared",
}
# How a line reads at a glance; whatever is not here is near.
AGREES, NEAR = "agrees", "near"
GLANCE = {SAME: AGREES, HOME: AGREES, DIFFERS: DIFFERS, UNKNOWN: UNKNOWN}
NO_BIRTH_DATE = "no birth date on file"
Line = dict[str, Any]


def evidence(person: Person, record: ListRecord, says: Says) -> list[Line]:
    """The lines of a comparison: field, theirs, ours, how it reads, in words, and its points.

    The birth date of a record is told though it never counts: a specialist may ask for hers.
    """
    theirs, ours = _theirs(record), _ours(person)
    return [
        {
            "field": FIELDS[part],
            "theirs": theirs[part],
            "ours": ours[part],
            "says": GLANCE.get(line, NEAR),
            "words": WORDS[line],
            "points": policy().points[part][line],
        }
        for part, line in (*says, ("birth", UNKNOWN))
    ]


def _theirs(record: ListRecord) -> dict[str, str]:
    first, middle, last = record.first_name, record.middle_name, record.last_name
    return {
        "last_name": last,
        "first_name": first,
        "swapped": f"{first} {last}",
        "middle_name": middle,
        "suffix": name_of(first, middle, last, record.suffix).suffix,
        "state": record.state,
        "city": record.city,
        "birth": record.born_on.isoformat() if record.born_on else "",
    }


def _ours(person: Person) -> dict[str, str]:
    others = sorted(person.states - {person.state})
    return {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "swapped": person.full_name,
        "middle_name": person.name.middle,
        "suffix": person.name.suffix,
        "state": ", ".join(filter(None, [person.state, *others])),
        "city": person.city,
        "birth": NO_BIRTH_DATE,
    }
