"""``agency match --replay`` and ``agency explain --known-on``."""

from __future__ import annotations

import json
import re

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, update

from agency.candidates.models import Candidate
from agency.matching.keeping import snapshot_of
from agency.matching.models import Match, StoredSnapshot
from agency.matching.states import _at_hand
from agency.settings import today
from tests.cli.commands import run, told


def test_the_command_tells_it(over: dict[str, str], database: SQLAlchemy) -> None:
    run_id = json.loads(run(over, "match", "--as-of", "2026-11-24", "--json").stdout)["run"]
    done = run(over, "match", "--replay", str(run_id))
    assert done.exit_code == 0
    assert "The same to the byte." in done.stdout
    assert re.search(r"snapshot +[0-9a-f]{64} \([\d.]+ KB\)", done.stdout)
    database.session.execute(update(Match).values(score=0))
    database.session.commit()
    done = run(over, "match", "--replay", str(run_id), "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["same"] is False
    assert run(over, "match", "--replay", "1", "--as-of", "2026-11-24").exit_code == 2


def test_a_run_whose_facts_are_forgotten_is_told_from_one_that_differs(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    run_id = json.loads(run(over, "match", "--as-of", "2026-11-24", "--json").stdout)["run"]
    database.session.execute(delete(StoredSnapshot))
    database.session.commit()
    snapshot_of.cache_clear()
    _at_hand.clear()
    done = run(over, "match", "--replay", str(run_id))
    assert (done.exit_code, done.stdout) == (2, "")
    words = " ".join(done.stderr.split())
    assert f"run {run_id} cannot be done again: the facts" in words
    assert "kept for 90 days (AGENCY_SNAPSHOT_DAYS)" in words


def test_a_pair_is_explained_by_what_was_known(over: dict[str, str], database: SQLAlchemy) -> None:
    asked = "explain", "S-01", "W-1", "--known-on", str(today()), "--as-of", "2026-11-24"
    too_early = run(over, *asked)
    assert too_early.exit_code == 2
    assert "nothing was matched" in too_early.stderr
    assert run(over, "match", "--as-of", "2026-11-24").exit_code == 0
    before = json.loads(run(over, *asked, "--json").stdout)
    database.session.execute(update(Candidate).values(status="inactive"))
    database.session.commit()
    after = json.loads(run(over, *asked, "--json").stdout)
    assert after["verdict"] == before["verdict"] == "eligible"
    now = json.loads(run(over, *asked[:3], "--as-of", "2026-11-24", "--json").stdout)
    assert now["verdict"] == "ineligible"


def test_what_a_match_runs_is_compiled_beforehand(
    no_agency: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(no_agency, "warm") == "What a match runs is compiled.\n"
    monkeypatch.setattr("agency.matching.speed.installed", lambda: False)
    without = run(no_agency, "warm")
    assert (without.exit_code, without.stdout) == (2, "")
    assert "the extra fast" in without.stderr
