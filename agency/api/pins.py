"""Pins and exclusions: whom every choice is to propose for an assignment, and whom never."""

from __future__ import annotations

from flask import Response, url_for

from agency.access.principal import actor
from agency.api.answers import Json, as_expected, nothing, one
from agency.api.blueprint import ID, creates, lists, reads, removes
from agency.api.bodies import Values, body_of
from agency.api.lists import PairQuery, of_pair, page
from agency.api.once import Hook, created
from agency.api.rows import the_row
from agency.api.schemas.parts import ref as shape
from agency.api.words import MATCHES
from agency.fields import Choice
from agency.matching.allocation_schemas import described_foresight
from agency.matching.pin_foresight import foreseen
from agency.matching.queries import last_run
from agency.pinning.actions import create_pin, take_back
from agency.pinning.models import KINDS, Pin
from agency.pinning.queries import standing_pins, whole_pins
from agency.pinning.schemas import PinInput, described_pin
from agency.settings import today

PIN, MADE_PIN = shape("Pin"), shape("MadePin")
NewPin = body_of(PinInput, "NewPin")


class PinQuery(PairQuery):
    """Of which kind, of which candidate, on which assignment."""

    kind = Choice(KINDS, load_default=None)


@lists("/pins", PIN, about=MATCHES, query=PinQuery)
def list_pins(query: Values) -> Response:
    """Pins and exclusions, in the order in which they were made."""
    statement = of_pair(standing_pins(), Pin, query)
    if query["kind"]:
        statement = statement.where(Pin.kind == query["kind"])
    return page(statement, Pin.id, described_pin, query, "pins")


@creates("/pins", MADE_PIN, about=MATCHES, body=NewPin)
def add_pin(body: Values) -> Response:
    """Pin a candidate to an assignment, or exclude the pair; the next match chooses by it.

    What is known to keep a pin from being kept is told at once; it stays on file all the same.
    """

    def make(also: Hook) -> Pin:
        return create_pin(body, actor(), also=also)

    return created(make, described_pin, _address, besides=_foreseen)


def _foreseen(row: Pin) -> Json:
    return described_foresight(foreseen(row, last_run(today())))


@reads(f"/pins/{ID}", PIN, about=MATCHES)
def get_pin(id: int) -> Response:
    """One pin or exclusion."""
    return one(described_pin(the_row(whole_pins().where(Pin.id == id), "pin", id)))


@removes(f"/pins/{ID}", about=MATCHES)
def delete_pin(id: int) -> Response:
    """Take a pin or an exclusion back."""
    take_back(id, actor(), expects=as_expected(described_pin))
    return nothing()


def _address(row: Pin) -> str:
    return url_for("api.get_pin", id=row.id)
