"""Which reader this is: a file is read once by each, so a better one has a greater number."""

from __future__ import annotations

READER = 2
