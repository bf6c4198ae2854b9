"""Pieces of work run in processes of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from agency.bench.processes import PieceFailed, measured


def test_a_piece_is_measured_from_start_to_exit(tmp_path: Path) -> None:
    measure = measured("make_sample", candidates=10, assignments=3, folder=str(tmp_path))
    assert measure.counts["candidates"] == 10
    assert (tmp_path / "candidates.csv").exists()
    assert 0 < measure.seconds["generate"] < measure.process_seconds
    assert measure.overhead == measure.process_seconds - measure.seconds["generate"]
    assert measure.rss_mb > 10
    assert measure.server_mb == 0


def test_a_piece_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(PieceFailed, match=r"make_sample: .*candidates"):
        measured("make_sample", candidates=0, assignments=3, folder=str(tmp_path))
