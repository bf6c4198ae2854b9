"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/keys")
def keys(**_: object) -> str:
    return "keys"
