"""Jobs in plain words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from agency.dashboard.job_words import KIND_WORDS, STATES, about, kind_words, named
from agency.jobs import models
from agency.jobs.kinds import kind_named
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


@pytest.mark.parametrize("kind", KIND_WORDS)
def test_the_words_are_of_kinds_that_there_are(app: Flask, kind: str) -> None:
    assert kind_named(kind).name == kind


def test_a_kind_without_words_is_called_by_its_name() -> None:
    assert kind_words("match_shard") == "Match a share of the assignments"
    assert kind_words("count_sheep") == "count sheep"
