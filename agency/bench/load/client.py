"""One user: a connection that is kept, a session or a token, and the seconds each answer took."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"
TIMEOUT_SECONDS = 60


class Failed(RuntimeError):
    """An answer that is none a user would have got: it names the address and the status."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; ``sent`` is what came over the wire as its body, in bytes."""

    status: int
    text: str
    sent: int
    seconds: float


@dataclass
class User:
    """Somebody at a served agency; raises Failed for an error of the server."""

    url: str
    token: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form, as a browser does."""
        page = self.ask("GET", "/sign-in")
        found = CSRF.search(page.text)
        if not found:
            raise Failed("GET /sign-in: the page has no form to sign in with")
        answers = {"email": email, "password": password, "csrf_token": found[1]}
        answer = self.ask("POST", "/sign-in", urlencode(answers), FORM)
        if answer.status != 302:
            raise Failed(f"POST /sign-in answered {answer.status}")

    def ask(
        self, method: str, path: str, body: str | None = None, kind: str | None = None
    ) -> Answer:
        """Send one request and read its answer to the end."""
        began = time.perf_counter()
        self._connection.request(method, path, body, self.headers(kind))
        response = self._connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        if response.status >= 500:
            raise Failed(f"{method} {path} answered {response.status}")
        for header in response.msg.get_all("Set-Cookie", []):
            morsels = SimpleCookie(header)
            self.cookies |= {name: morsel.value for name, morsel in morsels.items()}
        text = content.decode("utf-8", "replace")
        return Answer(response.status, text, len(content), seconds)

    def headers(self, kind: str | None) -> dict[str, str]:
        """What her browser or program says of itself with each request."""
        headers = {"Accept": "text/html"}
        if self.token:
            headers = {"Accept": "application/json", "Authorization": f"Bearer {self.token}"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        return headers

    def close(self) -> None:
        self._connection.close()
