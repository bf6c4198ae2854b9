"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/rulebook")
def rulebook(**_: object) -> str:
    return "rulebook"


@dashboard.get("/rulebook/<code>")
def state_rules(**_: object) -> str:
    return "state_rules"


@dashboard.get("/rulebook/standards")
def standards(**_: object) -> str:
    return "standards"
