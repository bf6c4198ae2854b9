"""Lapses: every credential that ends inside a placement, and what is under way about it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.dashboard.blueprint import dashboard
from agency.dashboard.list_addresses import ListAddresses
from agency.dashboard.mail_words import reminder_words
from agency.errors import NotAllowed, Taken, Unready
from agency.exchange.formulas import protect
from agency.fields import Choice, CredentialCode, InputSchema, SafeText, StateCode
from agency.page_filters import sentence_text
from agency.paging import cursor, position_of
from agency.pictures.strips import Strip, strip_of
from agency.places import town_of
from agency.renewals.actions import remind_now
from agency.renewals.lapse_words import uncovered_text, under_way_text
from agency.renewals.lapses import Lapse, Wanted
from agency.renewals.lapses import all_lapses as every_lapse
from agency.renewals.lapses import lapses as page_of_lapses
from agency.renewals.schemas import LAPSE_COLUMNS, described_lapse
from agency.renewals.under_way import ASKED, FILED, IN_GRACE, NOTHING, WAITING
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from agency.standards.queries import rulebook

ROWS = 50
FILTERS = ("site", "recruiter", "state", "credential", "show")
KINDS = {
    WAITING: "in_review",
    FILED: "in_review",
    IN_GRACE: "unmet",
    ASKED: "soon",
    NOTHING: "unmet",
}


class LapsesInput(InputSchema):
    """By site, recruiter, state and type; also what leaves nothing uncovered, or not."""

    site = SafeText(200, load_default="")
    recruiter = SafeText(254, load_default="")
    state = StateCode(load_default=None)
    credential = CredentialCode(load_default=None)
    show = Choice(("uncovered", "all"), load_default="uncovered")
    after = SafeText(1000, load_default=None)


LAPSES = LapsesInput()


@dataclass(frozen=True, slots=True)
class LapseShown:
    """A lapse as a row."""

    one: Lapse
    strip: Strip
    uncovered: tuple[str, str]
    under_way: tuple[str, str]

    @property
    def place(self) -> str:
        """The facility with its town; else the assignment."""
        town = town_of(self.one.zip) or self.one.state
        name = self.one.facility or self.one.placement.work.ref
        return f"{name}, {town}" if town else name


@dashboard.get("/lapses")
def lapses() -> str:
    """The first to lapse first."""
    asked = LAPSES.accept(request.args.to_dict())
    of = {"list": "lapses", **{name: asked[name] for name in FILTERS}}
    *after, before = position_of(asked["after"], of) or [0]
    page = page_of_lapses(today(), rulebook(), _wanted(asked), ROWS, after or None)
    following = cursor(page.next and [*page.next, before + len(page.items)], of)
    filters = {name: value for name, value in of.items() if value and name != "list"}
    return render_template(
        "dashboard/lapses.html",
        rows=[_shown(one) for one in page.items],
        asked=asked,
        me=actor().name,
        addresses=ListAddresses(url_for("dashboard.lapses"), request.args.to_dict(), FILTERS),
        before=before,
        next_url=following and url_for("dashboard.lapses", **filters, after=following),
        csv_url=url_for("dashboard.lapses_file", **filters),
        states=sorted(load_rulebook().states),
        kinds=list(load_rulebook().catalogue.types.values()),
        back=request.full_path.rstrip("?"),
    )


@dashboard.get("/lapses.csv")
def lapses_file() -> Response:
    """All of them as a file, with the same filters."""
    asked = LAPSES.accept(request.args.to_dict())
    found = every_lapse(today(), rulebook(), _wanted(asked))
    answer = Response("".join(_lines(found)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="lapses.csv"'
    return answer


@dashboard.post("/candidates/<ref>/reminder")
def remind(ref: str) -> ResponseReturnValue:
    """Have her mailed what is to be renewed, once a day, and say what becomes of the mail."""
    try:
        kind, words = reminder_words(remind_now(ref, today(), rulebook(), actor()), ref)
        flash(words, kind)
    except (NotAllowed, Unready) as error:
        flash(sentence_text(str(error)), "unmet")
    except Taken:
        flash(f"A reminder of today for {ref} is in the outbox already.", "soon")
    return redirect(_back(ref))


def _back(ref: str) -> str:
    """Where the button stood: a page of our own list, else hers."""
    given = request.form.get("back", "")
    if given.startswith(url_for("dashboard.lapses")):
        return given
    return url_for("dashboard.candidate", ref=ref, tab="renewals")


def _wanted(asked: dict[str, Any]) -> Wanted:
    names = ("site", "recruiter", "state")
    said = {name: asked[name] for name in names}
    return Wanted(**said, code=asked["credential"], covered_too=asked["show"] == "all")


def _shown(one: Lapse) -> LapseShown:
    left = "unmet" if one.uncovered else "met"
    return LapseShown(
        one=one,
        strip=strip_of(one.whole, one.window),
        uncovered=(left, sentence_text(uncovered_text(one))),
        under_way=(KINDS[one.way.what], sentence_text(under_way_text(one))),
    )


def _lines(found: Iterator[Lapse]) -> Iterator[str]:
    """The lines of the file; cells that a spreadsheet would run are made harmless."""
    for row in (LAPSE_COLUMNS, *(described_lapse(one).values() for one in found)):
        line = io.StringIO()
        csv.writer(line).writerow(protect("" if cell is None else str(cell)) for cell in row)
        yield line.getvalue()
