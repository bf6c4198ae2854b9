"""What the tests of the rules share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.rules.small_state import small_data

# Properties are judged by what they find, never by how fast the machine is.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The real data with one small state in place of all."""
    return small_data(tmp_path / "data")
