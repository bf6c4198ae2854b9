"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/red-list")
def red_list(**_: object) -> str:
    return "red_list"


@dashboard.get("/starts")
def starts(**_: object) -> str:
    return "starts"


@dashboard.get("/openings")
def states(**_: object) -> str:
    return "states"
