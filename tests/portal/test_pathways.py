"""Pathways: what she may sit for, in the second person."""

from __future__ import annotations

from flask import Flask

from agency.extensions import db
from tests.counting import counted
from tests.portal.her import PAGE, browser_of_her, make_her, read


def test_what_she_may_sit_for_is_told_with_what_is_missing(app: Flask) -> None:
    make_her(app, matched=False)
    said = read(browser_of_her(app), "/portal/pathways")
    assert "Not yet, the nearest first" in said
    assert "It costs $" in said
    assert "Roles to grow into" in said
    held = said.partition("CMA (AAMA)")[0]
    assert held == said  # she has it


def test_pathways_take_few_statements(app: Flask) -> None:
    make_her(app, matched=False)
    client = browser_of_her(app)
    with app.app_context(), counted(db) as statements:
        client.get("/portal/pathways", headers=PAGE)
    assert len(statements) <= 12, statements
