"""Many users at once, each going from one address to the next for a while."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from random import Random

from agency.bench.load.client import Failed, User
from agency.bench.load.figures import Figure, figures
from agency.bench.load.serving import Place
from agency.bench.load.visits import API, PAGES, Known, Visit

PREFIX = "/api/v1"
PAUSES = (0.25, 0.75)  # seconds that somebody looks at a page before the next click


@dataclass(frozen=True, slots=True)
class Measured:
    """Pages and API calls by kind, how many a second, and bytes of the first page seen again.

    ``read`` are pages asked for by users who look at each of them, ``pages`` by users without a
    pause, by whom it is seen how many there can be.
    """

    read: list[Figure]
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

    pages, api = Way(PAGES, known), Way(API, known, PREFIX)
    _go_round(person, pages, users, seconds / 4)  # what is built at first use
    unhurried = replace(pages, pauses=PAUSES)
    read, _ = _go_round(person, unhurried, users, seconds)
    asked, page_rate = _go_round(person, pages, users, seconds)
    _go_round(program, api, users, seconds / 4)
    called, api_rate = _go_round(program, api, users, seconds)
    with closing(person()) as visitor:
        again = visitor.ask("GET", "/").sent
    return Measured(figures(read), figures(asked), page_rate, again, figures(called), api_rate)


@dataclass(frozen=True, slots=True)
class Way:
    """What users go round: the kinds of visit under a prefix, and how long they pause between."""

    visits: Mapping[str, Visit]
    known: Known
    prefix: str = ""
    pauses: tuple[float, float] = (0.0, 0.0)


def _go_round(
    arrive: Callable[[], User], way: Way, users: int, seconds: float
) -> tuple[dict[str, list[float]], float]:
    """The seconds each kind of visit took, and how many visits there were in a second."""
    round_ = _Round(way)
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
    return {kind: round_.taken[kind] for kind in way.visits}, round_.count / took


class _Round:
    def __init__(self, way: Way) -> None:
        self._way = way
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.failures: list[str] = []

    @property
    def count(self) -> int:
        return sum(map(len, self.taken.values()))

    def walk(self, user: User, random: Random, seconds: float) -> None:
        """One user's way: kinds of visit in an order of her own, again and again."""
        ends = time.perf_counter() + seconds
        while time.perf_counter() < ends and not self.failures:
            kinds = list(self._way.visits)
            random.shuffle(kinds)
            for kind in kinds:
                if self.failures:
                    break
                time.sleep(random.uniform(*self._way.pauses))
                self._visit(user, kind, random)
        user.close()

    def _visit(self, user: User, kind: str, random: Random) -> None:
        path = self._way.prefix + self._way.visits[kind](self._way.known, random)
        try:
            answer = user.ask("GET", path)
        except (Failed, OSError) as error:
            self.failures.append(f"{path}: {error}")
            return
        if answer.status != 200:
            self.failures.append(f"GET {path} answered {answer.status}")
        self.taken[kind].append(answer.seconds)
