"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/settings")
def settings(**_: object) -> str:
    return "settings"


@dashboard.get("/settings/users")
def users(**_: object) -> str:
    return "users"


@dashboard.get("/settings/tokens")
def tokens(**_: object) -> str:
    return "tokens"
