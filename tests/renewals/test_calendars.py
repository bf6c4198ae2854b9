"""Calendars of renewals, read back by a parser: whole days, stable names, nothing private."""

from __future__ import annotations

from datetime import timedelta

from flask_sqlalchemy import SQLAlchemy

from agency.extensions import db
from agency.renewals.calendars import CONFIDENTIAL, her_calendar, staff_calendar
from agency.renewals.lapses import Wanted, all_lapses
from agency.rules.renewal import renew_by
from tests.builders import A_MOMENT, known_by, make_candidate, make_credential
from tests.renewals.people import BOOK, TODAY, at_work, day, person_with
from tests.renewals.reading import events


def test_each_renewal_has_its_last_safe_day_and_its_end_as_whole_days(database: SQLAlchemy) -> None:
    she, card = person_with("Ann", 30)
    card.number = "PRIVATE-9"
    person_with("Bea", 30)
    db.session.commit()
    content, changed = her_calendar(she.id, BOOK)
    ends, by = events(content)
    assert card.expires_on is not None
    assert ends["dtstart"].dt == card.expires_on
    assert ends["dtend"].dt == card.expires_on + timedelta(days=1)
    assert by["dtstart"].dt == renew_by(BOOK.catalogue["BLS-AHA"], card.expires_on, BOOK)
    assert str(by["summary"]) == "BLS Provider (AHA): last safe day to file the renewal"
    assert {str(one["status"]) for one in (ends, by)} == {"CONFIRMED"}
    assert [one["dtstamp"].dt for one in (ends, by)] == [A_MOMENT, A_MOMENT]
    assert changed == A_MOMENT
    for private in (b"PRIVATE-9", b"Ann", b"C-Ann"):
        assert private not in content


def test_it_is_the_same_to_the_byte_until_something_changes(database: SQLAlchemy) -> None:
    she, card = person_with("Ann", 30)
    db.session.commit()
    before, _ = her_calendar(she.id, BOOK)
    assert her_calendar(she.id, BOOK)[0] == before
    first = {str(one["uid"]): one for one in events(before)}
    assert card.expires_on is not None
    card.expires_on += timedelta(days=10)
    card.changed_at += timedelta(hours=1)
    db.session.commit()
    after, changed = her_calendar(she.id, BOOK)
    assert changed == A_MOMENT + timedelta(hours=1)
    for one in events(after):
        was = first.pop(str(one["uid"]))
        assert one["sequence"] > was["sequence"]
        assert one["dtstart"].dt > was["dtstart"].dt
    assert first == {}


def test_what_was_renewed_or_counts_no_more_is_cancelled_under_its_name(
    database: SQLAlchemy,
) -> None:
    she, card = person_with("Ann", 30)
    gone = make_credential(she, "CMA-AAMA", status="withdrawn")
    db.session.commit()
    before = {str(one["uid"]) for one in events(her_calendar(she.id, BOOK)[0])}
    assert card.expires_on is not None
    make_credential(she, "BLS-AHA", number="N", expires_on=card.expires_on + timedelta(days=700))
    db.session.commit()
    after = {str(one["uid"]): str(one["status"]) for one in events(her_calendar(she.id, BOOK)[0])}
    assert before <= after.keys()
    assert {after[uid] for uid in before} == {"CANCELLED"}
    assert after[f"ends-{gone.id}@127.0.0.1"] == "CANCELLED"
    assert sorted(after.values()).count("CONFIRMED") == 2


def test_a_newer_one_that_nobody_accepted_cancels_nothing(database: SQLAlchemy) -> None:
    she, card = person_with("Ann", 30)
    assert card.expires_on is not None
    later = card.expires_on + timedelta(days=700)
    newer = make_credential(she, "BLS-AHA", number="N", expires_on=later, evidence="documented")
    db.session.commit()
    assert status_of_end(she.id, card.id) == "CONFIRMED"
    known_by(newer, "reviewed")
    db.session.commit()
    assert status_of_end(she.id, card.id) == "CANCELLED"


def status_of_end(candidate_id: int, card_id: int) -> str:
    uid = f"ends-{card_id}@127.0.0.1"
    found = events(her_calendar(candidate_id, BOOK)[0])
    return next(str(one["status"]) for one in found if str(one["uid"]) == uid)


def test_of_health_and_past_it_says_only_that_it_is_one(database: SQLAlchemy) -> None:
    she = make_candidate()
    make_credential(she, "TB-SCREEN", expires_on=day(30))
    db.session.commit()
    content, _ = her_calendar(she.id, BOOK)
    assert b"uberculosis" not in content
    assert b"TB" not in content
    assert f"{CONFIDENTIAL} ends" in {str(one["summary"]) for one in events(content)}


def test_what_does_not_end_or_the_agency_looks_up_itself_has_no_day(database: SQLAlchemy) -> None:
    she = make_candidate()
    make_credential(she, "HEPB-IMMUNE", expires_on=None)
    make_credential(she, "BLS-AHA", expires_on=None)
    make_credential(she, "SAM-CLEAR", expires_on=day(90))
    db.session.commit()
    content, _ = her_calendar(she.id, BOOK)
    assert events(content) == []


def test_nobody_has_an_empty_calendar_that_no_program_reads(database: SQLAlchemy) -> None:
    content, changed = her_calendar(make_candidate().id, BOOK)
    assert (events(content), changed) == ([], None)


def test_staff_see_who_lapses_where(database: SQLAlchemy) -> None:
    she = make_candidate("C-Ann", first_name="Ann", last_name="Lee")
    make_credential(she, expires_on=day(900))
    make_credential(she, "BLS-AHA", number="PRIVATE-9", expires_on=day(40))
    at_work(she, "Cedar", day(-5), day(90))
    db.session.commit()
    content = staff_calendar(all_lapses(TODAY, BOOK, Wanted()))
    ends, by = events(content)
    assert str(ends["summary"]) == "Ann Lee: BLS Provider (AHA) ends, at work at Cedar Clinic"
    assert ends["dtstart"].dt == day(40)
    assert by["dtstart"].dt == renew_by(BOOK.catalogue["BLS-AHA"], day(40), BOOK)
    assert b"PRIVATE-9" not in content
