"""One pair: whether every choice is to have it or never to have it, and what it would cost."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor, principal
from agency.dashboard.blueprint import dashboard
from agency.dashboard.candidate_forms import candidate_with, name_of
from agency.dashboard.form_values import Form, cells_of, with_errors
from agency.dashboard.frame import Frame
from agency.dashboard.writers import may
from agency.errors import AgencyError, NotFound, Unready
from agency.fields import Choice, InputSchema
from agency.matching.allocation_queries import allocation_in, proposed_at
from agency.matching.allocation_words import answer_of, foresight_of, price_in_words
from agency.matching.assignment_queries import standing_in
from agency.matching.pin_foresight import foreseen
from agency.matching.pin_queries import ToldPin, told_pins
from agency.matching.pricing import price_of
from agency.pinning.actions import create_pin, take_back
from agency.pinning.models import PIN, Pin
from agency.pinning.queries import pin_of
from agency.pinning.schemas import SCHEMA

PAIR = "/assignments/<ref>/allocation/<candidate_ref>"
LABELS = {"reason": "Why", "kind": "What is wanted"}
EXACT = "exact"


class PairInput(InputSchema):
    """Whether the price is asked for: to work it out takes as long as a choice."""

    price = Choice((EXACT,), load_default=None)


PAIR_INPUT = PairInput()


@dashboard.get(PAIR)
def pair(ref: str, candidate_ref: str) -> ResponseReturnValue:
    """What is wanted of a pair; with ``price`` what it would cost to propose her."""
    exact = PAIR_INPUT.accept(request.args.to_dict())["price"] == EXACT
    return _page(ref, candidate_ref, Form({}), exact=exact)


@dashboard.post(PAIR)
def add_pin(ref: str, candidate_ref: str) -> ResponseReturnValue:
    """Pin the pair, or exclude it."""
    cells = cells_of(request.form, SCHEMA, candidate_ref=candidate_ref, assignment_ref=ref)
    try:
        row = create_pin(SCHEMA.accept(cells), actor())
    except NotFound:
        raise
    except AgencyError as error:
        return _page(ref, candidate_ref, with_errors(error, cells, "reason", LABELS))
    wanted = "is pinned here" if row.kind == PIN else "is never proposed here"
    told = foreseen(row, Frame(principal()).run)
    flash(f"{name_of(row.candidate)} {wanted}. {foresight_of(told)}", _kind_of(told))
    return redirect(url_for("dashboard.assignment_allocation", ref=ref))


def _kind_of(told: ToldPin) -> str:
    return "met" if told.outcome is None else "soon"


@dashboard.post(f"{PAIR}/taking-back")
def take_pin_back(ref: str, candidate_ref: str) -> ResponseReturnValue:
    """Take back what is wanted of the pair; if nothing is any more, that is told."""
    row = pin_of(candidate_ref, ref)
    words = "Nothing is wanted of this pair any more."
    if row is not None:
        take_back(row.id, actor())
        words = f"Taken back. The next full match chooses freely about {name_of(row.candidate)}."
    flash(words, "met")
    return redirect(url_for("dashboard.assignment_allocation", ref=ref))


def _page(ref: str, candidate_ref: str, form: Form, *, exact: bool = False) -> Response:
    frame = Frame(principal())
    price = _price(frame, ref, candidate_ref) if exact else None
    she = candidate_with(candidate_ref)
    standing = standing_in(frame.run, ref)
    found = allocation_in(frame.run) if frame.run else None
    of_pair = Pin.assignment_id == standing.assignment.id, Pin.candidate_id == she.id
    wanted = next(iter(told_pins(found.run_id if found else None, 1, *of_pair)), None)
    page = render_template(
        "dashboard/assignment_pair.html",
        one=standing.assignment,
        she=she,
        name=name_of(she),
        wanted=wanted,
        answer=answer_of(wanted) if wanted else "",
        proposed=bool(found and proposed_at(found.run_id, ref, candidate_ref)),
        choice=found,
        price=price,
        form=form,
        errors=form.listed(LABELS),
        may_pin=may("POST", PAIR),
        frame=frame,
    )
    return make_response(page, form.status)


def _price(frame: Frame, ref: str, candidate_ref: str) -> str:
    """In words; asked for first, because nothing is held open while it is worked out."""
    if frame.run is None:
        return "Nothing has been matched yet."
    try:
        return price_in_words(price_of(frame.run, ref, candidate_ref))
    except Unready as error:
        return f"It cannot be told: {error}."
