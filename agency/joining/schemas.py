"""The shapes of who wants to come in, and of an invitation going out."""

from __future__ import annotations

from typing import Any

from agency.accounts.schemas import AccountEmail
from agency.fields import InputSchema, SafeText, ZipCode
from agency.joining.models import Invitation


class NewRegistration(InputSchema):
    """What somebody says of herself who comes without an invitation."""

    first_name = SafeText(
        60, required=True, error_messages={"required": "expected your first name"}
    )
    last_name = SafeText(59, required=True, error_messages={"required": "expected your last name"})
    email = AccountEmail(
        required=True,
        error_messages={"required": "expected an e-mail address such as ann@example.org"},
    )
    phone = SafeText(40, load_default="")
    home_zip = ZipCode(
        required=True, error_messages={"required": "expected a ZIP code of 5 digits, such as 02134"}
    )


def described_invitation(link: Invitation) -> dict[str, Any]:
    """An invitation as JSON values, less what opens the door."""
    return {
        "candidate_ref": link.candidate_ref,
        "email": link.email,
        "sent_at": link.made_at.isoformat(),
        "expires_at": link.expires_at.isoformat(),
    }
