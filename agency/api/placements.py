"""Placements: who is put to which assignment, and how far it has come."""

from __future__ import annotations

from flask import Response, url_for

from agency.access.principal import actor
from agency.api.answers import as_expected, listed, one
from agency.api.blueprint import ID, changes, creates, lists, reads
from agency.api.bodies import Values, body_of, change_of
from agency.api.lists import PageQuery, PairQuery, of_pair, page, whose
from agency.api.once import Hook, created
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import PLACEMENTS
from agency.fields import Choice, CredentialCode, Day, SafeText, StateCode
from agency.paging import cursor, position_of
from agency.placements.actions import change_placement, create_placement
from agency.placements.described import described_placement, placement_values, whole_placements
from agency.placements.models import STAGES, Placement
from agency.placements.schemas import PlacementInput
from agency.renewals.lapses import Wanted, lapses
from agency.renewals.schemas import described_lapse
from agency.settings import today
from agency.standards.queries import rulebook

PLACEMENT = shape("Placement")
PAIR = ("candidate_ref", "assignment_ref")
NewPlacement = body_of(PlacementInput, "NewPlacement")


def _stored(id: int) -> Values:
    return placement_values(the_row(whole_placements().where(Placement.id == id), "placement", id))


PlacementChange = change_of(PlacementInput, "PlacementChange", without=PAIR, stored=_stored)


class PlacementQuery(PairQuery):
    """In which stage, of which candidate, on which assignment."""

    stage = Choice(STAGES, load_default=None)


@lists("/placements", PLACEMENT, about=PLACEMENTS, query=PlacementQuery)
def list_placements(query: Values) -> Response:
    """Placements, in the order in which they were made."""
    statement = of_pair(whole_placements(), Placement, query)
    if query["stage"]:
        statement = statement.where(Placement.stage == query["stage"])
    return page(statement, Placement.id, described_placement, query, "placements")


class LapseQuery(PageQuery):
    """On which day, at which sites, of which type; also what leaves nothing uncovered, or not.

    ``recruiter`` is who put her there or moved her placement, as the trail names them.
    """

    on = Day(load_default=None)
    site = SafeText(200, load_default="")
    recruiter = SafeText(254, load_default="")
    state = StateCode(load_default=None)
    credential = CredentialCode(load_default=None)
    show = Choice(("uncovered", "all"), load_default="uncovered")


@lists("/placements/lapses", shape("Lapse"), about=PLACEMENTS, query=LapseQuery)
def list_lapses(query: Values) -> Response:
    """Credentials that end inside a placement and leave days uncovered, the first to lapse first.

    A page may have fewer than its limit and be followed by another all the same.
    """
    wanted = Wanted(
        site=query["site"],
        recruiter=query["recruiter"],
        state=query["state"],
        code=query["credential"],
        covered_too=query["show"] == "all",
    )
    place, day = whose("lapses", query), query["on"] or today()
    after = position_of(query["after"], place)
    found = lapses(day, rulebook(), wanted, query["limit"], after)
    return listed([described_lapse(each) for each in found.items], cursor(found.next, place))


@creates("/placements", PLACEMENT, about=PLACEMENTS, body=NewPlacement)
def add_placement(body: Values) -> Response:
    """Put a candidate to an assignment; blank days are the assignment's."""

    def make(also: Hook) -> Placement:
        return create_placement(body, actor(), also=also)

    return created(make, described_placement, _address)


@reads(f"/placements/{ID}", PLACEMENT, about=PLACEMENTS)
def get_placement(id: int) -> Response:
    """One placement."""
    found = whole_placements().where(Placement.id == id)
    return one(described_placement(the_row(found, "placement", id)))


@changes(f"/placements/{ID}", PLACEMENT, about=PLACEMENTS, body=PlacementChange)
def patch_placement(body: Values, id: int) -> Response:
    """Move a placement to another stage, or to other days."""
    row = change_placement(id, body, actor(), expects=as_expected(described_placement))
    return one(described_placement(row))


def _address(row: Placement) -> str:
    return url_for("api.get_placement", id=row.id)
