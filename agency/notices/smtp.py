"""Handing a mail over to a mail server."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from threading import Timer
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from agency.notices.delivery import delivery

PORT, TLS_PORT = 25, 465
# Seven bits, which every server takes. A link that does not fit a line of a header would be encoded
# there, and no mail program would know it for one: 998 is the longest that a line may be.
PLAIN = SMTP.clone(cte_type="7bit", max_line_length=998)
# It has the mail already; whether it says goodbye is of no interest.
GOODBYE_SECONDS = 2


class NoTls(smtplib.SMTPException):
    """The server does not encrypt, and what is to be sent must not be read on the way."""


class AddressNotTaken(smtplib.SMTPException):
    """The reader's address is not ASCII, and the server takes no other: RFC 6531."""


class NotTaken(smtplib.SMTPResponseException):
    """The server does not take the sender (stage MAIL), the reader (RCPT) or the mail (DATA)."""

    def __init__(self, stage: str, code: int, said: str) -> None:
        super().__init__(code, said)
        self.stage = stage


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a server is told besides the mail: from whom, to whom, and its name in reports."""

    sender: str
    to: str
    name: str


@dataclass(frozen=True, slots=True)
class Handed:
    """What the server said that has taken a mail, and whether it went encrypted."""

    said: str
    code: int
    tls: bool


def server_of(url: str) -> str:
    """The server at an address, without what lets us in: mail.example.org:587."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or _usual_port(parts)}"


def hand_over(message: EmailMessage, envelope: Envelope, url: str) -> Handed:
    """Send a mail over the server at ``url``; raises SMTPException and OSError.

    ``smtps://`` is encrypted from the first byte; ``smtp://`` as soon as the server offers it,
    always with ``?starttls=required`` and never with ``?starttls=no``. A password is not sent
    in the clear unless the last is asked for.
    """
    parts = urlsplit(url)
    server = _connected(parts)
    with _no_longer_than(delivery().mail_seconds, server):
        try:
            _start_tls(server, parts)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            code, said = _sent(server, message, envelope)
            handed = Handed(said, code, isinstance(server.sock, ssl.SSLSocket))
            _take_leave(server)
            return handed
        finally:
            server.close()


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, port = parts.hostname or "", parts.port or _usual_port(parts)
    patience = delivery().answer_seconds
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, timeout=patience, context=context)
    return smtplib.SMTP(host, port, timeout=patience)


def _usual_port(parts: SplitResult) -> int:
    return TLS_PORT if parts.scheme == "smtps" else PORT


@contextmanager
def _no_longer_than(seconds: float, server: smtplib.SMTP) -> Iterator[None]:
    """Cut off a server that keeps answering, a byte at a time, and is never done."""
    timer = Timer(seconds, _cut_off, [server])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut_off(server: smtplib.SMTP) -> None:
    if (open_still := server.sock) is not None:
        with suppress(OSError):  # it may be ending just now
            open_still.shutdown(socket.SHUT_RDWR)


def _start_tls(server: smtplib.SMTP, parts: SplitResult) -> None:
    wanted = parse_qs(parts.query).get("starttls", ["offered"])[0]
    server.ehlo_or_helo_if_needed()
    if wanted == "no" or parts.scheme == "smtps":
        return
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo_or_helo_if_needed()
    elif wanted == "required" or parts.username:
        raise NoTls("the mail server does not offer STARTTLS")


def _sent(server: smtplib.SMTP, message: EmailMessage, envelope: Envelope) -> tuple[int, str]:
    """The server's last word on a mail; it is asked to report, later, one that does not arrive.

    That is RFC 3461: the report then has the name that we give the mail here.
    """
    reports = server.has_extn("dsn")
    of_mail = ["RET=HDRS", f"ENVID={envelope.name}"] if reports else []
    of_reader = ["NOTIFY=FAILURE,DELAY"] if reports else []
    content = message.as_bytes()
    if not envelope.to.isascii():
        if not server.has_extn("smtputf8"):
            raise AddressNotTaken("the mail server takes no address like this one")
        of_mail.append("SMTPUTF8")
        content = message.as_bytes(policy=PLAIN.clone(utf8=True))
    _taken("MAIL", server.mail(envelope.sender, of_mail))
    _taken("RCPT", server.rcpt(envelope.to, of_reader))
    return _taken("DATA", _data(server, content))


def _data(server: smtplib.SMTP, content: bytes) -> tuple[int, bytes]:
    try:
        return server.data(content)
    except smtplib.SMTPDataError as error:  # refused before it has the mail
        said = error.smtp_error
        return error.smtp_code, said if isinstance(said, bytes) else said.encode()


def _taken(stage: str, answer: tuple[int, bytes]) -> tuple[int, str]:
    code, said = answer[0], answer[1].decode("utf-8", "replace")
    if not 200 <= code < 300:
        raise NotTaken(stage, code, said)
    return code, said


def _take_leave(server: smtplib.SMTP) -> None:
    with suppress(smtplib.SMTPException, OSError):
        if server.sock is not None:
            server.sock.settimeout(GOODBYE_SECONDS)
        server.quit()
