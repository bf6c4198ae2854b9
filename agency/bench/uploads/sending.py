"""One upload, as a phone sends it: a form with a file, from somebody who is signed in."""

from __future__ import annotations

import secrets
import time
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from agency.bench.load.client import CSRF, Failed, User
from agency.bench.uploads.place import PASSWORD, Person

TIMEOUT_SECONDS = 300
BOUNDARY = "tenens-uploads-7f3a"
TAKEN = 303
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """What was answered, and the seconds from the first byte sent to the last one read."""

    status: int
    seconds: float


class Sender:
    """Somebody who has signed in and opened the page of her card; safe for many threads."""

    def __init__(self, url: str, person: Person) -> None:
        self._url = url
        page = f"/portal/papers/credentials/{person.credential}"
        self._of = str(person.credential)
        with closing(User(url)) as user:
            user.sign_in(person.email, PASSWORD)
            shown = user.ask("GET", page)
            found = CSRF.search(shown.text)
            if not found:
                raise Failed(f"GET {page} answered {shown.status}, without a form to send")
            self._token = found[1]
            self._cookies = "; ".join(f"{name}={value}" for name, value in user.cookies.items())

    def send(self, content: bytes, name: str = "card.jpg") -> Sent:
        """Put one file down under a key of its own; a connection that is lost is NO_ANSWER."""
        path = f"/portal/papers/send/{secrets.token_urlsafe(16)}"
        fields = {"csrf_token": self._token, "credential": self._of}
        body = form(content, name, fields)
        length = sum(map(len, body))
        parts = urlsplit(self._url)
        began = time.perf_counter()
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        with closing(connection):
            try:
                connection.request("POST", path, body, self._headers(length))
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, HTTPException):
                status = NO_ANSWER
        return Sent(status, time.perf_counter() - began)

    def _headers(self, length: int) -> dict[str, str]:
        return {
            "Accept": "text/html",
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
            "Content-Length": str(length),
            "Cookie": self._cookies,
            "Referer": self._url,
        }


def form(content: bytes, name: str, fields: dict[str, str]) -> list[bytes]:
    """The parts of a form with these fields and one file, as a browser sends it.

    The content is not copied: many are sent at once.
    """
    said = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{text}\r\n'
        for field, text in fields.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    )
    return ["".join([*said, head]).encode(), content, f"\r\n--{BOUNDARY}--\r\n".encode()]
