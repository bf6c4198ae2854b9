"""Each check says whether all is well, and what to do where it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, update

from agency import clock
from agency.audit.actions import note, writing
from agency.audit.actors import Actor
from agency.audit.models import AuditEntry
from agency.dashboard import checks
from agency.edits.actions import record
from agency.edits.models import Edit
from agency.extensions import db
from agency.jobs import actions
from agency.jobs.database_clock import in_seconds
from agency.jobs.models import Heartbeat, Job
from agency.matching.actions import match
from agency.matching.models import MatchRun
from agency.matching.queries import last_run
from agency.notices.actions import Draft, post
from agency.notices.models import Mail
from agency.rules.rulebook import load_rulebook
from agency.settings import today
from agency.standards.queries import rulebook
from tests.builders import make_candidate
from tests.jobs.deaths import died
from tests.jobs.ledger import added, claimed, configure
from tests.matching.run_rows import make_delta, make_run, make_unfinished_run
from tests.matching.working import work_off
from tests.standards.entries import BLS, saved
from tests.trail import unguarded

DAY = timedelta(days=1)


def committed(run: MatchRun) -> int:
    run_id = run.id
    db.session.commit()
    return run_id


def beaten_ago(seconds: float) -> None:
    """As if work had last been handed out so many seconds ago."""
    actions.beat()
    db.session.execute(update(Heartbeat).values(beat_at=in_seconds(-seconds)))
    db.session.commit()


# Heartbeat


def test_work_that_was_never_handed_out_is_not_well(database: SQLAlchemy, app: Flask) -> None:
    found = checks.check_heartbeat()
    assert (found.well, found.says) == (False, "work has never been handed out")
    assert found.advice == "`agency serve` hands it out; it is not running"
    assert found.facts == {"age_seconds": None}
    configure(app, redis_url="redis://127.0.0.1:1/0")
    assert checks.check_heartbeat().advice.startswith("`agency worker` ")


def test_work_that_was_just_handed_out_is_well(database: SQLAlchemy) -> None:
    beaten_ago(50)
    found = checks.check_heartbeat()
    assert found.well
    assert found.says.startswith("work was handed out 5")
    assert 50 <= found.facts["age_seconds"] < 60


def test_a_heart_that_has_stopped_is_not_well(database: SQLAlchemy, app: Flask) -> None:
    beaten_ago(14 * 60)
    found = checks.check_heartbeat()
    assert (found.well, found.says) == (False, "no work has been handed out for 14 minutes")
    configure(app, heartbeat_seconds=3600)
    assert checks.check_heartbeat().well


def test_who_is_busy_with_a_long_job_may_be_late(database: SQLAlchemy) -> None:
    beaten_ago(14 * 60)
    job_id = added("match_shard", {"run": 3, "shard": 1}, subject="run:3")
    claimed(job_id)
    found = checks.check_heartbeat()
    assert found.well
    assert found.says == (
        "no work has been handed out for 14 minutes,"
        f" while job {job_id}, match_shard of run 3, shard 1, is being done"
    )


# Jobs


def test_without_jobs_nothing_waits_and_nothing_is_dead(database: SQLAlchemy) -> None:
    waiting, dead = checks.check_waiting(), checks.check_dead()
    assert (waiting.well, waiting.says) == (True, "no job is waiting")
    assert (dead.well, dead.says) == (True, "no job is dead")


@pytest.mark.parametrize(("minutes", "well"), [(9, True), (11, False)])
def test_a_job_may_wait_for_ten_minutes(database: SQLAlchemy, minutes: int, well: bool) -> None:
    added()
    job_id = added("match_delta", due_in=-60 * minutes)
    found = checks.check_waiting()
    assert found.well is well
    assert found.says == f"job {job_id}, match_delta, has waited for {minutes} minutes"
    assert found.facts["job"] == job_id


def test_dead_jobs_are_counted(database: SQLAlchemy) -> None:
    added()
    died(added())
    assert (checks.check_dead().well, checks.check_dead().says) == (False, "1 job is dead")
    db.session.rollback()
    died(added())
    assert checks.check_dead().says == "2 jobs are dead"


# Runs


def test_nothing_matched_is_not_well(database: SQLAlchemy) -> None:
    make_unfinished_run(as_of=today())
    found = checks.check_last_run(last_run(today()))
    assert (found.well, found.says) == (False, "nothing has been matched yet")
    assert found.facts == {"run": None, "as_of": None, "age_seconds": None}


@pytest.mark.parametrize(("days_ago", "well"), [(0, True), (1, True), (2, False)])
def test_a_run_of_today_or_yesterday_is_well(
    database: SQLAlchemy, days_ago: int, well: bool
) -> None:
    run = make_run(as_of=today() - days_ago * DAY)
    make_delta(run)
    found = checks.check_last_run(last_run(today()))
    assert found.well is well
    assert found.says.startswith(f"run {run.id} as of ")
    assert found.says.endswith("may no longer hold") is not well
    assert found.facts["run"] == run.id


def test_runs_that_are_complete_or_under_way_are_well(database: SQLAlchemy) -> None:
    make_run()
    assert checks.check_runs().says == "no run is unfinished"
    run_id = committed(make_unfinished_run())
    claimed(added(subject=f"run:{run_id}"))
    found = checks.check_runs()
    assert (found.well, found.says) == (True, f"run {run_id} is under way, 1 of 2 shards done")
    assert found.facts == {"running": [run_id], "incomplete": [], "silent": []}


def test_runs_that_stand_still_or_failed_are_not(database: SQLAlchemy) -> None:
    silent_id = committed(make_unfinished_run())
    failed_id = committed(make_unfinished_run(state="incomplete"))
    dead = added(subject=f"run:{failed_id}")
    died(dead)
    found = checks.check_runs()
    assert (found.well, found.says) == (
        False,
        f"run {failed_id} is incomplete: 1 job of it failed for good;"
        f" nobody has worked on run {silent_id} for 60 minutes",
    )
    assert found.facts == {"running": [silent_id], "incomplete": [failed_id], "silent": [silent_id]}
    db.session.rollback()
    actions.retry(dead)
    assert f"run {failed_id} is incomplete: what failed is yet to be done again" in (
        checks.check_runs().says
    )


# What else is needed


def test_redis_is_asked_only_if_there_is_to_be_one(
    database: SQLAlchemy, app: Flask, redis_url: str
) -> None:
    assert (checks.check_redis().well, checks.check_redis().facts) == (True, {"configured": False})
    configure(app, redis_url=redis_url)
    found = checks.check_redis()
    assert (found.well, found.says) == (True, "Redis answers")
    configure(app, redis_url="redis://127.0.0.1:1/0")
    found = checks.check_redis()
    assert (found.well, found.says) == (False, "Redis does not answer")


def test_weights_that_cannot_be_read_are_named(
    database: SQLAlchemy, app: Flask, tmp_path: Path
) -> None:
    assert checks.check_ranking().well
    configure(app, ranking_file=tmp_path / "none.toml")
    found = checks.check_ranking()
    assert not found.well
    assert str(tmp_path / "none.toml") in found.says


def test_the_rulebook_is_told_by_its_fingerprint_and_what_is_recorded(
    database: SQLAlchemy,
) -> None:
    bare = checks.check_rulebook(checks.check_database(), None)
    assert bare.well
    data = load_rulebook().fingerprint
    assert bare.facts == {"fingerprint": data, "recorded": 0, "matched": None}
    saved(BLS)
    found = checks.check_rulebook(checks.check_database(), None)
    assert found.says == f"{bare.says} and 1 recorded entry besides"
    recorded = rulebook().fingerprint
    assert found.facts == {"fingerprint": recorded, "recorded": 1, "matched": None}


def test_what_is_recorded_and_not_in_the_last_run_is_told(database: SQLAlchemy, app: Flask) -> None:
    match(today())
    work_off(app)
    saved(BLS)

    def found() -> checks.Check:
        return checks.checks()["rulebook"]

    on_its_way = found()
    assert on_its_way.well
    assert on_its_way.facts["matched"] is False
    assert " began is not in it yet" in on_its_way.says
    database.session.execute(delete(Job).where(Job.state == "pending"))
    database.session.commit()
    forgotten = found()
    assert forgotten.well is False
    assert forgotten.advice == "`agency match` matches by it now"
    match(today())
    assert (found().well, found().facts["matched"]) == (True, True)


def test_without_a_database_nobody_knows_what_is_recorded(database: SQLAlchemy) -> None:
    saved(BLS)
    found = checks.check_rulebook(checks.Check(False, "the database is not reachable"), None)
    data = load_rulebook().fingerprint
    assert found.facts == {"fingerprint": data, "recorded": None, "matched": None}


def test_recorded_entries_that_do_not_fit_the_data_files_are_told(database: SQLAlchemy) -> None:
    (row,) = saved(BLS)
    row.entry = row.entry | {"needs": {"holds": ["NO-SUCH"]}}
    database.session.commit()
    found = checks.check_rulebook(checks.check_database(), None)
    assert not found.well
    assert "recorded: agency-life-support: needs.holds: 'NO-SUCH' is not known" in found.says


def test_all_is_well_only_if_every_check_is() -> None:
    well, unwell, unknown = (checks.Check(state, "") for state in (True, False, None))
    assert checks.all_well({"one": well})
    assert not checks.all_well({"one": well, "two": unwell})
    assert not checks.all_well({"one": well, "two": unknown})


def test_a_change_that_nobody_works_in_is_not_well_after_a_while(
    database: SQLAlchemy, app: Flask
) -> None:
    match(today())
    assert checks.check_edits(last_run(today())).says == "every change is worked in"
    record("candidate", [make_candidate().id])
    database.session.commit()
    fresh = checks.check_edits(last_run(today()))
    assert fresh.well
    assert fresh.says.startswith("1 change is not worked in yet, the oldest made ")
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], heartbeat_seconds=1)
    database.session.execute(update(Edit).values(edited_at=in_seconds(-3600)))
    stale = checks.check_edits(last_run(today()))
    assert stale.well is False
    assert stale.facts["unworked"] == 1


# Mail and the trail


def test_mails_that_wait_without_a_server_are_counted(database: SQLAlchemy, app: Flask) -> None:
    assert checks.check_mail().says == "no mail server is set; 0 mails wait"
    post(Draft("ann@example.org", "A link", "https://example.org/1"))
    db.session.commit()
    found = checks.check_mail()
    assert (found.well, found.says) == (True, "no mail server is set; 1 mail waits")
    assert "agency user link EMAIL" in found.advice
    configure(app, smtp_url="smtp://127.0.0.1:1")
    assert checks.check_mail().says == "a mail server is set; 1 mail waits"
    db.session.execute(update(Mail).values(posted_at=clock.now() - timedelta(days=8)))
    db.session.commit()
    old = checks.check_mail()
    assert old.well is False
    assert old.says == "a mail server is set; 1 mail waits, 1 of them for more than 7 days"


def test_a_mail_that_could_not_be_sent_is_not_well(database: SQLAlchemy, app: Flask) -> None:
    configure(app, smtp_url="smtp://127.0.0.1:1")
    post(Draft("ann@example.org", "A link", "https://example.org/1"))
    db.session.execute(update(Mail).values(state="failed"))
    db.session.commit()
    found = checks.check_mail()
    assert (found.well, found.says) == (False, "1 mail could not be sent")


def test_the_first_broken_entry_of_the_trail_is_named(database: SQLAlchemy) -> None:
    with writing():
        for number in range(3):
            note(Actor("command", "agency test"), "do", f"thing:{number}")
    assert checks.check_trail().says == "3 entries of the trail as noted"
    db.session.rollback()
    with db.engine.begin() as connection, unguarded(connection):
        connection.execute(update(AuditEntry).where(AuditEntry.id == 2).values(action="undo"))
    found = checks.check_trail()
    assert (found.well, found.facts["broken"]) == (False, 2)
    assert found.says == "entry 2 of the trail was changed after it was noted"
