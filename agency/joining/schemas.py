"""The shapes of who wants to come in, and of an invitation going out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agency.accounts.schemas import AccountEmail
from agency.fields import InputSchema, SafeText, ZipCode
from agency.joining.consents import current_text
from agency.joining.models import Consent, Invitation


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


def described_consents(candidate_ref: str, agreed: Sequence[Consent]) -> dict[str, Any]:
    """What a candidate has agreed to, and the text as it is now with whether it is due."""
    text = current_text()
    return {
        "candidate_ref": candidate_ref,
        "due": text.version not in {one.version for one in agreed},
        "text": {
            "version": text.version,
            "dated": text.dated.isoformat(),
            "title": text.title,
            "parts": [{"title": part.title, "says": part.says} for part in text.parts],
        },
        "agreed": [
            {"version": one.version, "accepted_at": one.accepted_at.isoformat()} for one in agreed
        ],
    }
