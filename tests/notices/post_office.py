"""A mail server that keeps what it is handed, and can be told to be in a mood."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from email.message import EmailMessage
from ssl import SSLContext
from time import sleep
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from flask import Flask

from config import Config

ASKS_TO_REPORT = re.compile(r" (RET|ENVID|NOTIFY)=\S+")
COMMANDS = ("EHLO", "HELO", "MAIL", "RCPT", "DATA", "QUIT", "AUTH", "STARTTLS")


@dataclass(frozen=True)
class Says:
    """It answers this, instead of doing what it is asked."""

    answer: str


@dataclass(frozen=True)
class Stalls:
    """It answers nothing, or one byte after another, and never comes to an end."""

    drips: bool = False


@dataclass(frozen=True)
class Drops:
    """It is gone, after this answer if there is one."""

    answer: str = ""


Mood = Says | Stalls | Drops


class PostOffice:
    """Behind the server: what it took, and its moods.

    The next mails are given ``answers``, one each, and not taken. What it is ``told`` of senders
    and readers is kept where it ``offers_reports``. ``moods`` are by the command at
    which it has them, or ``CONNECT`` or ``TAKEN`` (it has the mail), each for once.
    """

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.encrypted: list[bool] = []
        self.moods: dict[str, list[Mood]] = {}
        self.offers_reports = False
        self.told: list[str] = []
        self.senders: list[str] = []
        self.connections = self.open = 0
        self.url = ""

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        return [*answers[:-1], *(["250-DSN"] if self.offers_reports else []), answers[-1]]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        read = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(read, EmailMessage)
        self.mails.append(read)
        self.encrypted.append(session.ssl is not None)
        self.senders.append(envelope.mail_from)
        await server.is_moody("TAKEN")
        return "250 2.0.0 OK"


class Moody(SMTP):
    """A server of the office."""

    office: PostOffice

    def connection_made(self, transport: Any) -> None:
        self.office.open += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.office.open -= 1

    async def is_moody(self, command: str) -> bool:
        """Whether it did something else than what it was asked."""
        moods = self.office.moods.get(command)
        if not moods:
            return False
        mood = moods.pop(0)
        if isinstance(mood, Says | Drops) and mood.answer:
            await SMTP.push(self, mood.answer)
        try:
            if isinstance(mood, Stalls):
                await self._stall(mood)
        finally:
            if isinstance(mood, Stalls | Drops):
                transport: Any = self.transport
                transport.abort()
        return True

    async def _stall(self, mood: Stalls) -> None:
        while True:
            await asyncio.sleep(0.1)
            if mood.drips and self._writer is not None:
                with suppress(ConnectionError):
                    self._writer.write(b"2")
                    await self._writer.drain()

    async def push(self, status: Any) -> None:
        if isinstance(status, str) and status.startswith("220 ") and "TLS" not in status:
            self.office.connections += 1
            if await self.is_moody("CONNECT"):
                return
        await super().push(status)


def _moodily(command: str) -> Any:
    async def method(self: Moody, arg: str) -> None:
        if self.office.offers_reports and command in ("MAIL", "RCPT"):
            self.office.told.append(arg)
            arg = ASKS_TO_REPORT.sub("", arg)  # which the library does not know
        if not await self.is_moody(command):
            await getattr(SMTP, f"smtp_{command}")(self, arg)

    return method


for one in COMMANDS:
    setattr(Moody, f"smtp_{one}", _moodily(one))


class Counter(Controller):
    """Where the office's servers are made, one for each connection."""

    def factory(self) -> SMTP:
        server = Moody(self.handler, **self.SMTP_kwargs)
        server.office = self.handler
        return server


def text_of(mail: EmailMessage) -> str:
    """What a mail says, as text."""
    part = mail.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


@contextmanager
def opened(tls: SSLContext | None = None, **options: Any) -> Iterator[PostOffice]:
    """A post office that is open; with ``tls`` it offers STARTTLS."""
    office = PostOffice()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Counter(office, hostname="127.0.0.1", port=port, tls_context=tls, **options)
    server.start()
    try:
        office.connections = 0  # starting it takes one
        office.url = f"smtp://127.0.0.1:{port}"
        yield office
    finally:
        _wait_until_gone(office)
        server.stop()


def _wait_until_gone(office: PostOffice) -> None:
    """Whoever was stalled has hung up, but the server may not have heard of it yet."""
    for _ in range(100):
        if office.open == 0:
            return
        sleep(0.02)


@contextmanager
def mailing_through(app: Flask, url: str | None, **settings: Any) -> Iterator[None]:
    """``app`` with that mail server, and other settings as they are given."""
    config: Config = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(config, smtp_url=url, **settings)
    yield
    app.config["SETTINGS"] = config
