"""The pieces of a bench do what they say: on a small sample, in a real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from agency.bench import delta_pieces, engine_pieces, pieces, rule_pieces
from agency.bench.pieces import Disagreement, Done
from agency.bench.servers import postgresql
from agency.bench.sizes import DAY
from agency.rules.rulebook import load_rulebook


@dataclass(frozen=True)
class Sample:
    """A sample of 150 candidates and 40 assignments that is imported and ready for SQL."""

    folder: str
    url: str
    script: str
    prepared: Done

    def execute(self, statement: str) -> int:
        """How many rows a statement changed, or the number that it asks for."""
        engine = create_engine(self.url)
        with engine.begin() as connection:
            result = connection.execute(text(statement))
            answer = int(result.scalar_one()) if result.returns_rows else result.rowcount
        engine.dispose()
        return answer

    def insert(self) -> Done:
        return pieces.insert_pairs(self.url, self.script)

    def compare(self) -> Done:
        return pieces.compare_pairs(self.folder, self.url, self.script)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    folder = tmp_path_factory.mktemp("bench")
    home, script = str(folder), str(folder / "statements.json")
    pieces.make_sample(150, 40, home)
    with postgresql() as url:
        pieces.import_sample(home, url)
        yield Sample(home, url, script, pieces.prepare_sql(home, url, 1, script))


def test_sql_finds_the_eligible_pairs_of_a_sample(sample: Sample) -> None:
    found = sample.insert().counts["eligible"]
    assert found > sample.prepared.counts["chosen"]
    assert sample.compare().counts == {"eligible": found}


def test_what_an_earlier_run_found_is_not_counted_again(sample: Sample) -> None:
    first, second = sample.insert(), sample.insert()
    assert first.counts == second.counts
    assert sample.execute("SELECT count(*) FROM bench_pairs") == first.counts["eligible"]


def test_a_pair_that_sql_lacks_is_a_disagreement(sample: Sample) -> None:
    sample.insert()
    assert sample.execute(
        "DELETE FROM bench_pairs WHERE (assignment_id, candidate_id) IN"
        " (SELECT min(assignment_id), min(candidate_id) FROM bench_pairs"
        " GROUP BY assignment_id ORDER BY assignment_id LIMIT 1)"
    )
    with pytest.raises(Disagreement, match="eligible candidates and SQL"):
        sample.compare()


def test_a_pair_that_sql_has_too_many_is_a_disagreement(sample: Sample) -> None:
    sample.insert()
    sample.execute("INSERT INTO bench_pairs SELECT assignment_id, 0 FROM bench_pairs LIMIT 1")
    with pytest.raises(Disagreement, match="id 0 is in one of them only"):
        sample.compare()


def test_a_pair_that_sql_has_twice_is_a_disagreement(sample: Sample) -> None:
    sample.insert()
    sample.execute("INSERT INTO bench_pairs SELECT * FROM bench_pairs LIMIT 1")
    with pytest.raises(Disagreement):
        sample.compare()


def test_a_share_of_the_assignments_is_told(sample: Sample, tmp_path: Path) -> None:
    script = tmp_path / "third.json"
    counts = pieces.prepare_sql(sample.folder, sample.url, 3, str(script)).counts
    assert counts["all"] == sample.prepared.counts["all"] == sample.prepared.counts["chosen"]
    assert counts["chosen"] == len(json.loads(script.read_text())) == -(-counts["all"] // 3)
    assert counts["candidates"] == 150


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_measured_match_leaves_no_run_behind(sample: Sample, engine: str) -> None:
    done = pieces.match_everybody(sample.folder, sample.url, engine)
    assert done.counts["pairs"] == 150 * sample.prepared.counts["all"]
    assert 0 < done.counts["objective"] <= done.counts["bound"]
    assert sample.execute("SELECT count(*) FROM match_runs") == 0
    assert sum(done.stages.values()) == pytest.approx(done.seconds["match"])
    assert min(done.stages.values()) > 0


def test_a_match_in_memory_chooses_in_three_ways(sample: Sample) -> None:
    done = engine_pieces.match_in_memory(sample.folder, sample.url)
    assert done.counts["pairs"] == 150 * len(open_in_a_state_with_rules(sample))
    best = done.counts["choose: best objective"]
    assert 0 < done.counts["choose: greedy objective"] <= best
    assert best <= done.counts["choose: by prices bound"]
    assert done.counts["choose: by prices objective"] <= done.counts["choose: best bound"]
    assert {"first", "again"} <= done.seconds.keys()


def open_in_a_state_with_rules(sample: Sample) -> list[str]:
    with pieces.database(sample.url, sample.folder):
        openings = engine_pieces.ruled(pieces.facts().openings, load_rulebook())
        return [one.assignment.ref for one in openings]


def test_pair_by_pair_is_as_the_engine_on_a_share_of_the_assignments(sample: Sample) -> None:
    counts = engine_pieces.match_pair_by_pair(sample.folder, sample.url, 2).counts
    everything = len(open_in_a_state_with_rules(sample))
    assert counts == {"chosen": -(-everything // 2), "all": everything, "candidates": 150}


def test_pairs_are_explained_with_and_without_remedies(sample: Sample) -> None:
    done = engine_pieces.explain_pairs(sample.folder, sample.url, 3)
    assert done.counts == {"explained": 3}
    assert [*done.seconds] == [f"{kind} {n}" for kind in ("pair", "remedied") for n in range(3)]


@pytest.mark.parametrize("turn", [0, 1])
def test_what_is_worked_in_equals_a_match_anew(sample: Sample, turn: int) -> None:
    done = delta_pieces.match_changes(sample.folder, sample.url, "compiled", turn)
    assert done.counts == {"changed": 2}
    assert done.stages["1 % changed: matched anew"] > 0
    assert sample.execute("SELECT count(*) FROM match_runs") == 0


def test_remedies_are_sought_for_pairs_that_are_not_eligible(sample: Sample) -> None:
    done = rule_pieces.find_remedies(sample.folder, sample.url, 12, 12, 3)
    assert done.counts == {"near miss": 3, "other pair": 3}
    assert list(done.cpu_seconds) == [
        f"{kind} {number}" for kind in ("near miss", "other pair") for number in range(3)
    ]


def test_an_impact_is_asked_of_all_open_assignments(sample: Sample) -> None:
    done = rule_pieces.ask_impact(sample.folder, sample.url)
    still_open = "SELECT count(*) FROM assignments WHERE status = 'open' AND ends_on >= '{}'"
    checked = sample.execute(still_open.format(DAY))
    assert done.counts == {"assignments": checked, "asked": done.counts["asked"]}
    assert 0 < done.counts["asked"] <= checked
    assert done.seconds["impact"] > 0


def test_the_rulebook_is_read_as_a_whole() -> None:
    assert rule_pieces.load_rules().counts == {"states": 51}


def test_plain_python_judges_a_grid_of_pairs(sample: Sample) -> None:
    done = pieces.assess_some(sample.folder, sample.url, 6, 4)
    assert done.counts["pairs"] == 24
