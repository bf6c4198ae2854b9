"""The numbers by which mail is handed over, and the words for what servers say of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("delivery.toml")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What delivery.toml says; times are in the unit that stands in the name."""

    try_again_seconds: tuple[int, ...]
    answer_seconds: float
    mail_seconds: float
    pause_seconds: int
    held_days: int
    report_kilobytes: int
    address_statuses: frozenset[str]
    words: Mapping[str, str]


@cache
def delivery() -> Delivery:
    """The numbers and words of the file."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Delivery(
        **{
            **said,
            "try_again_seconds": tuple(said["try_again_seconds"]),
            "address_statuses": frozenset(said["address_statuses"]),
        }
    )


def status_in(said: str) -> str | None:
    """The enhanced status code in a server's answer, such as 5.1.1; None if there is none."""
    found = STATUS.search(said)
    return found[1] if found else None


def status_words(status: str) -> str:
    """An enhanced status code in words, such as mailbox unknown."""
    words = delivery().words
    return words.get(status) or words[status[:1]]
