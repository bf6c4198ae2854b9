"""Lines are numbered as an editor numbers them, and none fills the memory."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.exchange.lines import LONGEST_LINE, NumberedLines, split_lines


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"a", [b"a"]),
        (b"a\nb\n", [b"a", b"b"]),
        (b"a\r\nb\r\n", [b"a", b"b"]),
        (b"a\n\n\nb", [b"a", b"", b"", b"b"]),
        (b"a\rb\n", [b"a\rb"]),
        (b"\n", [b""]),
        (b"a\x0bb\x0c\x1c\x85\n", [b"a\x0bb\x0c\x1c\x85"]),
    ],
)
def test_a_line_ends_with_lf_or_crlf(content: bytes, lines: list[bytes]) -> None:
    assert list(split_lines(BytesIO(content))) == lines


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
@pytest.mark.parametrize("extra", [-1, 0, 1, 2, 70_000, 200_000])
def test_a_line_too_long_is_cut_but_still_too_long(extra: int, end: bytes) -> None:
    long = b"x" * (LONGEST_LINE + extra)
    found = list(split_lines(BytesIO(b"first\n" + long + end + b"last")))
    if not end:
        long, last = long + b"last", []
    else:
        last = [b"last"]
    assert found[0] == b"first"
    assert found[2:] == last
    assert (found[1] == long) if len(long) <= LONGEST_LINE else len(found[1]) > LONGEST_LINE
    assert len(found[1]) <= LONGEST_LINE + 2


@given(st.lists(st.binary(max_size=5).filter(lambda line: b"\n" not in line), max_size=9))
def test_looking_ahead_loses_no_line(content: list[bytes]) -> None:
    lines = NumberedLines(BytesIO(b"".join(line + b"\n" for line in content)))
    seen = []
    for number, line in lines:
        ahead = list(lines.following(3))
        seen.append((number, line))
        assert ahead == [one.removesuffix(b"\r") for one in content[number : number + 3]]
    assert seen == [(n, line.removesuffix(b"\r")) for n, line in enumerate(content, start=1)]


def test_lines_that_were_seen_can_be_skipped() -> None:
    lines = NumberedLines(BytesIO(b"a\nb\nc\nd\n"))
    assert next(lines) == (1, b"a")
    assert list(lines.following(2)) == [b"b", b"c"]
    lines.skip(2)
    assert next(lines) == (4, b"d")
    assert list(lines.following(2)) == []
