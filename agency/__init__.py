"""Tenens: medical-assistant candidates, their credentials, and the assignments they may take."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from agency.access.guard import guard_every_route
from agency.access.sign_in import set_up_sign_in
from agency.api.setup import set_up_api
from agency.badges.jobs import register_kinds as register_badge_kinds
from agency.candidates.numbers import home_zip_of
from agency.dashboard import frame, pages
from agency.dashboard.blueprint import dashboard
from agency.dashboard.health import health
from agency.documents.jobs import register_kinds as register_document_kinds
from agency.documents.readings.jobs import register_kinds as register_reading_kinds
from agency.error_pages import register_error_pages
from agency.extensions import (
    db,
    end_sessions_quietly,
    engine_options,
    migrate,
    open_sqlite_safely,
)
from agency.matching.jobs import register_kinds
from agency.notices.sending import register_mail
from agency.page_filters import register_page_filters
from agency.portal import pages as portal_pages
from agency.portal.setup import set_up_portal
from agency.renewals.jobs import register_kinds as register_renewal_kinds
from agency.row_ids import RowId
from agency.screening.jobs import register_kinds as register_screening_kinds
from agency.security_headers import send_security_headers
from agency.static_files import serve_static_files
from agency.verification.registers.jobs import register_kinds as register_register_kinds
from config import Config

# Importing the pages adds them to their blueprint.
SUBJECTS = (frame, pages, portal_pages)

# The largest body there is but for uploads, which say theirs themselves: the API takes less, and
# a form of ours needs much less.
MOST_BYTES = 2_000_000

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def create_app(config: Config) -> Flask:
    """The Flask application: a table of contents."""
    app = Flask(__name__)
    app.url_map.converters["int"] = RowId
    app.config.update(
        SETTINGS=config,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
    )
    db.init_app(app)
    end_sessions_quietly(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        open_sqlite_safely(db.engine)
    register_kinds()
    register_document_kinds()
    register_register_kinds()
    register_screening_kinds()
    register_badge_kinds()
    register_renewal_kinds()
    register_mail(home_zip_of)
    register_reading_kinds()
    guard_every_route(app)
    set_up_sign_in(app)
    app.register_blueprint(health)
    app.register_blueprint(dashboard)
    set_up_portal(app)
    set_up_api(app)
    register_page_filters(app)
    register_error_pages(app)
    serve_static_files(app)
    send_security_headers(app)
    return app
