"""Exclusion lists on the review desk: who is on hold, what they are, and files handed in."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor, asking
from agency.api.uploads import ONE_FILE, let_in_a_large_file
from agency.dashboard.blueprint import dashboard
from agency.dashboard.form_values import Form, with_errors
from agency.dashboard.screening_words import FILE_STATES, lists_shown
from agency.dashboard.undoing import undo_offered
from agency.errors import AgencyError, Problem, Refused
from agency.screening.actions import Told, ask_list
from agency.screening.ageing import old_words
from agency.screening.handed import newest_files
from agency.screening.holding import holds, number_on_hold
from agency.screening.queries import described_lists, number_to_decide
from agency.screening.schemas import HandedListInput
from agency.screening.sources import SOURCES
from agency.settings import today

UNDO = "undo_screening"
TAKING = "dashboard.load_exclusion_list"
FILES_SHOWN = 10
# Whoever has more people on hold finds the rest over the API.
HOLDS_SHOWN = 200
HANDED = HandedListInput()
LABELS = {
    ONE_FILE: "The file",
    "source": "List",
    "day": "Day of the file",
    "supplement": "A month's supplement",
    "however_many": "However many are gone",
}


@dashboard.url_value_preprocessor
def _let_in_a_list(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything of the body is read, by the guard too: a list is large."""
    if request.endpoint == TAKING:
        let_in_a_large_file()


@dashboard.get("/review/screening/lists")
def exclusion_lists() -> ResponseReturnValue:
    """Who is on hold, the lists as they stand, and the files that were handed in."""
    return lists_page(Form({}))


@dashboard.post("/review/screening/lists")
def load_exclusion_list() -> ResponseReturnValue:
    """Take a file in; a job takes it up."""
    cells = {name: request.form.get(name, "") for name in HANDED.fields}
    try:
        said = HANDED.accept(cells)
        sent = request.files.get(ONE_FILE)
        if sent is None or not sent.filename:
            raise Refused([Problem(ONE_FILE, "", "the file of an exclusion list")])
        source = said.pop("source")
        ask_list(source, cast(Any, sent.stream), sent.filename, actor(), Told(**said))
    except AgencyError as error:
        return lists_page(with_errors(error, cells, ONE_FILE, LABELS))
    flash(
        "The file is taken in. It is taken up by the next worker; everybody is screened then.",
        "met",
    )
    return redirect(url_for("dashboard.exclusion_lists"), 303)


def lists_page(form: Form) -> Response:
    """The page, in six queries."""
    day = today()
    lists, held = described_lists(day), holds(HOLDS_SHOWN)
    page = render_template(
        "dashboard/exclusion_lists.html",
        form=form,
        labels=LABELS,
        lists=lists_shown(lists),
        old=old_words(lists, day),
        holds=held,
        number_held=number_on_hold(),
        number=number_to_decide(),
        files=newest_files(FILES_SHOWN),
        states=FILE_STATES,
        sources=[(name, one.layout.title) for name, one in SOURCES.items()],
        short={name: one.layout.short for name, one in SOURCES.items()},
        may_load="compliance" in asking().roles,
        undo=undo_offered(UNDO),
    )
    return make_response(page, form.status)
