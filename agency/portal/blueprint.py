"""The pages of candidates; a file per subject adds its own."""

from typing import Any

from flask import Blueprint

from agency.settings import settings

portal = Blueprint("portal", __name__, url_prefix="/portal")


@portal.context_processor
def turn_to() -> dict[str, Any]:
    """Whom she is told to turn to, by the settings."""
    return {"turn_to": settings()}
