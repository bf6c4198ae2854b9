"""The tick: what must be done is found out again and again, so that nothing can be forgotten."""

from __future__ import annotations

import logging
from collections.abc import Callable

from agency.jobs import actions
from agency.jobs.claims import MOST_ATTEMPTS

log = logging.getLogger(__name__)

Publish = Callable[[int], None]


def tick(publish: Publish, again_after: float) -> None:
    """Give a sign of life, add what is scheduled, bury the dead, and publish the ids that are due.

    An id is published again when its job still waits ``again_after`` seconds later. What could
    not be published is told again at the next tick; then the publisher's error is raised.
    """
    actions.beat()
    if buried := actions.sweep():
        log.error("%d jobs are dead after %d attempts", buried, MOST_ATTEMPTS)
    ids = list(actions.hint(again_after))
    while ids:
        try:
            publish(ids[0])
        except Exception:
            actions.unhint(ids)
            raise
        del ids[0]
