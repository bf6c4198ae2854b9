"""Which scopes a token can use: the policy lets none do more than its owner may."""

from __future__ import annotations

from agency.access.policy import policy
from agency.accounts.scopes import SCOPES


def scopes_of(role: str) -> tuple[str, ...]:
    """The scopes with which somebody of ``role`` may do anything at all, in their order."""
    useful = {cell.scope for cell in policy().values() if role in cell.roles | cell.own}
    return tuple(scope for scope in SCOPES if scope in useful)
