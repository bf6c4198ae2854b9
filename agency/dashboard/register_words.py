"""What a register says beside what is on file, in the words of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from agency.rules.sentences import day_text
from agency.verification.register_models import ACCEPTED, KEPT, RegisterAnswer
from agency.verification.registers.judging import CODE, EXPIRES, NAME, STATUS
from agency.verification.registers.records import ENDED, LAPSED, LIMITED, PENDING

# How a load stands: the kind of its verdict, and the word.
STATES = {
    "waiting": ("in_review", "Waits for a worker"),
    "reading": ("in_review", "Under way, or cut short"),
    "done": ("met", "Done"),
    "refused": ("unmet", "Refused"),
}
OVER = (ENDED, PENDING, LAPSED)


# What settled a finding.
SETTLED_WORDS = {ACCEPTED: "the register's word was taken", KEPT: "ours stands"}


def settled_words(settled_as: str, title: str, name: str) -> str:
    """How a finding was settled: CMA (AAMA) of Ada Diaz: ours stands."""
    return f"{title} of {name}: {SETTLED_WORDS[settled_as]}."


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One field: ours, the register's, and whether they differ."""

    label: str
    ours: str
    theirs: str
    differs: bool


def compared_rows(answer: RegisterAnswer, title_of: Callable[[str], str]) -> list[ComparedRow]:
    """What is on file and what the register has, side by side; none where it has nothing."""
    if answer.said is None:
        return []
    return list(_compared(answer, answer.said, title_of))


def _compared(
    answer: RegisterAnswer, said: dict[str, Any], title_of: Callable[[str], str]
) -> Iterator[ComparedRow]:
    row, differing = answer.credential, answer.differences
    names = (said["first_name"], said["middle_name"], said["last_name"])
    yield ComparedRow("Number", row.number, said["number"], differs=False)
    theirs = " ".join(part for part in names if part)
    yield ComparedRow("Name", row.candidate.full_name, theirs, differs=NAME in differing)
    yield ComparedRow("Type", title_of(row.code), said["type"], differs=CODE in differing)
    yield ComparedRow("Status", row.status, said["status"], differs=STATUS in differing)
    expires = day_text(row.expires_on) if row.expires_on else "none given"
    theirs = _day(said["expires_on"])
    yield ComparedRow("Last day", expires, theirs, differs=EXPIRES in differing)
    issued = day_text(row.issued_on) if row.issued_on else "none given"
    first, last = _day(said["first_issued_on"]), _day(said["last_issued_on"])
    told = first if first == last else f"{first}, last {last}"
    yield ComparedRow("Issued", issued, told, differs=False)
    yield ComparedRow("Action taken", "", said["action"], differs=False)


def _day(said: str | None) -> str:
    return day_text(date.fromisoformat(said)) if said else "none given"


def settle_words(answer: RegisterAnswer) -> str:
    """What taking the register's word does."""
    said = answer.said
    if said is None:
        return "It is rejected, as the register does not know it."
    if said["standing"] is None:
        return "This cannot be taken: we do not know the word of its status."
    changes = []
    if EXPIRES in answer.differences:
        changes.append(f"its last day becomes {_day(said['expires_on'])}")
    if CODE in answer.differences:
        changes.append("its type becomes the register's")
    if said["standing"] in OVER and STATUS in answer.differences:
        changes.append("it counts no more on days that the register does not give it")
    else:
        changes.append("it is known at source")
    if said["standing"] == LIMITED:
        changes.append("although the register limits it, so say why")
    text = ", ".join(changes)
    return f"{text[:1].upper()}{text[1:]}."
