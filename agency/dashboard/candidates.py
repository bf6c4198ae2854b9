"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/candidates")
def candidates(**_: object) -> str:
    return "candidates"


@dashboard.get("/candidates/<ref>")
def candidate(**_: object) -> str:
    return "candidate"
