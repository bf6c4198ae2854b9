"""``agency jobs``: the ledger listed, one job shown, a dead one tried again."""

from __future__ import annotations

import re

import pytest

from agency.jobs import actions
from tests.cli.commands import answer, run, told
from tests.jobs.deaths import died
from tests.jobs.ledger import added, claimed, lease_over, look, nothing

LONG = "a message that goes on and on, " * 8


@pytest.fixture
def over(no_agency: dict[str, str]) -> dict[str, str]:
    """The environment of a command over an empty database."""
    return no_agency


def line(text: str, job_id: int) -> str:
    """What the list says of a job, its further lines put behind the first."""
    found = re.search(rf"^ *{job_id}  (.*(?:\n {{10}}.*)*)", text, re.MULTILINE)
    assert found, text
    return " ".join(found[1].split())


def test_without_jobs_that_is_said(over: dict[str, str]) -> None:
    assert told(over, "jobs") == "0 jobs: 0 waiting, 0 begun, 0 done, 0 dead\n"
    assert answer(over, "jobs") == []


def test_every_job_says_how_it_stands(over: dict[str, str]) -> None:
    waiting, later = added("match_delta"), added(due_in=3600)
    held, failed, lost = (
        added("match_shard", {"run": 3, "shard": n}, subject="run:3") for n in (1, 2, 3)
    )
    done, dead = added("match_night", {"as_of": "2026-11-24"}), added()
    claimed(held, "host:1:jobs")
    actions.fail(claimed(failed), "no luck")
    claimed(lost, "host:2")
    lease_over(lost)
    actions.finish(claimed(done), nothing)
    died(dead, "bad luck")
    text = told(over, "jobs")
    assert text.startswith("7 jobs: 2 waiting, 3 begun, 1 done, 1 dead\n")
    assert re.fullmatch(r"match_delta waiting for \d seconds?", line(text, waiting))
    assert re.fullmatch(r"canary not before \d+ \w{3} \d{4}, \d\d:\d\d", line(text, later))
    assert re.fullmatch(
        r"match_shard run 3, shard 1 being done by host:1:jobs, heard of \d seconds? ago",
        line(text, held),
    )
    assert re.fullmatch(
        r"match_shard run 3, shard 2 next attempt in \d seconds?"
        r" tried 1 time of 3; attempt 1: no luck",
        line(text, failed),
    )
    assert line(text, lost) == (
        "match_shard run 3, shard 3 abandoned"
        " host:2 is not heard of any more; another worker may take it up"
    )
    assert re.fullmatch(r"match_night as of 24 Nov 2026 done \d+ .*", line(text, done))
    assert line(text, dead) == "canary dead after 3 attempts attempt 3: bad luck"


def test_the_newest_come_first_and_what_is_not_shown_is_said(over: dict[str, str]) -> None:
    first, second, third = added(), added(), added()
    assert [job["id"] for job in answer(over, "jobs")] == [third, second, first]
    assert [job["id"] for job in answer(over, "jobs", "--limit", "2")] == [third, second]
    text = told(over, "jobs", "--limit", "2")
    assert text.endswith("The newest 2 of 3 are shown; --limit N shows more.\n")
    assert "are shown" not in told(over, "jobs", "--limit", "3")


def test_jobs_of_one_state_alone(over: dict[str, str]) -> None:
    other, dead = added(), added()
    died(dead)
    assert [job["id"] for job in answer(over, "jobs", "--state", "dead")] == [dead]
    text = told(over, "jobs", "--state", "pending")
    assert (str(other) in text, "dead after" in text, "are shown" in text) == (True, False, False)


@pytest.mark.parametrize("words", [("jobs",), ("jobs", "show", "ID")])
def test_no_line_is_wider_than_the_terminal(over: dict[str, str], words: tuple[str, ...]) -> None:
    subject = "run:123456"
    job_id = added("match_shard_of_a_kind", {"run": 123456, "shard": 12345}, subject=subject)
    died(job_id, LONG)
    text = told(over, *(str(job_id) if word == "ID" else word for word in words))
    assert max(map(len, text.splitlines())) <= 80
    assert " ".join(LONG.split()) in " ".join(text.split())


def test_everything_is_said_about_one_job(over: dict[str, str]) -> None:
    added()
    job_id = added("match_shard", {"run": 3, "shard": 1}, subject="run:3", unique_key="shard:1")
    died(job_id)
    shown = told(over, "jobs", "show", str(job_id))
    text = re.sub(r"\d+ \w{3} \d{4}, \d\d:\d\d", "WHEN", shown)
    assert text == (
        f"Job {job_id}: dead after 3 attempts\n"
        "  kind       match_shard\n"
        "  about      run 3, shard 1\n"
        "  arguments  run=3, shard=1\n"
        "  key        shard:1\n"
        "  attempts   3\n"
        "  added      WHEN\n"
        "  due        WHEN\n"
        "  died       WHEN\n"
        "  last error attempt 3: no luck\n"
    )
    assert answer(over, "jobs", "show", str(job_id))["last_error"] == "attempt 3: no luck"


def test_a_dead_job_is_tried_again(over: dict[str, str]) -> None:
    other, job_id = added(), added("match_shard", {"run": 3, "shard": 1}, subject="run:3")
    for dead in (other, job_id):
        died(dead)
    said = told(over, "jobs", "retry", str(job_id))
    about = f"job {job_id}, match_shard of run 3, shard 1"
    assert said == f"{about}, is waiting again, for its first attempt\n"
    job = look(job_id)
    assert (job.state, job.attempts) == ("pending", 0)
    assert look(other).state == "dead"


def test_a_retry_answers_in_json(over: dict[str, str]) -> None:
    job_id = added()
    died(job_id)
    assert answer(over, "jobs", "retry", str(job_id))["state"] == "pending"


def test_what_is_not_dead_cannot_be_retried(over: dict[str, str]) -> None:
    job_id = added()
    result = run(over, "jobs", "retry", str(job_id))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"agency: job {job_id} is pending; only a dead one can be retried\n"


@pytest.mark.parametrize("command", ["show", "retry"])
def test_a_job_that_is_not_there_is_said(over: dict[str, str], command: str) -> None:
    result = run(over, "jobs", command, "2147483647")
    assert (result.exit_code, result.stderr) == (2, "agency: there is no job '2147483647'\n")


@pytest.mark.parametrize("id", ["0", "-1", "99999999999999999999", "seven"])
def test_what_is_no_number_of_a_job_is_refused(over: dict[str, str], id: str) -> None:
    result = run(over, "jobs", "show", "--", id)
    assert result.exit_code == 2
    assert "Invalid value for 'ID'" in result.stderr
