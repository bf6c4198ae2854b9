"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/assignments/<ref>/candidates/<candidate_ref>")
def explanation(**_: object) -> str:
    return "explanation"
