"""How much memory a process and all it has started use, and the most of it at once.

What several processes share is counted once, as the operating system shares it out.
"""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType

from agency.bench.memory import KILOBYTE, MEGABYTE

EVERY_SECONDS = 0.25


def tree_of(pid: int) -> list[int]:
    """A process and all that descend from it, as far as they live."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            found.extend(map(int, _told(children).split()))
    return found


def memory_mb(pid: int) -> float:
    """Megabytes of the whole tree, a share of what is shared with others."""
    return sum(map(_own_mb, tree_of(pid)))


class MostMemory:
    """The most memory a tree has at once while a block runs, and what it had before."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.before = self.most = 0.0

    @property
    def growth(self) -> float:
        return self.most - self.before

    def __enter__(self) -> MostMemory:
        self.before = self.most = memory_mb(self._pid)
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(EVERY_SECONDS):
            self.most = max(self.most, memory_mb(self._pid))


def _own_mb(pid: int) -> float:
    _, _, said = _told(Path(f"/proc/{pid}/smaps_rollup")).partition("\nPss:")
    return int(said.split()[0]) * KILOBYTE / MEGABYTE if said else 0.0


def _told(file: Path) -> str:
    """Nothing of a process that has ended meanwhile."""
    try:
        return file.read_text()
    except OSError:
        return ""
