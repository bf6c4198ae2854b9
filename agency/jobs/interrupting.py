"""Interrupting what a thread is working on: from another thread, or from a signal in its own."""

from __future__ import annotations

import ctypes
import threading
import time
from types import TracebackType
from typing import Self


class Interrupted(BaseException):
    """Not an error of the work, so that no ``except Exception`` on the way mistakes it for one."""


class TimeUp(Interrupted):
    """The job has taken longer than any job may."""


class LeaseLost(Interrupted):
    """Somebody else has the job now."""


class Stopping(Interrupted):
    """Whoever works here was told to stop; the job at hand is left to others."""


class Interruptible:
    """A ``with`` block that can be interrupted, once; what the same thread does outside cannot.

    An interruption takes effect at the next step of the program: a single long call into the
    database or into compiled code is finished first, unless the interruption comes from a signal.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # a signal may find it held by its own thread
        self._thread: int | None = None
        self._interrupted = self._stopped = False

    def __enter__(self) -> Self:
        with self._lock:
            if self._stopped:
                raise Stopping
            self._interrupted = False
            self._thread = threading.get_ident()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is interrupted any more once this has returned."""
        with self._lock:
            self._thread = None
        time.sleep(0)  # an interruption that is under way arrives here at the latest

    def stop(self) -> None:
        """Interrupt the block with `Stopping`; if it is not entered yet, when that is tried."""
        self._stopped = True
        self.interrupt(Stopping)

    def interrupt(self, why: type[Interrupted]) -> None:
        """Raise ``why`` inside the block; outside it nothing happens."""
        with self._lock:
            if self._thread is None or self._interrupted:
                return
            self._interrupted = True
            if self._thread == threading.get_ident():
                raise why
            thread = ctypes.c_ulong(self._thread)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(why))
