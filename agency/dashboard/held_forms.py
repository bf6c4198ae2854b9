"""Forms about what a candidate holds: credentials, trainings and continuing-education credits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from agency.access.principal import actor, principal
from agency.candidates.models import Candidate
from agency.credentials.actions import (
    change_ce_credit,
    change_training,
    create_ce_credit,
    create_training,
    remove_ce_credit,
    remove_training,
)
from agency.credentials.described import (
    CE_CREDIT,
    CREDENTIAL,
    TRAINING,
    described_ce_credit,
    described_credential,
    described_training,
    whole_ce_credits,
    whole_credentials,
    whole_trainings,
)
from agency.credentials.models import EVIDENCE, TRAINING_KINDS, CECredit, Credential, Training
from agency.credentials.models import STATUSES as CREDENTIAL_STATUSES
from agency.dashboard.blueprint import dashboard
from agency.dashboard.candidate_forms import candidate_with, name_of
from agency.dashboard.candidate_labels import (
    CE_CREDIT_LABELS,
    CREDENTIAL_LABELS,
    EVIDENCE_NAMES,
    TRAINING_LABELS,
)
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
from agency.dashboard.verification_log import shown_log
from agency.errors import AgencyError, NotFound, Stale
from agency.extensions import db
from agency.fields import InputSchema
from agency.page_filters import words_of
from agency.rules.catalogue import CE_CATEGORIES
from agency.rules.rulebook import load_rulebook
from agency.settings import settings
from agency.verification.actions import change_credential, create_credential

UNVERIFIED = ("claimed", "documented")
CATEGORY_WORDS = {
    "medical_assistant": "Certifications",
    "state_credential": "State credentials",
    "life_support": "Life support",
    "phlebotomy": "Phlebotomy",
    "ekg": "EKG",
    "administrative": "Administrative",
    "clearance": "Screens, vaccines and checks",
}


@dataclass(frozen=True)
class Held:
    """What one kind of thing that a candidate holds needs to be written from a page."""

    noun: str
    tab: str
    template: str
    key: str
    schema: InputSchema
    labels: Mapping[str, str]
    describe: Callable[[Any], dict[str, Any]]
    whole: Callable[[], Select[Any]]
    model: Any
    create: Callable[..., Any]
    change: Callable[..., Any]
    verifies: bool = True
    remove: Callable[..., None] | None = None

    def row(self, ref: str, id: int) -> Any:
        """The row, if it is hers; raises NotFound, and MergedAway."""
        hers = self.whole().join(Candidate, Candidate.id == self.model.candidate_id)
        row = db.session.scalar(hers.where(self.model.id == id, Candidate.ref == ref))
        if row is None:
            candidate_with(ref)
            raise NotFound(self.noun, str(id))
        return row

    @property
    def options(self) -> dict[str, Any]:
        """What an action is told of who asks, besides the values."""
        return {"may_verify": may_verify()} if self.verifies else {}


CREDENTIALS = Held(
    noun="credential",
    tab="credentials",
    template="dashboard/candidate_credential_form.html",
    key="number",
    schema=CREDENTIAL,
    labels=CREDENTIAL_LABELS,
    describe=described_credential,
    whole=whole_credentials,
    model=Credential,
    create=create_credential,
    change=change_credential,
)
TRAININGS = Held(
    noun="training",
    tab="trainings",
    template="dashboard/candidate_training_form.html",
    key="topic",
    schema=TRAINING,
    labels=TRAINING_LABELS,
    describe=described_training,
    whole=whole_trainings,
    model=Training,
    create=create_training,
    change=change_training,
    remove=remove_training,
)
CE_CREDITS = Held(
    noun="credit",
    tab="trainings",
    template="dashboard/candidate_ce_credit_form.html",
    key="code",
    schema=CE_CREDIT,
    labels=CE_CREDIT_LABELS,
    describe=described_ce_credit,
    whole=whole_ce_credits,
    model=CECredit,
    create=create_ce_credit,
    change=change_ce_credit,
    verifies=False,
    remove=remove_ce_credit,
)


def may_verify() -> bool:
    """Whether whoever asks may say that something was checked: a specialist, nobody else."""
    asking = principal()
    return asking is not None and "compliance" in asking.roles


def _new(kind: Held, ref: str) -> ResponseReturnValue:
    first = {"evidence": "claimed", "status": "active", "code": request.args.get("code", "")}
    return _held_page(kind, Form(first), ref)


def _add(kind: Held, ref: str) -> ResponseReturnValue:
    cells = cells_of(request.form, kind.schema, candidate_ref=ref)
    try:
        kind.create(kind.schema.accept(cells), actor(), **kind.options)
    except AgencyError as error:
        return _held_page(kind, with_errors(error, cells, kind.key, kind.labels), ref)
    return _saved(kind, ref, f"The {kind.noun} is on file and matched at once.")


def _edit(kind: Held, ref: str, id: int) -> ResponseReturnValue:
    said = kind.describe(kind.row(ref, id))
    return _held_page(kind, Form(said_of(said), version_of(said)), ref, id)


def _save(kind: Held, ref: str, id: int) -> ResponseReturnValue:
    kind.row(ref, id)
    cells = cells_of(request.form, kind.schema, candidate_ref=ref)
    version = request.form.get(VERSION, "")
    expects = unchanged(version, kind.describe)
    try:
        kind.change(id, kind.schema.accept(cells), actor(), expects=expects, **kind.options)
    except Stale:
        now = kind.describe(kind.row(ref, id))
        return _held_page(kind, when_stale(cells, now), ref, id)
    except NotFound:
        raise
    except AgencyError as error:
        return _held_page(kind, with_errors(error, cells, kind.key, kind.labels, version), ref, id)
    return _saved(kind, ref, f"Saved. The {kind.noun} is matched at once.")


def _remove(kind: Held, ref: str, id: int) -> ResponseReturnValue:
    kind.row(ref, id)
    assert kind.remove is not None
    expects = unchanged(request.form.get(VERSION, ""), kind.describe)
    kind.remove(id, actor(), expects=expects, **kind.options)
    return _saved(kind, ref, f"The {kind.noun} is removed.")


def _saved(kind: Held, ref: str, words: str) -> ResponseReturnValue:
    flash(words, "met")
    return redirect(url_for("dashboard.candidate", ref=ref, tab=kind.tab))


def _held_page(kind: Held, form: Form, ref: str, id: int | None = None) -> Response:
    page = render_template(
        kind.template,
        name=name_of(candidate_with(ref)),
        form=form,
        said=form.said,
        errors=form.errors,
        ref=ref,
        id=id,
        kind=kind,
        labels=kind.labels,
        **_choices(kind, form, new=id is None),
        **(shown_log(id, kind.row(ref, id).code) if id and kind is CREDENTIALS else {}),
    )
    return make_response(page, form.status)


def _choices(kind: Held, form: Form, *, new: bool) -> dict[str, Any]:
    """What may be chosen in the forms about what she holds."""
    catalogue = load_rulebook().catalogue
    # Nobody vouches for a credential that she enters herself.
    alone = settings().single_specialist or not (new and kind is CREDENTIALS)
    vouches = may_verify() and alone
    levels = EVIDENCE if vouches else (*UNVERIFIED, form.said.get("evidence"))
    return {
        "kinds": list(catalogue.types.values()),
        "category_words": CATEGORY_WORDS,
        "with_units": [
            (one.code, one.title)
            for one in catalogue.types.values()
            if one.renewal and one.renewal.units is not None
        ],
        "levels": [(one, words) for one, words in EVIDENCE_NAMES.items() if one in levels],
        "may_verify": vouches,
        "statuses": [(one, words_of(one)) for one in CREDENTIAL_STATUSES],
        "training_kinds": [(one, words_of(one)) for one in TRAINING_KINDS],
        "accreditors": sorted(load_rulebook().vocabulary.accreditors),
        "ce_categories": [(one, words_of(one)) for one in CE_CATEGORIES],
    }


@dashboard.get("/candidates/<ref>/credentials/new")
def new_credential(ref: str) -> ResponseReturnValue:
    return _new(CREDENTIALS, ref)


@dashboard.post("/candidates/<ref>/credentials/new")
def add_credential(ref: str) -> ResponseReturnValue:
    return _add(CREDENTIALS, ref)


@dashboard.get("/candidates/<ref>/credentials/<int:id>")
def edit_credential(ref: str, id: int) -> ResponseReturnValue:
    return _edit(CREDENTIALS, ref, id)


@dashboard.post("/candidates/<ref>/credentials/<int:id>")
def save_credential(ref: str, id: int) -> ResponseReturnValue:
    return _save(CREDENTIALS, ref, id)


@dashboard.get("/candidates/<ref>/trainings/new")
def new_training(ref: str) -> ResponseReturnValue:
    return _new(TRAININGS, ref)


@dashboard.post("/candidates/<ref>/trainings/new")
def add_training(ref: str) -> ResponseReturnValue:
    return _add(TRAININGS, ref)


@dashboard.get("/candidates/<ref>/trainings/<int:id>")
def edit_training(ref: str, id: int) -> ResponseReturnValue:
    return _edit(TRAININGS, ref, id)


@dashboard.post("/candidates/<ref>/trainings/<int:id>")
def save_training(ref: str, id: int) -> ResponseReturnValue:
    return _save(TRAININGS, ref, id)


@dashboard.post("/candidates/<ref>/trainings/<int:id>/removal")
def remove_one_training(ref: str, id: int) -> ResponseReturnValue:
    return _remove(TRAININGS, ref, id)


@dashboard.get("/candidates/<ref>/ce-credits/new")
def new_ce_credit(ref: str) -> ResponseReturnValue:
    return _new(CE_CREDITS, ref)


@dashboard.post("/candidates/<ref>/ce-credits/new")
def add_ce_credit(ref: str) -> ResponseReturnValue:
    return _add(CE_CREDITS, ref)


@dashboard.get("/candidates/<ref>/ce-credits/<int:id>")
def edit_ce_credit(ref: str, id: int) -> ResponseReturnValue:
    return _edit(CE_CREDITS, ref, id)


@dashboard.post("/candidates/<ref>/ce-credits/<int:id>")
def save_ce_credit(ref: str, id: int) -> ResponseReturnValue:
    return _save(CE_CREDITS, ref, id)


@dashboard.post("/candidates/<ref>/ce-credits/<int:id>/removal")
def remove_one_ce_credit(ref: str, id: int) -> ResponseReturnValue:
    return _remove(CE_CREDITS, ref, id)
