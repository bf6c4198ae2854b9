"""One assignment put to everybody before it is saved: exact, by the facts of the last run.

The pool of that run is kept at hand in this process and built by a thread when it is first asked
for: reading it takes seconds, and putting one assignment to it takes hundredths of one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from threading import Lock, Thread
from typing import Any, TypeVar

from agency import clock
from agency.errors import Unready
from agency.extensions import db
from agency.matching.engine import Engine, Limits, Matched
from agency.matching.models import MatchRun
from agency.matching.parts import from_parts, parts_of
from agency.matching.pool import Pool
from agency.matching.states import state_of
from agency.matching.storing import scale_from_json
from agency.rules.facts import AssignmentFacts
from agency.settings import application
from agency.standards.queries import rulebook, rulebook_of

log = logging.getLogger(__name__)

# Who they are is not asked, only how many.
NOBODY = Limits(0, 0)
# What was answered is remembered, and whoever types asks about ever new words and amounts: after so
# many questions everything is forgotten but the facts.
MOST_ASKED = 300
# After a failure: a database that was away is back by then, and who types costs no thread a key.
TRIED_AGAIN = timedelta(minutes=1)
Key = tuple[Any, ...]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Pooled:
    """Everybody of one run, ready to be asked about; by whose facts, and when those were read."""

    key: Key
    engine: Engine
    as_of: date
    read_at: datetime


@dataclass(frozen=True)
class Preview:
    """What an assignment would come to, by the facts of a run as of ``as_of``, read ``read_at``.

    ``last`` is whether that is the last run; if it is not, the last one is being made ready.
    """

    matched: Matched
    as_of: date
    read_at: datetime
    last: bool


class _AtHand:
    """The pool that was made ready last, and which is being made ready."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asking = Lock()
        self._ready: Pooled | None = None
        self._failed: tuple[Key, datetime] | None = None
        self._building: Thread | None = None
        self._asked = 0

    def pooled(self, run: MatchRun) -> Pooled | None:
        """That of ``run``, or an older one until it is ready; None where there is none yet.

        Raises Unready where that of ``run`` could not be had a moment ago.
        """
        key = _key(run)
        with self._lock:
            if self._ready and self._ready.key == key:
                return self._ready
            if self._failed_lately(key):
                raise Unready("the facts of the last run cannot be read")
            if self._building is None:
                build = (application(), run.id, key)
                self._building = Thread(target=self._build, args=build, daemon=True)
                self._building.start()
            same = self._ready and self._ready.key[0] == key[0]
            return self._ready if same else None

    def _failed_lately(self, key: Key) -> bool:
        if self._failed is None:
            return False
        failed, at = self._failed
        return failed == key and clock.now() - at < TRIED_AGAIN

    def wait(self) -> None:
        """Until what is being made ready is."""
        if building := self._building:
            building.join()

    def ask(self, pooled: Pooled, question: Callable[[Engine], Answer]) -> Answer:
        """One at a time: what an engine has answered once it keeps."""
        with self._asking:
            self._asked += 1
            if self._asked % MOST_ASKED == 0:
                self._forget()
            return question(pooled.engine)

    def _forget(self) -> None:
        with self._lock:
            if self._ready:
                self._ready = replace(self._ready, engine=_fresh(self._ready.engine))

    def _build(self, app: Any, run_id: int, key: Key) -> None:
        ready, failed = None, None
        try:
            with app.app_context():
                ready = _read(db.session.get_one(MatchRun, run_id), key)
        except Exception:
            log.exception("the facts of run %s cannot be made ready for previews", run_id)
            failed = key, clock.now()
        with self._lock:
            self._building = None
            self._failed = failed
            self._ready = ready or self._ready


_at_hand = _AtHand()


def preview(work: AssignmentFacts, placed: Collection[str], run: MatchRun) -> Preview | None:
    """Put ``work`` to everybody of ``run``; those ``placed`` on it are no pairs of it.

    None while the facts are being made ready: ask again. Raises Unready where they cannot be had,
    Ended for work that is over on the day of the run and NoRules for a state not recorded.
    """
    pooled = _at_hand.pooled(run)
    if pooled is None:
        return None
    matched = _at_hand.ask(pooled, lambda engine: engine.match(work, placed, NOBODY))
    return Preview(matched, pooled.as_of, pooled.read_at, last=pooled.key == _key(run))


def answered(run: MatchRun, question: Callable[[Engine], Answer]) -> Answer | None:
    """What the engine over everybody of ``run`` answers, or of the run before it.

    None and Unready as with `preview`.
    """
    pooled = _at_hand.pooled(run)
    return _at_hand.ask(pooled, question) if pooled else None


def wait_until_ready() -> None:
    """Return when the facts that are being made ready are."""
    _at_hand.wait()


def _key(run: MatchRun) -> Key:
    """All that a pool and its engine depend on; first which database it is of."""
    database = db.engine.url.render_as_string()
    return database, run.snapshot, run.rulebook, run.settings, run.as_of


def _read(run: MatchRun, key: Key) -> Pooled:
    # Where the rules of the run cannot be had any more, today's are what all is matched by next.
    book = rulebook_of(run.rulebook) or rulebook()
    engine = Engine(state_of(run).pool, book, scale_from_json(run.scale), run.as_of)
    return Pooled(key, _fresh(engine), run.as_of, run.started_at)


def _fresh(engine: Engine) -> Engine:
    """One over the same facts that remembers nothing and shares nothing that it will remember."""
    pool = from_parts(Pool, dict(parts_of(engine.pool)))
    return Engine(pool, engine.book, engine.scale, engine.day)
