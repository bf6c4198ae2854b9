"""Credentials taken up and corrected by hand, with an entry of what that says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency.audit.actions import anything, nothing
from agency.audit.actors import Actor
from agency.credentials.actions import credentials
from agency.credentials.actions.credentials import Hook
from agency.credentials.models import Credential
from agency.verification.log import Entry


def create_credential(
    values: Mapping[str, Any], by: Actor, may_verify: bool = False, also: Hook = nothing
) -> Credential:
    """Take up a credential, as `credentials.create_credential` does, with an entry of the log."""
    return credentials.create_credential(values, by, Entry(by), may_verify, also)


def change_credential(
    id: int,
    values: Mapping[str, Any],
    by: Actor,
    may_verify: bool = False,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Credential:
    """Change a credential, as `credentials.change_credential` does, with an entry of the log."""
    return credentials.change_credential(id, values, by, Entry(by), may_verify, expects, also)
