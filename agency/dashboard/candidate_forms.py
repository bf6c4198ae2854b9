"""Forms about a candidate herself: taking her up, and changing what is known of her."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.assignments.queries import words_asked
from agency.candidates.actions import change_candidate, create_candidate
from agency.candidates.described import SCHEMA, described_candidate, whole_candidates
from agency.candidates.models import ROLES, SHIFTS, STATUSES, Candidate
from agency.candidates.standing import not_merged
from agency.dashboard.blueprint import dashboard
from agency.dashboard.candidate_labels import (
    CANDIDATE_LABELS,
)
from agency.dashboard.form_values import (
    VERSION,
    Form,
    cells_of,
    said_of,
    told_of_zip,
    unchanged,
    version_of,
    when_stale,
    with_errors,
)
from agency.errors import AgencyError, NotFound, Stale
from agency.extensions import db
from agency.page_filters import words_of


@dashboard.get("/candidates/new")
def new_candidate() -> ResponseReturnValue:
    """An empty form."""
    return _candidate_page(Form({"status": "active"}), None)


@dashboard.post("/candidates/new")
def add_candidate() -> ResponseReturnValue:
    """Take up a candidate."""
    cells = cells_of(request.form, SCHEMA)
    try:
        row = create_candidate(SCHEMA.accept(cells), actor())
    except AgencyError as error:
        return _candidate_page(with_errors(error, cells, "ref", CANDIDATE_LABELS), None)
    flash(f"{name_of(row)} is on file and matched at once.", "met")
    told_of_zip(row.home_zip)
    return redirect(url_for("dashboard.candidate", ref=row.ref))


@dashboard.get("/candidates/<ref>/edit")
def edit_candidate(ref: str) -> ResponseReturnValue:
    """Her form, filled."""
    said = described_candidate(candidate_with(ref))
    return _candidate_page(Form(said_of(said), version_of(said)), ref)


@dashboard.post("/candidates/<ref>/edit")
def save_candidate(ref: str) -> ResponseReturnValue:
    """Change what is known of her, if nobody else did meanwhile."""
    cells = cells_of(request.form, SCHEMA, ref=ref)
    version = request.form.get(VERSION, "")
    try:
        values = SCHEMA.accept(cells)
        row = change_candidate(ref, values, actor(), unchanged(version, described_candidate))
    except Stale:
        now = described_candidate(candidate_with(ref))
        return _candidate_page(when_stale(cells, now), ref)
    except NotFound:
        raise
    except AgencyError as error:
        return _candidate_page(with_errors(error, cells, "ref", CANDIDATE_LABELS, version), ref)
    flash(f"Saved. What is new about {name_of(row)} is matched at once.", "met")
    told_of_zip(row.home_zip)
    return redirect(url_for("dashboard.candidate", ref=ref))


def candidate_with(ref: str) -> Candidate:
    """The candidate with a reference; raises NotFound, and MergedAway."""
    row = db.session.scalar(whole_candidates().where(Candidate.ref == ref))
    if row is None:
        raise NotFound("candidate", ref)
    return not_merged(row)


def name_of(row: Candidate) -> str:
    """What a page calls her: her name, or her reference."""
    return f"{row.first_name} {row.last_name}".strip() or row.ref


def _candidate_page(form: Form, ref: str | None) -> Response:
    page = render_template(
        "dashboard/candidate_form.html",
        form=form,
        said=form.said,
        errors=form.errors,
        ref=ref,
        labels=CANDIDATE_LABELS,
        statuses=[(one, words_of(one)) for one in STATUSES],
        roles=[(one, words_of(one)) for one in ROLES],
        shifts=SHIFTS,
        asked=words_asked(),
    )
    return make_response(page, form.status)
