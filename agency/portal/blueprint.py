"""The pages of a candidate who is signed in; a file per subject adds its own."""

from flask import Blueprint

portal = Blueprint("portal", __name__, url_prefix="/portal")
