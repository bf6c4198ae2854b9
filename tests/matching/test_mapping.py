"""A snapshot comes back from its file as it was, and processes that map one share its pages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agency.matching.mapping import ALIGNED, MARK, Unmappable, mapped, write_columns
from agency.matching.parts import parts_of
from agency.matching.snapshot import Opening, Snapshot
from agency.rules.facts import CandidateFacts
from tests.examples import examples
from tests.matching.pools import pool, pools
from tests.matching.test_assembly import said
from tests.matching.test_packing import openings

SHARERS = 3
# Maps a file, reads all of it, tells what it is charged for, and stays until it is told to end.
SHARER = """
import os, re, sys
from agency.matching.mapping import mapped
from agency.matching.parts import parts_of
descriptor = os.open(sys.argv[1], os.O_RDONLY)
snapshot = mapped(descriptor)
for _, part in parts_of(snapshot.pool):
    if hasattr(part, "view"):
        part.view("u1").sum()
print("ready", flush=True)
sys.stdin.readline()
print(open("/proc/self/smaps").read(), flush=True)
sys.stdin.readline()
"""


def laid_out(file: Path, snapshot: Snapshot) -> Path:
    with file.open("wb") as opened:
        write_columns(opened, snapshot)
    return file


def read(file: Path) -> Snapshot:
    with file.open("rb") as opened:
        return mapped(opened.fileno())


@given(pools(most=4), st.lists(openings(), max_size=3))
@settings(
    max_examples=examples(50),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_every_fact_comes_back(
    tmp_path: Path, people: list[CandidateFacts], asked: list[Opening]
) -> None:
    snapshot = Snapshot(pool(people), tuple(asked))
    back = read(laid_out(tmp_path / "facts", snapshot))
    assert said(back.pool) == said(snapshot.pool)
    assert back.openings == snapshot.openings
    assert back.fingerprint == snapshot.fingerprint


def test_columns_lie_where_every_processor_reads_them_best(tmp_path: Path) -> None:
    back = read(laid_out(tmp_path / "facts", Snapshot(pool([CandidateFacts("C-1")]), ())))
    arrays = [part for _, part in parts_of(back.pool) if isinstance(part, np.ndarray)]
    assert arrays
    assert {array.ctypes.data % ALIGNED for array in arrays if array.nbytes} == {0}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"something else",
        b"something else" * 99,
        MARK + (1 << 60).to_bytes(8, "big"),
        MARK + (2).to_bytes(8, "big") + b"[]" + bytes(38),
        MARK + (99_998).to_bytes(8, "big") + b"[" * 99_998,
    ],
)
def test_what_is_no_snapshot_is_an_error_and_nothing_worse(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "facts"
    file.write_bytes(content)
    with pytest.raises((Unmappable, TypeError, RecursionError)):
        read(file)


@pytest.mark.parametrize("change", [-64, -1, 1, 64])
def test_a_file_of_another_length_is_not_mapped(tmp_path: Path, change: int) -> None:
    file = laid_out(tmp_path / "facts", Snapshot(pool([CandidateFacts("C-1")]), ()))
    content = file.read_bytes()
    file.write_bytes(content[:change] if change < 0 else content + bytes(change))
    with pytest.raises((Unmappable, TypeError)):
        read(file)


def test_a_column_of_addresses_is_not_read(tmp_path: Path) -> None:
    file = laid_out(tmp_path / "facts", Snapshot(pool([CandidateFacts("C-1")]), ()))
    file.write_bytes(file.read_bytes().replace(b'"active":["|b1"', b'"active":["|O1"', 1))
    with pytest.raises((Unmappable, TypeError)):
        read(file)


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells of its pages")
def test_processes_share_the_pages_of_what_they_map(tmp_path: Path) -> None:
    """Each of three is charged for a third of the columns, and none has a page of its own."""
    people = [CandidateFacts(f"C-{number:05}") for number in range(20_000)]
    file = laid_out(tmp_path / "facts", Snapshot(pool(people), ()))
    sharers = [
        subprocess.Popen(
            [sys.executable, "-c", SHARER, str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(SHARERS)
    ]
    try:
        for one in sharers:
            assert one.stdout
            assert one.stdout.readline() == "ready\n"
        told = [charged(one, file) for one in sharers]
    finally:
        for one in sharers:
            one.kill()
            one.communicate()
    for resident, share, own in told:
        assert resident > 0.8 * file.stat().st_size / 1024
        assert share < 1.2 * resident / SHARERS
        assert own == 0


def charged(sharer: subprocess.Popen[str], file: Path) -> tuple[int, int, int]:
    """Of a mapped file: KB in memory, KB of them this process's share, KB it has changed."""
    assert sharer.stdin
    assert sharer.stdout
    sharer.stdin.write("tell\n")
    sharer.stdin.flush()
    text = ""
    while not (text.endswith("\n\n") and "VmFlags" in text):
        text += sharer.stdout.readline()
    _, _, of_file = text.partition(f"{file}\n")
    told, _, _ = of_file.partition("VmFlags")
    numbers = dict(re.findall(r"^(\w+): +(\d+) kB$", told, re.MULTILINE))
    return int(numbers["Rss"]), int(numbers["Pss"]), int(numbers["Private_Dirty"])
