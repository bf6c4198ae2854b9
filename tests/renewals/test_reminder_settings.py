"""The file of reminders is read strictly: what cannot be meant stops the start and is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agency.renewals import reminder_settings
from agency.renewals.reminder_settings import REMINDERS_FILE, settings_of_file
from agency.rules.reading import RuleBookError


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the file, read in its place."""
    copy = tmp_path / REMINDERS_FILE.name
    copy.write_text(REMINDERS_FILE.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(reminder_settings, "REMINDERS_FILE", copy)
    settings_of_file.cache_clear()
    yield copy
    settings_of_file.cache_clear()


def test_days_of_a_type_stand_in_the_place_of_those_of_all(file: Path) -> None:
    with file.open("a", encoding="utf-8") as more:
        more.write("BLS-AHA = [14, 120, 14]\n")
    how = settings_of_file()
    assert (how.of("BLS-AHA"), how.of("CMA-AAMA")) == ((120, 14), how.days)
    assert how.furthest == 120


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ("days = [90, 60, 30, 14, 7]", "days = 90", "days: expected a list of whole numbers"),
        ("days = [90, 60, 30, 14, 7]", "days = [-1]", "from 0 to 365"),
        ("days = [90, 60, 30, 14, 7]", "days = [true]", "from 0 to 365"),
        ('at = "09:00"', 'at = "nine"', "at: expected a time such as 09:00, got 'nine'"),
        ("week_days = 7", "week_days = 0", "week_days: expected a number not below 1"),
        ("[days_by_type]", "[days_by_type]\nBLS = [7]", "BLS: is not a known key"),
        ("week_days = 7", "", "week_days: is missing"),
    ],
)
def test_a_mistake_is_named(file: Path, written: str, instead: str, says: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert written in text
    file.write_text(text.replace(written, instead), encoding="utf-8")
    with pytest.raises(RuleBookError, match=says.replace("(", r"\(")):
        settings_of_file()
