"""The form of sign-in: with the right password a shut account says which one took its place."""

from __future__ import annotations

from typing import Any

from flask_security.forms import LoginForm

from agency.merging.letters import masked
from agency.merging.queries import account_instead_of


class EnteringForm(LoginForm):
    """``instead`` is what is said of an account that a merge has shut; blank for any other, and
    wherever the password is not right: then nobody learns whether there is such an account."""

    instead = ""

    def validate(self, **options: Any) -> bool:
        if super().validate(**options):
            return True
        user: Any = self.user
        if self.user_authenticated and user is not None:
            kept = account_instead_of(user)
            if kept is not None:
                self.instead = (
                    "Your two files are one now, and this account is shut. Sign in with"
                    f" {masked(kept.email)}, the account that stays."
                )
        return False
