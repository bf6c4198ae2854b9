"""The list of assignments: what it keeps, what it says of each, and what it costs."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests.builders import make_assignment, make_candidate, make_credential, make_facility
from tests.counting import counted
from tests.dashboard.assignment_agency import asked, matched, read, rows, small_agency, words
from tests.signing_in import signed_in


def test_open_assignments_are_listed_with_what_the_run_says_of_each(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    listed = rows(read(signed_in(app), "/assignments?sort=ref"))
    assert [one.split()[0] for one in listed] == ["A-1", "A-ASK", "A-BLOCKED", "A-GUAM"]
    assert "Alder Clinic Dallas TX" in listed[0]
    assert "2 of 2 $25.00 3 4 Can be filled" in listed[0]
    assert "To confirm" in listed[1]
    assert "Blocked by a rule" in listed[2]
    assert "No rules for this state" in listed[3]


@pytest.mark.parametrize(
    ("address", "refs"),
    [
        ("/assignments?status=filled", ["A-FILLED"]),
        ("/assignments?status=any&text=alder", ["A-1"]),
        ("/assignments?needs=blocked", ["A-BLOCKED"]),
        ("/assignments?needs=no_rules", ["A-GUAM"]),
        ("/assignments?state=CA", ["A-ASK"]),
        ("/assignments?facility=Alder+Clinic", ["A-1"]),
        ("/assignments?task=chemotherapy", ["A-BLOCKED"]),
        ("/assignments?sort=-eligible&certification=CMA-AAMA&state=TX", ["A-1"]),
    ],
)
def test_an_address_keeps_the_list_to_what_it_names(
    app: Flask, database: SQLAlchemy, address: str, refs: list[str]
) -> None:
    small_agency(app)
    assert [one.split()[0] for one in rows(read(signed_in(app), address))] == refs


def test_what_is_open_and_over_is_said_to_be_and_counted_apart(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-OVER", starts_on=date(2026, 1, 5), ends_on=date(2026, 2, 1))
    make_assignment("A-PAST", status="filled", starts_on=date(2026, 1, 5), ends_on=date(2026, 2, 1))
    small_agency(app)
    page = read(signed_in(app), "/assignments?sort=ref")
    (over,) = [row for row in rows(page) if row.startswith("A-OVER")]
    assert "Over, though still open" in over
    assert "1 to 5 of 5 (1 is over and counts no more)" in words(page)
    assert "over and" not in words(read(signed_in(app), "/assignments?state=CA"))


def test_a_filter_says_its_value_and_how_to_drop_it(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    page = read(signed_in(app), "/assignments?needs=blocked&sort=ref")
    assert "Needs: blocked by a rule" in words(page)
    assert "/assignments?sort=ref" in [unescape(one) for one in re.findall('href="([^"]*)"', page)]


def test_pages_tell_every_assignment_once_and_which_rows_they_show(
    app: Flask, database: SQLAlchemy
) -> None:
    first = date(2027, 1, 1)
    for number in range(120):
        begins = first + timedelta(days=number % 7)
        make_assignment(f"A-{number:03}", starts_on=begins, ends_on=begins + timedelta(days=9))
    database.session.commit()
    client, address, seen, said = signed_in(app), "/assignments", [], []
    while address:
        page = read(client, address)
        seen += [one.split()[0] for one in rows(page)]
        said += re.findall(r"\d+ to \d+ of \d+", words(page))
        following = re.search(r'rel="next" href="([^"]*)"', page)
        address = unescape(following[1]) if following else ""
    assert sorted(seen) == [f"A-{number:03}" for number in range(120)]
    assert said == ["1 to 50 of 120", "51 to 100 of 120", "101 to 120 of 120"]


def test_a_list_filtered_to_nothing_names_the_filter_that_removes_most(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    page = read(signed_in(app), "/assignments?status=filled&facility=Alder+Clinic")
    assert "What removes most is “status: filled”" in words(page) or (
        "What removes most is “facility: Alder Clinic”" in words(page)
    )
    page = read(signed_in(app), "/assignments?state=CA&needs=blocked")
    assert "Without it there is 1 assignment" in words(page)


def test_where_there_is_nothing_yet_the_first_assignment_is_offered(
    app: Flask, database: SQLAlchemy
) -> None:
    page = read(signed_in(app), "/assignments")
    assert "No assignments yet" in words(page)
    assert 'href="/assignments/new"' in page


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/assignments?status=opn", "expected one of open, draft"),
        ("/assignments?state=Washington", "two letters of a state"),
        ("/assignments?starts_from=2027-02-30", "starts_from"),
        ("/assignments?starts_from=2027-02-02&starts_until=2027-02-01", "not before starts_from"),
        ("/assignments?sort=pay", "sort"),
        ("/assignments?task=x%00", "task"),
    ],
)
def test_what_no_list_can_be_kept_to_is_refused_in_words(
    app: Flask, database: SQLAlchemy, address: str, said: str
) -> None:
    answer = asked(signed_in(app), address)
    assert answer.status_code == 422
    assert said in unescape(answer.get_data(as_text=True))


def test_a_place_in_another_list_is_refused(app: Flask, database: SQLAlchemy) -> None:
    for number in range(60):
        make_assignment(f"A-{number:03}")
    database.session.commit()
    client = signed_in(app)
    following = re.search(r'rel="next" href="([^"]*)"', read(client, "/assignments"))
    assert following
    forged = unescape(following[1]) + "&sort=ref"
    assert asked(client, forged).status_code == 400
    assert asked(client, "/assignments?after=x").status_code == 400


def test_names_are_text_and_nothing_else(app: Flask, database: SQLAlchemy) -> None:
    make_assignment("A-1", make_facility('<script>alert("x")</script>'))
    make_assignment('A-"><img src=x>')
    database.session.commit()
    page = read(signed_in(app), "/assignments")
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert '<script>alert("x")</script>' in words(page)


def test_the_list_costs_as_many_queries_whatever_its_size(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    client = signed_in(app)
    read(client, "/assignments")
    with counted(database) as few:
        read(client, "/assignments")
    for number in range(45):
        make_assignment(f"B-{number}", make_facility(f"Site {number}"))
        make_credential(make_candidate())
    matched(app)
    read(client, "/assignments")
    with counted(database) as many:
        assert len(rows(read(client, "/assignments"))) == 49
    assert len(many) == len(few) <= 12


def test_who_may_write_is_offered_a_new_one_and_who_reads_is_not(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-1")
    database.session.commit()
    assert 'href="/assignments/new"' in read(signed_in(app, "recruiter"), "/assignments")
    reader = signed_in(app, "compliance")
    assert 'href="/assignments/new"' not in read(reader, "/assignments")
    assert asked(reader, "/assignments/new").status_code == 403
