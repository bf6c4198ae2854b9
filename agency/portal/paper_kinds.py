"""The kinds of papers that she writes, and which rows are only her own word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request

from agency.dashboard import held_forms
from agency.dashboard.form_values import cells_of, unchanged
from agency.dashboard.held_forms import Held
from agency.fields.schema import refused
from agency.page_filters import sentence_text
from agency.portal.papers import own_ids
from agency.rules.spelling import folded
from agency.rules.wording import ACCREDITED_BY, OTHER_ROUTES

CLAIMED = "claimed"
NOT_HERS = "your own word alone; the agency has seen this or wrote it, so ask us to change it"
LABELS = {
    "code": "What it is",
    "number": "Its number",
    "issued_on": "Issued",
    "expires_on": "Good until",
    "bound_to": "Tied to one clinic",
    "kind": "What it was",
    "topic": "In what",
    "provider": "With whom",
    "accreditor": "Accredited by",
    "hours": "Hours in all",
    "classroom_hours": "Hours in the classroom",
    "clinical_hours": "Clinical hours",
    "externship_hours": "Hours of externship",
    "in_person": "In person",
    "performances": "Acts you did under supervision",
    "completed_on": "Done on",
    "category": "Kind of credit",
    "units": "How many",
    "earned_on": "Earned on",
    "issuer_approved": "Approved by the issuer",
}


KIND_WORDS = {
    "program": "a school's program, such as medical assisting",
    "training": "a course or training",
    "performances": "acts you did under supervision",
    "education": "a school: high school, GED or college",
    "document": "a letter or certificate of a clinic",
    "exam": "an exam",
}
ACCREDITOR_WORDS = {
    name: sentence_text(words) for name, words in (ACCREDITED_BY | OTHER_ROUTES).items()
}


def in_the_words_of_the_rules(cells: Mapping[str, str]) -> dict[str, str]:
    """A training as she typed it, with the levels of a school and the acts as the rules spell
    them: ``High school``, ``injection intramuscular: 12``."""
    acts = [one.partition(":") for one in cells["performances"].split(";") if one]
    spelled = ";".join(f"{folded(act)}{colon}{number.strip()}" for act, colon, number in acts)
    topic = cells["topic"]
    topic = folded(topic) if cells["kind"] == "education" and topic else topic
    return {**cells, "topic": topic, "performances": spelled}


@dataclass(frozen=True)
class Paper:
    """One kind of thing that she writes; ``hers`` says whether a row is only her own word."""

    held: Held
    template: str
    given: Mapping[str, str]
    hers: Callable[[Any], bool]
    spelled: Callable[[Mapping[str, str]], dict[str, str]] = dict

    def cells(self, ref: str) -> dict[str, str]:
        """What the form says; how well it is known and whether it counts it cannot say."""
        return self.spelled(
            cells_of(request.form, self.held.schema, candidate_ref=ref, **self.given)
        )

    def require_hers(self, row: Any) -> None:
        """Raises Refused for what was seen or checked, or somebody else wrote."""
        if not self.hers(row):
            raise refused("evidence", getattr(row, "evidence", ""), NOT_HERS)

    def expects(self, version: str) -> Callable[[Any], None]:
        """That the row, locked, is still hers to change and as it was when the form was opened."""
        fresh = unchanged(version, self.held.describe)

        def expect(row: Any) -> None:
            self.require_hers(row)
            fresh(row)

        return expect


CREDENTIAL = Paper(
    held_forms.CREDENTIALS,
    "portal/credential.html",
    {"evidence": CLAIMED, "status": "active"},
    lambda row: row.evidence == CLAIMED and row.status == "active",
)
TRAINING = Paper(
    held_forms.TRAININGS,
    "portal/training.html",
    {"evidence": CLAIMED},
    lambda row: row.evidence == CLAIMED,
    in_the_words_of_the_rules,
)
CE_CREDIT = Paper(
    held_forms.CE_CREDITS,
    "portal/ce_credit.html",
    {},
    lambda row: row.id in own_ids("ce_credit", [row.id]),
)
