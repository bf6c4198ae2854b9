"""Photos sent one after the other, then many a second, then those with files that do harm."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

from agency.bench.load.figures import Figure, figure
from agency.bench.uploads.memory import MostMemory
from agency.bench.uploads.place import Place, Serving, files_in
from agency.bench.uploads.sending import TAKEN, Sender, Sent

WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Order:
    """How many photos one after the other; how many a second, for how long."""

    alone: int = 30
    a_second: int = 50
    seconds: int = 5


@dataclass(frozen=True, slots=True)
class Burst:
    """Many at once: the milliseconds they took, the answers, and what memory the server took.

    ``answers`` are how many there were of each status, 0 where there was none; ``kept`` are the
    files that lie in the store by it; ``seconds`` from the first sent to the last answered.
    """

    figure: Figure
    answers: dict[int, int]
    kept: int
    seconds: float
    memory_before_mb: float
    memory_growth_mb: float

    @property
    def errors(self) -> int:
        return sum(count for status, count in self.answers.items() if status >= 500 or not status)


@dataclass(frozen=True, slots=True)
class Measured:
    """What one database gave: photos alone, many, and many beside what does harm, with that."""

    database: str
    alone: Figure
    many: Burst
    beside: Burst | None
    harm: dict[int, int]


def measure(
    place: Place, serving: Serving, photo: bytes, harmful: Sequence[bytes], order: Order
) -> Measured:
    """Send it all to a server; whoever sends shares the machine with it."""
    senders = [Sender(serving.url, one) for one in place.people]
    for _ in range(WARM_UP):
        senders[0].send(photo)
    seconds = [senders[0].send(photo).seconds for _ in range(order.alone)]
    alone = figure("one photo after the other", seconds)
    many = _burst("many at once", place, serving, _photos(senders, photo, order), order)
    if not harmful:
        return Measured(place.database, alone, many, None, {})
    harm: list[Sent] = []
    threads = [
        threading.Thread(target=lambda one=one: harm.append(senders[0].send(one, "harm.pdf")))
        for one in harmful
    ]
    for thread in threads:
        thread.start()
    name = "many at once beside harmful files"
    beside = _burst(name, place, serving, _photos(senders, photo, order), order)
    for thread in threads:
        thread.join()
    return Measured(place.database, alone, many, beside, _counted(harm))


def _photos(senders: Sequence[Sender], photo: bytes, order: Order) -> list[Callable[[], Sent]]:
    turns = islice(cycle(senders), order.a_second * order.seconds)
    return [partial(sender.send, photo) for sender in turns]


def _burst(
    name: str, place: Place, serving: Serving, sends: Sequence[Callable[[], Sent]], order: Order
) -> Burst:
    before, sent = files_in(place), list[Sent]()
    with MostMemory(serving.pid) as memory:
        began = time.perf_counter()
        threads = []
        for number, send in enumerate(sends):
            time.sleep(max(0.0, began + number / order.a_second - time.perf_counter()))
            threads.append(threading.Thread(target=lambda send=send: sent.append(send())))
            threads[-1].start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - began
    taken = [one.seconds for one in sent if one.status == TAKEN] or [0.0]
    kept = files_in(place) - before
    told = figure(name, taken), _counted(sent), kept, seconds
    return Burst(*told, memory.before, memory.growth)


def _counted(sent: Sequence[Sent]) -> dict[int, int]:
    return dict(sorted(Counter(one.status for one in sent).items()))
