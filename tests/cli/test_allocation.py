"""``agency allocate``: a bare allocation from a file, without a database."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from agency.cli import agency
from config import ALLOCATION_FILE
from tests.examples import examples

PRIORITIES = {"normal": 100, "high": 200, "urgent": 400}
TWO: dict[str, Any] = {
    "openings": [
        {"id": "A-1", "count": 2, "window": ["2027-01-01", "2027-02-01"], "priority": "high"},
        {"id": "A-2", "count": 1, "window": ["2027-02-01", "2027-03-01"]},
    ],
    "edges": [
        ["C-1", "A-1", 80.5],
        ["C-2", "A-1", 70],
        ["C-1", "A-2", 90.25],
        ["C-3", "A-2", 0],
    ],
}


def run(document: Any, *words: str, **environment: str) -> Result:
    said = document if isinstance(document, str) else json.dumps(document)
    return CliRunner().invoke(agency, ["allocate", "-", *words], input=said, env=environment)


def with_edges(*edges: Any, **said: Any) -> dict[str, Any]:
    return {"openings": TWO["openings"], "edges": list(edges), **said}


def test_the_best_choice_is_told_with_its_bound() -> None:
    done = run(TWO)
    assert done.exit_code == 0
    answer = json.loads(done.stdout)
    assert answer.pop("seconds") >= 0
    assert answer == {
        "chosen": [["C-1", "A-1"], ["C-2", "A-1"], ["C-3", "A-2"]],
        "objective": 650.5,
        "bound": 650.5,
        "gap": 0.0,
        "method": "flow",
        "pins": [],
        "unsettled": {"count": 1, "pairs": [["C-1", "A-2"]]},
        "repeated": [],
        "unknown_keys": [],
    }


def test_pins_and_exclusions_are_kept_and_what_cannot_be_is_told() -> None:
    pins = [["C-1", "A-2"], ["C-1", "A-1"], ["C-9", "A-1"]]
    answer = json.loads(run({**TWO, "pins": pins, "exclusions": [["C-2", "A-1"]]}).stdout)
    assert answer["chosen"] == [["C-1", "A-2"]]
    assert answer["objective"] == answer["bound"] == 190.25
    assert answer["pins"] == [
        {"candidate": "C-1", "opening": "A-2", "outcome": "kept", "overlaps": None},
        {"candidate": "C-1", "opening": "A-1", "outcome": "overlaps", "overlaps": "A-2"},
        {"candidate": "C-9", "opening": "A-1", "outcome": "not_eligible", "overlaps": None},
    ]


def test_a_terminal_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agency.cli.allocation._on_a_terminal", lambda: True)
    said = run({**TWO, "pins": [["C-9", "A-1"], ["C-3", "A-2"], ["C-1", "A-2"]]}).stdout
    assert "cannot be kept: C-9 on A-1: there is no edge between them" in said
    assert "cannot be kept: C-1 on A-2: no place is left in it" in said
    assert "0 pairs would both rather have each other" in said


def test_of_a_pair_that_stands_there_twice_the_best_score_counts_and_it_is_told() -> None:
    openings = [{"id": one, "window": ["2027-01-01", "2027-01-31"]} for one in ("A-1", "A-2")]
    once = [["C-1", "A-1", 90], ["C-1", "A-2", 10], ["C-2", "A-1", 50]]
    twice = [["C-1", "A-1", 20], *once, ["C-1", "A-1", 60], ["C-2", "A-1", 50]]
    answers = [
        json.loads(run({"openings": openings, "edges": edges}).stdout) for edges in (once, twice)
    ]
    for answer in answers:
        answer.pop("seconds")
    assert answers[1].pop("repeated") == [["C-1", "A-1"], ["C-2", "A-1"]]
    assert answers[0].pop("repeated") == []
    assert answers[1] == answers[0]
    assert answers[0]["unsettled"]["pairs"] == [["C-1", "A-1"]]


def test_keys_that_mean_nothing_are_told_and_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    openings = [{**TWO["openings"][0], "colour": "red"}, TWO["openings"][1]]
    asked = {**TWO, "openings": openings, "edge": []}
    assert json.loads(run(asked).stdout)["unknown_keys"] == ["edge", "openings[0].colour"]
    monkeypatch.setattr("agency.cli.allocation._on_a_terminal", lambda: True)
    asked["edges"] = [*TWO["edges"], ["C-3", "A-2", 1]]
    said = run(asked).stdout
    assert "not understood: openings[0].colour" in said
    assert "stands there more than once, its best score counts: C-3 on A-2" in said


def test_who_would_rather_have_each_other_is_told() -> None:
    openings = [
        {"id": "A-1", "window": ["2027-01-01", "2027-01-31"], "pay_rate": 25},
        {"id": "A-2", "window": ["2027-01-01", "2027-01-31"], "pay_rate": 25},
    ]
    edges = [["C-1", "A-1", 90], ["C-1", "A-2", 10], ["C-2", "A-1", 50]]
    answer = json.loads(run({"openings": openings, "edges": edges}).stdout)
    assert answer["unsettled"] == {"count": 1, "pairs": [["C-1", "A-1"]]}
    openings[1]["pay_rate"] = 25.5
    answer = json.loads(run({"openings": openings, "edges": edges}).stdout)
    assert answer["unsettled"] == {"count": 0, "pairs": []}


def test_what_counts_as_large_is_chosen_by_prices(tmp_path: Path) -> None:
    told = tmp_path / "allocation.toml"
    told.write_text(ALLOCATION_FILE.read_text().replace("edges = 1_500_000", "edges = 2"))
    openings = [
        {"id": "A-1", "window": ["2027-01-01", "2027-01-31"]},
        {"id": "A-2", "window": ["2027-02-01", "2027-02-28"]},
    ]
    of = {"openings": openings, "edges": [["C-1", "A-1", 50], ["C-1", "A-2", 60]]}
    answer = json.loads(run(of, AGENCY_ALLOCATION_FILE=str(told)).stdout)
    assert (answer["method"], answer["objective"], answer["bound"]) == ("lagrangian", 310, 310)


def test_one_person_takes_two_openings_one_after_the_other_unless_told_otherwise() -> None:
    openings = [
        {"id": "A-1", "window": ["2027-01-01", "2027-01-31"]},
        {"id": "A-2", "window": ["2027-02-01", "2027-02-28"]},
    ]
    edges = [["C-1", "A-1", 50], ["C-1", "A-2", 60]]
    both = json.loads(run({"openings": openings, "edges": edges}).stdout)
    assert both["chosen"] == [["C-1", "A-1"], ["C-1", "A-2"]]
    one = json.loads(run({"openings": openings, "edges": edges, "one_each": True}).stdout)
    assert one["chosen"] == [["C-1", "A-2"]]


@pytest.mark.parametrize(
    ("document", "field", "expected"),
    [
        ([], "", "an object with openings"),
        ({"edges": []}, "openings", "a list"),
        (with_edges("C-1"), "edges[0]", "a list such as"),
        (with_edges(["C-1", "A-1", "much"]), "edges[0]", "a list such as"),
        (with_edges(["C-1", "A-1", -1]), "edges[0]", "from 0"),
        (with_edges(["C-1", "A-9", 1]), "edges[0]", "by its id"),
        (with_edges(one_each="yes"), "one_each", "true or false"),
        (with_edges(pins={}), "pins", "a list"),
        (with_edges(pins=[["C-1"]]), "pins[0]", "candidate and opening id"),
        (with_edges(pins=[["C-1", 1]]), "pins[0]", "candidate and opening id"),
        (with_edges(pins=[["C-1", "A-9"]]), "pins[0]", "one of the openings"),
        (with_edges(pins=[["C-1", "A-1"]] * 2), "pins[1]", "does not stand there before"),
        (with_edges(exclusions="C-1"), "exclusions", "a list"),
        (
            with_edges(pins=[["C-1", "A-1"]], exclusions=[["C-1", "A-1"]]),
            "exclusions[0]",
            "not pinned",
        ),
        (
            {"openings": [{**TWO["openings"][0], "pay_rate": -1}], "edges": []},
            "openings[0].pay_rate",
            "a number from 0",
        ),
        ({"openings": [{"id": "A"}], "edges": []}, "openings[0].window", "a list such as"),
        (
            {"openings": [{"id": "A", "window": ["2027-02-01", "2027-01-01"]}], "edges": []},
            "openings[0].window",
            "ends after it begins",
        ),
        (
            {"openings": [*TWO["openings"], TWO["openings"][0]], "edges": []},
            "openings[2].id",
            "no opening before it",
        ),
        (
            {"openings": [{**TWO["openings"][0], "priority": "vital"}], "edges": []},
            "openings[0].priority",
            "normal, high, urgent",
        ),
        (
            {"openings": [{**TWO["openings"][0], "count": 1.5}], "edges": []},
            "openings[0].count",
            "a whole number",
        ),
    ],
)
def test_what_cannot_be_read_is_named(document: Any, field: str, expected: str) -> None:
    done = run(document)
    assert done.exit_code == 2
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["field"] == field
    assert expected in problem["expected"]


def test_what_is_no_json_is_told_by_its_line() -> None:
    done = run('{"openings": [\n}')
    assert done.exit_code == 2
    assert "line 2" in done.stderr


def test_fractions_of_a_point_decide() -> None:
    edges = ["C-1", "A-2", 10.000001], ["C-2", "A-2", 10.000002]
    assert json.loads(run(with_edges(*edges)).stdout)["chosen"] == [["C-2", "A-2"]]


def test_an_edge_that_stands_there_twice_is_taken_once() -> None:
    edges = ["C-1", "A-1", 10], ["C-1", "A-1", 20]
    answer = json.loads(run(with_edges(*edges)).stdout)
    assert (answer["chosen"], answer["objective"]) == ([["C-1", "A-1"]], 220)


DAYS = st.integers(1, 9)


@given(
    st.lists(
        st.tuples(DAYS, DAYS, st.integers(0, 2), st.sampled_from([*PRIORITIES])),
        min_size=1,
        max_size=4,
    ),
    st.data(),
)
@settings(max_examples=examples(60), deadline=None)
def test_the_objective_is_that_of_trying_every_choice(
    windows: list[tuple[int, int, int, str]], data: st.DataObject
) -> None:
    openings = [
        {
            "id": f"A-{number}",
            "count": count,
            "window": [f"2027-01-0{min(first, last)}", f"2027-01-0{max(first, last)}"],
            "priority": priority,
        }
        for number, (first, last, count, priority) in enumerate(windows)
    ]
    pairs = st.tuples(st.integers(1, 4), st.integers(0, len(windows) - 1))
    edges = [
        [f"C-{candidate}", f"A-{opening}", data.draw(st.integers(0, 100_000)) / 1000]
        for candidate, opening in data.draw(st.lists(pairs, unique=True, max_size=8))
    ]
    wish = pairs.map(lambda one: [f"C-{one[0]}", f"A-{one[1]}"])
    wishes = data.draw(st.lists(wish, unique_by=tuple, max_size=4))
    pins, exclusions = wishes[::2], wishes[1::2]
    asked = {"openings": openings, "edges": edges, "pins": pins, "exclusions": exclusions}
    answer = json.loads(run(asked).stdout)
    kept = [pin for pin, one in zip(pins, answer["pins"], strict=True) if one["outcome"] == "kept"]
    best = _best(openings, [edge for edge in edges if edge[:2] not in exclusions], kept)
    assert answer["objective"] == pytest.approx(best, abs=1e-6)
    assert answer["bound"] >= answer["objective"]
    assert all(pin in answer["chosen"] for pin in kept)


def _best(openings: list[dict[str, Any]], edges: list[list[Any]], pins: list[list[str]]) -> float:
    by_id = {one["id"]: one for one in openings}
    worth: list[float] = [
        sum(PRIORITIES[by_id[opening]["priority"]] + score for _, opening, score in chosen)
        for size in range(len(edges) + 1)
        for chosen in combinations(edges, size)
        if _allowed(chosen, by_id) and all(pin in [one[:2] for one in chosen] for pin in pins)
    ]
    return max(worth)


def _allowed(chosen: Any, by_id: dict[str, dict[str, Any]]) -> bool:
    filled = [opening for _, opening, _ in chosen]
    if any(filled.count(id) > one["count"] for id, one in by_id.items()):
        return False
    return not any(
        one[0] == two[0]
        and by_id[one[1]]["window"][0] <= by_id[two[1]]["window"][1]
        and by_id[two[1]]["window"][0] <= by_id[one[1]]["window"][1]
        for one, two in combinations(chosen, 2)
    )
