"""The document of the API as a page tells it: operations by what they are about."""

from __future__ import annotations

from typing import Any

Doc = dict[str, Any]


def page_of(document: Doc) -> Doc:
    return document
