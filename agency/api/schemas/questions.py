"""The question of ``/eligibility``: taken as generously as the command takes it.

A number may be text, a list may stand between semicolons, blank is null or left out, and keys that
mean nothing are told in the answer: so only the types are documented here, not the words.
"""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from agency.api.schemas.parts import DAY, RUN_OF_DAYS, Shape, list_of, or_null, ref
from agency.assignments.schemas import AssignmentInput
from agency.candidates.schemas import CandidateInput
from agency.credentials.schemas import CECreditInput, CredentialInput, TrainingInput
from agency.fields import Amount, InputSchema, SpanList, Whole, WordList, YesNo

# The types in which a field is taken, beside text.
ALSO: dict[type, str] = {
    WordList: "array",
    SpanList: "array",
    YesNo: "boolean",
    Whole: "integer",
    Amount: "number",
}
HERS = ("candidate_ref",)


def asked_by(schema: InputSchema, **more: Shape) -> Shape:
    """An object with the columns of a file; what a field must have it must have here."""
    taken = {name: _taken(field) for name, field in schema.fields.items()}
    required = [name for name, field in schema.fields.items() if field.required and name != "ref"]
    return {"type": "object", "properties": {**taken, **more}, "required": required}


def _taken(field: fields.Field[Any]) -> Shape:
    also = next((word for kind, word in ALSO.items() if isinstance(field, kind)), None)
    kinds = [kind for kind in (also, "string", None if field.required else "null") if kind]
    shape: Shape = {"type": kinds[0] if len(kinds) == 1 else kinds}
    return shape | {"items": {"type": ["string", "null"]}} if also == "array" else shape


def _held(name: str) -> Shape:
    return or_null(list_of(ref(name)))


QUESTIONS: dict[str, Shape] = {
    "EligibilityQuestion": {
        "type": "object",
        "properties": {
            "on": DAY,
            "assignment": ref("AskedAssignment"),
            "candidate": ref("AskedCandidate"),
        },
        "required": ["on", "assignment", "candidate"],
    },
    "AskedAssignment": asked_by(
        AssignmentInput(), do_not_return={"type": ["array", "null"], "items": {"type": "string"}}
    ),
    "AskedCandidate": asked_by(
        CandidateInput(),
        credentials=_held("AskedCredential"),
        trainings=_held("AskedTraining"),
        ce_credits=_held("AskedCECredit"),
        busy=or_null(list_of(RUN_OF_DAYS)),
    ),
    "AskedCredential": asked_by(CredentialInput(exclude=HERS)),
    "AskedTraining": asked_by(TrainingInput(exclude=HERS)),
    "AskedCECredit": asked_by(CECreditInput(exclude=HERS)),
}
