"""Photos and PDFs that prove a credential of hers: she sends them, and takes back what she sent."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from agency.access.principal import actor
from agency.api.uploads import let_in_more, sent_files
from agency.documents.models import Document
from agency.documents.queries import the_document
from agency.errors import Away, Full, NotFound, Refused
from agency.portal.blueprint import portal
from agency.portal.herself import my_ref
from agency.portal.paper_forms import filled_form
from agency.portal.paper_kinds import CREDENTIAL
from agency.verification.actions import attach_document, withdraw_document

SENDING = "portal.add_document"
THANKS = "Thank you. A specialist looks at it; you are told when that is done."


@portal.url_value_preprocessor
def _let_in_more(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything of the body is read, by the guard too: it may be larger here."""
    if request.endpoint == SENDING:
        let_in_more()


@portal.post("/papers/credentials/<int:id>/documents")
def add_document(id: int) -> ResponseReturnValue:
    """One document from the files sent; what is not taken is told on the page of the credential."""
    CREDENTIAL.held.row(my_ref(), id)
    try:
        attach_document(id, sent_files(), actor())
    except Refused as error:
        return _told(id, 422, *(f"{one.value or 'This'}: {one.expected}" for one in error.problems))
    except Full as error:
        return _told(id, 507, str(error))
    except Away as error:
        return _told(id, 503, str(error))
    flash(THANKS, "met")
    return redirect(url_for("portal.edit_credential", id=id), 303)


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


def _told(id: int, status: int, *words: str) -> Response:
    for one in words:
        flash(one, "unmet")
    return make_response(filled_form(CREDENTIAL, id), status)
