"""An index for each database of this process: read on first use, then kept up with the edits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from agency.edits.models import Subject
from agency.edits.queries import unseen, visible
from agency.edits.ranges import Ranges
from agency.extensions import db
from agency.finding.index import Entry, WordIndex

Edited = Mapping[Subject, Collection[int]]


class Kept:
    """An index over rows of a kind, as many as there are databases in this process.

    ``read`` gives the entries of all rows for None, else of those that the edits may have
    touched; an edited row of ``subject`` that it leaves out is gone. For readers: what a
    transaction has written itself and may yet take back should not be sought in it.
    """

    def __init__(
        self, subject: Subject, codes: int, read: Callable[[Edited | None], Iterable[Entry]]
    ) -> None:
        self._subject, self._codes, self._read = subject, codes, read
        self._of: WeakKeyDictionary[Engine, _Of] = WeakKeyDictionary()
        self._one = Lock()

    @contextmanager
    def current(self) -> Iterator[WordIndex]:
        """The index as of now, for this thread alone; one query if nothing was edited."""
        # Whoever waits here has a connection already, so that nobody waits for one in there.
        db.session.connection()
        with self._one:
            of = self._of.setdefault(db.engine, _Of(self._codes))
        with of.lock:
            self._refresh(of)
            yield of.index

    def _refresh(self, of: _Of) -> None:
        if of.seen is None:
            seen = visible()
            of.index.fill(self._read(None))
            of.seen = seen
            return
        news = unseen(of.seen)
        if any(news.edited.values()):
            for id in news.edited[self._subject]:
                of.index.remove(id)
            for entry in self._read(news.edited):
                of.index.put(entry)
        of.seen = news.seen


class _Of:
    """What is kept of one database; ``seen`` is None until it has been read."""

    def __init__(self, codes: int) -> None:
        self.lock = Lock()
        self.index = WordIndex(codes)
        self.seen: Ranges | None = None
