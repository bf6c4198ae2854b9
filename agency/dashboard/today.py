"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/")
def today(**_: object) -> str:
    return "today"
