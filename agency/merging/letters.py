"""What somebody is told whose account a merge has shut: which of hers is the one to use."""

from __future__ import annotations

from agency.accounts.models import User
from agency.notices.actions import Draft
from agency.settings import settings

SUBJECT = "Your two files at Tenens are one now"


def masked(address: str) -> str:
    """An address as its owner knows it again and nobody else learns it: m…@example.org."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}…{at}{domain}"


def joined_letter(shut: User, kept: User) -> Draft:
    """The mail to the address of the account that was shut."""
    text = (
        "Hello,\n\n"
        "the agency had two files of you. They are one now, and nothing of either is lost."
        f" The account {shut.email} is shut; the account {masked(kept.email)} stays.\n\n"
        f"Sign in with that one: {settings().public_url}/sign-in\n"
        f"Set a new password for it: {settings().public_url}/reset-password\n\n"
        "If you do not know that address, or the two files are not both yours, tell your"
        " recruiter: it can be undone.\n"
    )
    return Draft(shut.email, SUBJECT, text)
