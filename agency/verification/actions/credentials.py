"""Credentials taken up and corrected by hand, with an entry of what that says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agency.audit.actions import anything, nothing
from agency.audit.actors import Actor
from agency.credentials.actions import credentials
from agency.credentials.actions.credentials import Hook
from agency.credentials.evidence import WITHDRAWN, require_no_verdict
from agency.credentials.models import Credential
from agency.fields.described import Change
from agency.verification.eyes import may_vouch, may_vouch_for_new
from agency.verification.log import Entry
from agency.verification.queries import verdicts_of


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

    Raises Refused, too, where something was verified, rejected or revoked, also before it was
    withdrawn, and the change is not the caller's to make: who may verify does not vouch for what
    she has a part in, as on the desk.
    """
    may = anything if may_verify and may_vouch(by, id) else _require_no_verdict
    return credentials.change_credential(id, values, by, Entry(by), may, expects, also)


def _require_no_verdict(row: Credential, old: Mapping[str, Any], change: Change) -> None:
    withdrawn = "status" in change.values and old["status"] == WITHDRAWN
    require_no_verdict(old, change, verdicts_of([row.id]).get(row.id) if withdrawn else None)
