"""Fixtures of the match."""

from __future__ import annotations

import pytest
from flask import Flask

from config import Config


@pytest.fixture
def config(app: Flask) -> Config:
    """The settings of the application of this test."""
    settings: Config = app.config["SETTINGS"]
    return settings
