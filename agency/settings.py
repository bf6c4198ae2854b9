"""The settings of the application that is current, and the day it is there."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask, current_app

from agency import clock
from config import Config


def settings() -> Config:
    """What `create_app` was given."""
    config: Config = current_app.config["SETTINGS"]
    return config


def today() -> date:
    """The date where the agency is."""
    return clock.today(settings().timezone)


def application() -> Flask:
    """The application that is current, itself: for threads that need a context of their own."""
    proxy: Any = current_app
    app: Flask = proxy._get_current_object()
    return app
