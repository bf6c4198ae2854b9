"""A list in pages: nothing is lost or told twice, and a place in it cannot be made up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.candidates.models import Candidate
from agency.errors import BadCursor
from agency.extensions import db
from agency.paging import Page, Position, SortKey, beyond, cursor, cut, position_of
from tests.builders import make_candidate

OF = {"list": "candidates", "reader": "user 1"}


def pages(keys: list[SortKey], limit: int) -> list[list[str]]:
    """The references of all candidates, page by page."""
    found: list[list[str]] = []
    position: Position | None = None
    while not found or position:
        page = one_page(keys, position, limit)
        found.append(list(page.items))
        position = page.next
    return found


def one_page(keys: list[SortKey], position: Position | None, limit: int) -> Page[str]:
    rows = db.session.execute(
        select(Candidate.ref, Candidate.last_name)
        .where(beyond(keys, position))
        .order_by(*(key.order for key in keys))
        .limit(limit + 1)
    )
    return cut([(ref, [name, ref]) for ref, name in rows], limit)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_of_any_length_hold_every_row_once_and_in_order(
    database: SQLAlchemy, limit: int, descending: bool
) -> None:
    people = [("C-3", "Ames"), ("C-1", "Ames"), ("C-2", "Beck"), ("C-4", ""), ("C-5", "Cole")]
    for ref, name in people:
        database.session.add(make_candidate(ref=ref, last_name=name))
    database.session.commit()
    keys = [SortKey(Candidate.last_name, descending), SortKey(Candidate.ref)]
    found = pages(keys, limit)
    by_ref = sorted(people)
    expected = sorted(by_ref, key=lambda one: one[1], reverse=descending)
    assert [ref for page in found for ref in page] == [ref for ref, _ in expected]
    assert all(len(page) == limit for page in found[:-1])


def test_a_place_is_read_back_as_it_was_given(database: SQLAlchemy) -> None:
    place = ["Åmes", 3, None, "2026-11-24"]
    assert position_of(cursor(place, OF), OF) == place


def test_the_first_page_needs_no_place_and_the_last_has_none(database: SQLAlchemy) -> None:
    assert position_of(None, OF) is None
    assert position_of("", OF) is None
    assert cursor(None, OF) is None


@pytest.mark.parametrize(
    "other", [{"list": "assignments"}, {"reader": "user 2"}, {"status": "active"}]
)
def test_a_place_is_good_for_its_own_list_and_reader_alone(
    database: SQLAlchemy, other: dict[str, str]
) -> None:
    text = cursor(["Ames", "C-1"], OF)
    with pytest.raises(BadCursor):
        position_of(text, OF | other)


def test_an_edited_place_is_refused(database: SQLAlchemy) -> None:
    text = cursor(["Ames", "C-1"], OF) or ""
    for edited in (text[:-1], f"x{text}", "1", text.swapcase()):
        with pytest.raises(BadCursor):
            position_of(edited, OF)


def test_a_place_of_another_key_is_none_of_ours(app: Flask, database: SQLAlchemy) -> None:
    text = cursor(["Ames", "C-1"], OF)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], secret_key="another" * 8)
    with pytest.raises(BadCursor):
        position_of(text, OF)


def test_a_place_with_too_few_values_is_refused(database: SQLAlchemy) -> None:
    with pytest.raises(BadCursor):
        beyond([SortKey(Candidate.last_name), SortKey(Candidate.ref)], ["Ames"])
