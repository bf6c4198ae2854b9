"""What becomes of the rows of two files that are made one, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from agency.assignments.models import Assignment
from agency.bulk_lookup import among
from agency.dashboard.candidate_labels import EVIDENCE_WORDS
from agency.extensions import db
from agency.merging.records import Joined
from agency.page_filters import words_of
from agency.rules.rulebook import load_rulebook
from agency.rules.sentences import day_text

ROW_WORDS = {
    "absences": "Days away",
    "credentials": "Credentials",
    "trainings": "Trainings",
    "ce_credits": "Education credits",
    "placements": "Placements",
}


@dataclass(frozen=True, slots=True)
class RowsTold:
    """The rows of one kind: those that come, those that take a worse one's place, and twins."""

    moved: list[str]
    swapped: list[str]
    stayed: list[str]


def words_of_rows(one: Joined) -> RowsTold:
    """What becomes of the rows of a kind; one query for placements, none for others."""
    rows = [*one.moved, *one.stayed, *(theirs for _, theirs in one.swapped)]
    word = _placement_word(rows) if one.table.name == "placements" else WORDS[one.table.name]
    return RowsTold(
        [word(row) for row in one.moved],
        [word(theirs) for _, theirs in one.swapped],
        [word(row) for row in one.stayed],
    )


def value_text(name: str, value: Any) -> str:
    """A value of a field as plain JSON, for people; blank is said so."""
    if value in (None, []):
        return "blank"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value)
    return words_of(value) if name in ("status", "career_goal") else str(value)


def _days(first: Any, last: Any) -> str:
    return f"{day_text(first)} to {day_text(last)}"


def _credential(row: Any) -> str:
    kind = load_rulebook().catalogue.types.get(row.code)
    known = f"{kind.title if kind else row.code} {row.number}".strip()
    until = f"to {day_text(row.expires_on)}" if row.expires_on else "without an end"
    return f"{known}, {until}, {EVIDENCE_WORDS[row.evidence]}"


def _training(row: Any) -> str:
    done = f", {day_text(row.completed_on)}" if row.completed_on else ""
    return f"{words_of(row.topic or row.kind)}{done}"


def _credit(row: Any) -> str:
    earned = f", {day_text(row.earned_on)}" if row.earned_on else ""
    return f"{row.units:g} {row.category} for {row.code}{earned}".replace("  ", " ")


def _placement_word(rows: Iterable[Any]) -> Callable[[Any], str]:
    ids = {row.assignment_id for row in rows}
    found = select(Assignment.id, Assignment.ref).where(among(Assignment.id, ids))
    refs = {row.id: row.ref for row in db.session.execute(found)} if ids else {}

    def word(row: Any) -> str:
        days = _days(row.starts_on, row.ends_on)
        return f"{refs.get(row.assignment_id)}, {words_of(row.stage)}, {days}"

    return word


WORDS: Mapping[str, Callable[[Any], str]] = {
    "absences": lambda row: _days(row.first_day, row.last_day),
    "credentials": _credential,
    "trainings": _training,
    "ce_credits": _credit,
}
