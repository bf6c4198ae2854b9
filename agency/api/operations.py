"""All operations of the API: importing them adds each to the blueprint."""

from agency.api import (
    assignments,
    candidates,
    ce_credits,
    credentials,
    documents,
    eligibility,
    facilities,
    jobs,
    matches,
    pathways,
    placements,
    rulebook,
    runs,
    trainings,
)

__all__ = [
    "assignments",
    "candidates",
    "ce_credits",
    "credentials",
    "documents",
    "eligibility",
    "facilities",
    "jobs",
    "matches",
    "pathways",
    "placements",
    "rulebook",
    "runs",
    "trainings",
]
