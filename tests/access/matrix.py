"""Every route with each of its methods, put to everybody who may come: what the policy says.

What is expected comes from policy.toml alone, which people read, and never from the code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Column, select

from agency.access.policy import METHODS, Cell, policy
from agency.extensions import Model, db

ROLES = ("admin", "recruiter", "compliance", "candidate")
ARGUMENT = re.compile("<(?:[a-z]+(?:\\([^)]*\\))?:)?([a-z_]+)>")
# Written whenever somebody asks, whatever the answer is.
SIGNS_OF_ASKING = {"api_tokens": {"last_used_at"}}


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one address, and what the policy says of it."""

    method: str
    rule: str
    cell: Cell

    @property
    def name(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def changes(self) -> bool:
        return self.method != "GET"

    @property
    def of_api(self) -> bool:
        return self.rule.startswith("/api/")

    @property
    def of_portal(self) -> bool:
        """Whether it is about the candidate who asks, so that what it names must be hers."""
        return self.rule.startswith("/portal/")

    def path(self, values: Mapping[str, str]) -> str:
        """The address with ``values`` in it; what an argument means is told by what it follows."""

        def value(found: re.Match[str]) -> str:
            before = self.rule[: found.start()].rstrip("/").rsplit("/", 1)[-1]
            return values.get(f"{before}/{found[1]}", values.get(found[1], "1"))

        return ARGUMENT.sub(value, self.rule)


def routes(app: Flask) -> list[Route]:
    """All that the application answers, apart from what is public; what only reads comes first."""
    found = [
        Route(method, str(rule), policy().get((method, str(rule)), Cell()))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if method in METHODS
    ]
    return sorted((route for route in found if not route.cell.public), key=lambda one: one.changes)


def inventory(app: Flask) -> set[tuple[str, str]]:
    """Every method and rule the application has."""
    return {
        (method, str(rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in METHODS
    }


def contents() -> str:
    """A hash of all that is stored, signs of asking left out."""
    digest = hashlib.sha256()
    for table in Model.metadata.sorted_tables:
        kept = [c for c in table.columns if c.name not in SIGNS_OF_ASKING.get(table.name, ())]
        for row in _rows(kept):
            digest.update(repr((table.name, row)).encode())
    db.session.rollback()
    return digest.hexdigest()


def _rows(columns: Sequence[Column[Any]]) -> list[str]:
    return sorted(map(repr, db.session.execute(select(*columns))))
