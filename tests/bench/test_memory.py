"""The most memory a process has had."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
from agency.bench.memory import own_peak_mb
before = own_peak_mb()
held = b"x" * 200_000_000
print(own_peak_mb() > before + 100)
"""


def test_the_peak_of_memory_grows_with_what_is_held() -> None:
    """In a process of its own: of one that has held more before the peak stays where it was."""
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert told.stdout == b"True\n"
