"""The processes that read uploads: bound, cut off, and no matter to anybody when they die."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from agency.documents.child.limits import Limits, limit
from agency.documents.child.words import NotTaken
from agency.documents.children import Children, Made
from agency.documents.kinds import JPEG, PDF, PNG
from tests.documents import hostile

LIMITS = Limits()


@pytest.fixture
def children() -> Iterator[Children]:
    found = Children()
    yield found
    found.end()


def bound(work: Callable[[], object], limits: Limits = LIMITS) -> int | None:
    """The exit status of a process that binds itself and then works: 0 if it could."""

    def run() -> None:
        limit(limits)
        try:
            work()
        except (OSError, MemoryError):
            os._exit(7)
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(30)
    return process.exitcode


def take_memory() -> None:
    bytearray(600 * 1024 * 1024)


def never_end() -> None:
    while True:
        pass


def say_nothing() -> None:
    signal.pause()


def test_it_can_open_no_connection_and_no_file() -> None:
    assert bound(socket.socket) == 7
    assert bound(lambda: Path("/etc/hostname").read_bytes()) == 7
    assert bound(os.pipe) == 7
    assert bound(lambda: None) == 0


def test_it_has_half_a_gigabyte() -> None:
    assert bound(take_memory) == 7
    # What this process has loaded by now counts as well, because the child is a copy of it.
    assert bound(take_memory, Limits(memory_mb=32_768)) == 0


def test_it_is_ended_when_it_takes_too_long() -> None:
    assert bound(never_end, Limits(processor_seconds=1)) == -signal.SIGXCPU
    assert bound(say_nothing, Limits(seconds=1)) == -signal.SIGALRM


def test_each_kind_is_read(children: Children) -> None:
    assert children.read(hostile.pdf(), PDF, LIMITS) == Made(b"", 1, PDF)
    assert children.read(hostile.picture(), JPEG, LIMITS).content.startswith(b"\xff\xd8")
    assert children.read(hostile.picture("PNG"), PNG, LIMITS).content.startswith(b"\x89PNG")


def test_a_file_that_ends_its_child_is_refused_and_the_next_is_read(children: Children) -> None:
    picture = hostile.picture("JPEG", (3_000, 3_000))
    with pytest.raises(NotTaken, match="within 10 seconds"):
        children.read(picture, JPEG, Limits(seconds=0.05))
    with pytest.raises(NotTaken, match="memory"):
        children.read(picture, JPEG, Limits(memory_mb=80))
    assert children.read(hostile.pdf(), PDF, LIMITS) == Made(b"", 1, PDF)


def test_a_process_that_was_killed_is_started_anew(children: Children) -> None:
    children.read(hostile.pdf(), PDF, LIMITS)
    parent = children._parent
    assert parent is not None
    os.kill(parent._process.pid, signal.SIGKILL)
    parent._process.wait()
    assert children.read(hostile.pdf(), PDF, LIMITS) == Made(b"", 1, PDF)
    assert children._parent is not parent


def test_a_process_that_says_nothing_is_ended(
    children: Children, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agency.documents.children.GRACE_SECONDS", 0)
    children.read(hostile.pdf(), PDF, LIMITS)
    parent = children._parent
    assert parent is not None
    os.kill(parent._process.pid, signal.SIGSTOP)
    start = monotonic()
    with pytest.raises(NotTaken):
        children.read(hostile.pdf(), PDF, Limits(seconds=1))
    assert monotonic() - start < 10
    assert children.read(hostile.pdf(), PDF, LIMITS) == Made(b"", 1, PDF)


def test_it_knows_nothing_of_ours(children: Children, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENCY_DOCUMENT_KEY", "secret")
    children.read(hostile.pdf(), PDF, LIMITS)
    assert children._parent is not None
    its = Path(f"/proc/{children._parent._process.pid}/environ")
    assert b"AGENCY" not in its.read_bytes()


def test_many_at_once_are_read_by_turns(children: Children) -> None:
    answers: list[Made] = []
    threads = [
        threading.Thread(target=lambda: answers.append(children.read(hostile.pdf(), PDF, LIMITS)))
        for _ in range(24)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [Made(b"", 1, PDF)] * 24


def test_a_process_split_off_from_ours_has_one_of_its_own(children: Children) -> None:
    children.read(hostile.pdf(), PDF, LIMITS)
    process = multiprocessing.get_context("fork").Process(
        target=lambda: os._exit(
            7 * (children.read(hostile.pdf(), PDF, LIMITS) != Made(b"", 1, PDF))
        )
    )
    process.start()
    process.join(30)
    assert process.exitcode == 0
    assert children.read(hostile.pdf(), PDF, LIMITS) == Made(b"", 1, PDF)


def test_the_largest_picture_of_a_telephone_is_turned_upright(children: Children) -> None:
    picture = hostile.of_telephone((8_160, 6_120))
    made = children.read(picture, JPEG, Limits(seconds=60, processor_seconds=30))
    assert made.content.startswith(b"\xff\xd8")


def test_a_hostile_file_takes_little_of_our_memory(children: Children) -> None:
    children.read(hostile.pdf(), PDF, LIMITS)
    before = resident()
    for make in (hostile.flate_bomb, hostile.nested_bomb, hostile.many_objects):
        with pytest.raises(NotTaken):
            children.read(make(), PDF, LIMITS)
    assert resident() - before < 100


def resident() -> int:
    """Megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024 // 1024
