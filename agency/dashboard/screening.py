"""Who may be on an exclusion list: what waits, the evidence side by side, and the decision."""

from __future__ import annotations

from collections.abc import Sequence

from flask import (
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from agency.access.principal import actor, asking
from agency.dashboard.blueprint import dashboard
from agency.dashboard.exclusion_lists import UNDO, lists_page
from agency.dashboard.form_values import VERSION, Form, cells_of, unchanged, version_of, with_errors
from agency.dashboard.screening_words import evidence_shown
from agency.dashboard.undoing import forget_undo, offer_undo, undo_offered
from agency.errors import AgencyError, NotAllowed, NotFound
from agency.screening.actions import decide as decide_finding
from agency.screening.actions import undo as undo_finding
from agency.screening.models import NOT_SAME, RELEASED, SAME, Finding
from agency.screening.policy import policy
from agency.screening.queries import (
    finding_with_all,
    number_to_decide,
    queue_of_findings,
)
from agency.screening.schemas import DecisionInput, described_finding, words_of_record
from agency.screening.sources import SOURCES
from agency.settings import settings

SHOWN = 50
SCHEMA = DecisionInput()
LABELS = {"reason": "Why", "decision": "Decision"}
ONLY_SPECIALISTS = "A credentialing specialist decides; you may look."
DONE = {
    SAME: "{name} is on hold: the same person as on {list}.",
    NOT_SAME: "{name} is somebody else than on {list}.",
    RELEASED: "{name} is on hold no more.",
}
DECISION_WORDS = {
    SAME: "the same person",
    NOT_SAME: "not the same person",
    RELEASED: "off the list",
    "undone": "taken back",
}


@dashboard.get("/review/screening")
def screening() -> ResponseReturnValue:
    """The first finding that waits; where none does, who is on hold and the lists."""
    first = queue_of_findings(1)
    if first:
        return redirect(url_for("dashboard.screening_finding", id=first[0].id), 303)
    return lists_page(Form({}))


@dashboard.get("/review/screening/<int:id>")
def screening_finding(id: int) -> Response:
    """One finding: the two records side by side."""
    return _page(_found(id), Form({}))


@dashboard.post("/review/screening/<int:id>")
def decide_on_finding(id: int) -> ResponseReturnValue:
    """The same person or not; then comes the next."""
    row = _found(id)
    name, listed = row.candidate.full_name, SOURCES[row.record.source].layout.short
    cells = cells_of(request.form, SCHEMA)
    following = _following(id)
    try:
        said = SCHEMA.accept(cells)
        expects = unchanged(
            request.form.get(VERSION, ""), lambda _row: described_finding(_found(id))
        )
        decide_finding(id, said["decision"], said["reason"] or "", actor(), expects)
    except (NotFound, NotAllowed):
        raise
    except AgencyError as error:
        return _page(_found(id), with_errors(error, cells, "decision", LABELS))
    done = DONE[said["decision"]].format(name=name, list=listed)
    offer_undo(UNDO, url_for("dashboard.undo_screening", id=id), done)
    return redirect(following, 303)


@dashboard.post("/review/screening/<int:id>/undo")
def undo_screening(id: int) -> ResponseReturnValue:
    """Take back what was decided a moment ago."""
    forget_undo(UNDO)
    try:
        undo_finding(id, actor())
    except NotFound:
        raise
    except AgencyError as error:
        flash(f"Not taken back: {error}.", "unmet")
    else:
        flash("Taken back. It is as it was before.", "met")
    return redirect(url_for("dashboard.screening_finding", id=id), 303)


def _found(id: int) -> Finding:
    row = finding_with_all(id)
    if row is None:
        raise NotFound("finding", str(id))
    return row


def _page(row: Finding, form: Form) -> Response:
    told = described_finding(row)
    queue = queue_of_findings(SHOWN)
    before, after = _around(queue, row.id)
    page = render_template(
        "dashboard/screening.html",
        row=row,
        told=told,
        version=version_of(told),
        evidence=evidence_shown(told["evidence"]),
        listed=SOURCES[row.record.source].layout,
        record=words_of_record(row),
        queue=queue,
        number=number_to_decide(),
        before=before,
        after=after,
        form=form,
        off=None if "compliance" in asking().roles else ONLY_SPECIALISTS,
        strong=policy().strong_from,
        words=DECISION_WORDS,
        undo=undo_offered(UNDO),
        undo_minutes=settings().undo_minutes,
    )
    return make_response(page, form.status)


def _around(queue: Sequence[Finding], id: int) -> tuple[int | None, int | None]:
    """The ids of the one before and of the one after it, as far as the queue is shown."""
    ids = [one.id for one in queue]
    if id not in ids:
        return None, next(iter(ids), None)
    at = ids.index(id)
    return (ids[at - 1] if at else None), next(iter(ids[at + 1 :]), None)


def _following(id: int) -> str:
    _, after = _around(queue_of_findings(SHOWN), id)
    if after is None:
        return url_for("dashboard.screening")
    return url_for("dashboard.screening_finding", id=after)
