"""What is inside the block can be interrupted, once; what is outside cannot."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from agency.jobs.interrupting import Interruptible, LeaseLost, Stopping, TimeUp
from workers.tasks import stopped_by_sigterm

FOREVER = 30  # seconds; nothing here should come near it


@contextmanager
def in_a_moment(*deeds: Callable[[], None]) -> Iterator[None]:
    """Have it done by other threads while the block runs."""
    threads = [threading.Timer(0.05, do) for do in deeds]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for thread in threads:
            thread.join()


def loop(seconds: float = FOREVER) -> None:
    """Python at work."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def test_another_thread_can_interrupt_the_block() -> None:
    work = Interruptible()
    with in_a_moment(lambda: work.interrupt(TimeUp)), pytest.raises(TimeUp), work:
        loop()


def loop_whatever_happens() -> None:
    while True:
        try:
            loop(0.001)
        except Exception:
            continue


def test_except_exception_does_not_swallow_it() -> None:
    work = Interruptible()
    with in_a_moment(work.stop), pytest.raises(Stopping), work:
        loop_whatever_happens()


def test_outside_the_block_nothing_is_interrupted() -> None:
    work = Interruptible()
    work.interrupt(TimeUp)
    with work:
        loop(0.01)
    work.interrupt(TimeUp)
    with in_a_moment(lambda: work.interrupt(LeaseLost)):
        loop(0.1)


def loop_and_clean_up(cleaned: list[str]) -> None:
    try:
        loop()
    finally:
        loop(0.2)
        cleaned.append("up")


def test_the_first_interruption_is_the_only_one() -> None:
    work, cleaned = Interruptible(), list[str]()
    with (
        in_a_moment(work.stop, lambda: work.interrupt(TimeUp), work.stop),
        pytest.raises((TimeUp, Stopping)),
        work,
    ):
        loop_and_clean_up(cleaned)
    assert cleaned == ["up"]


def test_whoever_was_stopped_before_does_not_begin() -> None:
    work = Interruptible()
    work.stop()
    for _ in range(2):
        with pytest.raises(Stopping), work:
            raise AssertionError


def test_no_interruption_arrives_after_the_block() -> None:
    for turn in range(300):
        work = Interruptible()
        other = threading.Thread(target=work.interrupt, args=(TimeUp,))
        with suppress(TimeUp), work:
            other.start()
            loop(turn % 10 / 50_000)
        other.join()
        loop(0.0001)


def test_a_signal_interrupts_even_a_sleeper() -> None:
    began = time.monotonic()
    with stopped_by_sigterm() as work, in_a_moment(terminate_me), work:
        time.sleep(FOREVER)
    assert time.monotonic() - began < FOREVER / 2


def test_a_sleeper_whose_time_was_up_before_the_signal_is_told_so() -> None:
    """The signal of a pool that ends a process for its time must not pass for a stop."""
    with (
        pytest.raises(TimeUp),
        stopped_by_sigterm() as work,
        in_a_moment(lambda: work.interrupt(TimeUp)),
        work,
    ):
        sleep_and_be_terminated()


def sleep_and_be_terminated() -> None:
    threading.Timer(0.3, terminate_me).start()
    time.sleep(FOREVER)


def test_a_signal_that_comes_too_early_is_remembered() -> None:
    entered = False
    with stopped_by_sigterm() as work:
        terminate_me()
        with work:
            entered = True
    assert not entered


def test_a_signal_that_comes_too_late_changes_nothing() -> None:
    reached = False
    with stopped_by_sigterm() as work:
        with work:
            pass
        terminate_me()
        reached = True
    assert reached


def test_afterwards_the_signal_means_what_it_meant() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stopped_by_sigterm():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def terminate_me() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
