"""Fixtures of the match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.matching.actions import match
from config import Config
from tests.builders import make_assignment, make_candidate, make_credential, make_facility
from tests.matching.recorded import AS_OF, eligible
from tests.matching.working import work_off


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


@pytest.fixture
def matched(database: SQLAlchemy, app: Flask) -> None:
    """Two who are eligible for three assignments, one of them with life support; matched."""
    alder = make_facility("Alder Clinic", state="TX", zip="75201")
    make_assignment("A-1", alder)
    make_assignment("A-2", make_facility("Birch Hospital", state="TX", zip="75201"))
    make_assignment("A-3", state="WA", zip="98101", tasks=())
    for ref in ("C-1", "C-2"):
        person = make_candidate(ref, willing_states=("TX", "WA"))
        make_credential(person)
        make_credential(person, "WA-MA-C")
    make_credential(person, "BLS-AHA")
    db.session.commit()
    match(AS_OF)
    work_off(app)
    assert eligible("A-1") == eligible("A-2") == eligible("A-3") == ["C-1", "C-2"]
