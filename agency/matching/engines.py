"""Which engine matches: the compiled one where it can be had and is worth its start."""

from __future__ import annotations

import logging
from datetime import date

from agency.errors import Unready
from agency.matching import speed
from agency.matching.engine import Engine
from agency.matching.pool import Pool
from agency.rules.ranking import Scale
from agency.rules.rulebook import RuleBook
from agency.settings import settings

log = logging.getLogger(__name__)

# From so many people on, a night is longer than the start of the compiled engine.
WORTH_IT = 5_000


def engine_for(
    pool: Pool, book: RuleBook, scale: Scale, day: date, whole: int | None = None
) -> Engine:
    """The engine for a pool, as the settings say; all of them answer alike.

    ``whole`` is how many people the pool is a part of, where others of them will be matched too.
    Raises Unready where the compiled one is asked for and there is no compiler.
    """
    wanted = settings().engine
    if wanted == "numpy" or (wanted == "auto" and not _pays(whole or len(pool))):
        return Engine(pool, book, scale, day)
    try:
        speed.load()
        from agency.matching.compiled import CompiledEngine
    except ImportError as missing:
        if wanted == "auto":
            log.warning("a compiler that does not load; matched without it: %s", missing)
            return Engine(pool, book, scale, day)
        raise Unready(f"AGENCY_ENGINE=compiled needs the extra fast: {missing}") from missing
    return CompiledEngine(pool, book, scale, day)


def _pays(people: int) -> bool:
    return people >= WORTH_IT and speed.installed()
