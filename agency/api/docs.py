"""The document of the API: as JSON for programs, as a page for people."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template

from agency.api.answers import one
from agency.api.blueprint import PREFIX, api
from agency.api.document import document
from agency.api.document_page import page_of
from agency.api.worked_example import SCOPES, worked_example
from agency.settings import settings, today

docs = Blueprint("api_docs", __name__, url_prefix=PREFIX)


@docs.get("/openapi.json")
def openapi() -> Response:
    """The document as OpenAPI 3.1."""
    return one(document())


@docs.get("/docs")
def page() -> str:
    """The document as a page."""
    address = settings().public_url
    return render_template(
        "api/docs.html",
        described=page_of(document(), _rules(), address),
        steps=worked_example(address + PREFIX, today()),
        scopes=SCOPES,
    )


def _rules() -> dict[str, str]:
    """The address of each operation as the policy writes it, by the operation's id."""
    named = f"{api.name}."
    return {
        rule.endpoint.removeprefix(named): rule.rule
        for rule in current_app.url_map.iter_rules()
        if rule.endpoint.startswith(named)
    }
