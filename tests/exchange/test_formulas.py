"""A spreadsheet must not run what somebody typed, and the typed text must come back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.exchange.formulas import keep, protect, unprotect

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1", "\uff0b1", "\uff0d1"]
CELLS = st.text(st.sampled_from("'=+-@\t\uff1dab 1"), max_size=6) | st.text(max_size=8)


@pytest.mark.parametrize("cell", DANGEROUS, ids=ascii)
def test_a_cell_that_would_run_is_protected(cell: str) -> None:
    assert protect(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ann", "O'Brien", "'tis", "1-2", "a=b", "305-555-0100"])
def test_any_other_cell_is_left_alone(cell: str) -> None:
    assert protect(cell) == keep(cell) == unprotect(cell) == cell


@given(CELLS)
def test_what_was_protected_comes_back(cell: str) -> None:
    assert unprotect(protect(cell)) == cell
    assert unprotect(keep(cell)) == cell


@given(CELLS)
def test_a_protected_cell_does_not_run(cell: str) -> None:
    assert not protect(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d"))


@pytest.mark.parametrize("cell", DANGEROUS, ids=ascii)
def test_the_command_line_writes_a_formula_as_it_is(cell: str) -> None:
    assert keep(cell) == cell
