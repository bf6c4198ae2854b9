"""Which engine matches, and that it does not matter which."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from agency.errors import Unready
from agency.matching import engines, speed
from agency.matching.compiled import CompiledEngine
from agency.matching.engine import Engine
from agency.matching.engines import engine_for
from agency.rules.ranking import load_scale
from config import RANKING_FILE, BadSetting, Config
from tests.matching.crowds import crowd
from tests.matching.ledgers import BOOK
from tests.matching.pools import pool
from tests.matching.test_compiled import somebody

DAY = date(2026, 11, 24)
SCALE = load_scale(RANKING_FILE)


@contextmanager
def set_to(app: Flask, engine: str) -> Iterator[None]:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, engine=engine)
    try:
        with app.app_context():
            yield
    finally:
        app.config["SETTINGS"] = before


@pytest.mark.parametrize(
    ("said", "worth_it", "kind"),
    [
        ("auto", 3, CompiledEngine),
        ("auto", 4, Engine),
        ("numpy", 1, Engine),
        ("compiled", 4, CompiledEngine),
    ],
)
def test_the_engine_is_the_one_that_is_asked_for_or_worth_its_start(
    app: Flask, monkeypatch: pytest.MonkeyPatch, said: str, worth_it: int, kind: type[Engine]
) -> None:
    monkeypatch.setattr(engines, "WORTH_IT", worth_it)
    with set_to(app, said):
        assert type(engine_for(pool(crowd([somebody()], 3)), BOOK, SCALE, DAY)) is kind


def test_without_the_extra_everything_is_matched_in_numpy(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "WORTH_IT", 0)
    monkeypatch.setattr(speed, "installed", lambda: False)
    with set_to(app, "auto"):
        assert type(engine_for(pool([]), BOOK, SCALE, DAY)) is Engine


def test_what_is_asked_for_and_cannot_be_had_is_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise ImportError("No module named 'numba'")

    everybody = pool([])
    monkeypatch.setattr(speed, "load", missing)
    with set_to(app, "compiled"), pytest.raises(Unready, match=r"extra fast.*numba"):
        engine_for(everybody, BOOK, SCALE, DAY)


def test_a_compiler_that_does_not_load_is_done_without(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ImportError("Numba needs NumPy 2.2 or less")

    everybody = pool([])
    monkeypatch.setattr(engines, "WORTH_IT", 0)
    monkeypatch.setattr(speed, "in_use", lambda: False)
    monkeypatch.setattr(speed, "load", broken)
    with set_to(app, "auto"):
        assert type(engine_for(everybody, BOOK, SCALE, DAY)) is Engine
    assert "matched without it: Numba needs NumPy 2.2 or less" in caplog.text


def test_an_engine_nobody_knows_is_refused() -> None:
    with pytest.raises(BadSetting, match="auto, numpy, compiled"):
        Config.from_environment({"AGENCY_ENGINE": "steam"})
