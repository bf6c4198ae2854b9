"""Photos are made as phones make them, sent as they send them, and counted as they were taken."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO

import pytest
from click.testing import CliRunner
from PIL import Image

from agency.bench.uploads.__main__ import report
from agency.bench.uploads.asking import Order, measure
from agency.bench.uploads.memory import MostMemory, memory_mb, tree_of
from agency.bench.uploads.photos import photo
from agency.bench.uploads.place import DATABASES, filled_place, served

SMALL = photo(60_000, 400, 300)
HARMFUL = [b"%PDF-1.7\n", b"MZ" + bytes(100)]


def test_a_photo_lies_on_its_side_and_is_no_larger_than_wanted() -> None:
    assert 30_000 < len(SMALL) <= 60_000
    with Image.open(BytesIO(SMALL)) as shown:
        assert (shown.size, shown.getexif()[0x0112]) == ((400, 300), 6)


@pytest.mark.parametrize("database", DATABASES)
def test_every_photo_is_taken_and_what_does_harm_is_refused(database: str) -> None:
    with filled_place(database, 2) as place, served(place) as serving:
        found = measure(place, serving, SMALL, HARMFUL, Order(alone=3, a_second=10, seconds=1))
    assert found.alone.requests == 3
    for burst in (found.many, found.beside):
        assert burst is not None
        assert (burst.answers, burst.kept, burst.errors) == ({303: 10}, 10, 0)
        assert burst.memory_before_mb > 50
    assert found.harm == {422: 2}
    with CliRunner().isolation() as (out, *_):
        report(found)
        said = out.getvalue().decode()
    assert "many at once: answers 10 × 303, 10 files kept" in said
    assert "harmful files: answers 2 × 422" in said


def test_the_memory_of_a_process_is_that_of_its_children_too() -> None:
    grown = "held = bytearray(60_000_000)\nprint('there', flush=True)\ninput()"
    with MostMemory(os.getpid()) as memory:
        command = [sys.executable, "-c", grown]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe) as child:
            assert child.stdout is not None
            child.stdout.readline()
            assert child.pid in tree_of(os.getpid())
            assert memory_mb(child.pid) > 60
            with MostMemory(child.pid) as own:
                pass
            child.communicate(b"\n")
    assert own.growth == pytest.approx(0, abs=1)
    assert memory.most >= memory.before
    assert memory_mb(child.pid) == 0
