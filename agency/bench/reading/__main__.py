"""The process that reads."""

from __future__ import annotations

from agency.bench.reading.child import read_what_comes

read_what_comes()
