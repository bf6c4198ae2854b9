"""Whose a thing is that an address names by its number: where the policy says own, she may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request

Whose = Callable[[int], str | None]


@dataclass(frozen=True, slots=True)
class Owned:
    """What the numbers of an address stand for, and to which candidate such a thing belongs."""

    noun: str
    whose: Whose


_owned: dict[str, Owned] = {}


def belongs(endpoint: str, noun: str, whose: Whose) -> None:
    """Make it known whose the things of an address are, which names them by ``id``."""
    _owned[endpoint] = Owned(noun, whose)


def named_candidate(asked_by: str | None) -> tuple[str | None, str, str]:
    """The candidate whom the address of this request names, by her reference or by what is hers.

    With it what she is told is not there: a noun and a name. Only for who is a candidate,
    ``asked_by``, the database is asked.
    """
    said: dict[str, Any] = dict(request.view_args or {})
    named = said.get("candidate_ref", said.get("ref"))
    owned = _owned.get(request.endpoint or "")
    if named is None and owned is not None and asked_by is not None:
        return owned.whose(said["id"]) or "", owned.noun, str(said["id"])
    return named, "candidate", str(named)
