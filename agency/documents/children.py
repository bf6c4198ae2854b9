"""The processes that read uploads, seen from here: one is asked for each file, few at a time."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any

from agency.documents.child.limits import Limits
from agency.documents.child.words import NotTaken
from agency.documents.kinds import PDF
from agency.errors import Away

PROGRAM = Path(__file__).parent / "child" / "__main__.py"
# A child is ended by its own timer; whoever is silent for longer than that has lost it.
GRACE_SECONDS = 5
# How long an upload waits for others to be read.
PATIENCE_SECONDS = 30
CHUNK = 1 << 20
NOTHING_MORE = {"page": None, "pieces": None}
AT_ONCE = max(2, os.cpu_count() or 1)
# More than any picture of the largest size is when it is made anew.
MOST_ANSWERED = 64 * 1024 * 1024
DIED = (
    "a file that can be read with {limits.memory_mb} MB of memory"
    " within {limits.processor_seconds} seconds"
)


class Died(Exception):
    """A child ended without an answer: the file was too much for it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a file: a picture, the badge in one, or no bytes for a PDF that may stay."""

    content: bytes
    pages: int
    media_type: str


class Parent:
    """The process that splits off the children, and how it is asked."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            command = [sys.executable, "-I", str(PROGRAM), str(theirs.fileno()), *sys.path]
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={},  # nothing of ours: no key, no address of a database
                start_new_session=True,
            )
        self._control = ours
        self.started_by = os.getpid()

    def job(self) -> socket.socket:
        """The socket of a new child; raises OSError where the process is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"j"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        return ours

    def end(self) -> None:
        """End it, with every child of its; one of another process is only let go of."""
        self._control.close()
        if self.started_by == os.getpid():
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        else:
            self._process.returncode = 0  # so that nobody waits for what is not its child


class Children:
    """Reads files by processes that are split off; safe to be used by many threads."""

    def __init__(self) -> None:
        self._parent: Parent | None = None
        self._lock = Lock()
        self._turns = BoundedSemaphore(AT_ONCE)

    def read(self, content: bytes, media_type: str, limits: Limits) -> Made:
        """A picture made anew, the badge that is baked into it, or a PDF looked through.

        Raises NotTaken, and Away where too many are being read already.
        """
        return self._made(content, limits, {"media_type": media_type})

    def draw(self, content: bytes, page: int, limits: Limits) -> Made:
        """A page of a PDF, by its number from 1, as a JPEG; raises as `read` does."""
        return self._made(content, limits, {"media_type": PDF, "page": page})

    def cut(
        self, content: bytes, media_type: str, pieces: Sequence[Sequence[int]], limits: Limits
    ) -> Made:
        """Pieces one under another, each a page and its box, as a JPEG; raises as `read` does."""
        asked = {"media_type": media_type, "pieces": [list(one) for one in pieces]}
        return self._made(content, limits, asked)

    def _made(self, content: bytes, limits: Limits, asked: dict[str, Any]) -> Made:
        head = {"size": len(content), "limits": asdict(limits), **NOTHING_MORE, **asked}
        with self._turn():
            answer = self._asked(json.dumps(head).encode() + b"\n", content, limits)
        line, _, made = answer.partition(b"\n")
        said = json.loads(line)
        if "expected" in said:
            raise NotTaken(said["expected"])
        if "busy" in said:
            raise _busy()
        return Made(made, said["pages"], said["media_type"])

    def end(self) -> None:
        """End the process and its children; the next file starts a new one."""
        with self._lock:
            if self._parent is not None:
                self._parent.end()
            self._parent = None

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(timeout=PATIENCE_SECONDS):
            raise _busy()
        try:
            yield
        finally:
            self._turns.release()

    def _asked(self, head: bytes, content: bytes, limits: Limits) -> bytes:
        """What a child answers; of one whose parent was ended by another thread, a second one."""
        for _ in range(2):
            parent, job = self._job()
            with job:
                job.settimeout(limits.seconds + GRACE_SECONDS)
                try:
                    return _answer(job, head, content)
                except TimeoutError:
                    self._end(parent)
                    break
                except (Died, OSError):
                    if parent is self._parent:
                        break
        raise NotTaken(DIED.format(limits=limits))

    def _job(self) -> tuple[Parent, socket.socket]:
        """A child of the process there is, or of a new one where that is gone."""
        with self._lock:
            if self._parent is not None and self._parent.started_by == os.getpid():
                with suppress(OSError):
                    return self._parent, self._parent.job()
            if self._parent is not None:
                self._parent.end()
            self._parent = Parent()
            return self._parent, self._parent.job()

    def _end(self, parent: Parent) -> None:
        with self._lock:
            if parent is self._parent:
                parent.end()
                self._parent = None


def _answer(job: socket.socket, head: bytes, content: bytes) -> bytes:
    job.sendall(head)
    job.sendall(content)
    parts = bytearray()
    while part := job.recv(CHUNK):
        parts += part
        if len(parts) > MOST_ANSWERED:
            raise Died
    if b"\n" not in parts:
        raise Died
    return bytes(parts)


def _busy() -> Away:
    return Away("too many files are being read at the moment; send it again in a few seconds")


CHILDREN = Children()
atexit.register(CHILDREN.end)
