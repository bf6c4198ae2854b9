"""What was measured is told as it is."""

import pytest

from agency.bench.load.figures import figure, figures, percentile, table


@pytest.mark.parametrize(("percent", "value"), [(1, 1), (50, 10), (95, 19), (96, 20), (100, 20)])
def test_a_percentile_is_the_least_value_that_so_many_do_not_exceed(
    percent: int, value: float
) -> None:
    assert percentile([float(number) for number in range(1, 21)], percent) == value


def test_a_figure_is_in_milliseconds() -> None:
    one = figure("Today", [0.3, 0.1, 0.2])
    assert (one.requests, one.median, one.p95, one.most) == (3, 200, 300, 300)


def test_what_was_never_asked_for_has_no_figure() -> None:
    assert [one.kind for one in figures({"Today": [0.1], "Runs": []})] == ["Today"]


def test_the_table_is_markdown() -> None:
    head, rule, row = table(figures({"Today": [0.0125] * 1_200}))
    assert head.count("|") == rule.count("|") == row.count("|")
    assert row == "| Today | 1,200 | 12 | 12 | 12 |"
