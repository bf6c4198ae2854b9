"""Facilities: the sites of clients, and whom they do not want back."""

from __future__ import annotations

from flask import Response, url_for

from agency.access.principal import actor
from agency.api.answers import as_expected, one
from agency.api.blueprint import ID, changes, creates, lists, reads
from agency.api.bodies import Values, body_of, change_of
from agency.api.lists import PageQuery, page
from agency.api.once import Hook, created
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import FACILITIES
from agency.assignments.actions import change_facility, create_facility
from agency.assignments.described import described_facility, whole_facilities
from agency.assignments.models import Facility
from agency.assignments.schemas import FacilityInput
from agency.fields import SafeText, StateCode

FACILITY = shape("Facility")
NewFacility = body_of(FacilityInput, "NewFacility")
FacilityChange = change_of(FacilityInput, "FacilityChange")


class FacilityQuery(PageQuery):
    """In which state, or of which name."""

    state = StateCode(load_default=None)
    name = SafeText(200, load_default=None)


@lists("/facilities", FACILITY, about=FACILITIES, query=FacilityQuery)
def list_facilities(query: Values) -> Response:
    """Facilities, in the order in which they were taken up."""
    statement = whole_facilities()
    if query["state"]:
        statement = statement.where(Facility.state == query["state"])
    if query["name"]:
        statement = statement.where(Facility.name == query["name"])
    return page(statement, Facility.id, described_facility, query, "facilities")


@creates("/facilities", FACILITY, about=FACILITIES, body=NewFacility)
def add_facility(body: Values) -> Response:
    """Take up a facility."""

    def make(also: Hook) -> Facility:
        return create_facility(body, actor(), also=also)

    return created(make, described_facility, _address)


@reads(f"/facilities/{ID}", FACILITY, about=FACILITIES)
def get_facility(id: int) -> Response:
    """One facility."""
    found = whole_facilities().where(Facility.id == id)
    return one(described_facility(the_row(found, "facility", id)))


@changes(f"/facilities/{ID}", FACILITY, about=FACILITIES, body=FacilityChange)
def patch_facility(body: Values, id: int) -> Response:
    """Change a facility; `do_not_return` is replaced as a whole."""
    row = change_facility(id, body, actor(), expects=as_expected(described_facility))
    return one(described_facility(row))


def _address(row: Facility) -> str:
    return url_for("api.get_facility", id=row.id)
