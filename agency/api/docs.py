"""The document of the API: as JSON for programs, as a page for people."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from agency.api.answers import one
from agency.api.blueprint import PREFIX
from agency.api.document import document
from agency.api.document_page import page_of

docs = Blueprint("api_docs", __name__, url_prefix=PREFIX)


@docs.get("/openapi.json")
def openapi() -> Response:
    """The document as OpenAPI 3.1."""
    return one(document())


@docs.get("/docs")
def page() -> str:
    """The document as a page."""
    return render_template("api/docs.html", described=page_of(document()))
