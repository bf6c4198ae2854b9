"""The mails that lead a candidate to her account."""

from __future__ import annotations

from flask import render_template

from agency.candidates.models import Candidate
from agency.joining.models import Invitation, Registration
from agency.notices.actions import Draft
from agency.settings import settings

INVITED = "Your file at Tenens: set a password to see it"
CONFIRM = "Confirm your account at Tenens"
KNOWN = "Your account at Tenens"


def invitation_letter(link: Invitation, candidate: Candidate, secret: str) -> Draft:
    """The mail with the link at which a candidate claims her file."""
    text = render_template(
        "portal/email/invitation.txt",
        name=candidate.first_name,
        link=f"{settings().public_url}/join/{secret}",
        days=settings().invitation_days,
    )
    return Draft(link.email, INVITED, text)


def confirmation_letter(asked: Registration, secret: str) -> Draft:
    """The mail with the link that proves an address."""
    text = render_template(
        "portal/email/confirmation.txt",
        name=asked.first_name,
        link=f"{settings().public_url}/confirm/{secret}",
        hours=settings().confirmation_hours,
    )
    return Draft(asked.email, CONFIRM, text)


def known_letter(email: str) -> Draft:
    """The mail to whoever has an account and was registered once more."""
    text = render_template("portal/email/known.txt", address=settings().public_url)
    return Draft(email, KNOWN, text)
