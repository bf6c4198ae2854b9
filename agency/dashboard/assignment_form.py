"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/assignments/new")
def new_assignment(**_: object) -> str:
    return "new_assignment"


@dashboard.get("/assignments/<ref>/edit")
def edit_assignment(**_: object) -> str:
    return "edit_assignment"
