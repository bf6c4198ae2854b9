"""What she says of her papers: she adds, changes and takes back what is only her own word.

What a specialist has seen or checked is not hers to change, and nothing she writes says more than
that she claims it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from agency.access.principal import actor
from agency.audit.models import AuditEntry
from agency.credentials.models import TRAINING_KINDS
from agency.dashboard import held_forms
from agency.dashboard.form_values import (
    VERSION,
    Form,
    cells_of,
    said_of,
    unchanged,
    version_of,
    when_stale,
    with_errors,
)
from agency.dashboard.held_forms import CATEGORY_WORDS, Held
from agency.errors import AgencyError, NotFound, Stale
from agency.extensions import db
from agency.fields.schema import refused
from agency.page_filters import words_of
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.portal.mine import mine
from agency.portal.papers import held_as, own_ids
from agency.portal.standing_words import rejected_because
from agency.rules.catalogue import CE_CATEGORIES
from agency.rules.plan_sentences import condition_text
from agency.rules.rulebook import load_rulebook
from agency.verification.actions import change_credential

CLAIMED = "claimed"
NOT_HERS = "your own word alone; the agency has seen this or wrote it, so ask us to change it"
EDUCATIONS = {
    "high_school": "High school",
    "ged": "GED",
    "associate": "Associate degree",
    "bachelor": "Bachelor degree",
}
LABELS = {
    "code": "What it is",
    "number": "Its number",
    "issued_on": "Issued",
    "expires_on": "Good until",
    "bound_to": "Tied to one clinic",
    "kind": "What it was",
    "topic": "In what",
    "provider": "With whom",
    "accreditor": "Accredited by",
    "hours": "Hours in all",
    "classroom_hours": "Hours in the classroom",
    "clinical_hours": "Clinical hours",
    "externship_hours": "Hours of externship",
    "in_person": "In person",
    "performances": "Acts you did under supervision",
    "completed_on": "Done on",
    "category": "Kind of credit",
    "units": "How many",
    "earned_on": "Earned on",
    "issuer_approved": "Approved by the issuer",
}


@dataclass(frozen=True)
class Paper:
    """One kind of thing that she writes; ``hers`` says whether a row is only her own word."""

    held: Held
    template: str
    edit: str
    given: Mapping[str, str]
    hers: Callable[[Any], bool]

    def cells(self, ref: str) -> dict[str, str]:
        """What the form says; how well it is known and whether it counts it cannot say."""
        return cells_of(request.form, self.held.schema, candidate_ref=ref, **self.given)

    def require_hers(self, row: Any) -> None:
        """Raises Refused for what was seen or checked, or somebody else wrote."""
        if not self.hers(row):
            raise refused("evidence", getattr(row, "evidence", ""), NOT_HERS)

    def expects(self, version: str) -> Callable[[Any], None]:
        """That the row, locked, is still hers to change and as it was when the form was opened."""
        fresh = unchanged(version, self.held.describe)

        def expect(row: Any) -> None:
            self.require_hers(row)
            fresh(row)

        return expect


CREDENTIAL = Paper(
    held_forms.CREDENTIALS,
    "portal/credential.html",
    "portal.edit_credential",
    {"evidence": CLAIMED, "status": "active"},
    lambda row: row.evidence == CLAIMED and row.status == "active",
)
TRAINING = Paper(
    held_forms.TRAININGS,
    "portal/training.html",
    "portal.edit_training",
    {"evidence": CLAIMED},
    lambda row: row.evidence == CLAIMED,
)
CE_CREDIT = Paper(
    held_forms.CE_CREDITS,
    "portal/ce_credit.html",
    "portal.edit_ce_credit",
    {},
    lambda row: row.id in own_ids("ce_credit", [row.id]),
)


def _new(kind: Paper) -> ResponseReturnValue:
    my_ref()
    first = {"code": request.args.get("code", ""), "kind": request.args.get("kind", "")}
    return _page(kind, Form(first))


def _add(kind: Paper) -> ResponseReturnValue:
    cells = kind.cells(my_ref())
    try:
        kind.held.create(kind.held.schema.accept(cells), actor())
    except AgencyError as error:
        return _page(kind, with_errors(error, cells, kind.held.key, LABELS))
    return _saved(f"We have noted your {kind.held.noun}. Your jobs are looked through again.")


def _edit(kind: Paper, id: int) -> ResponseReturnValue:
    row = kind.held.row(my_ref(), id)
    said = kind.held.describe(row)
    return _page(kind, Form(said_of(said), version_of(said)), row)


def _save(kind: Paper, id: int) -> ResponseReturnValue:
    ref = my_ref()
    row = kind.held.row(ref, id)
    cells, version = kind.cells(ref), request.form.get(VERSION, "")
    try:
        values = kind.held.schema.accept(cells)
        kind.held.change(id, values, actor(), expects=kind.expects(version))
    except Stale:
        row = kind.held.row(ref, id)
        return _page(kind, when_stale(cells, kind.held.describe(row)), row)
    except NotFound:
        raise
    except AgencyError as error:
        return _page(kind, with_errors(error, cells, kind.held.key, LABELS, version), row)
    return _saved(f"Saved. Your {kind.held.noun} is as you say it.")


def _remove(kind: Paper, id: int) -> ResponseReturnValue:
    kind.held.row(my_ref(), id)
    assert kind.held.remove is not None
    kind.held.remove(id, actor(), expects=kind.expects(request.form.get(VERSION, "")))
    return _saved(f"Your {kind.held.noun} is taken back.")


def _saved(words: str) -> ResponseReturnValue:
    flash(words, "met")
    return redirect(url_for("portal.papers"))


def _page(kind: Paper, form: Form, row: Any = None) -> Response:
    shown = {
        "form": form,
        "said": form.said,
        "errors": form.errors,
        "labels": LABELS,
        "id": row.id if row else None,
        "hers": row is None or kind.hers(row),
        "kind": kind,
        **_choices(),
    }
    if row is not None and kind is CREDENTIAL:
        shown |= _credential(row.id)
    return make_response(render_template(kind.template, **shown), form.status)


def _choices() -> dict[str, Any]:
    catalogue, words = load_rulebook().catalogue, load_rulebook().vocabulary
    return {
        "kinds": list(catalogue.types.values()),
        "category_words": CATEGORY_WORDS,
        "with_units": [
            (one.code, one.title)
            for one in catalogue.types.values()
            if one.renewal and one.renewal.units is not None
        ],
        "training_kinds": [(one, words_of(one)) for one in TRAINING_KINDS],
        "educations": list(EDUCATIONS.items()),
        "accreditors": sorted(words.accreditors),
        "ce_categories": [(one, words_of(one)) for one in CE_CATEGORIES],
    }


def _credential(id: int) -> dict[str, Any]:
    """How it stands, how it is renewed, and why it was not accepted, if it was not."""
    me = mine()
    pairs = zip(me.dossier.credentials, me.standings, strict=True)
    row, one = next(pair for pair in pairs if pair[0]["id"] == id)
    ledger = next((part for part in me.ledgers if part.standing.credential == one.credential), None)
    rejected = one.credential.status == "rejected"
    return {
        "held": held_as(row, one, me),
        "conditions": [condition_text(answer) for answer in one.conditions],
        "ledger_of_it": ledger,
        "because": _because(id) if rejected else "",
    }


def _because(id: int) -> str:
    newest = AuditEntry.id.desc()
    said = select(AuditEntry.reason).where(AuditEntry.subject == f"credential:{id}")
    reason = db.session.scalar(said.where(AuditEntry.action == "rejected").order_by(newest))
    return rejected_because(reason or "")


@portal.get("/papers/credentials/new")
def new_credential() -> ResponseReturnValue:
    """A credential of hers that is not on file; ``code`` names it."""
    return _new(CREDENTIAL)


@portal.post("/papers/credentials/new")
def add_credential() -> ResponseReturnValue:
    return _add(CREDENTIAL)


@portal.get("/papers/credentials/<int:id>")
def edit_credential(id: int) -> ResponseReturnValue:
    """One credential of hers; its form, where it is only her word."""
    return _edit(CREDENTIAL, id)


@portal.post("/papers/credentials/<int:id>")
def save_credential(id: int) -> ResponseReturnValue:
    return _save(CREDENTIAL, id)


@portal.post("/papers/credentials/<int:id>/withdrawal")
def withdraw_credential(id: int) -> ResponseReturnValue:
    """Take back what she claimed; it stays in the history and counts no more."""
    CREDENTIAL.held.row(my_ref(), id)
    expects = CREDENTIAL.expects(request.form.get(VERSION, ""))
    change_credential(id, {"status": "withdrawn"}, actor(), expects=expects)
    return _saved("You have taken it back.")


@portal.get("/papers/trainings/new")
def new_training() -> ResponseReturnValue:
    return _new(TRAINING)


@portal.post("/papers/trainings/new")
def add_training() -> ResponseReturnValue:
    return _add(TRAINING)


@portal.get("/papers/trainings/<int:id>")
def edit_training(id: int) -> ResponseReturnValue:
    return _edit(TRAINING, id)


@portal.post("/papers/trainings/<int:id>")
def save_training(id: int) -> ResponseReturnValue:
    return _save(TRAINING, id)


@portal.post("/papers/trainings/<int:id>/removal")
def remove_own_training(id: int) -> ResponseReturnValue:
    return _remove(TRAINING, id)


@portal.get("/papers/ce-credits/new")
def new_ce_credit() -> ResponseReturnValue:
    return _new(CE_CREDIT)


@portal.post("/papers/ce-credits/new")
def add_ce_credit() -> ResponseReturnValue:
    return _add(CE_CREDIT)


@portal.get("/papers/ce-credits/<int:id>")
def edit_ce_credit(id: int) -> ResponseReturnValue:
    return _edit(CE_CREDIT, id)


@portal.post("/papers/ce-credits/<int:id>")
def save_ce_credit(id: int) -> ResponseReturnValue:
    return _save(CE_CREDIT, id)


@portal.post("/papers/ce-credits/<int:id>/removal")
def remove_own_ce_credit(id: int) -> ResponseReturnValue:
    return _remove(CE_CREDIT, id)
