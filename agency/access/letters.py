"""The mails that lead a candidate to her account."""

from __future__ import annotations

from flask import render_template

from agency.access.address_links import address_link
from agency.candidates.models import Candidate
from agency.joining.addresses import AddressLetters
from agency.joining.models import Invitation, Registration
from agency.notices.actions import Draft
from agency.settings import settings

INVITED = "Your file at Tenens: set a password to see it"
CONFIRM = "Confirm your account at Tenens"
KNOWN = "Your account at Tenens"
ADDRESS = "Confirm your new address at Tenens"
ADDRESS_KNOWN = "Your address at Tenens"
ADDRESS_LEFT = "Your address at Tenens is to be another"


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


def _address_letter(candidate: Candidate, email: str) -> Draft:
    """The mail with the link that proves another address of a candidate."""
    text = render_template(
        "portal/email/address.txt",
        name=candidate.first_name,
        link=address_link(candidate, email),
        hours=settings().confirmation_hours,
    )
    return Draft(email, ADDRESS, text)


def _address_known_letter(_: Candidate, email: str) -> Draft:
    """The mail to whoever has the address already that somebody else has asked for."""
    text = render_template("portal/email/address_known.txt", address=settings().public_url)
    return Draft(email, ADDRESS_KNOWN, text)


def _address_left_letter(candidate: Candidate, email: str) -> Draft:
    """The mail to the address that a candidate is about to leave; ``email`` is blank for none."""
    text = render_template(
        "portal/email/address_left.txt",
        name=candidate.first_name,
        asked=bool(email),
        address=settings().public_url,
    )
    return Draft(candidate.email, ADDRESS_LEFT, text)


ADDRESS_LETTERS = AddressLetters(_address_letter, _address_known_letter, _address_left_letter)
