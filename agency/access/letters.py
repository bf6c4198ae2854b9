"""The mails that lead a candidate to her account."""

from __future__ import annotations

from agency.access.address_links import address_link
from agency.candidates.models import Candidate
from agency.joining.addresses import AddressLetters
from agency.joining.models import Invitation, Registration
from agency.notices.drafts import Draft
from agency.notices.wording import worded
from agency.settings import settings

INVITED = "Your file at Tenens: set a password to see it"
CONFIRM = "Confirm your account at Tenens"
KNOWN = "Your account at Tenens"
ADDRESS = "Confirm your new address at Tenens"
ADDRESS_KNOWN = "Your address at Tenens"
ADDRESS_LEFT = "Your address at Tenens is to be another"


def invitation_letter(link: Invitation, candidate: Candidate, secret: str) -> Draft:
    """The mail with the link at which a candidate claims her file."""
    said = worded(
        "invitation",
        name=candidate.first_name,
        link=f"{settings().public_url}/join/{secret}",
        days=settings().invitation_days,
    )
    return Draft(link.email, INVITED, *said, candidate_id=candidate.id)


def confirmation_letter(asked: Registration, secret: str) -> Draft:
    """The mail with the link that proves an address."""
    said = worded(
        "confirmation",
        name=asked.first_name,
        link=f"{settings().public_url}/confirm/{secret}",
        hours=settings().confirmation_hours,
    )
    return Draft(asked.email, CONFIRM, *said)


def known_letter(email: str) -> Draft:
    """The mail to whoever has an account and was registered once more."""
    said = worded("known")
    return Draft(email, KNOWN, *said)


def _address_letter(candidate: Candidate, email: str) -> Draft:
    """The mail with the link that proves another address of a candidate."""
    said = worded(
        "address",
        name=candidate.first_name,
        link=address_link(candidate, email),
        hours=settings().confirmation_hours,
    )
    return Draft(email, ADDRESS, *said, candidate_id=candidate.id)


def _address_known_letter(_: Candidate, email: str) -> Draft:
    """The mail to whoever has the address already that somebody else has asked for."""
    said = worded("address_known")
    return Draft(email, ADDRESS_KNOWN, *said)


def _address_left_letter(candidate: Candidate, email: str) -> Draft:
    """The mail to the address that a candidate is about to leave; ``email`` is blank for none."""
    said = worded(
        "address_left",
        name=candidate.first_name,
        asked=bool(email),
    )
    return Draft(candidate.email, ADDRESS_LEFT, *said, candidate_id=candidate.id)


ADDRESS_LETTERS = AddressLetters(_address_letter, _address_known_letter, _address_left_letter)
