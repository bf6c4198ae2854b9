"""The history of runs, one run, what it changed, and a match ordered from a page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import delete, select

from agency.audit.models import AuditEntry
from agency.dashboard import changes, runs
from agency.edits.actions import record
from agency.extensions import db
from agency.jobs.models import Job
from agency.matching.actions import match
from agency.matching.models import MatchRun, StoredSnapshot
from agency.matching.starting import read_inputs, start
from agency.settings import settings, today
from tests.builders import make_assignment, make_candidate, make_credential
from tests.counting import counted
from tests.jobs.deaths import died
from tests.matching.working import work_off
from tests.signing_in import signed_in

DAY = timedelta(days=1)


def shown(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def two_nights(people: int = 2) -> tuple[int, int]:
    """A night with one candidate and one assignment, and one by which some more have come."""
    make_assignment("A-1", starts_on=today() + DAY, ends_on=today() + 60 * DAY)
    make_credential(make_candidate("C-0"))
    db.session.commit()
    first = match(today() - DAY).run
    for number in range(1, people + 1):
        make_credential(make_candidate(f"C-{number}", last_name=f"New{number}"))
    make_assignment("A-2", starts_on=today() + DAY, ends_on=today() + 60 * DAY)
    db.session.commit()
    return first, match(today()).run


def test_runs_come_latest_first_with_what_they_changed(database: SQLAlchemy, app: Flask) -> None:
    first, second = two_nights()
    page = shown(signed_in(app), "/runs")
    assert re.findall(r'href="/runs/(\d+)"', page) == [str(second), str(first)]
    assert f'<a href="/changes?run={second}">3</a>' in page
    assert "Complete" in page


def test_pages_of_the_history_follow_each_other(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "ROWS", 1)
    first, second = two_nights()
    client = signed_in(app)
    page = client.get("/runs").text
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following
    older = client.get(following[1]).text
    assert f'href="/runs/{second}"' in page
    assert f'href="/runs/{first}"' in older
    assert 'rel="next"' not in older


def test_a_run_tells_its_counts_its_states_and_its_changes(
    database: SQLAlchemy, app: Flask
) -> None:
    first, second = two_nights()
    page = shown(signed_in(app), f"/runs/{second}")
    run = db.session.get_one(MatchRun, second)
    assert "2 people gained an assignment" in page
    assert "1 opened" in page
    assert '<th scope="row">TX</th><td class="n">2</td><td class="n">1 of 1</td>' in page
    assert f'<a href="/runs/{first}">run {first}</a>' in page
    assert run.rulebook[:12] in page
    assert "6 eligible, 0 unknown, 0 ineligible" in page


def test_what_the_facts_of_runs_take_is_told_and_when_they_are_forgotten(
    database: SQLAlchemy, app: Flask
) -> None:
    _, run_id = two_nights()
    client = signed_in(app)
    assert re.search(r"The facts that runs rest on take [\d.]+ KB\.", shown(client, "/runs"))
    assert "They are kept for 90 days: for so long a run can be done again." in shown(
        client, "/runs"
    )
    assert re.search(r"</code>, [\d.]+ KB</dd>", shown(client, f"/runs/{run_id}"))
    db.session.execute(delete(StoredSnapshot))
    db.session.commit()
    assert "The facts that runs rest on" not in shown(client, "/runs")
    assert "</code>, not stored any more</dd>" in shown(client, f"/runs/{run_id}")


def test_changes_worked_in_since_are_told_and_have_a_page(database: SQLAlchemy, app: Flask) -> None:
    _, second = two_nights()
    person = make_candidate("C-9", last_name="Later")
    make_credential(person)
    record("candidate", [person.id])
    db.session.commit()
    work_off(app)
    client = signed_in(app)
    delta = max(db.session.scalars(select(MatchRun.id)))
    assert f'<a href="/runs/{delta}">{delta}</a>' in shown(client, f"/runs/{second}")
    page = shown(client, f"/runs/{delta}")
    assert "Changes worked in as of" in page
    assert "1 person gained an assignment" in page
    assert f'<a href="/runs/{second}">run {second}</a>' in page


def test_changes_are_listed_by_kind_and_cause(database: SQLAlchemy, app: Flask) -> None:
    _, second = two_nights()
    client = signed_in(app)
    every = shown(client, f"/changes?run={second}")
    assert "New1" in every
    assert "assignment opened" in every.lower()
    gained = shown(client, f"/changes?run={second}&change=became_eligible&cause=new_candidate")
    assert {"New1", "New2"} <= set(re.findall(r"New\d", gained))
    assert "1 to 2 of 2" in gained
    assert "Is open now" not in gained
    none = shown(client, f"/changes?run={second}&change=became_eligible&cause=law_changed")
    assert "No change of this kind and cause" in none


def test_pages_of_changes_follow_each_other(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "ROWS", 1)
    _, second = two_nights()
    client = signed_in(app)
    address, told = f"/changes?run={second}&change=became_eligible", []
    while address:
        page = client.get(address).text
        told += re.findall(r"Amara (New\d)", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert sorted(told) == ["New1", "New2"]


def test_a_run_that_is_not_there_is_not_found(app: Flask) -> None:
    assert signed_in(app).get("/runs/999999").status_code == 404


def test_a_match_is_ordered_by_a_recruiter_and_leaves_a_trail(
    database: SQLAlchemy, app: Flask
) -> None:
    make_assignment("A-1", starts_on=today() + DAY, ends_on=today() + 60 * DAY)
    db.session.commit()
    client = signed_in(app)
    answers = [client.post("/runs") for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    jobs = db.session.scalars(select(Job).where(Job.kind == "match_night")).all()
    assert [(job.state, job.args["as_of"]) for job in jobs] == [("pending", today().isoformat())]
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert "ordered a match" in actions
    db.session.rollback()
    page = shown(client, "/runs")
    assert "A match is ordered; the facts are being read." in page
    assert 'hx-trigger="every 2s"' in page
    work_off(app)
    page = shown(client, "/runs")
    assert "every 2s" not in page
    assert len(re.findall(r'href="/runs/\d+"', page)) == 1


def test_a_run_under_way_tells_how_far_it_is(database: SQLAlchemy, app: Flask) -> None:
    make_assignment("A-1", starts_on=today() + DAY, ends_on=today() + 60 * DAY)
    db.session.commit()
    run, _ = start(read_inputs(today(), settings()))
    run_id = run.id
    db.session.commit()
    client = signed_in(app)
    assert "0 of 1 part done." in shown(client, "/runs")
    page = shown(client, f"/runs/{run_id}")
    assert "0 of 1 part done." in page
    assert f'hx-get="/runs/{run_id}"' in page
    work_off(app)
    assert "every 2s" not in shown(client, f"/runs/{run_id}")


def test_a_run_that_stopped_names_the_jobs_that_failed(database: SQLAlchemy, app: Flask) -> None:
    make_assignment("A-1", starts_on=today() + DAY, ends_on=today() + 60 * DAY)
    db.session.commit()
    run, _ = start(read_inputs(today(), settings()))
    run_id = run.id
    db.session.commit()
    job_id = db.session.scalars(select(Job.id).where(Job.kind == "match_shard")).one()
    db.session.rollback()
    died(job_id, "the disk is full")
    page = shown(signed_in(app), f"/runs/{run_id}")
    assert "This match stopped before its end" in page
    assert "the disk is full" in page
    assert 'href="/jobs?state=dead"' in page


@pytest.mark.parametrize("people", [1, 8])
def test_a_page_asks_as_little_however_much_there_is(
    database: SQLAlchemy, app: Flask, people: int
) -> None:
    _, second = two_nights(people)
    client = signed_in(app)
    for address in ("/runs", f"/runs/{second}", f"/changes?run={second}"):
        with counted(database) as statements:
            assert client.get(address).status_code == 200
        selects = [one for one in statements if one.startswith("SELECT")]
        assert len(selects) <= 12, selects
