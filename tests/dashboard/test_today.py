"""Today shows whom the night's run puts in danger, and every number leads to what is behind it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from agency import clock
from agency.candidates.models import Candidate
from agency.dashboard import boards
from agency.dashboard.board_words import danger, since
from agency.edits.actions import record
from agency.extensions import db
from agency.matching.actions import match
from agency.matching.board_queries import BoardCounts
from agency.matching.boards import Board
from agency.matching.models import MatchRun
from agency.matching.overnight_queries import Nights
from agency.placements.models import Placement
from agency.settings import today
from tests.builders import make_assignment, make_candidate, make_credential, make_document
from tests.counting import counted
from tests.dashboard.boards import lively, placed
from tests.matching.working import work_off
from tests.signing_in import signed_in

DAY = timedelta(days=1)


def shown(client: FlaskClient, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


@pytest.fixture
def page(database: SQLAlchemy, app: Flask) -> str:
    lively()
    match(today())
    return shown(signed_in(app))


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href")
        if tag == "a" and address and address.startswith("/"):
            self.found.append(address)


def test_the_danger_is_summed_up_in_one_sentence(page: str) -> None:
    assert f"<h1>{today():%A} {today().day} {today():%B}</h1>" in page
    assert "1 person at work loses cover before the end" in page
    assert "Of 1 more person we cannot say." in page
    assert "1 of 2 starts in 14 days is not clear yet." in page


def test_the_red_list_names_who_lapses_and_when(page: str) -> None:
    red = page.partition("<h2>Red list</h2>")[2].partition("<h2>Starts")[0]
    assert "Lapses Lee" in red
    assert "CMA (AAMA)" in red
    assert "25 days" in red
    assert "Claims Lee" in red
    assert "Covered Lee" not in red
    assert 'href="/assignments/A-Lapses/candidates/C-Lapses"' in red


def test_starts_that_are_not_clear_say_what_is_open(page: str) -> None:
    starts = page.partition("<h2>Starts in 14 days")[2].partition("<h2>Openings")[0]
    assert "Starts Lee" in starts
    assert "National certification" in starts
    assert "Clear Lee" not in starts


def test_who_waits_for_whose_word_is_told(page: str) -> None:
    waits = page.partition("<h2>Waiting on someone</h2>")[2]
    assert "<b>1</b> submittal with clients" in waits
    assert "Sent Lee" in waits
    assert "<b>1</b> offer with candidates" in waits
    assert "<b>1</b> credential to review" in waits
    assert "Gone Lee" not in waits


def test_a_word_that_is_waited_for_too_long_is_marked(database: SQLAlchemy, app: Flask) -> None:
    lively()
    match(today())
    for stage, days in (("submitted", 6), ("offered", 0)):
        changed = update(Placement).where(Placement.stage == stage)
        db.session.execute(changed.values(changed_at=clock.now() - days * DAY))
    db.session.commit()
    waits = shown(signed_in(app)).partition("<h2>Waiting on someone</h2>")[2]
    assert "oldest 6 days: Sent Lee" in waits
    assert waits.count("Ask again") == 1
    assert waits.count("in time") == 1


def test_every_number_leads_to_a_list(database: SQLAlchemy, app: Flask) -> None:
    lively()
    match(today() - DAY)
    person = make_candidate("C-new")
    make_credential(person)
    db.session.commit()
    match(today())
    client = signed_in(app)
    links = Links()
    links.feed(client.get("/").text)
    assert f"/changes?run={last_id()}&change=became_eligible" in links.found
    for address in dict.fromkeys(links.found):
        assert client.get(address).status_code == 200, address


def last_id() -> int:
    return max(db.session.scalars(select(MatchRun.id)))


def test_the_list_behind_a_number_has_as_many(database: SQLAlchemy, app: Flask) -> None:
    lively()
    match(today() - DAY)
    for number in range(3):
        make_credential(make_candidate(f"C-new{number}", last_name=f"New{number}"))
    db.session.commit()
    match(today())
    client = signed_in(app)
    page = shown(client)
    assert "3 people gained an assignment" in page
    address = f"/changes?run={last_id()}&change=became_eligible&cause=new_candidate"
    listed = shown(client, address)
    assert {f"New{number}" for number in range(3)} <= set(re.findall(r"New\d", listed))
    lost = shown(client, f"/changes?run={last_id()}&change=no_longer_eligible")
    assert "New0" not in lost


def test_the_page_without_danger_tells_what_was_checked(database: SQLAlchemy, app: Flask) -> None:
    placed("Covered", -10, 30, "working")
    placed("Clear", 3, 30)
    db.session.commit()
    match(today())
    page = shown(signed_in(app))
    assert "Everybody at work is covered to the end" in page
    assert "Nobody at work loses cover before the end" in page
    assert "1 placement checked" in page
    assert "The next one to watch is <b>Covered Lee</b>" in page
    assert "Every start in the next 14 days is clear" in page


def test_before_the_first_match_the_page_says_what_to_do(database: SQLAlchemy, app: Flask) -> None:
    page = shown(signed_in(app))
    assert "Nothing has been matched yet" in page
    assert "Match now" in page


def test_a_specialist_is_not_offered_a_match(database: SQLAlchemy, app: Flask) -> None:
    client = signed_in(app, role="compliance")
    assert "Match now" not in shown(client)
    assert client.post("/runs").status_code == 403


def test_a_board_of_an_older_day_says_so(database: SQLAlchemy, app: Flask) -> None:
    lively()
    match(today() - 3 * DAY)
    page = shown(signed_in(app))
    assert "No complete match since" in page
    assert "Nothing is lost." in page
    assert "The last match" in page


def test_of_yesterdays_board_nothing_is_said(database: SQLAlchemy, app: Flask) -> None:
    lively()
    match(today() - DAY)
    assert "No complete match since" not in shown(signed_in(app))


def test_a_later_run_that_stopped_is_told(database: SQLAlchemy, app: Flask) -> None:
    lively()
    match(today() - DAY)
    make_candidate()
    db.session.commit()
    run = db.session.get_one(MatchRun, match(today()).run)
    run.state = "incomplete"
    db.session.commit()
    page = shown(signed_in(app))
    assert "stopped before its end" in page
    assert f'href="/runs/{run.id}">See what failed' in page


def test_a_change_that_was_worked_in_is_on_the_page(database: SQLAlchemy, app: Flask) -> None:
    lively()
    match(today())
    work_off(app)
    client = signed_in(app)
    assert "Lapses Lee" in shown(client)
    person = db.session.scalars(select(Candidate).where(Candidate.ref == "C-Lapses")).one()
    make_credential(person, issued_on=today())
    record("candidate", [person.id])
    db.session.commit()
    work_off(app)
    assert "Lapses Lee" not in shown(client)


@pytest.mark.parametrize("more", [0, 6])
@pytest.mark.parametrize("address", ["/", "/red-list", "/starts", "/waiting", "/openings"])
def test_a_page_asks_as_little_however_much_there_is(
    database: SQLAlchemy, app: Flask, address: str, more: int
) -> None:
    lively()
    for number in range(more):
        placed(f"More{number}", -3, 40, "working", expires_on=today() + 9 * DAY)
        placed(f"Next{number}", 3, 40, expires_on=today() + 9 * DAY)
    db.session.commit()
    match(today() - DAY)
    make_assignment("A-new", starts_on=today(), ends_on=today() + 40 * DAY)
    db.session.commit()
    match(today())
    client = signed_in(app)
    with counted(database) as statements:
        assert client.get(address).status_code == 200
    selects = [one for one in statements if one.startswith("SELECT") and "pg_catalog" not in one]
    assert len(selects) <= 13, selects


# The lists behind it


def test_the_lists_hold_everybody(database: SQLAlchemy, app: Flask) -> None:
    lively()
    match(today())
    client = signed_in(app)
    red, starts = shown(client, "/red-list"), shown(client, "/starts")
    assert "Lapses Lee" in red
    assert "Claims Lee" in red
    assert "Clear Lee" in starts
    assert "Starts Lee" in starts
    assert "Clear Lee" not in shown(client, "/starts?show=not_clear")
    assert "Sent Lee" in shown(client, "/waiting")
    assert "Offer Lee" in shown(client, "/waiting?stage=offered")
    openings = shown(client, "/openings")
    assert 'href="/assignments?state=TX">TX</a>' in openings


def test_pages_of_a_list_follow_each_other(
    database: SQLAlchemy, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "ROWS", 1)
    lively()
    match(today())
    client = signed_in(app)
    first = client.get("/red-list").text
    assert "1 to 1 of 2" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = client.get(following[1].replace("&amp;", "&")).text
    assert "2 to 2 of 2" in second
    assert ("Lapses Lee" in first) != ("Lapses Lee" in second)
    assert 'rel="next"' not in second


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/red-list?after=nonsense", 400),
        ("/starts?show=some", 422),
        ("/waiting?stage=confirmed", 422),
        ("/changes?run=999999", 404),
        ("/changes?run=0", 422),
    ],
)
def test_an_address_that_says_something_else_is_refused(
    app: Flask, address: str, status: int
) -> None:
    assert signed_in(app).get(address).status_code == status


# Sentences


def counts(**values: int) -> BoardCounts:
    nothing = dict.fromkeys(
        ("running", "uncovered", "helpless", "unknown", "starting", "not_clear"), 0
    )
    return BoardCounts(**nothing | values, judged_at=None)


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            counts(uncovered=4, helpless=2),
            "4 people at work lose cover before they finish, 2 with no renewal under way.",
        ),
        (counts(uncovered=1), "1 person at work loses cover before the end."),
        (counts(unknown=2), "Of 2 people we cannot say."),
        (counts(not_clear=1, starting=1), "1 of 1 start in 14 days is not clear yet."),
        (
            counts(running=9, starting=2),
            "Everybody at work is covered to the end,"
            " and every start in the next 14 days is clear.",
        ),
    ],
)
def test_the_danger_in_words(found: BoardCounts, sentence: str) -> None:
    assert danger(found, 14) == sentence


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (283, 288, "5 more than on Monday."),
        (290, 288, "2 fewer than on Monday."),
        (288, 288, "As many as on Monday."),
    ],
)
def test_what_became_of_the_openings_since_the_night_before(
    then: int, now: int, words: str
) -> None:
    run, before = MatchRun(as_of=date(2026, 11, 24)), MatchRun(as_of=date(2026, 11, 23))
    boards = Board(fillable=now), Board(fillable=then)
    assert since(Nights(run, before, *boards), date(2026, 11, 24)) == words
    assert since(Nights(run, None, boards[0], None), date(2026, 11, 24)) == ""


def test_a_run_of_the_same_day_is_named_as_the_run_before(app: Flask) -> None:
    run, before = MatchRun(as_of=date(2026, 11, 29)), MatchRun(as_of=date(2026, 11, 29))
    nights = Nights(run, before, Board(fillable=290), Board(fillable=288))
    with app.app_context():
        told = since(nights, date(2026, 11, 29))
    assert told.startswith("2 more than in the run before, Sun 29 Nov")


@pytest.mark.parametrize(("role", "opens"), [("compliance", True), ("recruiter", False)])
def test_what_waits_on_the_review_desk_is_counted_and_opened_by_who_may(
    database: SQLAlchemy, app: Flask, role: str, opens: bool
) -> None:
    her = make_candidate("C-1")
    make_document(make_credential(her, evidence="documented"))
    make_credential(her, "BLS-AHA", evidence="claimed")
    db.session.commit()
    match(today())
    page = shown(signed_in(app, role))
    assert "<b>2</b> credentials to review" in page
    assert "1 with a file, 1 without" in page
    assert ("to review</a>" in page) is opens
