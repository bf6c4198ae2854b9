"""``agency pairs``, over the small agency."""

from __future__ import annotations

import csv
import os
import subprocess
from pathlib import Path

from click.testing import CliRunner
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import update

from agency.candidates.models import Candidate
from agency.cli import agency
from tests.cli.commands import answer, run, told
from tests.processes import COMMAND, environment
from tests.samples.agencies import AS_OF, SMALL, expected_pairs

DAY = ("--as-of", AS_OF.isoformat())
PAIRS = "assignment_ref,candidate_ref,verdict,score"


def test_pairs_are_written_as_csv_eligible_ones_unless_asked(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    assert told(over, "pairs") == (
        f"{PAIRS}\n"
        "W-1,S-01,eligible,59.165\n"
        "W-1,S-02,eligible,43.000\n"
        "W-3,S-02,eligible,58.000\n"
        "W-4,S-10,eligible,70.000\n"
        "W-4,S-11,eligible,85.160\n"
        "W-7,S-14,eligible,70.000\n"
        "W-8,S-02,eligible,60.000\n"
    )


def test_pairs_of_several_verdicts_are_sorted_by_their_references(over: dict[str, str]) -> None:
    text = told(over, "pairs", "--verdict", "unknown", "--verdict", "eligible", *DAY)
    listed = [tuple(row[:3]) for row in csv.reader(text.splitlines())][1:]
    assert listed == expected_pairs(SMALL)


def test_a_verdict_asked_for_twice_is_told_once(over: dict[str, str]) -> None:
    twice = told(over, "pairs", "--verdict", "eligible", "--verdict", "eligible", *DAY)
    assert twice == told(over, "pairs", *DAY)


def test_pairs_are_written_to_a_file(over: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "pairs.csv"
    result = run(over, "pairs", "--out", str(out), *DAY)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"7 pairs as of 2026-11-24 written to {out}\n"
    assert out.read_text(encoding="utf-8") == told(over, "pairs", *DAY)


def test_one_pair_is_no_pairs(over: dict[str, str], database: SQLAlchemy, tmp_path: Path) -> None:
    keep_one = update(Candidate).where(Candidate.ref != "S-10").values(status="inactive")
    database.session.execute(keep_one)
    database.session.commit()
    out = tmp_path / "pairs.csv"
    said = run(over, "pairs", "--out", str(out), *DAY).stderr
    assert said == f"1 pair as of 2026-11-24 written to {out}\n"


def test_pairs_answer_in_json(over: dict[str, str]) -> None:
    found = answer(over, "pairs", *DAY)
    assert len(found) == 7
    assert found[0] == {
        "assignment_ref": "W-1",
        "candidate_ref": "S-01",
        "verdict": "eligible",
        "score": 59.165,
    }


def test_pairs_judge_present_facts_as_of_the_last_run(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    told(over, "match", *DAY)
    database.session.execute(
        update(Candidate).where(Candidate.ref == "S-01").values(status="inactive")
    )
    database.session.commit()
    assert "W-1,S-01" not in told(over, "pairs")


def test_pairs_are_utf_8_whatever_the_screen_knows(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    database.session.execute(update(Candidate).where(Candidate.ref == "S-01").values(ref="Š-01"))
    database.session.commit()
    done = CliRunner(charset="ascii").invoke(agency, ["pairs", *DAY], env=over)
    assert "W-1,Š-01,eligible,59.165\n".encode() in done.stdout_bytes


def test_who_has_seen_enough_of_the_pairs_may_go(over: dict[str, str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [COMMAND, "pairs", *DAY],
        env=environment(over),
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")
