"""The most memory a process has had."""

from __future__ import annotations

from agency.bench.memory import own_peak_mb


def test_the_peak_of_memory_grows_with_what_is_held() -> None:
    before = own_peak_mb()
    held = bytearray(200_000_000)
    assert own_peak_mb() > before + 100
    del held
