"""assignments.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from agency.assignments.models import Assignment, Facility
from agency.assignments.schemas import AssignmentInput, recorded_states
from agency.bulk_lookup import among
from agency.exchange.kinds.kind import Key, Kind, Stored, Values, own, refused
from agency.exchange.queries import KnownFacility, by_bytes, facilities_named
from agency.extensions import db
from agency.rules.rulebook import load_rulebook


class Assignments(Kind):
    """The demand, by reference; facilities are named and must be known."""

    name = "assignments"
    columns = (
        "ref",
        "facility",
        "zip",
        "state",
        "setting",
        "delegator",
        "supervision",
        "starts_on",
        "ends_on",
        "openings",
        "pay_rate",
        "bill_rate",
        "priority",
        "status",
        "accepted_certifications",
        "tasks",
        "required_skills",
        "preferred_skills",
        "client_requirements",
        "min_evidence",
        "role",
        "specialty",
        "shift",
        "hours_per_week",
        "guaranteed_hours",
    )
    optional = frozenset(columns[20:])
    schema = AssignmentInput()
    model = Assignment
    compared = ("facility_id", *columns[2:])
    edits = (("assignment", "id"),)

    def look_up(self, batch: Sequence[Values]) -> dict[str, KnownFacility]:
        return facilities_named({values["facility"] for values in batch if values["facility"]})

    def resolve(self, values: Values, found: Mapping[str, KnownFacility]) -> Values:
        name = values["facility"]
        if name and name not in found:
            raise refused("facility", name, "the name of a facility imported before, or blank")
        facility = found[name] if name else None
        _check_state(values["state"], facility)
        return {**values, "facility_id": facility.id if facility else None}

    def key(self, record: Mapping[str, Any]) -> Key:
        return (record["ref"],)

    def stored(self, records: Sequence[Values]) -> dict[Key, Stored]:
        refs = [record["ref"] for record in records]
        rows = db.session.execute(
            select(Assignment.id, Assignment.ref, *own(Assignment, self.compared)).where(
                among(Assignment.ref, refs)
            )
        )
        return {(row.ref,): Stored(row.id, row._asdict()) for row in rows}

    def export_statement(self) -> Select[Any]:
        return (
            select(
                Assignment.ref,
                Facility.name.label("facility"),
                *own(Assignment, self.columns[2:]),
            )
            .outerjoin(Facility, Facility.id == Assignment.facility_id)
            .order_by(by_bytes(Assignment.ref))
        )


def _check_state(own_state: str | None, facility: KnownFacility | None) -> None:
    """What counts is the assignment's state or, where that is blank, the facility's."""
    state = own_state or (facility.state if facility else None)
    if state is None:
        raise refused("state", "", f"{recorded_states()}; neither it nor its facility names one")
    if state not in load_rulebook().states:
        raise refused("state", state, f"{recorded_states()}; no rules are recorded for {state} yet")
