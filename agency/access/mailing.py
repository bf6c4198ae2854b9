"""The mails of sign-in: Flask-Security says which, our templates what, our outbox sends them."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_security import MailUtil

from agency.notices.drafts import Draft
from agency.notices.wording import worded


class OutboxMail(MailUtil):
    """Mails become drafts of this request, which whoever commits what they tell of has posted."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        assert isinstance(recipient, str)
        said = worded(template.rpartition("/")[2], **kwargs)
        g.setdefault("drafts", []).append(Draft(recipient, str(subject), *said))

    def normalize(self, email: str) -> str:
        """An address as accounts keep it; raises EmailValidateException."""
        return str(super().normalize(email)).lower()

    def validate(self, email: str) -> str:
        """The same: whether mail arrives there, only mail can tell."""
        return self.normalize(email)


def drafts() -> list[Draft]:
    """What this request has to tell by mail; asked for once."""
    found: list[Draft] = g.pop("drafts", [])
    return found
