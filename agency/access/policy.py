"""The policy: which route lets whom do what. It is read once; a mistake in it stops the start."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agency.access.principal import Principal
from agency.accounts.scopes import SCOPES

FILE = Path(__file__).with_name("policy.toml")
ROLES = ("admin", "recruiter", "compliance", "candidate")
OWN = ":own"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class BadPolicy(ValueError):
    """The policy cannot be read; names the route and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Who may use one method of one route.

    ``roles`` may do it with everything, ``own`` only with what is theirs. Without a ``scope`` no
    token may.
    """

    roles: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    scope: str | None = None
    public: bool = False

    def allows(self, asking: Principal, candidate_ref: str | None) -> bool:
        """Whether they may; ``candidate_ref`` is whom the address names, if anybody."""
        if not self.scoped(asking):
            return False
        if asking.roles & self.roles:
            return True
        mine = asking.candidate_ref is not None and asking.candidate_ref == candidate_ref
        return mine and bool(asking.roles & self.own)

    def may_be_hers(self, asking: Principal) -> bool:
        """Whether they may do it with what is theirs, and only the object is not."""
        return self.scoped(asking) and bool(asking.roles & self.own)

    def scoped(self, asking: Principal) -> bool:
        return asking.scopes is None or self.scope in asking.scopes


Policy = Mapping[tuple[str, str], Cell]
"""By method and rule, as the application's map of addresses writes it."""


@cache
def policy() -> Policy:
    """What policy.toml says; raises BadPolicy."""
    return read_policy(tomllib.loads(FILE.read_text(encoding="utf-8")))


def read_policy(said: Mapping[str, Any]) -> Policy:
    """The policy that a document says; raises BadPolicy."""
    cells: dict[tuple[str, str], Cell] = {}
    for names in said["public"].values():
        for name in names:
            _add(cells, name, Cell(public=True))
    for section in said["routes"].values():
        for name, who in section.items():
            _add(cells, name, _cell(name, who, said["sets"]))
    return cells


def _add(cells: dict[tuple[str, str], Cell], name: str, cell: Cell) -> None:
    method, _, rule = name.partition(" ")
    if method not in METHODS or not rule.startswith("/"):
        raise BadPolicy(f"{name}: expected a method and an address, such as GET /candidates")
    if (method, rule) in cells:
        raise BadPolicy(f"{name} stands there twice")
    cells[method, rule] = cell


def _cell(name: str, who: Any, sets: Mapping[str, list[str]]) -> Cell:
    said = who if isinstance(who, dict) else {"roles": who}
    if unknown := said.keys() - {"roles", "scope"}:
        raise BadPolicy(f"{name}: unknown {', '.join(sorted(unknown))}")
    listed = [said["roles"]] if isinstance(said["roles"], str) else said["roles"]
    words = [one for word in listed for one in sets.get(word, [word])]
    own = {word.removesuffix(OWN) for word in words if word.endswith(OWN)}
    roles = {word for word in words if not word.endswith(OWN)}
    if unknown := (own | roles) - set(ROLES):
        raise BadPolicy(f"{name}: unknown {', '.join(sorted(unknown))}")
    scope = said.get("scope")
    if scope is not None and scope not in SCOPES:
        raise BadPolicy(f"{name}: unknown scope {scope}")
    return Cell(frozenset(roles), frozenset(own), scope)
