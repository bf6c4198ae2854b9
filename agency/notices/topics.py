"""What mail is about: whether one may leave it, and whether it keeps quiet at night."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("topics.toml")
READERS = ("candidate", "staff")


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic, as topics.toml tells it; ``law`` is why it may or may not be left."""

    name: str
    title: str
    says: str
    may_leave: bool
    keeps_quiet: bool
    holds_links: bool
    readers: tuple[str, ...]
    law: str


class UnknownTopic(LookupError):
    """A mail is about something that topics.toml does not name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"topic {name!r}: expected one of {', '.join(topics())}")


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic by its name, in the order of the file."""
    said = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {
        name: Topic(name=name, **{**values, "readers": tuple(values["readers"])})
        for name, values in said.items()
    }


def topic_named(name: str) -> Topic:
    """Raises UnknownTopic."""
    if name not in topics():
        raise UnknownTopic(name)
    return topics()[name]


def topics_of(reader: str) -> list[Topic]:
    """The topics that ``reader``, candidate or staff, gets mail about."""
    return [one for one in topics().values() if reader in one.readers]
