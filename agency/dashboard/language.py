"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/settings/language")
def language(**_: object) -> str:
    return "language"
