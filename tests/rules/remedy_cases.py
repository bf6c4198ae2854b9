"""The cases of ``cases_of_remedies/``: a pair, and the remedies that must be found for it.

They are written like those of ``cases/`` and over the same baseline; see the README there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from agency.matching.check_input import Question, question_of
from agency.rules import steps as step_of
from agency.rules.remedies import Remedy, remedies
from agency.rules.rulebook import RuleBook
from agency.rules.sentences import number_text
from agency.rules.steps import Step
from tests.rules.case_files import (
    CASES,
    INPUT,
    RECORDS,
    BadCase,
    layered,
    record_of,
    refuse_unknown,
)

FOLDER = Path(__file__).parent / "cases_of_remedies"
FAMILIES = ("renew", "obtain", "verify_and_document", "train", "move_and_pay", "together")
KEEPS_PERCENT = 75


@dataclass(frozen=True)
class RemedyCase:
    """One pair in the words of the agency's files, and all its remedies in their order."""

    name: str
    question: Mapping[str, Any]
    law: str | None
    expected: list[dict[str, Any]]

    @cached_property
    def asked(self) -> Question:
        return question_of(self.question)


# Reading


def read(path: Path) -> Iterator[tuple[str, list[RemedyCase]]]:
    """The rules of a file in order, each with its cases."""
    baseline = tomllib.loads((CASES / "baseline.toml").read_text(encoding="utf-8"))
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    refuse_unknown(path.name, file, {"rule", "assignment", "candidate", *RECORDS})
    for rule in file["rule"]:
        refuse_unknown(path.name, rule, {"says", "case", "assignment", "candidate"})
        layers = (baseline, file, rule)
        yield rule["says"], [case_of(case, layers, path.name) for case in rule["case"]]


def case_of(case: dict[str, Any], layers: tuple[dict[str, Any], ...], place: str) -> RemedyCase:
    place = f"{place}: {case.get('name', 'a case without a name')}"
    refuse_unknown(place, case, INPUT | {"remedies"})
    if "name" not in case or "remedies" not in case:
        raise BadCase(f"{place}: a case has a name and remedies")
    for one in case["remedies"]:
        refuse_unknown(place, one, {"does", "ready_on", "cost"})
    person = layered("candidate", *layers, case)
    for table, column in RECORDS.items():
        named = layered(table, *layers)
        person[column] = [record_of(one, named, place) for one in person.get(column, ())]
    return RemedyCase(
        name=case["name"],
        question={
            "on": case.get("day", layers[0]["day"]),
            "assignment": layered("assignment", *layers, case),
            "candidate": person,
        },
        law=case.get("law"),
        expected=case["remedies"],
    )


BY_FAMILY = {family: list(read(FOLDER / f"{family}.toml")) for family in FAMILIES}
ALL = [case for rules in BY_FAMILY.values() for _, cases in rules for case in cases]


# What is found


def told_of(case: RemedyCase, book: RuleBook) -> list[dict[str, Any]]:
    """The remedies of the case's pair under ``book``, in the words of a case."""
    pair, day = case.asked.pair, case.asked.day
    return [
        told(one) for one in remedies(pair.candidate, pair.assignment, book, day, KEEPS_PERCENT)
    ]


def told(remedy: Remedy) -> dict[str, Any]:
    """A remedy; a day that nobody knows and a price that nobody knows are left out."""
    known = {"ready_on": remedy.ready_on, "cost": remedy.cost and f"{remedy.cost:.2f}"}
    steps = [in_short(step) for step in remedy.steps]
    return {"does": steps} | {key: value for key, value in known.items() if value is not None}


def in_short(step: Step) -> str:
    """A step with its exact values: ``renew CMA-AAMA:1001:2022-02-01 as of … through …``."""
    return f"{step.kind} {WORDS[type(step)](step)}"


def _document_credential(step: step_of.DocumentCredential) -> str:
    """The credential, and what the proof must say."""
    shown = {"since": step.issued_on, "until": step.expires_on, "at": step.bound_to}
    said = (f" {word} {value}" for word, value in shown.items() if value)
    return f"{step.credential.ref}{''.join(said)}"


def _renew(step: step_of.Renew) -> str:
    new = step.successor
    return f"{step.credential.ref} as of {new.issued_on} through {new.expires_on}"


def _obtain(step: step_of.Obtain) -> str:
    new = step.credential
    return " or ".join((new.code, *step.others)) + (f" at {new.bound_to}" if new.bound_to else "")


def _train(step: step_of.Train) -> str:
    record = step.record
    kinds = ("hours", "classroom_hours", "clinical_hours", "externship_hours")
    numbers = {kind: getattr(record, kind) for kind in kinds if getattr(record, kind)}
    told = [
        record.kind,
        *(word for word in (record.topic, record.accreditor) if word),
        *(f"{number_text(number)} {kind}" for kind, number in numbers.items()),
        *(["in_person"] if record.in_person else []),
        *(f"{act}:{times}" for act, times in record.performances),
    ]
    return ", ".join(told)


WORDS: dict[type[Step], Callable[[Any], str]] = {
    step_of.Verify: lambda step: f"{step.credential.ref} as {step.evidence.name}",
    step_of.DocumentCredential: _document_credential,
    step_of.DocumentRecord: lambda step: f"{step.record.ref} as of {step.completed_on}",
    step_of.PutOnFile: lambda step: f"{step.record.topic} at {step.record.provider}",
    step_of.Attest: lambda step: step.about,
    step_of.Renew: _renew,
    step_of.Obtain: _obtain,
    step_of.Train: _train,
    step_of.ShiftStart: lambda step: f"by {step.days} to {step.starts_on}",
    step_of.Shorten: lambda step: f"by {step.days}",
    step_of.RaisePay: lambda step: f"by {step.by_cents} to {step.cents}",
}
