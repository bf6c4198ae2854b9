"""The table says the same as the JSON, for people."""

from __future__ import annotations

from agency.bench.report import Report, Row
from agency.bench.sizes import SIZES
from agency.bench.table import lines


def test_a_row_per_thing_measured_and_a_line_per_ratio() -> None:
    rows = (
        Row("match postgres: match", [4.0, 2.0, 12.0], pairs=1_000_000),
        Row("postgres insert-select", [75.0], [70.5], 44.4, 1_000_000, 0.05),
        Row("choose: greedy", [0.5], gap=0.0125),
    )
    table = "\n".join(lines(Report(SIZES["M"], rows, gap=0.000012)))
    assert table.startswith(
        """\
Size M: 50,000 candidates, 5,000 assignments

                        median s    min    max  cpu s  MB  pairs/s  from       gap
match postgres: match       4.00   2.00  12.00             250,000
postgres insert-select     75.00  75.00  75.00  70.50  44   13,333   5 %
choose: greedy              0.50   0.50   0.50                            1.2500 %

numpy_vs_postgres     18.75
allocation_gap     0.000012
"""
    )


def test_what_takes_no_time_to_speak_of_is_told_in_ten_thousandths() -> None:
    row = Row("remedies near miss", [0.0012, 0.0312, 0.25], [0.0004])
    [line] = [line for line in lines(Report(SIZES["S"], (row,))) if line.startswith("remedies")]
    assert line.split()[3:] == ["0.0312", "0.0012", "0.25", "0.0004"]
