"""The shape of a mail going out."""

from __future__ import annotations

from typing import Any

from agency.notices.models import Mail


def described_mail(mail: Mail) -> dict[str, Any]:
    """A mail as JSON values, less its text, which may let somebody in."""
    return {
        "id": mail.id,
        "to": mail.to,
        "subject": mail.subject,
        "state": mail.state,
        "attempts": mail.attempts,
        "last_error": mail.last_error,
        "posted_at": mail.posted_at.isoformat(),
        "sent_at": mail.sent_at and mail.sent_at.isoformat(),
    }
