"""``agency runs`` and ``changes``: how each night went, and what is otherwise since."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select, update

from agency.candidates.models import Candidate
from agency.edits.actions import record
from agency.extensions import db
from agency.matching.models import MatchRun, StoredSnapshot
from tests.builders import make_assignment, make_candidate
from tests.cli.commands import answer, run, told
from tests.jobs.deaths import died
from tests.jobs.ledger import added
from tests.matching.run_rows import make_change, make_delta, make_run, make_unfinished_run
from tests.matching.working import work_off
from tests.samples.agencies import AS_OF

DAY = ("--as-of", AS_OF.isoformat())
BEFORE = ("--as-of", (AS_OF - timedelta(days=1)).isoformat())
NEXT = ("--as-of", (AS_OF + timedelta(days=1)).isoformat())


def plain(text: str) -> str:
    """The text with what differs from run to run left out: moments, and what was measured."""
    text = re.sub(r"\d+ \w{3} \d{4}, \d\d:\d\d", "WHEN", text)
    text = re.sub(r"\d+\.\d+ s", "N s", text)
    text = re.sub(r"\d+ MB", "N MB", text)
    text = re.sub(r"\d+\.\d+ KB", "N KB", text)
    return " ".join(text.split())


def set_status(ref: str, status: str) -> None:
    """As a form would: the row is written and the edit noted."""
    id = db.session.scalars(select(Candidate.id).where(Candidate.ref == ref)).one()
    db.session.execute(update(Candidate).where(Candidate.id == id).values(status=status))
    record("candidate", [id])
    db.session.commit()


# runs


def test_where_nothing_was_matched_there_are_no_runs(no_agency: dict[str, str]) -> None:
    assert told(no_agency, "runs") == "nothing has been matched yet; `agency match` does it\n"
    assert answer(no_agency, "runs") == []


def test_a_run_says_what_it_found_and_what_it_took(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    (found,) = answer(over, "runs")
    assert found["state"] == "complete"
    assert found["snapshot_bytes"] > 0
    assert plain(told(over, "runs")) == (
        f"Run {found['run']} as of 24 Nov 2026: complete begun WHEN, took N s"
        " 16 candidates; 5 of 6 open assignments with somebody eligible; 7 eligible pairs"
        " read N s, match N s, write N s, compare N s, allocate N s, at most N MB"
        " its facts take N KB"
    )


def test_a_run_whose_facts_are_forgotten_says_so(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    db.session.execute(delete(StoredSnapshot))
    db.session.commit()
    assert answer(over, "runs")[0]["snapshot_bytes"] is None
    assert "its facts are not stored any more" in told(over, "runs")


def test_changes_worked_in_since_are_told_with_their_run(over: dict[str, str], app: Flask) -> None:
    told(over, "match", *DAY)
    work_off(app)
    assert "worked in" not in told(over, "runs")
    set_status("S-01", "inactive")
    work_off(app)
    (found,) = answer(over, "runs")
    assert found["deltas"]["count"] == 1
    last = found["deltas"]["last_run"]
    assert f"changes worked in once since, last WHEN (run {last})" in plain(told(over, "runs"))


def test_runs_come_newest_first_so_many_as_asked_for(over: dict[str, str]) -> None:
    for day in (DAY, NEXT):
        told(over, "match", *day)
    assert [one["as_of"] for one in answer(over, "runs")] == ["2026-11-25", "2026-11-24"]
    assert [one["as_of"] for one in answer(over, "runs", "--limit", "1")] == ["2026-11-25"]


def test_an_incomplete_run_names_what_failed(
    no_agency: dict[str, str], database: SQLAlchemy
) -> None:
    run_id = make_unfinished_run(state="incomplete").id
    database.session.commit()
    job_id = added(subject=f"run:{run_id}")
    died(job_id)
    assert plain(told(no_agency, "runs")) == (
        f"Run {run_id} as of 24 Nov 2026: incomplete, 1 of 2 shards done"
        f" ✗ run {run_id} is incomplete: 1 job of it failed for good"
        f" ✗ job {job_id}: attempt 3: no luck begun WHEN"
    )


def test_a_run_that_nobody_works_on_says_for_how_long(
    no_agency: dict[str, str], database: SQLAlchemy
) -> None:
    run_id = make_unfinished_run().id
    database.session.commit()
    assert plain(told(no_agency, "runs")) == (
        f"Run {run_id} as of 24 Nov 2026: running, 1 of 2 shards done"
        f" ✗ nobody has worked on run {run_id} for 60 minutes begun WHEN"
    )


# changes


def test_of_the_first_run_there_is_nothing_to_compare_with(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    assert told(over, "changes") == (
        "Run 1 as of 24 Nov 2026\n  It is the first run: there is nothing to compare it with.\n"
    ).replace("Run 1", f"Run {answer(over, 'runs')[0]['run']}")
    found = answer(over, "changes")
    assert (found["compared_with"], found["count"], found["since"]["runs"]) == (None, 0, [])


def test_a_night_tells_what_is_otherwise_than_the_night_before(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    set_status("S-01", "inactive")
    told(over, "match", *NEXT)
    newest, before = (one["run"] for one in answer(over, "runs"))
    assert told(over, "changes", str(newest)) == (
        f"Run {newest} as of 25 Nov 2026\n"
        f"  1 change, since run {before} as of 24 Nov 2026: 1 no longer eligible\n"
        "\n"
        "Candidate changed (1)\n"
        "  S-01 Amara Lindqvist\n"
        "    no longer eligible for W-1: is not active now\n"
    )


def test_what_nothing_has_changed_says_so(over: dict[str, str]) -> None:
    for day in (DAY, NEXT):
        told(over, "match", *day)
    newest, before = (one["run"] for one in answer(over, "runs"))
    text = told(over, "changes", str(newest))
    assert text.splitlines()[1:] == [f"  no change, since run {before} as of 24 Nov 2026"]


def test_without_a_run_it_is_the_last_night_and_what_was_changed_since(
    over: dict[str, str], app: Flask
) -> None:
    told(over, "match", *BEFORE)
    set_status("S-02", "inactive")
    told(over, "match", *DAY)
    set_status("S-01", "inactive")
    work_off(app)
    text = told(over, "changes")
    night, since = text.split("\nSince then, by 1 later run until ")
    assert "S-02 Bao Okonkwo" in night
    assert "S-01" not in night
    assert "S-01 Amara Lindqvist" in since
    found = answer(over, "changes")
    assert {one["candidate"] for one in found["since"]["changes"]} == {"S-01"}
    assert answer(over, "changes", str(found["run"]))["since"]["runs"] == []
    (delta,) = found["since"]["runs"]
    assert answer(over, "changes", str(delta))["count"] == found["since"]["count"]


@pytest.fixture
def many(no_agency: dict[str, str], database: SQLAlchemy) -> dict[str, Any]:
    """A run with changes of several causes, since one of the day before; and its rows."""
    before = make_run(as_of=AS_OF - timedelta(days=1))
    night = make_run(compared_with_id=before.id)
    ana = make_candidate("C-1", first_name="Ana", last_name="Ito")
    bao = make_candidate("C-2", first_name="Bao", last_name="Cruz")
    works = [make_assignment(f"A-{number}") for number in (1, 2, 3)]
    for work in works[:2]:
        make_change(night, work, ana)
    make_change(night, works[2], ana, change="renewal_off_course")
    says = "other than before: tasks"
    for person in (ana, bao):
        make_change(night, works[2], person, cause="assignment_changed", says=says)
    says = "is open now, with 5 eligible"
    make_change(night, works[1], cause="assignment_opened", change="opened", says=says)
    database.session.commit()
    return {"over": no_agency, "night": night.id, "before": before.id}


def test_equal_changes_of_one_person_or_one_assignment_are_one_sentence(
    many: dict[str, Any],
) -> None:
    head, *causes = told(many["over"], "changes", str(many["night"])).split("\n\n")
    assert " ".join(head.split()) == (
        f"Run {many['night']} as of 24 Nov 2026"
        f" 6 changes, since run {many['before']} as of 23 Nov 2026:"
        " 4 no longer eligible, 1 opened, 1 renewal off course"
    )
    assert causes == [
        "Credential lapsed (3)\n"
        "  C-1 Ana Ito (3)\n"
        "    no longer eligible for A-1, A-2: BLS ended on 23 Nov 2026\n"
        "    renewal off course for A-3: BLS ended on 23 Nov 2026",
        "Assignment opened (1)\n  A-2\n    is open now, with 5 eligible",
        "Assignment changed (2)\n"
        "  A-3 (2)\n"
        "    other than before: tasks; no longer eligible: C-1 Ana Ito, C-2 Bao Cruz\n",
    ]


def test_a_reason_that_all_changes_of_a_cause_share_is_said_once_above_them(
    many: dict[str, Any], database: SQLAlchemy
) -> None:
    night = database.session.get_one(MatchRun, many["night"])
    says = "agency-x: saved by A. Lee on 24 Nov 2026: a client asked"
    changed: dict[str, Any] = {"cause": "standard_changed", "says": says}
    ana = database.session.scalars(select(Candidate).where(Candidate.ref == "C-1")).one()
    one, two = make_assignment("B-1"), make_assignment("B-2")
    make_change(night, one, ana, **changed)
    make_change(night, two, ana, **changed)
    make_change(night, make_assignment("B-3"), change="blocked", **changed)
    for work in (one, two):
        make_change(night, work, ana, cause="days_passed", says="judged as of 24 Nov 2026 now")
    database.session.commit()
    text = told(many["over"], "changes", str(night.id))
    assert (
        "\n\nStandard changed (3)\n"
        f"  Why: {says}\n"
        "  B-1\n    no longer eligible: C-1 Ana Ito\n"
        "  B-2\n    no longer eligible: C-1 Ana Ito\n"
        "  B-3\n    blocked\n"
        "\nDays passed (2)\n"
        "  C-1 Ana Ito (2)\n"
        "    no longer eligible for B-1, B-2: judged as of 24 Nov 2026 now\n"
    ) in text
    limited = told(many["over"], "changes", str(night.id), "--cause", "standard_changed")
    assert limited.count(says) == 1


def test_reasons_that_differ_stand_with_each_change(
    many: dict[str, Any], database: SQLAlchemy
) -> None:
    night = database.session.get_one(MatchRun, many["night"])
    for number in (1, 2, 3):
        says = f"wa-x: saved by A. Lee on 24 Nov 2026: reason {number // 2}"
        make_change(night, make_assignment(f"B-{number}"), cause="law_changed", says=says)
    database.session.commit()
    words = ("changes", str(night.id), "--cause", "law_changed")
    for more in ((), ("--limit", "1")):
        assert "Why: " not in told(many["over"], *words, *more)


def test_changes_of_one_cause_alone(many: dict[str, Any]) -> None:
    words = ("changes", str(many["night"]), "--cause", "assignment_opened")
    text = told(many["over"], *words)
    assert "as of 23 Nov 2026 (assignment opened only): 1 opened" in " ".join(text.split())
    assert "Ana Ito" not in text
    assert answer(many["over"], *words)["by_cause"] == {"assignment_opened": 1}


def test_what_is_not_shown_is_counted(many: dict[str, Any]) -> None:
    words = ("changes", str(many["night"]))
    text = told(many["over"], *words, "--limit", "1")
    assert "Credential lapsed (3)\n  C-1 Ana Ito (3)\n" in text
    assert text.endswith("\n\n  and 5 more; --limit N shows them\n")
    assert len(answer(many["over"], *words, "--limit", "1")["changes"]) == 1
    assert len(answer(many["over"], *words)["changes"]) == 6


def test_no_line_of_changes_is_wider_than_the_terminal(
    many: dict[str, Any], database: SQLAlchemy
) -> None:
    (night,) = database.session.scalars(select(MatchRun).where(MatchRun.id == many["night"]))
    person = make_candidate("C-3", first_name="Chukwuemeka", last_name="Featherstonehaugh")
    for number in range(40):
        make_change(night, make_assignment(f"B-{number:04}"), person, says="a long reason " * 9)
    database.session.commit()
    text = told(many["over"], "changes", str(many["night"]))
    assert "B-0039" in text
    assert max(map(len, text.splitlines())) <= 80


def test_changes_since_are_those_of_every_later_run(
    many: dict[str, Any], database: SQLAlchemy
) -> None:
    night = database.session.get_one(MatchRun, many["night"])
    first = make_delta(night)
    last = make_delta(first)
    work = make_assignment()
    for delta in (first, last):
        make_change(delta, work, make_candidate())
    runs = [first.id, last.id]
    database.session.commit()
    since = answer(many["over"], "changes")["since"]
    assert (since["runs"], since["count"]) == (runs, 2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("changes",), "nothing has been matched yet; run `agency match` first"),
        (("changes", "7777777"), "there is no run '7777777'"),
    ],
)
def test_what_there_is_nothing_to_tell_of_is_said(
    no_agency: dict[str, str], words: tuple[str, ...], sentence: str
) -> None:
    result = run(no_agency, *words)
    assert (result.exit_code, result.stderr) == (2, f"agency: {sentence}\n")


def test_what_an_unfinished_run_changes_is_not_told_yet(
    no_agency: dict[str, str], database: SQLAlchemy
) -> None:
    run_id = make_unfinished_run().id
    database.session.commit()
    result = run(no_agency, "changes", str(run_id))
    assert result.exit_code == 2
    assert result.stderr == (
        f"agency: run {run_id} is running; its changes are told when it is complete\n"
    )
