"""The addresses of a list: what is asked for now, with one filter or the order changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

# A list shows one status unless it is asked for all.
ANY = "any"


class ListAddresses:
    """Addresses of the list at ``path``, which a page has many of.

    ``asked`` is what the present address says; ``names`` are those that count. The place in the
    list does not: a change begins it anew.
    """

    def __init__(self, path: str, asked: Mapping[str, str], names: Iterable[str]) -> None:
        self._path = path
        self._said = {name: asked[name] for name in names if asked.get(name) and name != "after"}

    def with_changes(self, changes: Mapping[str, Any]) -> str:
        """The list as it is asked for, but for ``changes``; None takes a filter away."""
        changed = {**self._said, **changes}
        kept = {name: value for name, value in changed.items() if value is not None}
        return f"{self._path}?{urlencode(kept)}" if kept else self._path


class Filtered(ABC):
    """What lists share whose filters live in their address."""

    @property
    @abstractmethod
    def addresses(self) -> ListAddresses:
        """Those of this list, by what is asked for now."""

    def address(self, **changes: Any) -> str:
        """This list with other filters; a change begins it anew."""
        return self.addresses.with_changes(changes)

    def without(self, name: str) -> str:
        """This list without one filter."""
        return self.address(**{name: ANY if name == "status" else None})
