"""The process that reads a file: bound, cut off, and no matter to anybody when it dies."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from agency.documents.child.limits import Limits
from agency.documents.kinds import JPEG, PDF
from agency.documents.readings import reader
from agency.documents.readings.reader import ENDED, ReadFile, read_apart
from agency.jobs.interrupting import Interruptible, Stopping
from tests.documents.certificates import HEIGHT, WIDTH, certificate, photo_of

CARD = certificate()
LIMITS = Limits(memory_mb=800, processor_seconds=60, seconds=60)


def children() -> list[int]:
    """The processes that this one has started and that read a file."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            said, stat = (one / "cmdline").read_bytes(), (one / "stat").read_text()
        except OSError:
            continue
        mine = stat.rpartition(")")[2].split()[1] == str(os.getpid())
        if mine and b"\0read\0" in said:
            found.append(int(one.name))
    return found


def in_background() -> tuple[threading.Thread, list[ReadFile]]:
    found: list[ReadFile] = []
    thread = threading.Thread(target=lambda: found.append(read_apart(CARD, PDF, LIMITS)))
    thread.start()
    return thread, found


def one_child() -> int:
    for _ in range(1_000):
        if found := children():
            return found[0]
        time.sleep(0.005)
    raise AssertionError("nobody reads")


def test_a_card_is_read_by_its_own_text() -> None:
    found = read_apart(CARD, PDF, LIMITS)
    assert (found.reading.how, found.note) == ("text", "")
    assert found.reading["expires_on"].value == "2028-11-30"


def test_a_photo_is_read_by_its_letters_within_its_limits() -> None:
    found = read_apart(photo_of(CARD), JPEG, LIMITS)
    assert (found.reading.how, found.note) == ("ocr", "")
    assert found.reading["number"].value == "261104772881"
    assert found.milliseconds < 60_000


def under_a_letterhead() -> bytes:
    """A PDF of a photo, with a letterhead as text."""
    made = BytesIO()
    canvas = Canvas(made, pagesize=(WIDTH, HEIGHT + 40))
    canvas.drawString(20, HEIGHT + 20, "Cedar Hill Clinic, 12 Alder Street, to whom it may concern")
    canvas.drawImage(ImageReader(BytesIO(photo_of(CARD))), 0, 0, WIDTH, HEIGHT)
    canvas.save()
    return made.getvalue()


def test_a_photo_under_a_letterhead_is_read_by_its_letters() -> None:
    found = read_apart(under_a_letterhead(), PDF, LIMITS)
    assert (found.reading.how, found.note) == ("ocr", "")
    assert found.reading["number"].value == "261104772881"


def test_what_a_letterhead_says_is_kept_where_no_letters_can_be_seen() -> None:
    found = read_apart(under_a_letterhead(), PDF, replace(LIMITS, memory_mb=200))
    assert (found.reading.how, found.note, found.answered) == ("text", "", True)


def test_more_memory_than_it_may_have_is_a_reading_of_nothing() -> None:
    found = read_apart(photo_of(CARD), JPEG, Limits(memory_mb=1, seconds=60))
    assert found.reading.how == "none"
    assert found.note in (ENDED, "reading it needed more than 1 MB of memory")


def test_a_reader_that_is_killed_has_read_nothing_and_says_so() -> None:
    thread, found = in_background()
    os.kill(one_child(), signal.SIGKILL)
    thread.join(60)
    assert (found[0].reading.how, found[0].note) == ("none", ENDED)


def test_what_takes_too_long_is_a_reading_of_nothing() -> None:
    found = read_apart(CARD, PDF, Limits(memory_mb=800, processor_seconds=60, seconds=0.000_01))
    assert (found.reading.how, found.note) == ("none", "reading it took longer than 0 seconds")


def test_a_reader_that_says_nothing_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "GRACE_SECONDS", -59)
    thread, found = in_background()
    child = one_child()
    os.kill(child, signal.SIGSTOP)
    thread.join(30)
    assert found[0].note == "reading it took longer than 60 seconds"
    assert children() == []


def test_it_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENCY_DOCUMENT_KEY", "secret")
    thread, _ = in_background()
    assert b"AGENCY" not in Path(f"/proc/{one_child()}/environ").read_bytes()
    thread.join(60)


def test_a_worker_that_is_told_to_stop_ends_its_reader() -> None:
    work = Interruptible()

    def stop_them() -> None:
        os.kill(one_child(), signal.SIGSTOP)
        work.stop()

    threading.Timer(0.3, stop_them).start()

    def read_on() -> None:
        with work:
            while True:
                read_apart(CARD, PDF, LIMITS)

    with pytest.raises(Stopping):
        read_on()
    assert children() == []
