"""Stub."""

from agency.dashboard.blueprint import dashboard


@dashboard.get("/runs")
def runs(**_: object) -> str:
    return "runs"


@dashboard.get("/runs/<int:id>")
def run(**_: object) -> str:
    return "run"


@dashboard.get("/jobs")
def jobs(**_: object) -> str:
    return "jobs"


@dashboard.get("/changes")
def changes(**_: object) -> str:
    return "changes"
