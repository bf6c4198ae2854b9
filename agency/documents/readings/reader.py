"""A file read in a process of its own: it may use little and reach nothing, and it may die.

Each gets a fresh process: what sees letters keeps threads, which do not outlive a split.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from threading import Thread
from typing import IO

from agency import clock
from agency.documents.child.limits import Limits
from agency.documents.children import PROGRAM
from agency.documents.kinds import PDF
from agency.documents.readings.findings_json import from_json
from agency.reading.findings import NONE, Reading, reading
from agency.reading.reader import can_ocr
from agency.settings import settings

# A child is ended by its own timer; whoever is silent for longer than that has lost it.
GRACE_SECONDS = 10
# How often it is looked whether the job was interrupted meanwhile.
LOOK_SECONDS = 0.2
TOO_LONG = "reading it took longer than {seconds:.0f} seconds"
TOO_MUCH = "reading it needed more than {memory_mb} MB of memory"
ENDED = "the reader ended without an answer"
BY_TIME = (-signal.SIGALRM, -signal.SIGXCPU)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What was read of a file, or why nothing was, and how long that took.

    ``answered`` is whether the reader came to its end.
    """

    reading: Reading
    note: str = ""
    milliseconds: int = 0
    answered: bool = True


def read_apart(content: bytes, media_type: str, limits: Limits) -> ReadFile:
    """What a PDF, JPEG or PNG says; whatever ends the reader is a reading of nothing, with why.

    A PDF is first read by its own text: what sees letters takes longer and much more memory. What
    its text says is kept where that ends without an answer.
    """
    watch = clock.Stopwatch()
    found = _read(content, media_type, limits, sees=media_type != PDF)
    if found.reading.bare and found.answered and media_type == PDF and can_ocr():
        seen = _read(content, media_type, limits, sees=True)
        found = seen if seen.answered or found.reading.how == NONE else found
    watch.lap("read")
    return replace(found, milliseconds=round(watch.seconds["read"] * 1000))


def unread(why: str) -> ReadFile:
    """A reading of nothing, and why."""
    return ReadFile(reading(NONE, 0, {}), why, answered=False)


def limits_of_reading() -> Limits:
    """What reading one file may take."""
    config = settings()
    return Limits(
        memory_mb=config.reading_memory_mb,
        # Two processors may be at it for all of the time.
        processor_seconds=2 * config.reading_seconds,
        seconds=config.reading_seconds,
    )


def _read(content: bytes, media_type: str, limits: Limits, *, sees: bool) -> ReadFile:
    head = {"size": len(content), "media_type": media_type, "sees": sees, "limits": asdict(limits)}
    return _understood(*_answered(json.dumps(head).encode() + b"\n" + content, limits), limits)


def _answered(asked: bytes, limits: Limits) -> tuple[int | None, bytes]:
    """How the child ended and what it said; None where it had to be ended."""
    theirs, ours = os.pipe()
    with os.fdopen(theirs, "rb") as head, _started(head) as child:
        # Beside it, for a pipe is full long before a photo has gone through it.
        Thread(target=_send, args=(ours, asked), daemon=True).start()
        watch = clock.Stopwatch()
        try:
            while watch.seconds.get("waited", 0) < limits.seconds + GRACE_SECONDS:
                with suppress(subprocess.TimeoutExpired):
                    answer, _ = child.communicate(timeout=LOOK_SECONDS)
                    return child.returncode, answer
                watch.lap("waited")
        finally:
            child.kill()
    return None, b""


def _started(head: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", str(PROGRAM), "read", *sys.path],
        stdin=head,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},  # nothing of ours: no key, no address of a database
        start_new_session=True,
    )


def _send(pipe: int, asked: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(pipe, "wb") as there:
        there.write(asked)


def _understood(status: int | None, answer: bytes, limits: Limits) -> ReadFile:
    if status is None or status in BY_TIME:
        return unread(TOO_LONG.format(**asdict(limits)))
    try:
        said = json.loads(answer)
        if said.get("too_much"):
            return unread(TOO_MUCH.format(**asdict(limits)))
        if "unreadable" in said:
            return unread(said["unreadable"])
        found = Reading(said["how"], said["pages"], tuple(from_json(said["fields"])))
        return ReadFile(found, said["note"])
    except (ValueError, LookupError, TypeError, AttributeError):
        return unread(ENDED)
