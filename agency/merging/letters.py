"""What somebody is told whose account a merge has shut: which of hers is the one to use."""

from __future__ import annotations

from agency.accounts.models import User
from agency.notices.drafts import Draft
from agency.notices.wording import worded

SUBJECT = "Your two files at Tenens are one now"


def masked(address: str) -> str:
    """An address as its owner knows it again and nobody else learns it: m…@example.org."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…{at}{domain}"


def joined_letter(shut: User, kept: User) -> Draft:
    """The mail to the address of the account that was shut."""
    said = worded("joined", shut=shut.email, kept=masked(kept.email))
    return Draft(shut.email, SUBJECT, *said)
