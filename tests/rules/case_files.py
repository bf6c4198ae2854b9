"""The cases of ``cases/`` as they are written: reading them, and what is found of a pair."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from agency.matching.check_input import Question, question_of
from agency.rules.eligibility import UNKNOWN, UNMET, Assessment, assess
from agency.rules.rulebook import RuleBook

CASES = Path(__file__).parent / "cases"
FAMILIES = (
    "credentials",
    "evidence",
    "dates",
    "training",
    "availability",
    "location",
    "pay_shift_role",
    "standing",
    "dated_law",
    "work",
    "near_miss",
    "renewable",
)
STRICT_STATES = ("az", "ca", "ct", "de", "ma", "nd", "nj", "ny", "sc", "tn", "ut", "wa")

RECORDS = {"credential": "credentials", "training": "trainings", "ce_credit": "ce_credits"}
INPUT = {"name", "day", "law", "assignment", "candidate"}
ALWAYS_TOLD: dict[str, Any] = {
    "unmet": [],
    "unknown": [],
    "near_miss": False,
    "renewable": False,
    "blocked": [],
    "to_confirm": [],
}
TOLD_WHERE_GIVEN = {"advice", "clears_on", "holds_until", "missing"}


@dataclass(frozen=True)
class Case:
    """One pair to judge, in the words of the agency's files, and what must be found."""

    name: str
    question: Mapping[str, Any]
    law: str | None
    expected: Mapping[str, Any]

    @cached_property
    def asked(self) -> Question:
        return question_of(self.question)


class BadCase(ValueError):
    """A file of cases that does not say what it means."""


# Reading


def read(path: Path) -> Iterator[tuple[str, list[Case]]]:
    """The rules of a file in order, each with its cases."""
    baseline = tomllib.loads((CASES / "baseline.toml").read_text(encoding="utf-8"))
    file = tomllib.loads(path.read_text(encoding="utf-8"))
    refuse_unknown(path.name, file, {"rule", "assignment", "candidate", *RECORDS})
    for rule in file["rule"]:
        refuse_unknown(path.name, rule, {"says", "case", "assignment", "candidate"})
        layers = (baseline, file, rule)
        yield rule["says"], [case_of(case, layers, path.name) for case in rule["case"]]


def case_of(case: dict[str, Any], layers: tuple[dict[str, Any], ...], place: str) -> Case:
    """The case over what its ``layers`` say, the baseline first."""
    place = f"{place}: {case.get('name', 'a case without a name')}"
    refuse_unknown(place, case, INPUT | {"verdict"} | set(ALWAYS_TOLD) | TOLD_WHERE_GIVEN)
    if "name" not in case or "verdict" not in case:
        raise BadCase(f"{place}: a case has a name and a verdict")
    person = layered("candidate", *layers, case)
    for table, column in RECORDS.items():
        named = layered(table, *layers)
        person[column] = [record_of(one, named, place) for one in person.get(column, ())]
    told = {key: value for key, value in case.items() if key not in INPUT}
    return Case(
        name=case["name"],
        question={
            "on": case.get("day", layers[0]["day"]),
            "assignment": layered("assignment", *layers, case),
            "candidate": person,
        },
        law=case.get("law"),
        expected=in_order({**ALWAYS_TOLD, **told}),
    )


def layered(table: str, *layers: dict[str, Any]) -> dict[str, Any]:
    """What the layers say of ``table``: a later layer's word for a column goes."""
    return {key: value for layer in layers for key, value in layer.get(table, {}).items()}


def record_of(written: Any, named: dict[str, Any], place: str) -> dict[str, Any]:
    """A record called by name, changed from one (``like``), or written out."""
    changes = {"like": written} if isinstance(written, str) else dict(written)
    if "like" not in changes:
        return changes
    name = changes.pop("like")
    if name not in named:
        raise BadCase(f"{place}: no record is called {name!r}; known are {', '.join(named)}")
    return {**named[name], **changes}


def refuse_unknown(place: str, table: Mapping[str, Any], known: set[str]) -> None:
    if unknown := sorted(set(table) - known):
        raise BadCase(f"{place}: {', '.join(unknown)}: expected one of {', '.join(sorted(known))}")


def in_order(told: dict[str, Any]) -> dict[str, Any]:
    """Ids in the order of the alphabet, so that a case may name them in any."""
    return {key: sorted(value) if isinstance(value, list) else value for key, value in told.items()}


def files(folder: Path) -> dict[str, list[tuple[str, list[Case]]]]:
    """The rules of every file in ``folder`` by the file's name without its ending."""
    paths = (path for path in sorted(folder.glob("*.toml")) if path.name != "baseline.toml")
    return {path.stem: list(read(path)) for path in paths}


BY_FAMILY = files(CASES)
BY_STATE = files(CASES / "states")
ALL = [
    case
    for rules in (*(BY_FAMILY[family] for family in FAMILIES), *BY_STATE.values())
    for _, cases in rules
    for case in cases
]


# Judging


def told_of(case: Case, book: RuleBook) -> dict[str, Any]:
    """What is found of the case's pair under ``book``, of all that the case tells."""
    pair = case.asked.pair
    judged = assess(pair.candidate, pair.assignment, book, case.asked.day)
    found = observed(judged, case.expected.get("missing", ()))
    return {key: found[key] for key in case.expected}


def observed(judged: Assessment, lacking: Any) -> dict[str, Any]:
    """What was found, in the words of a case; ``lacking`` are findings whose days are asked."""
    blocked = [finding.requirement.id for finding in judged.work.blocking]
    hers = [finding for finding in judged.not_met if finding.requirement.id not in blocked]
    return in_order(
        {
            "verdict": judged.verdict,
            "unmet": [f.requirement.id for f in hers if f.verdict == UNMET],
            "unknown": [f.requirement.id for f in hers if f.verdict == UNKNOWN],
            "near_miss": judged.near_miss,
            "renewable": judged.renewable,
            "blocked": blocked,
            "to_confirm": [requirement.id for requirement in judged.work.to_confirm],
            "advice": [f.requirement.id for f in judged.findings if not f.decides],
            "clears_on": day_told(judged.clears_on),
            "holds_until": day_told(judged.holds_until),
            "missing": {
                finding.requirement.id: [list(run) for run in finding.missing.dates()]
                for finding in judged.findings
                if finding.requirement.id in lacking
            },
        }
    )


def day_told(day: int | None) -> date | str:
    return "never" if day is None else date.fromordinal(day)
