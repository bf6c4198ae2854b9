"""Many users at once, each going from one address to the next for a while."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from agency.bench.load.client import Failed, User
from agency.bench.load.figures import Figure, figures
from agency.bench.load.serving import Place
from agency.bench.load.visits import API, PAGES, Known, Visit

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Measured:
    """Pages and API calls by kind, how many a second, and bytes of the first page seen again."""

    pages: list[Figure]
    pages_per_second: float
    second_visit_bytes: int
    api: list[Figure]
    api_per_second: float


def measure(url: str, place: Place, known: Known, users: int, seconds: float) -> Measured:
    """Let users go round, first the pages by session, then the API by token; raises Failed."""

    def person() -> User:
        user = User(url)
        user.sign_in(place.email, place.password)
        return user

    def program() -> User:
        return User(url, token=place.token)

    _go_round(person, PAGES, known, users, seconds / 4, "")  # what is built at first use
    pages, page_rate = _go_round(person, PAGES, known, users, seconds, "")
    _go_round(program, API, known, users, seconds / 4, PREFIX)
    api, api_rate = _go_round(program, API, known, users, seconds, PREFIX)
    again = person().ask("GET", "/").sent
    return Measured(figures(pages), page_rate, again, figures(api), api_rate)


def _go_round(
    arrive: Callable[[], User],
    visits: Mapping[str, Visit],
    known: Known,
    users: int,
    seconds: float,
    prefix: str,
) -> tuple[dict[str, list[float]], float]:
    """The seconds each kind of visit took, and how many visits there were in a second."""
    round_ = _Round(visits, known, prefix)
    threads = [
        threading.Thread(target=round_.walk, args=(arrive(), Random(number), seconds))
        for number in range(users)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if round_.failures:
        raise Failed(round_.failures[0])
    took = time.perf_counter() - began
    return {kind: round_.taken[kind] for kind in visits}, round_.count / took


class _Round:
    def __init__(self, visits: Mapping[str, Visit], known: Known, prefix: str) -> None:
        self._visits, self._known, self._prefix = visits, known, prefix
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.failures: list[str] = []

    @property
    def count(self) -> int:
        return sum(map(len, self.taken.values()))

    def walk(self, user: User, random: Random, seconds: float) -> None:
        """One user's way: kinds of visit in an order of her own, again and again."""
        kinds = list(self._visits)
        ends = time.perf_counter() + seconds
        while time.perf_counter() < ends and not self.failures:
            random.shuffle(kinds)
            for kind in kinds:
                self._visit(user, kind, random)
        user.close()

    def _visit(self, user: User, kind: str, random: Random) -> None:
        path = self._prefix + self._visits[kind](self._known, random)
        try:
            answer = user.ask("GET", path)
        except (Failed, OSError) as error:
            self.failures.append(f"{path}: {error}")
            return
        if answer.status != 200:
            self.failures.append(f"GET {path} answered {answer.status}")
        self.taken[kind].append(answer.seconds)
