"""All pages of candidates: importing them adds each to the blueprint."""

from agency.portal import (
    about_me,
    account,
    addresses,
    data,
    days_off,
    document_pages,
    explanation,
    home,
    paper_pages,
    papers,
    pathways,
    placements,
    renewals,
    sending_card,
    sending_photo,
    work,
)

__all__ = [
    "about_me",
    "account",
    "addresses",
    "data",
    "days_off",
    "document_pages",
    "explanation",
    "home",
    "paper_pages",
    "papers",
    "pathways",
    "placements",
    "renewals",
    "sending_card",
    "sending_photo",
    "work",
]
