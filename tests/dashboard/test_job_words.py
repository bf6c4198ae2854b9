"""Jobs in plain words."""

from __future__ import annotations

from typing import Any

import pytest

from agency.dashboard.job_words import STATES, about, named
from agency.jobs import models
from agency.jobs.models import Job


@pytest.mark.parametrize(
    ("subject", "args", "words"),
    [
        (None, {}, ""),
        ("run:3", {"run": 3}, "run 3"),
        ("run:3", {"run": 3, "shard": 1}, "run 3, shard 1"),
        (None, {"as_of": "2026-11-24"}, "as of 24 Nov 2026"),
        (None, {"lead_days": 30}, "lead days 30"),
    ],
)
def test_what_a_job_is_about(subject: str | None, args: dict[str, Any], words: str) -> None:
    job = Job(id=7, kind="match", subject=subject, args=args)
    assert about(job) == words
    assert named(job) == (f"job 7, match of {words}" if words else "job 7, match")


def test_every_state_has_its_word() -> None:
    assert tuple(STATES) == models.STATES
