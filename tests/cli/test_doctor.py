"""``agency doctor``: status 0 and every check well, or status 1 and what to do."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask_sqlalchemy import SQLAlchemy

from agency.cli import agency
from agency.cli.doctor import described
from agency.dashboard.checks import Check
from agency.jobs import actions
from agency.schema_version import downgrade_database, upgrade_database
from tests.cli.commands import run
from tests.jobs.deaths import died
from tests.jobs.ledger import added
from tests.processes import COMMAND, environment

NAMES = [
    *("database", "heartbeat", "waiting", "dead_jobs", "last_run", "runs", "edits"),
    *("redis", "rulebook", "ranking", "documents", "mail", "exclusions"),
    *("snapshots", "trail"),
]


def doctor(over: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """The status, and the answer in JSON."""
    result = run(over, "doctor", "--json")
    assert result.stderr == ""
    return result.exit_code, json.loads(result.stdout)


def test_all_is_well_while_work_is_handed_out_and_everybody_matched(over: dict[str, str]) -> None:
    assert run(over, "match").exit_code == 0
    actions.beat()
    result = run(over, "doctor")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.count("✓ well ") == len(NAMES)
    status, found = doctor(over)
    assert (status, found["well"]) == (0, True)
    assert list(found["checks"]) == NAMES


def test_what_is_not_well_is_said_with_what_to_do(no_agency: dict[str, str]) -> None:
    died(added())
    result = run(no_agency, "doctor")
    assert result.exit_code == 1
    text = " ".join(result.stdout.split())
    assert "dead jobs ✗ not well 1 job is dead: `agency jobs --state dead` tells why" in text
    assert "last run ✗ not well nothing has been matched yet: `agency match` does it now" in text
    assert max(map(len, result.stdout.splitlines())) <= 80
    status, found = doctor(no_agency)
    assert (status, found["well"], found["checks"]["dead_jobs"]["count"]) == (1, False, 1)


def test_a_database_that_is_not_there_is_said_and_not_made(tmp_path: Path) -> None:
    home = tmp_path / "mistyped"
    over = {"AGENCY_HOME": str(home)}
    result = CliRunner().invoke(agency, ["doctor"], env=over)
    assert result.exit_code == 1
    words = "".join(result.stdout.split())
    assert f"thereisnodatabase{home}/agency.sqlite3:`agencyinit`makesit" in words
    assert result.stdout.count("? not known") == 11
    assert not home.exists()


def test_a_database_that_does_not_answer_is_said(tmp_path: Path) -> None:
    over = {
        "AGENCY_HOME": str(tmp_path),
        "AGENCY_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/nothing",
    }
    status, found = doctor(over)
    assert (status, found["checks"]["database"]["says"]) == (1, "the database does not answer")
    assert list(found["checks"]) == NAMES


@pytest.mark.parametrize(
    ("away", "check"),
    [
        ({"AGENCY_REDIS_URL": "redis://127.0.0.1:1/0"}, "redis"),
        ({"AGENCY_DATABASE_URL": "postgresql://nobody:secret@127.0.0.1:1/nothing"}, "database"),
    ],
)
def test_a_server_that_is_away_is_one_line_and_no_traceback(
    no_agency: dict[str, str], away: dict[str, str], check: str
) -> None:
    done = subprocess.run(
        [COMMAND, "doctor", "--json"],
        env=environment(no_agency | away),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert json.loads(done.stdout)["checks"][check]["well"] is False
    (reason,) = done.stderr.splitlines()
    assert "does not answer: " in reason
    assert "secret" not in done.stderr + done.stdout


def test_a_database_of_an_older_version_is_said(
    no_agency: dict[str, str], database: SQLAlchemy
) -> None:
    database.session.remove()
    downgrade_database("-1")
    try:
        status, found = doctor(no_agency)
    finally:
        upgrade_database()
    says = found["checks"]["database"]["says"]
    assert (status, says) == (1, "the database is not up to date: run `agency init`")
    assert found["checks"]["runs"]["well"] is None


def test_the_answer_in_json_has_the_facts_of_each_check() -> None:
    checks = {"one": Check(True, "it is"), "two": Check(None, "who knows", "ask", {"count": 3})}
    assert described(checks) == {
        "well": False,
        "checks": {
            "one": {"well": True, "says": "it is", "advice": None},
            "two": {"well": None, "says": "who knows", "advice": "ask", "count": 3},
        },
    }


@pytest.mark.parametrize("environment", [{"AGENCY_TIMEZONE": "Mars"}, {"AGENCY_REDIS_URL": "x"}])
def test_a_setting_that_cannot_be_used_is_one_sentence(
    no_agency: dict[str, str], environment: dict[str, str]
) -> None:
    result = run(no_agency | environment, "doctor")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"agency: {next(iter(environment))}=")
