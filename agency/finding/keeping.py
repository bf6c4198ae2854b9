"""What is read of each database of this process on first use, then kept up with the edits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from agency.edits.models import Subject
from agency.edits.queries import unseen, visible
from agency.edits.ranges import Ranges
from agency.extensions import db
from agency.finding.index import Entry, WordIndex

Edited = Mapping[Subject, Collection[int]]
T = TypeVar("T")


class KeptUp(Generic[T]):
    """Something that is known of all rows, once for each database in this process.

    ``read`` makes it of all there are, ``renew`` of what was known and of what was edited since.
    For readers: what a transaction has written itself and may yet take back should not be sought
    in it.
    """

    def __init__(self, read: Callable[[], T], renew: Callable[[T, Edited], T]) -> None:
        self._read, self._renew = read, renew
        self._of: WeakKeyDictionary[Engine, _Of[T]] = WeakKeyDictionary()
        self._one = Lock()

    @contextmanager
    def current(self) -> Iterator[T]:
        """As it is now, for this thread alone; one query if nothing was edited."""
        # Whoever waits here has a connection already, so that nobody waits for one in there.
        db.session.connection()
        with self._one:
            of = self._of.setdefault(db.engine, _Of())
        with of.lock:
            yield self._refreshed(of)

    def _refreshed(self, of: _Of[T]) -> T:
        if of.known is None:
            seen = visible()
            of.known = self._read()
        else:
            news = unseen(of.seen)
            if any(news.edited.values()):
                of.known = self._renew(of.known, news.edited)
            seen = news.seen
        of.seen = seen
        return of.known


class Kept(KeptUp[WordIndex]):
    """An index over rows of a kind.

    ``read`` gives the entries of all rows for None, else of those that the edits may have
    touched; an edited row of ``subject`` that it leaves out is gone.
    """

    def __init__(
        self, subject: Subject, codes: int, read: Callable[[Edited | None], Iterable[Entry]]
    ) -> None:
        def of_all() -> WordIndex:
            index = WordIndex(codes)
            index.fill(read(None))
            return index

        def renewed(index: WordIndex, edited: Edited) -> WordIndex:
            for id in edited[subject]:
                index.remove(id)
            for entry in read(edited):
                index.put(entry)
            return index

        super().__init__(of_all, renewed)


class _Of(Generic[T]):
    """What is kept of one database; nothing is ``known`` until it has been read."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.known: T | None = None
        self.seen: Ranges = []
