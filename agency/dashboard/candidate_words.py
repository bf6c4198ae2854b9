"""How pages speak of a candidate: what she holds, where she is, and when she is free."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from agency.credentials.standing import USUALLY_ASKED
from agency.places import town_of
from agency.rules.facts import Credential
from agency.rules.renewal import CURRENT, DUE, status_on
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import number_text

# What tells who she is; screens, vaccines and courses are told where they are asked for.
NAMED = ("medical_assistant", "state_credential", "phlebotomy", "ekg", "administrative")
MOST_NAMED = 3


def initials_of(name: str) -> str:
    """The first letters of the first and the last name."""
    words = name.split()
    return (
        "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else ""
    )


def holdings_text(held: Iterable[Credential], day: date, book: RuleBook) -> str:
    """What she holds on a day by title, the certifications first: CMA (AAMA), WA MA-Certified.

    What is only said or seen is told apart: "CMA (AAMA); not checked yet: CPT (NHA)".
    """
    valid = [one for one in held if _valid(one, day, book)]
    checked = {one.code for one in valid if one.evidence >= USUALLY_ASKED}
    doubted = {one.code for one in valid} - checked
    parts = [_titles(checked, book)]
    if doubtful := _titles(doubted, book):
        parts.append(f"not checked yet: {doubtful}")
    return "; ".join(filter(None, parts))


def _titles(codes: Collection[str], book: RuleBook) -> str:
    kinds = [kind for kind in book.catalogue.types.values() if kind.code in codes]
    titles = [kind.title for category in NAMED for kind in kinds if kind.category == category]
    more = len(titles) - MOST_NAMED
    return ", ".join(titles[:MOST_NAMED]) + (f" +{more}" if more > 0 else "")


def _valid(one: Credential, day: date, book: RuleBook) -> bool:
    begun = one.issued_on is None or one.issued_on <= day
    return one.status == "active" and begun and status_on(one, day, book) in (CURRENT, DUE)


def place_text(home_zip: str | None) -> str:
    """Where she lives; a ZIP code without a known town is told as it is."""
    return town_of(home_zip) or (f"ZIP {home_zip}" if home_zip else "")


def reach_text(miles: Decimal | None, states: Sequence[str]) -> str:
    """How far she goes: travels to 220 miles, works in WA, OR."""
    parts = []
    if miles is not None:
        parts.append(f"travels to {number_text(miles)} miles")
    if states:
        parts.append(f"works in {', '.join(states)}")
    return "; ".join(parts)


def name_of(row: Mapping[str, Any]) -> str:
    return f"{row['first_name']} {row['last_name']}".strip() or str(row["ref"])
