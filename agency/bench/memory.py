"""The most memory a process has had at once, as the operating system counts."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

MEGABYTE = 1_000_000
KILOBYTE = 1024


def own_peak_mb() -> float:
    """The most memory this program has had at once."""
    # Linux keeps in ``ru_maxrss`` what the process that started us had; its own file does not.
    if peak := peak_mb_of(os.getpid()):
        return peak
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else KILOBYTE) / MEGABYTE


def peak_mb_of(process: int) -> float:
    """The most memory a process has had at once; 0 where that is not told."""
    _, _, peak = told(process, "status").partition("VmHWM:")
    return int(peak.split()[0]) * KILOBYTE / MEGABYTE if peak else 0


def told(process: int, file: str) -> str:
    """What the operating system says of a process; "" where it says nothing."""
    try:
        return Path(f"/proc/{process}/{file}").read_text()
    except OSError:
        return ""
