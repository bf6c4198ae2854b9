"""assignments.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from agency.assignments.models import Assignment, Facility
from agency.assignments.schemas import AssignmentInput, require_state
from agency.bulk_lookup import among
from agency.exchange.kinds.kind import Key, Kind, Stored, Values, own
from agency.exchange.queries import KnownFacility, by_bytes, facilities_named
from agency.extensions import db
from agency.fields.schema import refused


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
        require_state(values["state"], facility.state if facility else None)
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
