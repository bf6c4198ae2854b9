"""The portal joined to the application."""

from __future__ import annotations

from flask import Flask

from agency.access.limits import count_tries
from agency.portal import about_me
from agency.portal.blueprint import portal
from agency.portal.calendar_file import GUESSED, calendar_file
from agency.portal.joining import COUNTED, joining
from agency.portal.leaving import leaving


def set_up_portal(app: Flask) -> None:
    """Add the pages of candidates to ``app``; after sign-in, whose tries are counted first."""
    app.register_blueprint(portal)
    app.register_blueprint(joining)
    app.register_blueprint(leaving)
    app.register_blueprint(calendar_file)
    count_tries(app, COUNTED | about_me.COUNTED)
    count_tries(app, GUESSED, method="GET")
