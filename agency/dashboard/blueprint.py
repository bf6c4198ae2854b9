"""The pages of the staff; a file per subject adds its own."""

from flask import Blueprint

dashboard = Blueprint("dashboard", __name__)
