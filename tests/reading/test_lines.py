"""Lines of text and the places of their parts."""

from __future__ import annotations

from agency.reading.lines import Box, Line, in_reading_order, upright
from tests.reading.lines_of import line


def test_a_piece_stands_where_its_characters_do() -> None:
    piece = line("Issued 03/15/2025", x=100, y=80).piece(7, 17)
    assert piece.text == "03/15/2025"
    assert piece.box == Box(135, 80, 185, 90)
    assert piece.place.page == 1
    assert piece.place.box == (225, 100, 308, 112)


def test_a_piece_has_no_blanks_around_it() -> None:
    piece = line("No:  12345  ").piece(3)
    assert (piece.text, piece.sure) == ("12345", (1.0,) * 5)


def test_the_place_of_a_part_of_a_line_that_runs_up() -> None:
    corners = ((100.0, 900.0), (100.0, 500.0), (120.0, 500.0), (120.0, 900.0))
    read = Line("abcd", (1.0,) * 4, 1, corners, Box(0, 0, 40, 10))
    assert read.piece(0, 2).place.box == (100, 700, 120, 900)
    assert read.piece(2, 4).place.box == (100, 500, 120, 700)


def test_rows_are_read_from_the_left_and_pages_from_the_top() -> None:
    right, left, below = line("right", 300, 51), line("left", 50, 50), line("below", 50, 70)
    assert in_reading_order([below, right, left]) == [left, right, below]


def test_a_line_without_height_is_read_all_the_same() -> None:
    flat, crossed = (
        Line("x", (1.0,), 1, upright(box, 600, 800), box)
        for box in (Box(50, 50, 60, 50), Box(50, 60, 60, 50))
    )
    below = line("below", y=90)
    assert set(in_reading_order([below, flat, crossed])) == {flat, crossed, below}
