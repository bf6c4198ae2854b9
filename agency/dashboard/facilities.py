"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/settings/facilities")
def facilities(**_: object) -> str:
    return "facilities"
