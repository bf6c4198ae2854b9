"""The lists behind the board: the red list, the starts, who waits, and openings by state."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for

from agency.access.principal import principal
from agency.dashboard.blueprint import dashboard
from agency.dashboard.board_words import shown
from agency.dashboard.frame import Frame
from agency.fields import Choice, InputSchema, SafeText
from agency.jobs.queries import moment_now
from agency.matching import board_queries
from agency.matching.board_queries import board_counts, board_of
from agency.matching.board_settings import board_settings
from agency.paging import Page, cursor, position_of
from agency.pictures.tiles import BALANCES, balance_of
from agency.placements.waiting import WAITING_STAGES, page_of_waiting
from agency.rules.rulebook import load_rulebook

ROWS = 50


class PageInput(InputSchema):
    """A page of a list."""

    after = SafeText(1000, load_default=None)


class StartsInput(PageInput):
    """Starts, all or those that are not clear."""

    show = Choice(("all", "not_clear"), load_default="all")


class WaitingInput(PageInput):
    """Placements that wait in one stage."""

    stage = Choice(WAITING_STAGES, load_default=WAITING_STAGES[0])


PAGE, STARTS, WAITING = PageInput(), StartsInput(), WaitingInput()


@dashboard.get("/red-list")
def red_list() -> str:
    """Everybody at work who is not covered to the end."""
    values = PAGE.accept(request.args.to_dict())
    found, place = _page("red-list", values, board_queries.red_list)
    return render_template(
        "dashboard/red_list.html", rows=shown(found.items), counts=board_counts(), **place
    )


@dashboard.get("/starts")
def starts() -> str:
    """Every start ahead, or only those that are not clear."""
    values = STARTS.accept(request.args.to_dict())
    only = values["show"] == "not_clear"

    def read(limit: int, after: Any) -> Page[Any]:
        return board_queries.starts(limit, after, not_clear=only)

    found, place = _page("starts", values, read, show=values["show"])
    return render_template(
        "dashboard/starts.html",
        rows=shown(found.items),
        counts=board_counts(),
        within=board_settings().starts_within_days,
        show=values["show"],
        **place,
    )


@dashboard.get("/waiting")
def waiting() -> str:
    """Placements that wait for the word of a client, or of a candidate."""
    values = WAITING.accept(request.args.to_dict())
    stage = values["stage"]

    def read(limit: int, after: Any) -> Page[Any]:
        return page_of_waiting(stage, limit, after)

    found, place = _page("waiting", values, read, stage=stage)
    return render_template(
        "dashboard/waiting.html",
        rows=found.items,
        stage=stage,
        now=moment_now(),
        patience=board_settings().patience_days[stage],
        **place,
    )


@dashboard.get("/openings")
def states() -> str:
    """The map of states as a table: openings left and the people eligible for them."""
    frame = Frame(principal())
    board = board_of(frame.run) if frame.run else None
    names = load_rulebook().states
    counts = board.states.items() if board else ()
    rows = [
        (code, names[code].name if code in names else "", one, _balance(one))
        for code, one in counts
    ]
    tight = sorted(rows, key=lambda row: (row[2]["eligible"] / row[2]["openings"], row[0]))
    return render_template("dashboard/openings.html", frame=frame, board=board, rows=tight)


def _balance(one: dict[str, int]) -> tuple[str, str]:
    name = balance_of(one["openings"], one["eligible"])
    return name, BALANCES[name]


def _page(name: str, values: Any, read: Any, **filters: str) -> tuple[Page[Any], dict[str, Any]]:
    """A page of the list ``name``, with where it stands and what leads to the next."""
    of = {"list": name, **filters}
    # With the place in the list goes how many rows stand before it.
    *after, before = position_of(values["after"], of) or [0]
    found = read(ROWS, after or None)
    following = cursor(found.next and [*found.next, before + len(found.items)], of)
    query: dict[str, Any] = {**filters, "after": following}
    next_url = url_for(str(request.endpoint), **query) if following else None
    return found, {"before": before, "next_url": next_url}
