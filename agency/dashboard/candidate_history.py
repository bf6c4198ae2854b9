"""The trail of one candidate's file in words: who changed what, when, and from what to what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from agency.audit.models import AuditEntry
from agency.dashboard.candidate_labels import EVIDENCE_WORDS, LABELS
from agency.page_filters import words_of
from agency.placements.dossier import Dossier
from agency.rules.catalogue import Catalogue
from agency.rules.sentences import day_text

# What the line says already, or what tells more of a test than its dates.
LEFT_OUT = ("candidate_ref", "ref", "id")
NUMBER = "number"
ACTIONS = {"created": "added"}
DAYS = frozenset(
    [
        "issued_on",
        "expires_on",
        "completed_on",
        "earned_on",
        "starts_on",
        "ends_on",
        "available_from",
        "unavailable",
    ]
)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Fields whose values are names of the data; those of the others are somebody's own words.
NAMES = frozenset(
    [
        "status",
        "stage",
        "kind",
        "topic",
        "category",
        "skills",
        "specialties",
        "shifts",
        "roles",
        "career_goal",
        "performances",
    ]
)


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
    hidden = known is not None and known.confidential
    left_out = (*LEFT_OUT, NUMBER) if hidden else LEFT_OUT
    return Event(
        at=entry.at,
        who=entry.actor_name,
        action=ACTIONS.get(entry.action, words_of(entry.action)),
        about=f"{words_of(kind)} {known.title}" if known else _about(kind, key, dossier),
        edits=tuple(_edits(entry, LABELS.get(kind, {}), left_out, catalogue)),
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


def _edits(
    entry: AuditEntry, labels: Mapping[str, str], left_out: tuple[str, ...], catalogue: Catalogue
) -> Iterator[Edit]:
    before, after = entry.before or {}, entry.after or {}
    for name in dict.fromkeys((*before, *after)):
        if name not in left_out:
            was, now = (_text(name, said.get(name), catalogue) for said in (before, after))
            yield Edit(labels.get(name, words_of(name).capitalize()), was, now)


def _text(name: str, value: Any, catalogue: Catalogue) -> str:
    """A value as the other pages write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_text(name, one, catalogue) for one in value)
    text = "" if value is None else str(value)
    if name == "evidence":
        return EVIDENCE_WORDS.get(text, text)
    if name == "code" and text in catalogue.types:
        return catalogue.types[text].title
    if name in NAMES:
        return words_of(text).replace(":", " × ")
    return ISO_DAY.sub(_day, text).replace("/", " to ") if name in DAYS else text


def _day(found: re.Match[str]) -> str:
    return day_text(date.fromisoformat(found[0]))
