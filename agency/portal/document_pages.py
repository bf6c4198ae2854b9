"""Photos and PDFs that she has sent: she takes them back."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.documents.models import Document
from agency.documents.queries import the_document
from agency.errors import NotFound
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.verification.actions import withdraw_document


@portal.post("/papers/documents/<int:id>/withdrawal")
def take_back_document(id: int) -> ResponseReturnValue:
    """Withdraw what she sent, while nobody has accepted it; its files are kept."""
    document = _mine(id)
    withdraw_document(id, actor())
    flash("You have taken it back.", "met")
    return redirect(url_for("portal.edit_credential", id=document.credential_id), 303)


def _mine(id: int) -> Document:
    """A document of hers; another's and one that is not there look alike. Raises NotFound."""
    document = the_document(id)
    if document.candidate.ref != my_ref():
        raise NotFound("document", str(id))
    return document
