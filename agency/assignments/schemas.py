"""The shapes of facilities and assignments coming in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency.assignments.models import PRIORITIES, STATUSES
from agency.candidates.models import ROLES, SHIFTS
from agency.credentials.models import EVIDENCE
from agency.fields import (
    Amount,
    Choice,
    ClientRequirement,
    CredentialCode,
    Day,
    Dollars,
    InputSchema,
    KnownWord,
    OwnRef,
    Ref,
    SafeText,
    StateCode,
    Whole,
    WordList,
    ZipCode,
    expected,
    require_order,
)
from agency.fields.schema import refused
from agency.rules.rulebook import load_rulebook


def recorded_states() -> str:
    """What an assignment's state must be, in words that name the states whose rules we have."""
    return f"a state whose rules are recorded: {', '.join(load_rulebook().states)}"


def require_state(own: str | None, of_facility: str | None) -> None:
    """What counts is the assignment's state or, where that is blank, the facility's.

    Raises Refused where neither names one whose rules are recorded.
    """
    state = own or of_facility
    if state is None:
        raise refused("state", "", f"{recorded_states()}; neither it nor its facility names one")
    if state not in load_rulebook().states:
        raise refused("state", state, f"{recorded_states()}; no rules are recorded for {state} yet")


class RecordedState(StateCode):
    """A state whose rules are in the rulebook: without them nothing can be judged."""

    def _deserialize(self, value: Any, *args: Any, **options: Any) -> str:
        state = super()._deserialize(value, *args, **options)
        if state not in load_rulebook().states:
            raise expected(f"{recorded_states()}; no rules are recorded for {state} yet")
        return state


class FacilityInput(InputSchema):
    """The columns of facilities.csv; ``do_not_return`` may name references not known yet."""

    name = SafeText(200, required=True)
    zip = ZipCode(load_default=None)
    state = StateCode(load_default=None)
    setting = KnownWord("setting", lambda words: words.settings, load_default=None)
    do_not_return = WordList(Ref())


class AssignmentInput(InputSchema):
    """The columns of assignments.csv; blank ZIP, state and setting are the facility's."""

    ref: Ref = OwnRef(required=True)
    facility = SafeText(200, load_default=None)
    zip = ZipCode(load_default=None)
    state = RecordedState(load_default=None)
    setting = KnownWord("setting", lambda words: words.settings, load_default=None)
    delegator = KnownWord("delegator", lambda words: words.delegators, load_default=None)
    supervision = KnownWord("supervision", lambda words: words.supervision, load_default=None)
    starts_on = Day(required=True)
    ends_on = Day(required=True)
    openings = Whole(1, 9999, load_default=1)
    pay_rate = Dollars(load_default=None)
    bill_rate = Dollars(load_default=None)
    priority = Choice(PRIORITIES, load_default="normal")
    status = Choice(STATUSES, load_default="open")
    accepted_certifications = WordList(CredentialCode())
    tasks = WordList(KnownWord("task", lambda words: words.tasks))
    required_skills = WordList()
    preferred_skills = WordList()
    client_requirements = WordList(ClientRequirement())
    min_evidence = Choice(EVIDENCE, load_default=None)
    role = Choice(ROLES, load_default=None)
    specialty = SafeText(60, load_default=None)
    shift = Choice(SHIFTS, load_default=None)
    hours_per_week = Amount(2, "168", load_default=None)
    guaranteed_hours = Amount(2, "99999.99", load_default=None)

    def check(self, values: Mapping[str, Any]) -> None:
        require_order(values, "starts_on", "ends_on")
