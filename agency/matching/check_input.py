"""The question of ``check``: one candidate, one assignment and a day, as an object → facts.

It is read by the same schemas as the files; what a schema says of a value is told with the
path to it. References may be blank here, because nothing is looked up by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from marshmallow import ValidationError, fields

from agency.assignments.facts import assignment_facts
from agency.assignments.schemas import AssignmentInput, recorded_states
from agency.candidates.facts import candidate_facts
from agency.candidates.schemas import CandidateInput
from agency.credentials.facts import ce_credit_facts, credential_facts, training_facts
from agency.credentials.schemas import CECreditInput, CredentialInput, TrainingInput
from agency.errors import Problem, Refused
from agency.fields import Day, InputSchema, Ref, WordList, expected
from agency.fields.days import day_of
from agency.fields.schema import shown
from agency.fields.strict_json import path_to
from agency.placements.queries import Pair

Fact = TypeVar("Fact")
Values = dict[str, Any]
A_LIST = "a list of objects whose keys are the names of columns"
A_RUN = 'a run of days such as ["2027-02-01", "2027-02-07"]'


class QuestionInput(InputSchema):
    """The object as a whole: which day it is, and the pair."""

    on = Day(required=True)
    assignment = fields.Raw()
    candidate = fields.Raw()


class AssignmentOfPair(AssignmentInput):
    """An assignment that says itself whom its facility does not want back."""

    ref = Ref(load_default="")
    do_not_return = WordList(Ref())


class CandidateOfPair(CandidateInput):
    """A candidate with all she holds, and the days on which she is placed."""

    ref = Ref(load_default="")
    credentials = fields.Raw()
    trainings = fields.Raw()
    ce_credits = fields.Raw()
    busy = fields.Raw()


QUESTION, ASSIGNMENT, CANDIDATE = QuestionInput(), AssignmentOfPair(), CandidateOfPair()
# Whose record it is, is said by where it stands.
OWN = ("candidate_ref",)
HELD: dict[str, tuple[InputSchema, Callable[[Values], Any]]] = {
    "credentials": (CredentialInput(exclude=OWN), credential_facts),
    "trainings": (TrainingInput(exclude=OWN), training_facts),
    "ce_credits": (CECreditInput(exclude=OWN), ce_credit_facts),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A pair to judge and the day to judge it on; ``unknown_keys`` mean nothing here."""

    day: date
    pair: Pair
    unknown_keys: tuple[str, ...]


def question_of(document: Any) -> Question:
    """What ``document``, an object of JSON values, asks; raises Refused with every problem."""
    reading = _Reading()
    asked = reading.accept(QUESTION, document, "")
    parts = document if isinstance(document, Mapping) else {}
    work = reading.accept(ASSIGNMENT, parts.get("assignment"), "assignment")
    person = reading.accept(CANDIDATE, parts.get("candidate"), "candidate")
    held = _held(reading, parts.get("candidate"))
    _check_together(reading, asked, work)
    if reading.problems:
        raise Refused(reading.problems)
    return Question(asked["on"], _pair(person, held, work), tuple(reading.unknown))


def _pair(person: Values, held: dict[str, Any], work: Values) -> Pair:
    return Pair(
        candidate=candidate_facts(person, **held),
        assignment=assignment_facts(work, do_not_return=work["do_not_return"]),
        candidate_name=f"{person['first_name']} {person['last_name']}".strip(),
        assignment_status=work["status"],
        placed=None,
    )


@dataclass
class _Reading:
    """Gathers the problems of all parts before any is told, and the keys nobody knows."""

    problems: list[Problem] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    def accept(self, schema: InputSchema, data: Any, path: str) -> Values:
        """The values of the object at ``path``; none if it was refused."""
        if isinstance(data, Mapping):
            self.unknown += [path_to(path, key) for key in schema.unknown_in(data)]
        try:
            return schema.accept(data)
        except Refused as refused:
            self.problems += [_at(path, problem) for problem in refused.problems]
            return {}

    def records(
        self, schema: InputSchema, items: Any, path: str, fact_of: Callable[[Values], Fact]
    ) -> list[Fact]:
        """The facts of the objects in the list at ``path``."""
        values = (
            self.accept(schema, item, f"{path}[{position}]")
            for position, item in enumerate(self.items(items, path, A_LIST))
        )
        return [fact_of(one) for one in values if one]

    def items(self, value: Any, path: str, wanted: str) -> list[Any]:
        """The items of the list at ``path``; blank is none."""
        if value in (None, ""):
            return []
        if not isinstance(value, list):
            self.problems.append(Problem(path, shown(value), wanted))
            return []
        return value


def _held(reading: _Reading, candidate: Any) -> dict[str, Any]:
    """What the candidate holds and where she is placed; what cannot be read is left out."""
    parts = candidate if isinstance(candidate, Mapping) else {}
    held: dict[str, Any] = {
        name: reading.records(schema, parts.get(name), f"candidate.{name}", fact_of)
        for name, (schema, fact_of) in HELD.items()
    }
    return {**held, "busy": list(_runs(reading, parts.get("busy")))}


def _runs(reading: _Reading, busy: Any) -> Iterable[tuple[date, date]]:
    for position, run in enumerate(reading.items(busy, "candidate.busy", f"a list, each {A_RUN}")):
        try:
            yield _run(run)
        except ValidationError as error:
            wanted = str(error.messages[0]).removeprefix("expected ")
            reading.problems.append(Problem(f"candidate.busy[{position}]", shown(run), wanted))


def _run(run: Any) -> tuple[date, date]:
    if not isinstance(run, list) or len(run) != 2:
        raise expected(A_RUN)
    first, last = map(day_of, run)
    if last < first:
        raise expected(f"{A_RUN}, which ends after it begins")
    return first, last


def _check_together(reading: _Reading, asked: Values, work: Values) -> None:
    if work and not work["state"]:
        reading.problems.append(Problem("assignment.state", "", recorded_states()))
    if work and asked and work["ends_on"] < asked["on"]:
        wanted = f"a day not before on, which is {asked['on']}: the assignment has ended"
        reading.problems.append(Problem("assignment.ends_on", str(work["ends_on"]), wanted))


def _at(path: str, problem: Problem) -> Problem:
    """The problem with its field as seen from the whole object."""
    parts = [part for part in (path, problem.field) if part]
    return Problem(".".join(parts), problem.value, problem.expected)
