"""Who asked for a standard, and why, is told as it stood when the run began."""

from __future__ import annotations

from functools import lru_cache

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.matching import shards
from agency.matching.actions import match
from agency.standards.actions import withdraw
from tests.builders import make_assignment, make_candidate, make_credential
from tests.matching.recorded import AS_OF, says, tip
from tests.matching.working import work_off
from tests.standards.entries import AT_ALDER, BLS, saved


def test_what_is_saved_again_by_another_is_told_and_explained_with_that_name(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As in a process that did not do the run in between.
    several = lru_cache(maxsize=4)(shards._engine.__wrapped__)
    monkeypatch.setattr(shards, "_engine", several)
    make_assignment("A-1")
    make_credential(make_candidate("C-1"))
    db.session.commit()
    match(AS_OF)
    work_off(app)
    saved(BLS, AT_ALDER, why="first reason")
    work_off(app)
    withdraw(BLS["id"], "A. Lee", "a mistake")
    work_off(app)
    saved(BLS, by="B. Ito", why="second reason")
    work_off(app)
    (said,) = says()
    assert said.startswith("agency-life-support: saved by B. Ito on ")
    for book in (shards.book_of(tip()), shards.engine_of(tip()).book):
        (standard,) = book.standards
        assert ", saved by B. Ito on " in standard.versions[0].citation
