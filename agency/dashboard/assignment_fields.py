"""The fields of an assignment's form: what may be chosen, and what was typed as the input it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from agency.assignments.models import PRIORITIES, STATUSES
from agency.assignments.schemas import AssignmentInput
from agency.candidates.models import ROLES, SHIFTS
from agency.credentials.models import EVIDENCE
from agency.dashboard.form_values import problem_words
from agency.errors import Problem, Refused
from agency.fields.text import STATES
from agency.page_filters import words_of
from agency.rules.rulebook import load_rulebook

Json = dict[str, Any]
Options = list[tuple[str, str]]

INPUT = AssignmentInput()
BOXES = ("accepted_certifications", "tasks", "client_requirements")
TYPED_LISTS = ("required_skills", "preferred_skills")
LISTS = (*BOXES, *TYPED_LISTS)
LABELS = {
    "ref": "Reference",
    "facility": "Facility",
    "zip": "ZIP code",
    "state": "State",
    "setting": "Setting",
    "delegator": "Who delegates",
    "supervision": "Supervision",
    "starts_on": "First day",
    "ends_on": "Last day",
    "openings": "Openings",
    "pay_rate": "Pay, dollars an hour",
    "bill_rate": "Bill, dollars an hour",
    "priority": "Priority",
    "status": "Status",
    "accepted_certifications": "Certifications accepted",
    "tasks": "Tasks",
    "required_skills": "Skills required",
    "preferred_skills": "Skills preferred",
    "client_requirements": "The client requires",
    "min_evidence": "Least evidence",
    "role": "Role",
    "specialty": "Specialty",
    "shift": "Shift",
    "hours_per_week": "Hours a week",
    "guaranteed_hours": "Guaranteed hours",
}
# The same inside a sentence.
SPOKEN = {name: f"the {label[:1].lower()}{label[1:]}" for name, label in LABELS.items()}
EVIDENCE_WORDS = {
    "claimed": "said: her word is enough",
    "documented": "seen: a document is on file",
    "reviewed": "checked by a specialist",
    "primary_source": "confirmed at the source",
}
SUPERVISION_WORDS = {"on_premises": "on the premises"}
DELEGATOR_WORDS = {"pa": "PA", "aprn": "APRN"}
SEPARATOR = re.compile("[,;]")


def options() -> dict[str, Options]:
    """What may be chosen in each field, as codes with words."""
    book = load_rulebook()
    words, types = book.vocabulary, book.catalogue.types.values()
    certifications = ("medical_assistant", "phlebotomy", "ekg", "administrative")
    required = ("life_support", "clearance")
    return {
        "state": [(code, code) for code in STATES if code in book.states],
        "setting": _spoken(words.settings),
        "delegator": [(one, DELEGATOR_WORDS.get(one, words_of(one))) for one in words.delegators],
        "supervision": [
            (one, SUPERVISION_WORDS.get(one, words_of(one))) for one in words.supervision
        ],
        "priority": _spoken(PRIORITIES),
        "status": _spoken(STATUSES),
        "shift": _spoken(SHIFTS),
        "role": _spoken(ROLES),
        "min_evidence": [(one, EVIDENCE_WORDS[one]) for one in EVIDENCE],
        "tasks": sorted(words.tasks.items(), key=lambda item: item[1]),
        "accepted_certifications": [
            (one.code, one.title) for one in types if one.category in certifications
        ],
        "client_requirements": [
            *((alias, f"{alias}, of any issuer") for alias in book.catalogue.client_aliases),
            *((one.code, one.title) for one in types if one.category in required),
        ],
    }


def _spoken(codes: Iterable[str]) -> Options:
    return [(code, words_of(code)) for code in codes]


def with_chosen(offered: dict[str, Options], said: Mapping[str, Any]) -> dict[str, Options]:
    """The same with what is chosen and not usually offered, so that saving loses nothing."""
    return {
        name: [*listed, *((one, one) for one in _extra(name, listed, said))]
        for name, listed in offered.items()
    }


def _extra(name: str, listed: Options, said: Mapping[str, Any]) -> list[str]:
    chosen = said.get(name) if name in BOXES else [said.get(name)]
    known = {code for code, _ in listed}
    return [one for one in chosen or [] if one and one not in known]


def typed(form: MultiDict[str, str]) -> Json:
    """What the form says by column, as the schema takes it: texts, and lists of texts."""
    said: Json = {name: form.get(name, "") for name in LABELS if name not in LISTS}
    said |= {name: form.getlist(name) for name in BOXES}
    said |= {
        name: [word.strip() for word in SEPARATOR.split(form.get(name, ""))] for name in TYPED_LISTS
    }
    return said


def errors_of(refused: Refused) -> dict[str, str]:
    """Each problem under its field, in words that say how to mend it."""
    return {problem.field or "form": problem_sentence(problem) for problem in refused.problems}


def problem_sentence(problem: Problem) -> str:
    """What is wrong under the label of its field: Last day: must not be before …"""
    label = LABELS.get(problem.field, "")
    words = problem_words(problem, SPOKEN)
    if words.startswith("Expected"):
        words = words[:1].lower() + words[1:]
        words = f"“{problem.value}” will not do: {words}" if problem.value else words
    return f"{label}: {words[:1].lower()}{words[1:]}" if label else words


def opened_of(text: str | None) -> Json:
    """The assignment as it was when the form was opened; raises Refused for anything else."""
    try:
        said = json.loads(text or "")
    except ValueError:
        said = None
    if not isinstance(said, dict):
        expected = "the form as it was opened; open it anew"
        raise Refused([Problem("", "", expected)])
    return said


def shown_value(value: Any) -> str:
    """A value as a sentence quotes it."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "blank"
    return str(value) if value not in (None, "") else "blank"
