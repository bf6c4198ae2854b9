"""The import order of the house, and who may commit, read the time or know Flask."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Read from the top: each may import what stands below it, never its neighbours or what is above.
LAYERS = (
    ("wsgi",),
    ("workers", "audiences"),
    ("matching", "exchange", "upkeep"),
    ("placements",),
    ("assignments",),
    ("standards",),
    ("verification",),
    ("credentials",),
    ("documents",),
    ("candidates",),
    ("accounts",),
    ("base",),
    ("rules",),
)
# ``agency`` is the application as a whole: create_app joins the audiences.
AUDIENCES = (
    *("agency", "dashboard", "portal", "api", "access", "cli", "bench", "sampling"),
    *("error_pages", "page_filters", "security_headers"),
)
BASE = (
    *("jobs", "audit", "notices", "extensions", "clock", "errors", "places"),
    *("config", "settings", "fields", "column_types", "schema_version"),
)
GROUPS = dict.fromkeys(AUDIENCES, "audiences") | dict.fromkeys(BASE, "base")
HEIGHT = {name: height for height, layer in enumerate(reversed(LAYERS)) for name in layer}

TIME = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "func.now"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "func.current_timestamp"),
}
STOPWATCHES = {f"time.{name}{unit}" for name in ("perf_counter", "monotonic") for unit in ("", "_ns")}
COMMITS = ("commit", "begin")


def layer_of(module: str) -> str | None:
    """The layer of a module of ours; None for other people's code."""
    first, _, rest = module.partition(".")
    name = rest.partition(".")[0] if first == "agency" else first
    name = GROUPS.get(name or first, name or first)
    if first == "agency" and name not in HEIGHT:
        # A name that `agency` itself holds, such as create_app, or a package nobody placed.
        return "audiences" if name.islower() and (ROOT / "agency" / name).exists() is False else ""
    return name if name in HEIGHT else None
