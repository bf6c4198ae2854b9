"""What a process that reads an upload may use: some memory, a little time, and nothing else."""

from __future__ import annotations

import resource
import signal
from contextlib import suppress
from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Megabytes of memory, seconds of the processor, seconds by the clock, pixels of a picture."""

    memory_mb: int = 512
    processor_seconds: int = 10
    seconds: float = 20
    pixels: int = 50_000_000


def limit(limits: Limits, memory_as: int = resource.RLIMIT_AS) -> None:
    """Bind this process; whatever goes beyond fails, or ends it.

    No file may be opened any more and no connection made, for both need a new descriptor.
    ``memory_as`` is which limit of the system counts as memory.
    """
    memory, processor = limits.memory_mb * MEGABYTE, limits.processor_seconds
    _set(memory_as, memory, memory)
    _set(resource.RLIMIT_CPU, processor, processor + 1)
    _set(resource.RLIMIT_FSIZE, 0, 0)
    _set(resource.RLIMIT_CORE, 0, 0)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    _set(resource.RLIMIT_NOFILE, 0, 0)


def _set(what: int, soft: int, hard: int) -> None:
    """A limit that is stricter already stays."""
    with suppress(ValueError):
        resource.setrlimit(what, (soft, hard))
