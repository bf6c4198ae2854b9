"""A night by one process and by two is the same, and what is told of it follows from it."""

from __future__ import annotations

from dataclasses import replace

from agency.bench.scale.figures import equal, lines
from agency.bench.scale.nights import STAGES, Night, nights
from agency.bench.scale.place import filled_place
from agency.bench.sizes import Size

ONE = Night(1, 18, 8.0, 6.0, 6.0, dict.fromkeys(STAGES, 2.0), 300.0, "abc")
TWO = replace(ONE, processes=2, seconds=5.0, cpu_seconds=6.6, busiest_cpu_seconds=3.0)


def test_a_night_comes_to_the_same_by_one_process_and_by_two() -> None:
    told: list[str] = []
    with filled_place(Size("tiny", 120, 40), told.append) as place:
        one, two = nights(place, (1, 2), 1, told.append)
    assert equal([one, two])
    assert (one.processes, two.processes) == (1, 2)
    assert one.shards == two.shards > 1
    assert min(one.seconds, one.cpu_seconds, one.own_mb, two.cpu_seconds) > 0
    assert two.busiest_cpu_seconds <= two.cpu_seconds
    assert told[-2:] == ["A night by 1 process", "A night by 2 processes"]


def test_each_number_of_processes_is_held_against_the_first() -> None:
    head, rule, first, second, _, beside, result = lines([ONE, TWO, replace(ONE, seconds=9.0)])
    assert head.count("|") == rule.count("|") == first.count("|") == second.count("|")
    assert first == "| 1 | 18 | 8.50 (8.00–9.00) | 6.00 | 6.00 | 0.71 | 2.00 | 2.00 | 2.00 | 300 |"
    assert beside == (
        "2 processes beside 1: 1.70 times as quick by the clock, 2.00 times by the processor time"
        " of the busiest process, with 1.10 times the work in all"
    )
    assert result == "results: equal, abc"


def test_a_result_that_differs_is_told() -> None:
    *_, result = lines([ONE, replace(TWO, result="xyz")])
    assert result == "results: NOT EQUAL, abc"
    assert not equal([ONE, replace(TWO, result="xyz")])
