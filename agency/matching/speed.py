"""Whether matching is compiled: where the extra ``fast`` is installed, and it is worth it."""

from __future__ import annotations

import importlib
import importlib.util
from types import ModuleType

DAYS = "agency.matching.kernel_days"
_in_use: list[ModuleType] = []


def installed() -> bool:
    """Whether there is a compiler; asking does not import it, which takes a second."""
    return importlib.util.find_spec("numba") is not None


def load() -> ModuleType:
    """The compiled merging of days, in use in this process from now on; raises ImportError."""
    if not _in_use:
        _in_use.append(importlib.import_module(DAYS))
    return _in_use[0]


def in_use() -> bool:
    """Whether this process has loaded them."""
    return bool(_in_use)
