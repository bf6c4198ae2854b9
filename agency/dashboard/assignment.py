"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/assignments/<ref>")
def assignment(**_: object) -> str:
    return "assignment"
