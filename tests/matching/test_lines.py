"""Lines as columns say what they say one by one."""

from __future__ import annotations

from agency.matching.lines import NO_LINES, Listed, as_lines
from agency.matching.rows import BLANK

MEASURES = (12, 0, -3, 45, 180, 7)
LISTED = (
    Listed(7, "eligible", 81_000, MEASURES, None, False),
    Listed(2**31 - 1, "unknown", 0, MEASURES, "wa-practice", True),
    Listed(3, "ineligible", 5, MEASURES, "client:BLS", False),
    Listed(4, "ineligible", 5, MEASURES, "wa-practice", False),
)


def test_lines_come_back_as_they_were() -> None:
    lines = as_lines(LISTED)
    assert tuple(lines) == LISTED
    assert lines.gaps == ("wa-practice", "client:BLS")
    assert lines.gap.tolist() == [BLANK, 0, 1, 0]
    assert len(lines) == 4


def test_equal_lines_are_equal_however_their_gaps_are_numbered() -> None:
    assert as_lines(LISTED) == as_lines(iter(LISTED))
    assert as_lines(LISTED) != as_lines(LISTED[:-1])
    assert as_lines(()) == NO_LINES != as_lines(LISTED)
    assert hash(as_lines(LISTED)) == hash(as_lines(LISTED))
