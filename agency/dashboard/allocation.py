"""Who should go where, over all openings at once; and for one assignment, with reasons."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from flask import render_template, request

from agency.access.principal import principal
from agency.dashboard.blueprint import dashboard
from agency.dashboard.frame import Frame
from agency.dashboard.pins import PAIR
from agency.dashboard.writers import may
from agency.fields import InputSchema, SafeText
from agency.matching.allocation_models import Allocation
from agency.matching.allocation_queries import (
    allocation_for,
    allocation_in,
    is_stale,
    page_of_proposals,
)
from agency.matching.allocation_words import answer_of, nobody_in_words, reason_of
from agency.matching.assignment_queries import standing_in
from agency.matching.fallback_queries import fallbacks_of
from agency.matching.pin_queries import counts_of_pins, told_pins
from agency.matching.unsettled_queries import page_of_unsettled
from agency.paging import Page, cursor, position_of
from agency.pinning.models import Pin

# How many of a list stand on its own page, and on the page of everything.
ROWS, FEW, MOST_PINS = 50, 5, 500


class PageInput(InputSchema):
    """A page of a list."""

    after = SafeText(1000, load_default=None)


PAGE = PageInput()


@dashboard.get("/allocation")
def allocation() -> str:
    """Who is proposed for which opening by the last full match, and how good that is."""
    frame = Frame(principal())
    found = allocation_in(frame.run) if frame.run else None
    return render_template(
        "dashboard/allocation.html",
        frame=frame,
        found=found,
        stale=is_stale(frame.run) if frame.run else False,
        wanted=[(one, answer_of(one)) for one in told_pins(found.run_id if found else None, FEW)],
        knew=bool(found and any(astuple(counts_of_pins(found.run_id)))),
        pairs=page_of_unsettled(found, FEW, None).items if found and found.unsettled else (),
        **(_page(found) if found else {}),
    )


@dashboard.get("/allocation/pins")
def allocation_pins() -> str:
    """What is pinned and excluded, and what became of it in the last full match."""
    frame = Frame(principal())
    found = allocation_in(frame.run) if frame.run else None
    rows = told_pins(found.run_id if found else None, MOST_PINS)
    return render_template(
        "dashboard/allocation_pins.html",
        frame=frame,
        rows=[(one, answer_of(one)) for one in rows],
        most=MOST_PINS,
    )


@dashboard.get("/allocation/unsettled")
def allocation_unsettled() -> str:
    """Who would rather have each other than what the last full match proposes."""
    frame = Frame(principal())
    found = allocation_in(frame.run) if frame.run else None
    shown: dict[str, Any] = {"rows": ()}
    if found:
        of = {"list": "unsettled", "run": found.run_id}
        *after, before = position_of(PAGE.accept(request.args.to_dict())["after"], of) or [0]
        page = page_of_unsettled(found, ROWS, after or None)
        place = page.next and [*page.next, before + len(page.items)]
        shown = {"rows": page.items, "first": before + 1, "next": cursor(place, of)}
    return render_template("dashboard/allocation_unsettled.html", frame=frame, found=found, **shown)


def _page(found: Allocation) -> dict[str, Any]:
    of = {"list": "allocation", "run": found.run_id}
    *after, before = position_of(PAGE.accept(request.args.to_dict())["after"], of) or [0]
    page: Page[Any] = page_of_proposals(found.run_id, ROWS, after or None)
    place = page.next and [*page.next, before + len(page.items)]
    return {"rows": page.items, "first": before + 1, "next": cursor(place, of)}


@dashboard.get("/assignments/<ref>/allocation")
def assignment_allocation(ref: str) -> str:
    """Who should fill one assignment, and what it would cost to put the others there."""
    frame = Frame(principal())
    standing = standing_in(frame.run, ref)
    found = allocation_for(frame.run, standing.assignment) if frame.run else None
    run_id = found.allocation.run_id if found else None
    wanted = told_pins(run_id, MOST_PINS, Pin.assignment_id == standing.assignment.id)
    return render_template(
        "dashboard/assignment_allocation.html",
        frame=frame,
        one=standing.assignment,
        found=found,
        wanted=[(pin, answer_of(pin)) for pin in wanted],
        wishes={pin.pin.candidate.ref: pin.pin.kind for pin in wanted},
        may_pin=may("POST", PAIR),
        instead=list(fallbacks_of(standing.assignment.id).values()),
        nobody=nobody_in_words(found) if found else "",
        reasons=[(one, reason_of(one, found, named=True)) for one in found.others] if found else [],
        stale=is_stale(frame.run) if frame.run else False,
    )
