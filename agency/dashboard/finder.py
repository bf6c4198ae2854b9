"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/find")
def find(**_: object) -> str:
    return "find"
