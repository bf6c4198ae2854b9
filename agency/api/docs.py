"""The document of the API: as JSON for programs, as a page for people."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template

from agency.api.answers import one
from agency.api.blueprint import PREFIX, api
from agency.api.document import document
from agency.api.document_page import page_of
from agency.settings import settings

docs = Blueprint("api_docs", __name__, url_prefix=PREFIX)


@docs.get("/openapi.json")
def openapi() -> Response:
    """The document as OpenAPI 3.1."""
    return one(document())


@docs.get("/docs")
def page() -> str:
    """The document as a page."""
    described = page_of(document(), _rules(), settings().public_url)
    return render_template("api/docs.html", described=described)


def _rules() -> dict[str, str]:
    """The address of each operation as the policy writes it, by the operation's id."""
    named = f"{api.name}."
    return {
        rule.endpoint.removeprefix(named): rule.rule
        for rule in current_app.url_map.iter_rules()
        if rule.endpoint.startswith(named)
    }
