"""Asking the address of an issuer: only hosts that the agency has allowed, and nothing private.

One host, https alone, to a public address, without following anything to elsewhere, within some
seconds and bytes.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from agency import clock
from agency.badges.core.files import MOST_BYTES
from agency.badges.core.sources import Gone, NotAtHand
from agency.badges.core.tokens import is_token
from agency.badges.core.values import shortened
from agency.errors import AgencyError
from agency.fields.strict_json import read_json

HTTPS_PORT = 443
STEP_SECONDS, ALL = 5, timedelta(seconds=15)
CHUNK = 65_536
OK, GONE = 200, (404, 410)
ACCEPT = "application/ld+json, application/json, application/vc+jwt, application/jwt;q=0.9"
LONGEST_ADDRESS = 2_000

Resolve = Callable[[str, int], list[str]]


def addresses_of(host: str, port: int) -> list[str]:
    """The addresses behind the name of a host; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


def is_public(address: str) -> bool:
    """Whether it is an address of the open network: not ours, not this machine's, not a cloud's."""
    found = ip_address(address.partition("%")[0])
    return found.is_global and not found.is_multicast


@dataclass(frozen=True)
class Asking:
    """Asks allowed ``hosts`` for documents; the rest is as it is but for tests."""

    hosts: Collection[str]
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    resolve: Resolve = addresses_of
    public: Callable[[str], bool] = is_public
    port: int = HTTPS_PORT

    def __call__(self, address: str) -> Any:
        """What an address answers: JSON, or a token as text. Raises NotAtHand and Gone."""
        parts = self._allowed(address)
        try:
            status, content = self._answer(parts)
        except (OSError, http.client.HTTPException) as error:
            raise NotAtHand(f"{parts.hostname} did not answer: {type(error).__name__}") from error
        if status in GONE:
            raise Gone(f"{shortened(address)} answers {status}")
        if status != OK:
            raise NotAtHand(f"{shortened(address)} answers {status}")
        return _read(content, address)

    def _allowed(self, address: str) -> SplitResult:
        try:
            parts = urlsplit(address[:LONGEST_ADDRESS])
            port = parts.port
        except ValueError as error:
            raise NotAtHand(f"{shortened(address)} is no address") from error
        plain = parts.scheme == "https" and not parts.username and port in (None, HTTPS_PORT)
        if not plain or not parts.hostname or not address.isascii():
            raise NotAtHand(f"{shortened(address)} is not asked: only https is")
        if parts.hostname not in self.hosts:
            raise NotAtHand(f"{parts.hostname} is not among the hosts that may be asked")
        return parts

    def _answer(self, parts: SplitResult) -> tuple[int, bytes]:
        until = clock.now() + ALL
        connection = _Pinned(str(parts.hostname), self._one_address(parts), self, until)
        try:
            path = parts.path or "/"
            target = f"{path}?{parts.query}" if parts.query else path
            connection.request("GET", target, headers={"Accept": ACCEPT})
            answer = connection.getresponse()
            return answer.status, _bounded(answer)
        finally:
            connection.close()

    def _one_address(self, parts: SplitResult) -> str:
        """The address that is connected to is the one that was looked at."""
        found = self.resolve(str(parts.hostname), self.port)
        if not found or not all(map(self.public, found)):
            raise NotAtHand(f"{parts.hostname} is not in the open network")
        return found[0]


class _Pinned(http.client.HTTPSConnection):
    """A connection to one address, whose certificate must be that of the host."""

    def __init__(self, host: str, address: str, asking: Asking, until: datetime) -> None:
        super().__init__(host, asking.port, timeout=STEP_SECONDS, context=asking.context)
        self._address, self._secure = address, asking.context
        self.response_class = _answer_until(until)

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), STEP_SECONDS)
        self.sock = self._secure.wrap_socket(plain, server_hostname=self.host)


def _answer_until(until: datetime) -> type[http.client.HTTPResponse]:
    """Answers that are read until a moment and no longer, their headers too."""

    class Answer(http.client.HTTPResponse):
        def __init__(self, sock: socket.socket, *how: Any, **named: Any) -> None:
            super().__init__(sock, *how, **named)
            self.fp = io.BufferedReader(_Until(sock, self.fp.detach(), until))

    return Answer


class _Until(io.RawIOBase):
    """What comes over a connection, until a moment."""

    def __init__(self, connected: socket.socket, raw: io.RawIOBase, until: datetime) -> None:
        self._connected, self._raw, self._until = connected, raw, until

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if (left := self._left()) <= 0:
            raise _too_late()
        self._connected.settimeout(min(left, STEP_SECONDS))
        try:
            return self._raw.readinto(buffer)
        except TimeoutError as error:
            if self._left() <= 0:
                raise _too_late() from error
            raise

    def _left(self) -> float:
        return (self._until - clock.now()).total_seconds()

    def close(self) -> None:
        self._raw.close()
        super().close()


def _too_late() -> NotAtHand:
    return NotAtHand(f"it did not answer within {ALL.seconds} seconds")


def _bounded(answer: http.client.HTTPResponse) -> bytes:
    parts = bytearray()
    while part := answer.read1(CHUNK):
        parts += part
        if len(parts) > MOST_BYTES:
            raise NotAtHand(f"what it answers is longer than {MOST_BYTES:,} bytes")
    return bytes(parts)


def _read(content: bytes, address: str) -> Any:
    text = content.strip()
    try:
        if is_token(text.decode("ascii", "replace")):
            return text.decode()
        return read_json(text)
    except AgencyError as error:
        raise NotAtHand(f"what {shortened(address)} answers cannot be read: {error}") from error
