"""The facts of an assignment as plain JSON, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints

from agency.rules.distance import Point
from agency.rules.facts import AssignmentFacts, Evidence

# How a value that JSON has no form for is read, by the type of its field.
READ: Mapping[object, Callable[[Any], Any]] = {
    date: date.fromisoformat,
    Evidence: Evidence,
    Point | None: lambda said: None if said is None else Point(*said),
    tuple[str, ...]: tuple,
    frozenset[str]: frozenset,
}
READERS = {
    name: READ[kind] for name, kind in get_type_hints(AssignmentFacts).items() if kind in READ
}


def assignment_as_json(assignment: AssignmentFacts) -> dict[str, Any]:
    """Every fact by its name: equal facts give equal text, sets being sorted."""
    return {one.name: _plain(getattr(assignment, one.name)) for one in fields(assignment)}


def assignment_from_json(said: Mapping[str, Any]) -> AssignmentFacts:
    """What `assignment_as_json` wrote."""
    read = {name: reader(said[name]) for name, reader in READERS.items()}
    return AssignmentFacts(**{**said, **read})


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case Point():
            return [value.x, value.y, value.z]
        case frozenset():
            return sorted(value)
    return value
