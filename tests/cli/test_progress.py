"""A bar while a person looks on, and nothing where a program does."""

from __future__ import annotations

import os
import pty
import sys

import pytest

from agency.cli.progress import progress


def test_where_no_person_looks_on_nothing_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    with progress("Matching") as told:
        told(1, 2)
        told(2, 2)
    assert capfd.readouterr() == ("", "")


def test_a_person_sees_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    reader, writer = pty.openpty()
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    with os.fdopen(writer, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with progress("Matching") as told:
            told(1, 2)
    shown = everything(reader)
    assert "Matching" in shown
    assert "50%" in shown
    assert capfd.readouterr().out == ""


def everything(reader: int) -> str:
    """All that was written to the terminal, which gives it out in pieces; it is closed by now."""
    pieces = []
    try:
        while piece := os.read(reader, 65536):
            pieces.append(piece)
    except OSError:  # the other end is closed and everything has been read
        pass
    os.close(reader)
    return b"".join(pieces).decode()
