"""What tests of the ledger share."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from agency.jobs import kinds
from tests.jobs.ledger import Elsewhere


@pytest.fixture
def elsewhere(app: Flask) -> Iterator[Elsewhere]:
    """Others at work over the same database."""
    with ThreadPoolExecutor(12) as pool:
        yield Elsewhere(app, pool)


@pytest.fixture(autouse=True)
def _own_registry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds that a test registers are gone after it; the schedules of the product are not there."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")  # which registers its own when it is made
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    monkeypatch.setattr(kinds, "_schedules", {})
