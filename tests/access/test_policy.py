"""What the policy may say, and what it then lets whom do."""

from __future__ import annotations

from typing import Any

import pytest

from agency.access.policy import BadPolicy, Cell, policy, read_policy
from agency.access.principal import Principal
from agency.accounts.scopes import SCOPES
from agency.audit.actors import Actor

SETS = {"staff": ["admin", "recruiter"]}
READS = frozenset({"candidates:read"})


def said(**routes: Any) -> dict[str, Any]:
    """A policy of one section with these routes."""
    return {"sets": SETS, "public": {"machines": ["GET /healthz"]}, "routes": {"one": routes}}


def asking(role: str, scopes: frozenset[str] | None = None, ref: str | None = None) -> Principal:
    return Principal(
        Actor("user", "a@example.org"), frozenset({role}), scopes=scopes, candidate_ref=ref
    )


def cell(who: Any) -> Cell:
    return read_policy(said(**{"GET /candidates/<ref>": who}))["GET", "/candidates/<ref>"]


def test_our_own_policy_can_be_read() -> None:
    assert policy()["GET", "/healthz"].public


def test_every_scope_opens_something() -> None:
    assert {one.scope for one in policy().values()} - {None} == set(SCOPES)


def test_a_set_stands_for_its_roles() -> None:
    assert cell("staff").roles == {"admin", "recruiter"}
    assert cell(["staff", "compliance"]).roles == {"admin", "recruiter", "compliance"}


def test_who_is_not_named_may_not() -> None:
    assert not cell("staff").allows(asking("compliance"), None)
    assert not Cell().allows(asking("admin"), None)


def test_a_role_of_its_own_is_let_to_its_own_alone() -> None:
    own = cell(["staff", "candidate:own"])
    assert own.allows(asking("candidate", ref="C-1"), "C-1")
    assert not own.allows(asking("candidate", ref="C-1"), "C-2")
    assert not own.allows(asking("candidate"), "C-1")
    assert not own.allows(asking("candidate"), None)


def test_a_token_needs_the_scope_and_an_owner_who_may() -> None:
    scoped = cell({"roles": "staff", "scope": "candidates:read"})
    assert scoped.allows(asking("admin", READS), None)
    assert not scoped.allows(asking("admin", frozenset({"jobs:read"})), None)
    assert not scoped.allows(asking("compliance", READS), None)


def test_without_a_scope_no_token_opens_a_route() -> None:
    assert not cell("staff").allows(asking("admin", READS), None)


@pytest.mark.parametrize(
    ("route", "who", "wrong"),
    [
        ("FETCH /candidates", "staff", "expected a method and an address"),
        ("GET candidates", "staff", "expected a method and an address"),
        ("GET /healthz", "staff", "stands there twice"),
        ("GET /candidates", "boss", "unknown boss"),
        ("GET /candidates", {"roles": "staff", "scope": "all"}, "unknown scope all"),
        ("GET /candidates", {"roles": "staff", "when": "always"}, "unknown when"),
    ],
)
def test_a_mistake_is_named_with_its_route(route: str, who: Any, wrong: str) -> None:
    with pytest.raises(BadPolicy, match=wrong) as told:
        read_policy(said(**{route: who}))
    assert route in str(told.value)
