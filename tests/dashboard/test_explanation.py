"""One pair explained on a page: the answer, the picture, the table, and what closes it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import clock
from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.extensions import db
from config import Config
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
    make_training,
)
from tests.counting import counted
from tests.signing_in import signed_in

PAGE = "/assignments/AS-1047/candidates/C-0001"
DAYS = 56


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return signed_in(app)


def in_days(number: int) -> date:
    """A day counted from today, by the clock that the application has in a test."""
    return clock.today(Config.from_environment({}).timezone) + timedelta(days=number)


def make_pair(
    app: Flask, bls_ends: int = 90, state: str = "TX", **changed: object
) -> tuple[date, date]:
    """Marisol for eight weeks that begin in fifty days, with a BLS card that ends in a while.

    Somebody else, of whom nothing is said, is on file too.
    """
    with app.app_context():
        first = in_days(50)
        last = first + timedelta(days=DAYS - 1)
        site = make_facility("Cedar Flats", state=state)
        wanted = {"starts_on": first, "ends_on": last, "client_requirements": ("BLS",)}
        make_assignment("AS-1047", site, **(wanted | changed))
        she = make_candidate("C-0001", first_name="Marisol", last_name="Vega-Lund")
        make_credential(she)
        make_credential(she, "BLS-AHA", expires_on=in_days(bls_ends))
        make_training(she)
        make_credential(make_candidate("C-0002", first_name="Devon"), "BLS-ARC")
        db.session.commit()
        return first, last


def text_of(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows_of(html: str) -> dict[str, list[str]]:
    """The cells of the table of the picture by the name of the requirement."""
    table = html.split('class="coverage-table"')[1].split("</table>")[0]
    rows = (text for text in table.split("<tr>")[2:])
    found = {}
    for row in rows:
        name, *cells = (text_of(cell) for cell in re.split(r"</t[hd]>", row)[:-1])
        found[name] = cells
    return found


def test_the_title_is_the_verdict(app: Flask, client: FlaskClient) -> None:
    make_pair(app, bls_ends=90)
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "<h1>Not yet: BLS Provider (AHA) runs out 15 days before the end</h1>" in page.text
    assert "41 of 56 days covered, 15 not covered" in page.text
    assert "Marisol Vega-Lund" in page.text
    assert "Devon" not in page.text


def test_somebody_eligible_is_covered_on_all_days(app: Flask, client: FlaskClient) -> None:
    make_pair(app, bls_ends=200)
    page = client.get(PAGE).text
    assert "<h1>Eligible: covered on all 56 days</h1>" in page
    assert "What closes it" not in page
    assert "Needs something" not in page


def test_the_table_says_what_the_judge_found(app: Flask, client: FlaskClient) -> None:
    _, last = make_pair(app, bls_ends=90)
    rows = rows_of(client.get(PAGE).text)
    first_open, (lacking, *_) = next(iter(rows.items())), rows.values()
    assert first_open[0].startswith("BLS Provider (AHA)")
    _, verdict, opens, ends, days, unknown, _, evidence, how = lacking
    assert (verdict, days, unknown, how) == ("Not covered", "15", "", "checked")
    assert opens.split()[0] == str(in_days(91).day)
    assert ends.split()[0] == str(last.day)
    assert evidence.startswith("BLS Provider (AHA) to")
    others = [cells[1] for name, cells in rows.items() if name != first_open[0]]
    assert set(others) == {"Covered"}


def test_what_closes_it_is_told_in_steps(app: Flask, client: FlaskClient) -> None:
    make_pair(app, bls_ends=90)
    page = text_of(client.get(PAGE).text)
    assert "Smallest change, 1 step" in page
    assert "Renew BLS Provider (AHA)" in page
    assert "Then all 56 days are covered" in page


def test_the_assignment_may_be_changed_instead(app: Flask, client: FlaskClient) -> None:
    first, _ = make_pair(app, bls_ends=100)
    page = unescape(client.get(PAGE).text)
    assert "Or change the assignment" in page
    assert "Costs 5 days of cover." in page
    tried = f"from={first}&to={in_days(100)}"
    assert tried in page
    shorter = client.get(f"{PAGE}?{tried}").text
    assert f"Would be eligible if it ended {in_days(100).day} {in_days(100):%b}" in shorter


def test_a_trial_judges_other_dates_and_saves_nothing(app: Flask, client: FlaskClient) -> None:
    first, last = make_pair(app, bls_ends=90)
    with app.app_context():
        changed_at = db.session.scalars(select(Assignment.changed_at)).one()
    page = client.get(f"{PAGE}?from={in_days(20)}&to={in_days(75)}").text
    assert "<h1>Would be eligible if it ran" in page
    assert "A trial, not saved" in page
    assert "frame-tried" in page
    with app.app_context():
        kept = db.session.scalars(select(Assignment)).one()
        assert (kept.starts_on, kept.ends_on, kept.changed_at) == (first, last, changed_at)


def test_the_planned_dates_are_no_trial(app: Flask, client: FlaskClient) -> None:
    first, last = make_pair(app)
    assert "A trial, not saved" not in client.get(f"{PAGE}?from={first}&to={last}").text


@pytest.mark.parametrize(
    ("asked", "field", "wanted"),
    [
        ("from=tomorrow", "from", "a day such as 2027-02-28 (YYYY-MM-DD)"),
        ("to=2027-02-30", "to", "a day of the calendar; 2027-02-30 is none"),
        ("from=2027-05-02&to=2027-05-01", "to", "a day not before from, which is 2027-05-02"),
        ("from=2020-01-01&to=2020-02-01", "to", "or a later day"),
        ("from=%3Cscript%3Ealert(1)%3C/script%3E", "from", "a day such as"),
    ],
)
def test_dates_that_are_none_are_named_with_what_was_expected(
    app: Flask, client: FlaskClient, asked: str, field: str, wanted: str
) -> None:
    make_pair(app)
    page = client.get(f"{PAGE}?{asked}")
    assert page.status_code == 422
    assert f"{field}: “" in page.text
    assert wanted in unescape(page.text)
    assert "<script>alert" not in page.text
    assert "Not yet: BLS Provider (AHA) runs out" in page.text


@pytest.mark.parametrize("last", ["9999-12-31", "2999-01-01"])
def test_any_day_of_the_calendar_may_be_tried(app: Flask, client: FlaskClient, last: str) -> None:
    make_pair(app)
    assert client.get(f"{PAGE}?to={last}").status_code == 200


def test_the_row_that_is_chosen_is_told_beside_the_picture(app: Flask, client: FlaskClient) -> None:
    make_pair(app)
    page = client.get(f"{PAGE}?row=certification").text
    told = text_of(page.split('id="told"')[1])
    assert "What is asked Certification: CMA (AAMA)" in told
    (chosen,) = re.findall(r'<a id="row-([^"]+)"[^>]*aria-current="true"', page)
    assert chosen == "certification"
    unknown = client.get(f"{PAGE}?row=nothing-of-the-kind").text
    assert 'aria-current="true"' in unknown


def test_a_trial_keeps_the_row_and_a_row_keeps_the_trial(app: Flask, client: FlaskClient) -> None:
    make_pair(app)
    page = unescape(client.get(f"{PAGE}?row=pay&to={in_days(80)}").text)
    rows = re.findall(r'<a id="row-[^"]+"[^>]*href="([^"]+)"', page)
    assert rows
    assert all(f"to={in_days(80)}" in address for address in rows)
    moves = re.findall(r'href="([^"]+)" data-move="([^"]+)"', page)
    assert [days for _, days in moves] == ["-7", "-1", "1", "7"]
    assert all("row=pay" in address for address, _ in moves)


def test_the_table_view_shows_the_table_in_place_of_the_picture(
    app: Flask, client: FlaskClient
) -> None:
    make_pair(app)
    assert 'class="proof as-table"' in client.get(f"{PAGE}?view=table").text
    assert 'class="proof"' in client.get(PAGE).text


def test_names_are_shown_as_they_are_written(app: Flask, client: FlaskClient) -> None:
    make_pair(app)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == "C-0001")).one()
        she.first_name = '<img src=x onerror="alert(1)">'
        db.session.commit()
    page = client.get(PAGE).text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_an_assignment_that_is_over_is_told_not_failed(app: Flask, client: FlaskClient) -> None:
    make_pair(app, starts_on=in_days(-60), ends_on=in_days(-10))
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Nothing left to judge: this assignment is over" in page.text


def test_a_state_without_rules_is_told_not_failed(app: Flask, client: FlaskClient) -> None:
    make_pair(app)
    with app.app_context():
        site = db.session.scalars(select(Facility)).one()
        site.state, site.zip = "PR", None
        db.session.commit()
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "We cannot say: no rules are recorded for PR" in page.text


@pytest.mark.parametrize("pair", ["AS-1047/candidates/C-9999", "AS-9999/candidates/C-0001"])
def test_a_pair_that_is_not_there_is_not_found(app: Flask, client: FlaskClient, pair: str) -> None:
    make_pair(app)
    assert client.get(f"/assignments/{pair}").status_code == 404


def test_work_that_the_law_refuses_says_so_with_its_citation(
    app: Flask, client: FlaskClient
) -> None:
    make_pair(app, state="NY", tasks=("vaccine", "general"))
    page = client.get(PAGE)
    assert "Nobody can be put to this work as it stands" in page.text
    assert "A medical assistant may not give injections or vaccines" in page.text
    assert "<h1>Cannot be worked: the law keeps this work from medical assistants</h1>" in page.text
    assert "Score" not in page.text


def test_what_the_law_depends_on_is_put_as_a_question(app: Flask, client: FlaskClient) -> None:
    make_pair(app, state="CA", supervision=None)
    page = client.get(PAGE).text
    assert "To confirm with the client" in page
    assert "The supervisor is physically in the treatment facility" in page


def test_who_is_placed_here_already_is_said(app: Flask, client: FlaskClient) -> None:
    make_pair(app)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == "C-0001")).one()
        make_placement(she, db.session.scalars(select(Assignment)).one())
        db.session.commit()
    assert "Already placed here (confirmed)" in client.get(PAGE).text


def test_the_parts_of_the_score_stand_with_their_reasons(app: Flask, client: FlaskClient) -> None:
    make_pair(app)
    page = text_of(client.get(PAGE).text)
    assert re.search(r"Score \d+\.\d{3} of 100", page)
    assert "0 miles away" in page
    assert "0 completed placements with this agency" in page


def test_the_page_says_by_which_book_and_when_it_was_judged(
    app: Flask, client: FlaskClient
) -> None:
    make_pair(app)
    page = text_of(client.get(PAGE).text)
    assert re.search(r"Rulebook [0-9a-f]{12} , judged", page)


@pytest.mark.parametrize("more", [0, 40])
def test_the_page_needs_at_most_twelve_queries(app: Flask, client: FlaskClient, more: int) -> None:
    make_pair(app)
    with app.app_context():
        she = db.session.scalars(select(Candidate).where(Candidate.ref == "C-0001")).one()
        for number in range(more):
            make_credential(she, "TDAP", number=f"T-{number}")
            make_training(she, "training", topic="venipuncture", completed_on=in_days(-number))
        db.session.commit()
    client.get(PAGE)
    with app.app_context(), counted(db) as statements:
        assert client.get(PAGE).status_code == 200
    assert len(statements) <= 12, "\n".join(statements)


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("compliance", 200), ("candidate", 403)]
)
def test_only_the_staff_reads_it(app: Flask, role: str, status: int) -> None:
    make_pair(app)
    assert signed_in(app, role).get(PAGE).status_code == status
