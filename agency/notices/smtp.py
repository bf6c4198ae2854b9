"""Handing a mail over to a mail server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

PATIENCE_SECONDS = 20
PORT, TLS_PORT = 25, 465


class NoTls(smtplib.SMTPException):
    """The server does not encrypt, and what is to be sent must not be read on the way."""


def hand_over(message: EmailMessage, url: str) -> None:
    """Send a mail over the server at ``url``; raises SMTPException and OSError.

    ``smtps://`` is encrypted from the first byte; ``smtp://`` as soon as the server offers it,
    always with ``?starttls=required`` and never with ``?starttls=no``. A password is not sent
    in the clear unless the last is asked for.
    """
    parts = urlsplit(url)
    with _connected(parts) as server:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, tls = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "smtps":
        port = parts.port or TLS_PORT
        return smtplib.SMTP_SSL(host, port, timeout=PATIENCE_SECONDS, context=tls)
    server = smtplib.SMTP(host, parts.port or PORT, timeout=PATIENCE_SECONDS)
    try:
        _start_tls(server, parts, tls)
    except BaseException:
        server.close()
        raise
    return server


def _start_tls(server: smtplib.SMTP, parts: SplitResult, tls: ssl.SSLContext) -> None:
    wanted = parse_qs(parts.query).get("starttls", ["offered"])[0]
    if wanted == "no":
        return
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=tls)
    elif wanted == "required" or parts.username:
        raise NoTls("the mail server does not offer STARTTLS")
