"""Credentials taken up and corrected by hand, with an entry of what that says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency.audit.actions import anything, nothing
from agency.audit.actors import Actor
from agency.credentials.actions import credentials
from agency.credentials.actions.credentials import Hook
from agency.credentials.models import Credential
from agency.verification.eyes import may_vouch, may_vouch_for_new
from agency.verification.log import Entry


def create_credential(
    values: Mapping[str, Any], by: Actor, may_verify: bool = False, also: Hook = nothing
) -> Credential:
    """Take up a credential, as `credentials.create_credential` does, with an entry of the log.

    Who may verify does not vouch for what she enters herself: somebody else looks at it.
    """
    vouches = may_verify and may_vouch_for_new(by)
    return credentials.create_credential(values, by, Entry(by), vouches, also)


def change_credential(
    id: int,
    values: Mapping[str, Any],
    by: Actor,
    may_verify: bool = False,
    expects: Hook = anything,
    also: Hook = nothing,
) -> Credential:
    """Change a credential, as `credentials.change_credential` does, with an entry of the log.

    Who may verify does not vouch for what she has a part in, as on the desk.
    """
    vouches = may_verify and may_vouch(by, id)
    return credentials.change_credential(id, values, by, Entry(by), vouches, expects, also)
