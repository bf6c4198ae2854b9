"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/assignments")
def assignments(**_: object) -> str:
    return "assignments"
