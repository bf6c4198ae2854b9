"""Fixtures of the match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from config import Config


@pytest.fixture
def config(app: Flask) -> Config:
    """The settings of the application of this test."""
    settings: Config = app.config["SETTINGS"]
    return settings


@pytest.fixture
def set_to(app: Flask) -> Callable[..., None]:
    """Gives the application of this test other settings from now on."""

    def set_to(**changes: Any) -> None:
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], **changes)

    return set_to
