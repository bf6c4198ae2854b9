"""Pages about single papers: she adds, changes and takes back what is only her own word."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.dashboard.form_values import VERSION
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.portal.paper_forms import (
    add_paper,
    blank_form,
    filled_form,
    remove_paper,
    save_paper,
    saved,
)
from agency.portal.paper_kinds import CE_CREDIT, CREDENTIAL, TRAINING
from agency.verification.actions import change_credential


@portal.get("/papers/credentials/new")
def new_credential() -> ResponseReturnValue:
    """A credential of hers that is not on file; ``code`` names it."""
    return blank_form(CREDENTIAL)


@portal.post("/papers/credentials/new")
def add_credential() -> ResponseReturnValue:
    return add_paper(CREDENTIAL)


@portal.get("/papers/credentials/<int:id>")
def edit_credential(id: int) -> ResponseReturnValue:
    """One credential of hers; its form, where it is only her word."""
    return filled_form(CREDENTIAL, id)


@portal.post("/papers/credentials/<int:id>")
def save_credential(id: int) -> ResponseReturnValue:
    return save_paper(CREDENTIAL, id)


@portal.post("/papers/credentials/<int:id>/withdrawal")
def withdraw_credential(id: int) -> ResponseReturnValue:
    """Take back what she claimed; it stays in the history and counts no more."""
    CREDENTIAL.held.row(my_ref(), id)
    expects = CREDENTIAL.expects(request.form.get(VERSION, ""))
    change_credential(id, {"status": "withdrawn"}, actor(), expects=expects)
    return saved("You have taken it back.")


@portal.get("/papers/trainings/new")
def new_training() -> ResponseReturnValue:
    return blank_form(TRAINING)


@portal.post("/papers/trainings/new")
def add_training() -> ResponseReturnValue:
    return add_paper(TRAINING)


@portal.get("/papers/trainings/<int:id>")
def edit_training(id: int) -> ResponseReturnValue:
    return filled_form(TRAINING, id)


@portal.post("/papers/trainings/<int:id>")
def save_training(id: int) -> ResponseReturnValue:
    return save_paper(TRAINING, id)


@portal.post("/papers/trainings/<int:id>/removal")
def remove_own_training(id: int) -> ResponseReturnValue:
    return remove_paper(TRAINING, id)


@portal.get("/papers/ce-credits/new")
def new_ce_credit() -> ResponseReturnValue:
    return blank_form(CE_CREDIT)


@portal.post("/papers/ce-credits/new")
def add_ce_credit() -> ResponseReturnValue:
    return add_paper(CE_CREDIT)


@portal.get("/papers/ce-credits/<int:id>")
def edit_ce_credit(id: int) -> ResponseReturnValue:
    return filled_form(CE_CREDIT, id)


@portal.post("/papers/ce-credits/<int:id>")
def save_ce_credit(id: int) -> ResponseReturnValue:
    return save_paper(CE_CREDIT, id)


@portal.post("/papers/ce-credits/<int:id>/removal")
def remove_own_ce_credit(id: int) -> ResponseReturnValue:
    return remove_paper(CE_CREDIT, id)
