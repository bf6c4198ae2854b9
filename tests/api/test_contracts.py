"""What the API says of a judgement is what the command says of it, key by key and day by day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from tests.api.programs import Program, told
from tests.cli.commands import answer, run
from tests.samples.agencies import AS_OF

ON = f"on={AS_OF}"
DAY = ("--as-of", AS_OF.isoformat())
Over = dict[str, str]


def test_an_explanation_is_that_of_explain(small: Flask, over: Over) -> None:
    said = answer(over, "explain", "S-02", "W-1", *DAY)
    assert said["remedies"] is not None
    assert told(Program(small).get(f"/assignments/W-1/candidates/S-02?{ON}")) == said


def test_matches_are_those_of_matches(small: Flask, over: Over) -> None:
    for words, query in (((), ""), (("--verdict", "near_miss"), "&verdict=near_miss")):
        said = answer(over, "matches", "W-1", *DAY, *words)
        found = told(Program(small).get(f"/assignments/W-1/matches?as_of={AS_OF}{query}"))
        assert found == said
        assert said["matches"]


def test_a_judgement_is_that_of_check(small: Flask, over: Over, tmp_path: Path) -> None:
    question = {
        "on": "2026-11-24",
        "assignment": {
            "state": "TX",
            "starts_on": "2027-01-04",
            "ends_on": "2027-03-31",
            "pay_rate": 25.5,
            "required_skills": ["ekg"],
            "shape": "round",
        },
        "candidate": {
            "willing_states": ["TX"],
            "skills": "ekg",
            "min_pay_rate": "25.50",
            "credentials": [{"code": "CMA-AAMA", "evidence": "reviewed"}],
            "busy": [["2027-01-01", "2027-01-03"]],
        },
    }
    file = tmp_path / "question.json"
    file.write_text(Program.text(question), encoding="utf-8")
    said = answer(over, "check", str(file))
    assert said["unknown_keys"] == ["assignment.shape"]
    assert told(Program(small).post("/eligibility", question)) == said


def test_a_question_that_is_none_is_refused_as_check_refuses_it(
    small: Flask, over: Over, tmp_path: Path
) -> None:
    file = tmp_path / "question.json"
    file.write_text('{"on": "tomorrow", "assignment": {}}', encoding="utf-8")
    result = run(over, "check", str(file), "--json")
    assert result.exit_code == 2
    refused = Program(small).post("/eligibility", {"on": "tomorrow", "assignment": {}})
    assert refused.status_code == 422
    for fault in refused.get_json()["errors"]:
        assert f'"field": "{fault["field"]}"' in result.stdout


def test_renewals_are_those_of_renewals(small: Flask, over: Over) -> None:
    program = Program(small)
    said = answer(over, "renewals", "--within", "400", *DAY)
    assert said
    for ref in {one["candidate"] for one in said}:
        found = told(program.get(f"/candidates/{ref}/renewals?within=400&{ON}"))
        assert found["renewals"] == [one for one in said if one["candidate"] == ref]
    nobody = told(program.get(f"/candidates/S-01/renewals?within=0&{ON}"))
    assert nobody["renewals"] == []


def test_lapses_are_those_of_renewals_in_pages_of_any_size(small: Flask, over: Over) -> None:
    program = Program(small)
    for ref in ("S-01", "S-04"):
        placed = {"candidate_ref": ref, "assignment_ref": "W-1", "stage": "confirmed"}
        assert program.post("/placements", placed).status_code in (201, 409, 422)
    said = answer(over, "renewals", "--lapsing-in-placements", *DAY)
    assert said
    found: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = told(program.get(f"/placements/lapses?limit=1&{ON}{after and f'&after={after}'}"))
        found, after = found + page["items"], page["next"]
    assert found == said


def test_renewals_to_accept_are_those_of_renewals(small: Flask, over: Over) -> None:
    program = Program(small, "compliance")
    body = {
        "code": "CMA-AAMA",
        "number": "new",
        "expires_on": "2032-01-31",
        "evidence": "documented",
    }
    for ref in ("S-01", "S-02"):
        assert program.post(f"/candidates/{ref}/credentials", body).status_code == 201
    said = answer(over, "renewals", "--within", "3650", "--to-accept", *DAY)
    found = told(program.get(f"/candidates/S-01/renewals?within=3650&{ON}"))
    assert found["to_accept"] == [one for one in said if one["candidate"] == "S-01"]
    assert found["to_accept"]


def test_pathways_are_those_of_pathways(small: Flask, over: Over) -> None:
    said = answer(over, "pathways", "S-01", *DAY)
    assert told(Program(small).get(f"/candidates/S-01/pathways?{ON}")) == said


def test_the_rulebook_is_that_of_rules(small: Flask, over: Over) -> None:
    program = Program(small)
    assert told(program.get("/rulebook")) == answer(over, "rules", "check")
    for state in ("WA", "US"):
        said = answer(over, "rules", "show", state, "--on", "2027-01-01")
        assert told(program.get(f"/rulebook/states/{state}?on=2027-01-01")) == said


def test_runs_and_changes_are_those_of_runs_and_changes(small: Flask, over: Over) -> None:
    program = Program(small)
    (said,) = answer(over, "runs")
    assert told(program.get("/match-runs"))["items"] == [said]
    assert told(program.get(f"/match-runs/{said['run']}")) == said
    changes = answer(over, "changes", str(said["run"]))
    assert told(program.get(f"/match-runs/{said['run']}/changes")) == changes


def test_jobs_are_those_of_jobs(small: Flask, over: Over) -> None:
    program = Program(small)
    said = _settled(answer(over, "jobs"))
    assert said
    assert _settled(told(program.get("/jobs"))["items"]) == said
    assert _settled([told(program.get(f"/jobs/{said[0]['id']}"))]) == said[:1]


def _settled(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one | {"condition": None} for one in jobs]
