"""A mail server that keeps what it is handed, and can be told to refuse."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

from config import Config


class PostOffice:
    """Behind the server: the next mails are given ``answers``, one each, and not taken."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.encrypted: list[bool] = []
        self.url = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


@contextmanager
def opened(tls: SSLContext | None = None, **options: Any) -> Iterator[PostOffice]:
    """A post office that is open; with ``tls`` it offers STARTTLS."""
    office = PostOffice()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(office, hostname="127.0.0.1", port=port, tls_context=tls, **options)
    server.start()
    try:
        office.url = f"smtp://127.0.0.1:{port}"
        yield office
    finally:
        server.stop()


@contextmanager
def mailing_through(app: Flask, url: str | None) -> Iterator[None]:
    """``app`` with that mail server."""
    config: Config = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(config, smtp_url=url)
    yield
    app.config["SETTINGS"] = config
