"""Files that are handed in where another was expected."""

from __future__ import annotations

import pytest

from agency.fields.known_tables import other_kind
from agency.screening.sources import SOURCES as LISTS
from agency.verification.registers.source import SOURCES as REGISTERS

COLUMNS = {
    **{name: one.columns for name, one in REGISTERS.items()},
    **{name: one.layout.columns for name, one in LISTS.items()},
}
LOOKS = {
    "washington": "this one looks like Washington's register of credentials",
    "leie": "this one looks like the OIG's exclusion list (LEIE)",
    "sam": "this one looks like SAM's exclusion list",
}


@pytest.mark.parametrize("wanted", COLUMNS)
@pytest.mark.parametrize("given", COLUMNS)
def test_a_list_is_known_by_its_columns_where_another_is_wanted(wanted: str, given: str) -> None:
    header = b"\xef\xbb\xbf" + ",".join(f'"{one}"' for one in COLUMNS[given]).encode() + b"\r\n1,2"
    assert other_kind(header, COLUMNS[wanted]) == ("" if wanted == given else LOOKS[given])


@pytest.mark.parametrize(
    ("beginning", "says"),
    [
        (b"", "this one is empty"),
        (b"\xef\xbb\xbf", "this one is empty"),
        (b"%PDF-1.7\n", "this one is a PDF"),
        (b"\n", ""),
        (b"a,b\r1,2\n", ""),
        (b'"a,b', ""),
        (b"\xff\xfea\0,\0", ""),
    ],
)
def test_what_is_no_list_is_told_where_that_is_known(beginning: bytes, says: str) -> None:
    assert other_kind(beginning, ("a",)) == says
