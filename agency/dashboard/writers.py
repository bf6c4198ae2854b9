"""Who may change assignments and facilities, so that nobody is offered what would be refused."""

from __future__ import annotations

from agency.access.policy import policy
from agency.access.principal import principal


def may(method: str, rule: str) -> bool:
    """Whether who asks may use a route, by the policy."""
    asking, cell = principal(), policy().get((method, rule))
    return bool(asking and cell and cell.allows(asking, None))
