"""The form of sign-in: with the right password a shut account says which one took its place, and a
password that was hashed in a way of former days is hashed as is done today.
"""

from __future__ import annotations

from typing import Any

from flask_security.forms import LoginForm

from agency.accounts.actions import own
from agency.accounts.models import User
from agency.extensions import db
from agency.merging.letters import masked
from agency.merging.queries import account_instead_of


class EnteringForm(LoginForm):
    """``instead`` is what is said of an account that a merge has shut; blank for any other, and
    wherever the password is not right: then nobody learns whether there is such an account."""

    instead = ""

    def validate(self, **options: Any) -> bool:
        valid = super().validate(**options)
        user: Any = self.user
        if self.user_authenticated:
            _keep_new_hash(user)
        if valid:
            return True
        if self.user_authenticated and user is not None:
            kept = account_instead_of(user)
            if kept is not None:
                self.instead = (
                    "Your two files are one now, and this account is shut. Sign in with"
                    f" {masked(kept.email)}, the account that stays."
                )
        return False


def _keep_new_hash(user: User) -> None:
    """Write it in a transaction of its own: this one has read, and may not write any more in SQLite
    if somebody else has meanwhile.
    """
    if user.password and db.inspect(user).attrs.password.history.has_changes():
        own.keep_new_hash(user.id, user.password)
