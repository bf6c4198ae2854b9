"""Exclusion lists whose newest file is old: whoever was excluded since is not found by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from agency.rules.sentences import day_text
from agency.screening.sources import SOURCES


def is_old(one: Mapping[str, Any], day: date) -> bool:
    """Whether a list as `described_lists` has it is older on a day than its data file allows."""
    return _age(one, day) > SOURCES[one["list"]].layout.old_after_days


def old_words(lists: Iterable[Mapping[str, Any]], day: date) -> list[str]:
    """A sentence for each of the lists that is old on a day."""
    return [_words(one, day) for one in lists if is_old(one, day)]


def _age(one: Mapping[str, Any], day: date) -> int:
    return (day - date.fromisoformat(one["as_of"])).days


def _words(one: Mapping[str, Any], day: date) -> str:
    layout = SOURCES[one["list"]].layout
    return (
        f"{layout.short} goes up to {day_text(date.fromisoformat(one['as_of']))},"
        f" {_age(one, day)} days ago; one of more than {layout.old_after_days} days is old."
        " Load a newer file."
    )
