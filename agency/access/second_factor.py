"""Codes of an authenticator: each is taken once, and its secret is shown as a picture to scan."""

from __future__ import annotations

from typing import Any

import qrcode
from flask_security import Totp
from markupsafe import Markup
from passlib.exc import UsedTokenError
from passlib.totp import TotpMatch

from agency.accounts.actions.own import take_step

QUIET_MODULES = 4  # a reader wants that much light around the picture


class OneTimeCodes(Totp):
    """Flask-Security's codes, with a memory: whoever looks over a shoulder comes too late."""

    def get_last_counter(self, user: Any) -> int | None:
        step: int | None = user.tf_last_counter
        return step

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        if not take_step(user.id, tmatch.counter):
            raise UsedTokenError

    def generate_qrcode(self, username: str, totp: str) -> Markup:
        """The picture to scan, as an element of the page: no address of a picture is allowed."""
        return picture_of(self.get_totp_uri(username, totp))


def picture_of(text: str) -> Markup:
    """A QR code as an SVG element; dark on light in every theme, or it cannot be read."""
    code = qrcode.QRCode(border=QUIET_MODULES)
    code.add_data(text)
    rows = code.get_matrix()
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, here in enumerate(row) if here
    )
    size = len(rows)
    return Markup(  # of numbers alone
        f'<svg class="qr" viewBox="0 0 {size} {size}" width="200" height="200" role="img"'
        f' aria-label="QR code to scan"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="{dark}" fill="#000"/></svg>'
    )
