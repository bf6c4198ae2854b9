"""The page of one assignment says what the run and the rules say, and no more."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency import clock
from agency.assignments.described import whole_assignments
from agency.assignments.models import Assignment, Facility
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.edits.actions import record
from agency.extensions import db
from agency.matching.assignment_queries import changed_since
from agency.matching.explaining import explain_pair
from agency.matching.queries import matches_of
from agency.matching.requirement_counts import requirement_counts
from agency.matching.shards import book_of
from agency.matching.storing import scale_from_json
from agency.pictures.gap_words import gap_of, gap_words
from agency.rules.remedies import outlook
from agency.rules.step_words import remedy_in_words
from agency.settings import settings
from tests.builders import (
    make_assignment,
    make_candidate,
    make_credential,
    make_facility,
    make_placement,
)
from tests.counting import counted
from tests.dashboard.assignment_agency import (
    LATE,
    PAGE,
    ROW,
    asked,
    certified,
    matched,
    read,
    rows,
    small_agency,
    words,
)
from tests.matching.recorded import tip
from tests.matching.working import work_off
from tests.signing_in import signed_in

NEAR = "/assignments/A-1?tab=near"


def test_the_head_says_where_and_when_and_what(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    page = words(read(signed_in(app), "/assignments/A-1"))
    assert "Alder Clinic, Dallas TX 2 of 2 openings left" in page
    assert "31 Mar 2027 , 87 days" in page
    assert "Delegator: physician" in page
    assert "Pay $25.00/h" in page


def test_the_shortlist_is_that_of_the_run_with_its_scores(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    listed = rows(read(signed_in(app), "/assignments/A-1"))
    best = [one for one in matches_of("A-1", tip()).matches if one.tier == "eligible"]
    assert len(best) == 3
    for row, one in zip(listed, best, strict=False):
        assert row.startswith(f"{one.position} {one.candidate_name} CMA (AAMA), Dallas TX, 0 mi")
        assert "87 of 87 days covered" in row
        assert row.endswith(f"{one.score / 1000:.1f} Available")
        for part in one.parts:
            assert f" of {part.weight}" in row


def test_near_misses_say_what_is_missing_and_the_smallest_change(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    run = tip()
    near = [row for row in rows(read(signed_in(app), "/assignments/A-1")) if "Near" in row]
    assert len(near) == 3
    book, scale = book_of(run), scale_from_json(run.scale)
    keeps = settings().shorten_keeps_percent
    for row in near:
        ref = f"N-{row.split()[2]}"
        found = explain_pair(ref, "A-1", book, scale, run.as_of, keeps)
        assert found.remedies
        assert "short by 44 days" in row
        assert "43 of 87 days covered, 44 not covered" in row
        assert remedy_in_words(found.remedies[0], book) in row


def test_whoever_the_facility_does_not_want_back_lacks_that_and_nothing_helps(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    page = read(signed_in(app), "/assignments/A-1?tab=near")
    (row,) = [row for row in rows(page) if "Unwanted" in row]
    assert "Active, and welcome at the facility: not on any day" in row
    folded = words(page[page.index('<details class="panel flush hopeless"') :])
    assert folded.startswith("Nothing we know of would turn this one")
    assert "Unwanted" in folded
    assert "Near 0" not in folded


def test_a_day_is_told_only_where_everybody_knows_how_long_it_takes(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-1", accepted_certifications=("RMA-AMT",), client_requirements=("BLS",))
    untimed, timed = make_candidate("C-U", last_name="Untimed"), make_candidate("C-T")
    make_credential(untimed, "RMA-AMT", expires_on=date(2027, 3, 1))
    make_credential(untimed, "BLS-AHA")
    make_credential(timed, "RMA-AMT")
    matched(app)
    by_name = {row.split()[1]: row for row in rows(read(signed_in(app), NEAR))}
    assert "when renewed" in by_name["Untimed"]
    assert "still to earn" in by_name["Untimed"]
    (timed_row,) = (row for name, row in by_name.items() if name != "Untimed")
    assert "when" not in timed_row
    assert re.search(r"\w{3} \d+ \w{3}$", timed_row)


def test_near_misses_stand_in_the_order_in_which_they_clear(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-1", client_requirements=("BLS",), starts_on=date(2027, 1, 4))
    certified("C-LATER", last_name="Later", available_from=date(2027, 1, 12))
    certified("C-SOONER", last_name="Sooner", available_from=date(2027, 1, 8))
    certified("C-YEARS", last_name="Years", available_from=date(2028, 1, 8))
    matched(app)
    page = read(signed_in(app), "/assignments/A-1?tab=near")
    assert [row.split()[1] for row in rows(page)] == ["Sooner", "Later", "Years"]
    folded = words(page[page.index('<details class="panel flush hopeless"') :])
    assert "Only much later: Work from 8 Jan 2028" in folded
    assert "Later, " not in folded


def test_what_is_unknown_says_why(app: Flask, database: SQLAlchemy) -> None:
    make_assignment("A-1", min_evidence="primary_source")
    person = make_candidate("C-1")
    make_credential(person, evidence="documented")
    matched(app)
    (row,) = rows(read(signed_in(app), "/assignments/A-1?tab=near"))
    assert "National certification: 87 days unknown" in row
    assert "the client asks for at source" in row


def test_of_more_near_misses_than_are_kept_the_page_says_how_many_are(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-1", client_requirements=("BLS",))
    for number in range(23):
        certified(f"N-{number}", LATE)
    matched(app)
    page = words(read(signed_in(app), "/assignments/A-1?tab=near"))
    assert "20 nearest of 23 are kept; ask for anybody by name below." in page


# Nobody is eligible


def test_where_nobody_is_eligible_the_changes_that_would_give_people_are_told_with_how_many(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-1", client_requirements=("BLS",))
    for number in range(3):
        certified(f"N-{number}", LATE)
    make_credential(make_candidate("C-FAR", home_zip="98101", willing_states=()))
    certified("C-AWAY", available_from=date(2027, 2, 1))
    matched(app)
    page = words(read(signed_in(app), "/assignments/A-1"))
    assert "Nobody is covered on all 87 days 4 people are one change away." in page
    ways = "If BLS were not asked +3 people If they were free on every day +1 person"
    assert ways in page
    assert "See the 4 near misses" in page


def test_what_law_asks_is_never_told_as_something_to_leave_out(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-WA", state="WA", zip="98101")
    certified("C-1", willing_states=("WA",))
    matched(app)
    page = words(read(signed_in(app), "/assignments/A-WA"))
    assert "With Washington medical assistant credential +1 person" in page
    assert "were not asked" not in page


def test_where_no_single_change_would_do_what_fewest_meet_is_told(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-1", client_requirements=("BLS",))
    make_candidate("C-NONE")
    matched(app)
    page = words(read(signed_in(app), "/assignments/A-1"))
    assert "Nobody is one change away either. Fewest meet" in page
    assert "0 of 1 available" in page


def test_what_is_asked_is_told_by_who_asks_with_the_people_it_lets_through(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    page = words(read(signed_in(app), "/assignments/A-1"))
    stored = requirement_counts(tip(), _id("A-1"))
    assert stored is not None
    assert f"people of {stored.available} available" in page
    told = page[page.index("What it asks") : page.index("Shortlist")]
    life_support = "BLS Provider (AHA) or BLS (Red Cross)"
    assert f"Client, Alder Clinic {life_support} {stored.met['client:BLS']}" in told
    assert f"Agency National certification {stored.met['certification']}" in told
    assert f"{life_support} alone keeps out 3 people" in told


def test_work_that_law_forbids_says_why_and_shows_nobody(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    page = read(signed_in(app), "/assignments/A-BLOCKED")
    assert "This work may not be given to anybody here" in words(page)
    reasons = matches_of("A-BLOCKED", tip()).shortlist.reasons
    assert reasons
    for reason in reasons:
        assert reason["says"] in words(page)
        assert f"§ {reason['citation']}" in words(page)
    assert rows(page) == []
    assert "Why is someone not here?" not in words(page)


def test_work_in_a_state_without_rules_says_so(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    page = words(read(signed_in(app), "/assignments/A-GUAM"))
    assert "We cannot say who may do this work" in page


def test_what_must_be_asked_of_the_client_is_asked_with_its_citation(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    page = words(read(signed_in(app), "/assignments/A-ASK"))
    questions = matches_of("A-ASK", tip()).shortlist.to_confirm
    assert questions
    for one in questions:
        assert one["question"] in page
        assert f"§ {one['citation']}" in page


def test_placements_take_openings_and_have_their_tab(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    work = database.session.get_one(Assignment, _id("A-1"))
    make_placement(make_candidate("C-P", last_name="Placed"), work, "confirmed")
    make_placement(make_candidate("C-W", last_name="Withdrew"), work, "withdrawn")
    database.session.commit()
    page = read(signed_in(app), "/assignments/A-1?tab=placements")
    assert "1 of 2 openings left" in words(page)
    assert [row.split()[1] for row in rows(page)] == ["Placed", "Withdrew"]
    assert "Confirmed" in rows(page)[0]
    assert "87 days" in rows(page)[0]
    assert 'href="/candidates/C-P"' in page
    assert 'href="/assignments/A-1/candidates/C-P"' in page


# Why is someone not here?


@pytest.mark.parametrize(
    ("who", "ref"), [("N-1", "N-1"), ("unwanted", "C-99"), ("C-0", "C-0"), ("C-99", "C-99")]
)
def test_who_is_not_here_is_told_why_by_name_or_reference(
    app: Flask, database: SQLAlchemy, who: str, ref: str
) -> None:
    small_agency(app)
    run = tip()
    client = signed_in(app)
    headers = {**PAGE, "HX-Target": "why-answer"}
    partial = read(client, "/assignments/A-1", query_string={"who": who}, headers=headers)
    whole = read(client, "/assignments/A-1", query_string={"who": who})
    keeps = settings().shorten_keeps_percent
    found = explain_pair(ref, "A-1", book_of(run), scale_from_json(run.scale), run.as_of, keeps)
    for answer in (words(partial), words(whole)):
        for finding in found.assessment.not_met:
            gap = gap_of(finding)
            assert gap is not None
            words_of_gap = gap_words(gap)
            assert f": {words_of_gap[:1].lower()}{words_of_gap[1:]}" in answer
        assert " your " not in answer
        assert "You " not in answer
        if found.assessment.verdict == "eligible":
            assert "is covered on all 87 days" in answer
        elif outlook(found.assessment, found.remedies or ()) == "cannot_clear_in_time":
            assert "cannot clear in time" in answer
    assert f'href="/assignments/A-1/candidates/{ref}"' in partial
    assert "<html" not in partial


def test_the_law_behind_an_answer_is_named_in_short_and_cited(
    app: Flask, database: SQLAlchemy
) -> None:
    make_assignment("A-WA", state="WA", zip="98101")
    certified("C-1", willing_states=("WA",))
    matched(app)
    page = words(read(signed_in(app), "/assignments/A-WA?who=C-1"))
    answer = page[page.index("Why is someone") :]
    assert "Washington medical assistant credential: not on any day" in answer
    assert "§ RCW 18.360.040" in answer


def test_nobody_of_that_name_is_told_as_such(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    page = words(read(signed_in(app), "/assignments/A-1?who=Zebulon+Quux"))
    assert "Nobody of that name" in page


# Changes since the run


def test_an_assignment_that_was_changed_since_is_shown_as_being_matched(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    work = database.session.get_one(Assignment, _id("A-1"))
    work.pay_rate, work.changed_at = None, clock.now()
    record("assignment", [work.id])
    database.session.commit()
    client = signed_in(app)
    page = read(client, "/assignments/A-1")
    assert "Matching: the assignment was changed" in words(page)
    assert 'hx-trigger="every 2s" hx-select="#standing"' in page
    work_off(app)
    assert "Matching: the assignment was changed" not in words(read(client, "/assignments/A-1"))


def test_a_change_that_no_rule_sees_is_worked_in_all_the_same(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    work = database.session.get_one(Assignment, _id("A-1"))
    work.bill_rate, work.changed_at = None, clock.now()
    record("assignment", [work.id])
    database.session.commit()
    assert _stale("A-1")
    work_off(app)
    assert not _stale("A-1")


def test_a_change_of_somebody_else_makes_nothing_stale(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    other = database.session.get_one(Assignment, _id("A-ASK"))
    other.changed_at = clock.now()
    record("assignment", [other.id])
    record("candidate", [_id("A-1")])
    database.session.commit()
    assert not _stale("A-1")
    assert _stale("A-ASK")


def test_a_change_of_the_facility_makes_its_assignments_stale(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    work = database.session.get_one(Assignment, _id("A-1"))
    site = work.facility_id
    assert site is not None
    database.session.get_one(Facility, site).changed_at = clock.now()
    record("facility", [site])
    database.session.commit()
    assert _stale("A-1")


def test_before_any_run_the_page_says_so(app: Flask, database: SQLAlchemy) -> None:
    make_assignment("A-1")
    database.session.commit()
    page = words(read(signed_in(app), "/assignments/A-1"))
    assert "Nothing has been matched yet" in page
    assert "National certification" in page


def test_an_assignment_that_is_not_open_says_why_nobody_is_listed(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    page = words(read(signed_in(app), "/assignments/A-FILLED"))
    assert "This assignment is filled" in page


def test_somebody_whose_papers_changed_since_the_run_is_shown_as_she_is_now(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app, people=1)
    held = select(Credential).where(
        Credential.code == "BLS-AHA", Credential.expires_on > date(2028, 1, 1)
    )
    for one in database.session.scalars(held):
        one.expires_on = date(2027, 1, 10)
    database.session.commit()
    (row,) = [row for row in rows(read(signed_in(app), "/assignments/A-1")) if "Able" in row]
    assert "7 of 87 days covered" in row
    assert "changed since" in row


# Cost and safety


@pytest.mark.parametrize(
    ("stage", "told"), [("submitted", "Submitted to the client"), ("offered", "Offered")]
)
def test_who_is_on_the_way_to_it_is_marked_in_the_lists(
    app: Flask, database: SQLAlchemy, stage: str, told: str
) -> None:
    small_agency(app)
    work = db.session.scalars(select(Assignment).where(Assignment.ref == "A-1")).one()
    for ref in ("C-1", "N-1"):
        she = db.session.scalars(select(Candidate).where(Candidate.ref == ref)).one()
        make_placement(she, work, stage)
    database.session.commit()
    page = read(signed_in(app), "/assignments/A-1")
    marked = [line for line in ROW.findall(page) if told in line]
    assert [re.findall(r"candidates/([CN]-\d)", line)[0] for line in marked] == ["C-1", "N-1"]


def test_the_page_costs_as_many_queries_whatever_its_size(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app, people=2)
    client = signed_in(app)
    addresses = ("/assignments/A-1", "/assignments/A-1?tab=near", "/assignments/A-1?tab=placements")
    few = [_queries(database, client, address) for address in addresses]
    for number in range(30):
        certified(f"M-{number}")
        certified(f"O-{number}", date(2027, 2, 1))
    matched(app)
    many = [_queries(database, client, address) for address in addresses]
    assert many == few
    assert max(many) <= 12
    assert len(rows(read(client, "/assignments/A-1"))) == 20


def test_an_answer_about_one_person_costs_at_most_twelve_queries(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app)
    client = signed_in(app)
    assert _queries(database, client, "/assignments/A-1?who=N-1") <= 12


def test_further_pages_of_the_shortlist_go_on_where_the_first_ends(
    app: Flask, database: SQLAlchemy
) -> None:
    small_agency(app, people=28)
    client = signed_in(app)
    first = read(client, "/assignments/A-1")
    assert "1 to 15 of 28" in words(first)
    following = re.search(r'rel="next" href="([^"]*)"', first)
    assert following
    second = read(client, unescape(following[1]))
    assert "16 to 28 of 28" in words(second)
    names = [row.split()[0] for row in (*rows(first), *rows(second)) if row[0].isdigit()]
    assert names == [str(number) for number in range(1, 29)]


def test_names_are_text_and_nothing_else(app: Flask, database: SQLAlchemy) -> None:
    site = make_facility('"><script>alert(1)</script>')
    make_assignment("A-1", site, specialty="<b>bold</b>", required_skills=("<i>x</i>",))
    make_credential(make_candidate("C-1", last_name="<img src=x onerror=alert(1)>"))
    matched(app)
    for address in ("/assignments/A-1", "/assignments/A-1?who=<svg/onload=alert(1)>"):
        page = read(signed_in(app), address)
        for bad in ("<script>alert", "<img src=x", "<svg/onload", "<i>x</i>"):
            assert bad not in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/assignments/NONE", 404),
        ("/assignments/A-1?tab=all", 422),
        ("/assignments/A-1?beyond=-1", 422),
        ("/assignments/A-1?who=%00", 422),
        ("/assignments/A-1?beyond=99", 200),
    ],
)
def test_an_address_that_names_nothing_is_answered_in_words(
    app: Flask, database: SQLAlchemy, address: str, status: int
) -> None:
    small_agency(app)
    assert asked(signed_in(app), address).status_code == status


def test_a_specialist_reads_and_is_offered_no_change(app: Flask, database: SQLAlchemy) -> None:
    small_agency(app)
    assert "/assignments/A-1/edit" in read(signed_in(app, "recruiter"), "/assignments/A-1")
    assert "/assignments/A-1/edit" not in read(signed_in(app, "compliance"), "/assignments/A-1")


def _id(ref: str) -> int:
    found = db.session.scalar(select(Assignment.id).where(Assignment.ref == ref))
    assert found is not None
    return found


def _stale(ref: str) -> bool:
    db.session.expire_all()
    return changed_since(tip(), _whole(ref))


def _whole(ref: str) -> Assignment:
    return db.session.scalars(whole_assignments().where(Assignment.ref == ref)).one()


def _queries(database: SQLAlchemy, client: FlaskClient, address: str) -> int:
    read(client, address)
    with counted(database) as statements:
        read(client, address)
    return len(statements)
