"""What every store can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agency.errors import Away


class Gone(Away):
    """A file that ought to lie in the store and does not."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the file {name} is not in the store; `agency documents check` says more")


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that lies in the store; ``unfinished`` where it was never put there whole."""

    name: str
    since: datetime
    unfinished: bool = False


class Store(Protocol):
    """Files by names that nobody can guess. Whatever goes wrong is told as Full or Away."""

    def put(self, name: str, content: bytes) -> None:
        """Keep it: once this returns, no crash takes it away; if it raises, nothing is left."""

    def get(self, name: str) -> bytes:
        """What is kept; raises Gone."""

    def remove(self, kept: Kept | str) -> None:
        """Take it out; what is not there is no matter."""

    def all(self) -> Iterator[Kept]:
        """Everything that lies there."""
