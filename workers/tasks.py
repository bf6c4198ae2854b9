"""The tasks by name: each calls one action and logs what came of it.

They take no arguments that age: a message that was delivered late or twice does the work of the
day on which it is done, and doing it twice leaves the same rows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from agency.matching.actions import match
from agency.matching.queries import last_run
from agency.settings import settings, today

log = logging.getLogger(__name__)

MATCH_NIGHTLY = "match_nightly"


def match_nightly() -> None:
    """Match everybody to every open assignment as of today, where the agency is."""
    report = match(today(), settings())
    log.info("nightly match: run %d as of %s, %s", report.run, report.as_of, report.counts)


def last_matched() -> datetime | None:
    """When the latest complete run as of today or earlier began."""
    run = last_run(today())
    return run.started_at if run else None


TASKS: dict[str, Callable[[], None]] = {MATCH_NIGHTLY: match_nightly}
