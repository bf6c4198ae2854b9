"""The API joined to the application."""

from __future__ import annotations

from flask import Flask

from agency.api import operations
from agency.api.actions import register_kinds
from agency.api.blueprint import api
from agency.api.docs import docs
from agency.api.uploads import RequestWithFiles, close_files

__all__ = ["operations", "set_up_api"]


def set_up_api(app: Flask) -> None:
    """Add every operation of the API to ``app``, and the job that it needs."""
    register_kinds()
    app.request_class = RequestWithFiles
    app.teardown_request(close_files)
    app.register_blueprint(api)
    app.register_blueprint(docs)
