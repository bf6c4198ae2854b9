"""The trail of one candidate's file in words: who changed what, when, and from what to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agency.audit.models import AuditEntry
from agency.page_filters import words_of
from agency.placements.dossier import Dossier
from agency.rules.catalogue import Catalogue

# What the line says already, or what tells more of a test than its dates.
LEFT_OUT = ("candidate_ref", "ref", "id")
NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Edit:
    """One field: its name in words, and what it said before and says after; blank is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the trail."""

    at: datetime
    who: str
    action: str
    about: str
    edits: tuple[Edit, ...]
    reason: str


def event_of(entry: AuditEntry, dossier: Dossier, catalogue: Catalogue) -> Event:
    """An entry in words; the numbers of tests and vaccines are left out."""
    kind, _, key = entry.subject.partition(":")
    code = _code(entry, kind, key, dossier)
    known = catalogue.types.get(code or "")
    hidden = known is not None and known.category == "clearance"
    left_out = (*LEFT_OUT, NUMBER) if hidden else LEFT_OUT
    return Event(
        at=entry.at,
        who=entry.actor_name,
        action=words_of(entry.action),
        about=f"{words_of(kind)} {known.title}" if known else _about(kind, key, dossier),
        edits=tuple(_edits(entry, left_out)),
        reason=entry.reason,
    )


def _code(entry: AuditEntry, kind: str, key: str, dossier: Dossier) -> str | None:
    """The type of credential that an entry is about, by its own words or by the row's."""
    for said in (entry.after, entry.before):
        if said and "code" in said:
            return str(said["code"])
    rows = {"credential": dossier.credentials, "ce_credit": dossier.ce_credits}.get(kind, ())
    return next((str(row["code"]) for row in rows if str(row["id"]) == key), None)


def _about(kind: str, key: str, dossier: Dossier) -> str:
    if kind == "training":
        row = next((row for row in dossier.trainings if str(row["id"]) == key), None)
        return f"training {words_of(row['topic'] or row['kind'])}" if row else "training"
    if kind == "placement":
        refs = (one.assignment_ref for one in dossier.placements if str(one.id) == key)
        return f"placement on {next(refs, key)}"
    return "the file" if kind == "candidate" else words_of(kind)


def _edits(entry: AuditEntry, left_out: tuple[str, ...]) -> Iterator[Edit]:
    before, after = entry.before or {}, entry.after or {}
    for name in dict.fromkeys((*before, *after)):
        if name not in left_out:
            yield Edit(words_of(name), _text(before.get(name)), _text(after.get(name)))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
