"""Tenens: medical-assistant candidates, their credentials, and the assignments they may take."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from agency.extensions import db, migrate, open_sqlite_safely
from config import Config

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def create_app(config: Config) -> Flask:
    """The Flask application: a table of contents."""
    app = Flask(__name__)
    app.config.update(
        SETTINGS=config,
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True},
    )
    config.home.mkdir(parents=True, exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    with app.app_context():
        open_sqlite_safely(db.engine)
    return app
