"""The lists of exclusions that can be loaded, by their names; a file for each."""

from __future__ import annotations

from collections.abc import Mapping

from agency.errors import NotFound
from agency.screening.sources.interface import Source
from agency.screening.sources.leie import LEIE
from agency.screening.sources.sam import SAM

SOURCES: Mapping[str, Source] = {source.name: source for source in (LEIE, SAM)}


def source_named(name: str) -> Source:
    """Raises NotFound."""
    if name not in SOURCES:
        raise NotFound("exclusion list", name)
    return SOURCES[name]
