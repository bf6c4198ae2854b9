"""A sample read back from its files as an import reads it, and judged pair by pair."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from agency.assignments.facts import assignment_facts
from agency.candidates.facts import candidate_facts
from agency.credentials.facts import ce_credit_facts, credential_facts, training_facts
from agency.exchange.kinds import KINDS
from agency.rules.eligibility import Assessment, assess, judge_work, verdict_of
from agency.rules.facts import AssignmentFacts, CandidateFacts
from agency.rules.requirements import coverage
from agency.rules.requisition import Requirement, requisition, window_of
from agency.rules.rulebook import load_rulebook
from agency.rules.spans import Window

Values = dict[str, Any]
BUSY = ("confirmed", "working")
# What can be asked of most people and is soon answered.
QUICK = ("location", "available", "skills", "pay", "shift", "role", "standing")


@dataclass
class Paper:
    """The values of every row of the seven files, by kind."""

    as_of: date
    rows: dict[str, list[Values]]

    def of(self, kind: str, ref: str) -> list[Values]:
        return self._held[kind, ref]

    def __post_init__(self) -> None:
        self._held: dict[tuple[str, str], list[Values]] = defaultdict(list)
        for kind in ("credentials", "trainings", "ce_credits", "placements"):
            for values in self.rows[kind]:
                self._held[kind, values["candidate_ref"]].append(values)
        self.assignments = {values["ref"]: values for values in self.rows["assignments"]}
        self.facilities = {values["name"]: values for values in self.rows["facilities"]}

    def days(self, placement: Values) -> tuple[date, date]:
        """The days of a placement; blank ones are the assignment's."""
        assignment = self.assignments[placement["assignment_ref"]]
        return (
            placement["starts_on"] or assignment["starts_on"],
            placement["ends_on"] or assignment["ends_on"],
        )

    def candidates(self) -> Iterator[CandidateFacts]:
        for values in self.rows["candidates"]:
            ref = values["ref"]
            placements = self.of("placements", ref)
            yield candidate_facts(
                values,
                map(credential_facts, self.of("credentials", ref)),
                map(training_facts, self.of("trainings", ref)),
                map(ce_credit_facts, self.of("ce_credits", ref)),
                busy=[self.days(one) for one in placements if one["stage"] in BUSY],
                completed_placements=sum(one["stage"] == "completed" for one in placements),
            )

    def to_match(self) -> Iterator[AssignmentFacts]:
        """The open assignments that are not over."""
        for values in self.rows["assignments"]:
            if values["status"] == "open" and values["ends_on"] >= self.as_of:
                yield self.facts_of(values)

    def facts_of(self, values: Values) -> AssignmentFacts:
        facility = self.facilities.get(values["facility"] or "")
        return assignment_facts(values, facility, facility["do_not_return"] if facility else ())

    def placed_on(self, assignment: str) -> set[str]:
        """Those already confirmed or at work there, who are no pair of it."""
        return {
            one["candidate_ref"]
            for one in self.rows["placements"]
            if one["assignment_ref"] == assignment and one["stage"] in BUSY
        }


def read_paper(folder: Path, as_of: date) -> Paper:
    """Every row as its input schema accepts it; raises Refused for one that is not accepted."""
    return Paper(as_of, {kind: list(_values(folder, kind)) for kind in KINDS})


def _values(folder: Path, kind: str) -> Iterator[Values]:
    with (folder / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = KINDS[kind].schema.accept(row)
            # What is new and says no status is active: only what is on file has another.
            yield (
                values | {"status": "active"}
                if kind == "credentials" and not values["status"]
                else values
            )


@dataclass
class Census:
    """What came of all pairs: how many of each outcome, and how many people fit each opening."""

    blocked: set[str] = field(default_factory=set)
    to_confirm: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    eligible: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)


def census(paper: Paper) -> Census:
    """Judge everybody for every open assignment, on the day of the sample."""
    book = load_rulebook()
    people = list(paper.candidates())
    result = Census()
    for assignment in paper.to_match():
        window = window_of(assignment, paper.as_of)
        work = judge_work(assignment, window, book)
        if work.blocked:
            result.blocked.add(assignment.ref)
            continue
        if work.to_confirm:
            result.to_confirm.add(assignment.ref)
        result.eligible[assignment.ref] = 0
        placed = paper.placed_on(assignment.ref)
        for judged in _near(people, assignment, window, paper):
            if judged.ref not in placed:
                _count(result, assignment, assess(judged, assignment, book, paper.as_of))
    result.counts["pairs"] = len(people) * len(result.eligible)
    return result


def _near(
    people: Iterable[CandidateFacts], assignment: AssignmentFacts, window: Window, paper: Paper
) -> Iterator[CandidateFacts]:
    """Those who fail at most one requirement; the others are no eligible pair and no near miss."""
    book = load_rulebook()
    asked = [one for one in requisition(assignment, window, book).person if one.decides]
    asked.sort(key=lambda one: one.id not in QUICK)

    def unmet(person: CandidateFacts, one: Requirement) -> bool:
        return verdict_of(coverage(one.expression, person, book), window) == "unmet"

    for person in people:
        failures = 0
        for one in asked:
            failures += unmet(person, one)
            if failures > 1:
                break
        else:
            yield person


def _count(result: Census, assignment: AssignmentFacts, judged: Assessment) -> None:
    result.counts[judged.verdict] += 1
    result.eligible[assignment.ref] += judged.verdict == "eligible"
    if judged.near_miss:
        result.counts["near_miss"] += 1
        result.counts["renewable"] += judged.renewable
        result.counts["near_miss_unknown"] += judged.verdict == "unknown"
        result.failed[judged.not_met[0].requirement.id] += 1


def assert_refers_to_what_is_there(paper: Paper) -> None:
    people = {one["ref"] for one in paper.rows["candidates"]}
    for kind in ("credentials", "trainings", "ce_credits", "placements"):
        assert {one["candidate_ref"] for one in paper.rows[kind]} <= people
    assert {one["assignment_ref"] for one in paper.rows["placements"]} <= set(paper.assignments)
    named = {one["facility"] for one in paper.rows["assignments"] if one["facility"]}
    assert named <= set(paper.facilities)
    assert len(paper.facilities) == len(paper.rows["facilities"])
    refused = {ref for one in paper.rows["facilities"] for ref in one["do_not_return"]}
    assert refused <= people
