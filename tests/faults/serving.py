"""`agency serve` as a process of its own, and somebody who looks at its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.faults.agencies import Agency
from tests.processes import agency_running, wait_until
from tests.signing_in import signed_in

ADDRESS = re.compile(r"http://\S+")
PATIENCE = 30.0  # seconds


@contextmanager
def served(agency: Agency, log: str = "serve.log") -> Iterator[str]:
    """The address of the agency's pages."""
    settings = {**agency.settings, "PORT": "0"}
    with agency_running(agency.home / log, "serve", **settings) as running:
        wait_until(lambda: ADDRESS.search(running.said()) is not None, running)
        found = ADDRESS.search(running.said())
        assert found is not None
        yield found[0]


class Pages:
    """What was answered to somebody of the agency who is signed in, and how long it took."""

    def __init__(self, address: str, agency: Agency) -> None:
        self._address = address
        name = agency.app.config["SESSION_COOKIE_NAME"]
        session = signed_in(agency.app).get_cookie(name)
        assert session is not None
        self._headers = {"Accept": "text/html", "Cookie": f"{name}={session.value}"}
        self.statuses: Counter[int] = Counter()
        self.seconds: list[float] = []

    def get(self, path: str) -> int:
        """Ask for a page; the status of the answer."""
        began = monotonic()
        try:
            asked = Request(self._address + path, headers=self._headers)
            with urlopen(asked, timeout=PATIENCE) as answer:
                status: int = answer.status
        except HTTPError as error:
            with error:
                status = error.code
        self.seconds.append(monotonic() - began)
        self.statuses[status] += 1
        return status

    @property
    def p95(self) -> float:
        """The time in seconds that one answer in twenty exceeds."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.95)]
