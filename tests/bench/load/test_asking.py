"""A small agency is filled, served by gunicorn and asked for every kind of page and call."""

from __future__ import annotations

from contextlib import closing

import pytest

from agency.bench.load.asking import measure
from agency.bench.load.client import Failed, User
from agency.bench.load.serving import filled_database, known_in, served
from agency.bench.load.visits import API, PAGES
from agency.bench.sizes import Size


def test_everything_is_asked_for_and_answered() -> None:
    told: list[str] = []
    with filled_database(Size("tiny", 300, 60), None, told.append) as place, served(place) as url:
        measured = measure(url, place, known_in(place), users=2, seconds=0.5)
        with closing(User(url)) as stranger, pytest.raises(Failed, match="answered"):
            stranger.sign_in(place.email, "not her password")
    assert [one.kind for one in measured.read] == [one.kind for one in measured.pages]
    assert [one.kind for one in measured.pages] == list(PAGES)
    assert [one.kind for one in measured.api] == list(API)
    assert min(one.requests for one in (*measured.pages, *measured.api)) >= 2
    assert min(measured.pages_per_second, measured.api_per_second) > 0
    assert 0 < measured.second_visit_bytes < 150_000
    assert told[0] == "Making 300 candidates and 60 assignments"
