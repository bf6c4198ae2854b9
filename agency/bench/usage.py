"""What a process has used, as the operating system counts it; None where it does not say."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

MEGABYTE = 1_000_000


def own_cpu_seconds() -> float:
    """The processor time of this process, its own work and the system's for it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def own_peak_mb() -> float:
    """The most memory this program has had at once.

    Linux keeps in ``ru_maxrss`` what the process that started us had; its own file does not.
    """
    if (peak := peak_mb(os.getpid())) is not None:
        return peak
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / MEGABYTE


def peak_mb(process: int) -> float | None:
    """The most memory any process of this machine has had at once."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return None
    kilobytes = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
    return None if kilobytes is None else int(kilobytes) * 1024 / MEGABYTE


def cpu_seconds(process: int) -> float | None:
    """The processor time of any process of this machine."""
    try:
        after_name = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
