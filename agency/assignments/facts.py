"""Values of an assignment and its facility → the facts a rule or a score may see.

Values are what the input schema returns and what a row of the database holds, by column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from agency.candidates.facts import cents
from agency.places import point_of
from agency.rules.facts import AssignmentFacts, Evidence
from agency.rules.requisition import MEDICAL_ASSISTANT
from agency.rules.spelling import all_folded, folded

MIN_EVIDENCE = Evidence.reviewed


def assignment_facts(
    values: Mapping[str, Any],
    facility: Mapping[str, Any] | None = None,
    do_not_return: Iterable[str] = (),
) -> AssignmentFacts:
    """One assignment; a blank ZIP code, state or setting is the facility's.

    ``facility`` has the columns of facilities.csv; without it ``values`` may name one as
    ``facility``. A state that neither names is blank, for which no rules are recorded.
    """
    site = facility or {}
    evidence = values["min_evidence"]
    return AssignmentFacts(
        ref=values["ref"],
        state=values["state"] or site.get("state") or "",
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        facility=site.get("name") or values.get("facility"),
        place=point_of(values["zip"] or site.get("zip")),
        setting=values["setting"] or site.get("setting"),
        delegator=values["delegator"],
        supervision=values["supervision"],
        pay_cents=cents(values["pay_rate"]),
        role=values["role"] or MEDICAL_ASSISTANT,
        specialty=folded(values["specialty"]) if values["specialty"] else None,
        shift=values["shift"],
        min_evidence=Evidence[evidence] if evidence else MIN_EVIDENCE,
        accepted_certifications=tuple(values["accepted_certifications"]),
        tasks=frozenset(values["tasks"]),
        required_skills=all_folded(values["required_skills"]),
        preferred_skills=all_folded(values["preferred_skills"]),
        client_requirements=tuple(values["client_requirements"]),
        do_not_return=frozenset(do_not_return),
    )
