"""The `agency` command with something wrong about it, as the environment says.

``FAULT_CRASH`` names a moment at which the process is killed, once: ``FAULT_MARKER`` is a file that
says it has been. ``FAULT_POISON`` names assignments and what each does to whoever matches it, such
as ``raise=A-0001 kill=A-0007``. ``FAULT_SLOW`` is how many seconds each assignment takes longer, as
if there were many more people; ``FAULT_NOTES`` is a folder in which each process says, in a file by
its number, which one it is at. The product knows nothing of this.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import event

from agency.extensions import db
from agency.jobs import actions
from agency.matching.engine import Engine
from agency.places import point_of
from agency.rules.rulebook import load_rulebook
from wsgi import main

CRASH, CRASH_KIND, MARKER = "FAULT_CRASH", "FAULT_CRASH_KIND", "FAULT_MARKER"
BEFORE_COMMIT, AFTER_COMMIT, BEFORE_PUBLISH = "before_commit", "after_commit", "before_publish"
POISON, SLOW, NOTES = "FAULT_POISON", "FAULT_SLOW", "FAULT_NOTES"
BITE = 64 << 20  # bytes
ENOUGH_BITES = 1024


class Poisoned(Exception):
    """What a poisonous assignment raises."""


def sabotage() -> None:
    """Arrange for what the environment says."""
    crash = os.environ.get(CRASH)
    if crash in (BEFORE_COMMIT, AFTER_COMMIT):
        crash_in_finishing(crash, os.environ[CRASH_KIND])
    elif crash == BEFORE_PUBLISH:
        crash_between_commit_and_publish()
    words = os.environ.get(POISON, "").split()
    effects = {ref: EFFECTS[effect] for effect, ref in (word.split("=") for word in words)}
    spoil_matching(effects, float(os.environ.get(SLOW, "0")))


def crash_once() -> None:
    """Die, unless somebody has died before."""
    try:
        os.close(os.open(os.environ[MARKER], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    die()


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("killed, and still there")


def crash_in_finishing(moment: str, kind: str) -> None:
    """Die just before or just after the commit of the transaction that finishes a job."""
    finish = actions.finish
    finishing: list[str] = []

    def watched(claimed: Any, store: Any) -> bool:
        finishing.append(claimed.kind)
        try:
            return finish(claimed, store)
        finally:
            finishing.pop()

    def at_commit(_session: Any) -> None:
        if kind in finishing:
            crash_once()

    actions.finish = watched
    event.listen(db.session, moment, at_commit)


def crash_between_commit_and_publish() -> None:
    """Die when it is noted that ids have been published, and none has been."""
    hint = actions.hint

    def watched(again_after: float) -> Sequence[int]:
        ids = hint(again_after)
        if ids:
            crash_once()
        return ids

    actions.hint = watched


def spoil_matching(effects: dict[str, Callable[[], NoReturn]], slow: float) -> None:
    """Have the matching of all assignments be slow, and of some, by reference, something else."""
    match = Engine.match

    def watched(self: Engine, assignment: Any, *rest: Any) -> Any:
        if notes := os.environ.get(NOTES):
            Path(notes, str(os.getpid())).write_text(assignment.ref)
        time.sleep(slow)
        if assignment.ref in effects:
            effects[assignment.ref]()
        return match(self, assignment, *rest)

    setattr(Engine, "match", watched)  # noqa: B010 - a method may not be assigned to


def fail() -> NoReturn:
    raise Poisoned("this assignment cannot be matched")


def loop() -> NoReturn:
    while True:
        pass


def eat() -> NoReturn:
    """Take address space until there is no more; none of it is touched, so it costs nothing."""
    eaten = [bytearray(BITE) for _ in range(ENOUGH_BITES)]
    raise AssertionError(f"nobody minds {len(eaten)} bites")


EFFECTS: dict[str, Callable[[], NoReturn]] = {
    "raise": fail,
    "kill": die,
    "loop": loop,
    "eat": eat,
}


def read_once() -> None:
    """Read here what every process would else read for itself, each time one has been killed."""
    load_rulebook()
    point_of("75201")


if __name__ == "__main__":
    sabotage()
    read_once()
    main()
