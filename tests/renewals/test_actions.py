"""Digests are sent once a day, and never of what is renewed; what is set and said is kept."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from agency.audit.models import AuditEntry
from agency.candidates.models import Candidate
from agency.credentials.models import Credential
from agency.errors import NotAllowed, NotFound, Refused, Taken, Unready
from agency.extensions import db
from agency.notices.models import BadAddress, LeftTopic, Mail
from agency.renewals.actions import (
    BATCH,
    batches_of,
    remind_all,
    remind_now,
    say_filed,
    set_days,
    take_back_filed,
    unset_days,
)
from agency.renewals.models import Digest, Reminder
from agency.renewals.queries import people_due
from agency.renewals.reminder_settings import reminder_settings
from agency.rules.renewal import renew_by
from agency.screening.actions import undo
from tests.builders import A_MOMENT, make_candidate, make_credential
from tests.counting import counted
from tests.examples import examples
from tests.renewals.people import BOOK, TODAY, at_work, day, expiring, mails, person_with
from tests.screening.found import found_on_leie
from tests.signing_in import TESTER
from tests.trail import ANN

DAY = timedelta(days=1)


def sent_on(now: date) -> list[str]:
    """To whom the digests of a day go."""
    before = db.session.scalar(select(func.count()).select_from(Mail)) or 0
    remind_all(now, BOOK)
    return [one.to for one in mails()[before:]]


def test_who_reaches_a_step_is_mailed_once(database: SQLAlchemy) -> None:
    person_with("Ann", 30)
    person_with("Bea", 200)
    db.session.commit()
    assert sent_on(TODAY) == ["ann@example.org"]
    assert sent_on(TODAY) == sent_on(day(1)) == []


def test_a_missed_day_is_caught_up_once(database: SQLAlchemy) -> None:
    _, card = person_with("Ann", 65)
    db.session.commit()
    assert card.expires_on is not None
    left = (renew_by(BOOK.catalogue["BLS-AHA"], card.expires_on, BOOK) - TODAY).days
    missed = {*range(left - 59), left - 30}
    sent = [n for n in range(left) if n not in missed and sent_on(day(n))]
    assert sent == [left - 59, left - 29, left - 14, left - 7]


def test_one_mail_lists_all_that_is_coming(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 80)
    make_credential(she, "CMA-AAMA", expires_on=expiring("CMA-AAMA", 20))
    person_with("Bea", 20)
    db.session.commit()
    assert sorted(sent_on(TODAY)) == ["ann@example.org", "bea@example.org"]
    hers = next(one for one in mails() if one.to == "ann@example.org")
    assert "CMA (AAMA)" in hers.subject
    assert "and 1 more" in hers.subject
    assert "BLS Provider (AHA)" in (hers.text or "")
    assert "/portal/renewals" in (hers.text or "")
    assert (hers.topic, hers.candidate_id) == ("renewal", she.id)
    assert hers.event == f"renewals:{she.id}:{TODAY}"


def test_nobody_is_mailed_of_what_the_agency_looks_up_itself(database: SQLAlchemy) -> None:
    person_with("Ann", 7, "SAM-CLEAR")
    both, _ = person_with("Bea", 7)
    make_credential(both, "OIG-LEIE-CLEAR", expires_on=expiring("OIG-LEIE-CLEAR", 7))
    db.session.commit()
    assert sent_on(TODAY) == ["bea@example.org"]
    assert BOOK.catalogue["OIG-LEIE-CLEAR"].title not in (mails()[-1].text or "")
    assert "more" not in mails()[-1].subject
    with pytest.raises(Unready):
        remind_now("C-Ann", TODAY, BOOK, TESTER)


def test_nobody_is_mailed_who_is_not_written_to_or_has_no_address(database: SQLAlchemy) -> None:
    person_with("Ann", 7, status="do_not_contact")
    person_with("Bea", 7, email="")
    person_with("Cid", 7, merged_into="C-Dot")
    db.session.commit()
    assert sent_on(TODAY) == []


def left(topic: str, **who: object) -> LeftTopic:
    return LeftTopic(topic=topic, left_at=A_MOMENT, **who)


def bad(address: str) -> BadAddress:
    return BadAddress(address=address, since=A_MOMENT, status="5.1.1", said="no such mailbox")


def test_nobody_is_mailed_who_is_on_hold(database: SQLAlchemy, tmp_path: Path) -> None:
    person_with("Ann", 30, last_name="Quillfeather")
    person_with("Bea", 30)
    db.session.commit()
    finding = found_on_leie(tmp_path, "C-Ann", "same")
    remind_all(TODAY, BOOK)
    assert [mail.to for mail in mails()] == ["bea@example.org"]
    with pytest.raises(NotAllowed, match="C-Ann is on hold by screening"):
        remind_now("C-Ann", TODAY, BOOK, TESTER)
    undo(finding, ANN)
    remind_all(TODAY, BOOK)
    assert len(mails()) == 2


def test_who_has_left_the_topic_is_told_once_she_wants_it_again(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 30)
    person_with("Bea", 30, email="Bea@Example.org")
    person_with("Cid", 30)
    hers = left("renewal", candidate_id=she.id), left("renewal", address="bea@example.org")
    db.session.add_all([*hers, left("lapses", address="cid@example.org")])
    db.session.commit()
    assert sent_on(TODAY) == ["cid@example.org"]
    assert db.session.scalar(select(func.count()).select_from(Digest)) == 1
    for one in hers:
        db.session.delete(one)
    db.session.commit()
    assert sorted(sent_on(day(1))) == ["Bea@Example.org", "ann@example.org"]


def test_whose_address_does_not_work_is_told_once_it_does(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 30, email="Ann@Example.org")
    person_with("Bea", 30)
    trouble = bad("ann@example.org")
    db.session.add(trouble)
    db.session.commit()
    assert sent_on(TODAY) == ["bea@example.org"]
    with pytest.raises(NotAllowed, match="does not work"):
        remind_now(she.ref, TODAY, BOOK, TESTER)
    db.session.delete(trouble)
    db.session.commit()
    assert sent_on(day(1)) == ["Ann@Example.org"]


def test_renewed_under_another_number_it_is_named_no_more(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 7)
    make_credential(
        she, "BLS-AHA", number="NEW", issued_on=TODAY, expires_on=day(700), evidence="documented"
    )
    db.session.commit()
    assert sent_on(TODAY) == []


def test_a_successor_that_was_rejected_stops_nothing(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 7)
    make_credential(she, "BLS-AHA", number="NEW", expires_on=day(700), status="rejected")
    db.session.commit()
    assert sent_on(TODAY) == ["ann@example.org"]


def test_what_has_ended_stands_first_and_is_told_of_once(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 80)
    make_credential(she, "TB-SCREEN", issued_on=None, expires_on=day(-3))
    make_credential(she, "OIG-LEIE-CLEAR", issued_on=None, expires_on=day(-3))
    renewed, _ = person_with("Bea", 300)
    make_credential(renewed, "BLS-AHA", number="OLD", issued_on=None, expires_on=day(-3))
    long_ago, _ = person_with("Cid", 300)
    make_credential(long_ago, "TB-SCREEN", issued_on=None, expires_on=day(-61))
    db.session.commit()
    sent = {n: sent_on(day(n)) for n in range(15)}
    assert {n: to for n, to in sent.items() if to} == {0: ["ann@example.org"]}
    (mail,) = mails()
    title = BOOK.catalogue["TB-SCREEN"].title
    assert mail.subject == f"Your {title} has ended, and 1 more"
    assert f"- {title}: ended on 27 Nov 2026" in (mail.text or "")
    assert BOOK.catalogue["OIG-LEIE-CLEAR"].title not in (mail.text or "")


def test_who_asks_for_a_reminder_has_it_of_what_ended(database: SQLAlchemy) -> None:
    she = make_candidate("C-Ann", email="ann@example.org")
    old = make_candidate("C-Cid", email="cid@example.org")
    make_credential(she, "TB-SCREEN", issued_on=None, expires_on=day(-60))
    make_credential(old, "TB-SCREEN", issued_on=None, expires_on=day(-61))
    db.session.commit()
    assert "has ended" in remind_now("C-Ann", TODAY, BOOK, TESTER).subject
    with pytest.raises(Unready, match="all that ended is longer ago than 60 days"):
        remind_now("C-Cid", TODAY, BOOK, TESTER)


def test_what_she_only_says_stops_no_reminder_of_what_was_checked(database: SQLAlchemy) -> None:
    ann, bea = person_with("Ann", 7)[0], person_with("Bea", 7)[0]
    make_credential(ann, "BLS-AHA", number="NEW", expires_on=day(700), evidence="claimed")
    make_credential(bea, "BLS-AHA", number="NEW", expires_on=day(700), evidence="documented")
    db.session.commit()
    assert sent_on(TODAY) == ["ann@example.org"]


def test_a_card_of_another_issuer_stops_nothing(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 7)
    make_credential(she, "BLS-ARC", expires_on=day(700))
    db.session.commit()
    assert sent_on(TODAY) == ["ann@example.org"]


Changes = st.lists(
    st.tuples(st.integers(0, 130), st.sampled_from(["renew", "renew_same", "reject"])), max_size=4
)


def renewed_again(she: Candidate, old: Credential, at: int, what: str) -> Credential:
    """A newer card of hers, under the number of the old one or under another."""
    assert old.expires_on is not None
    number = old.number if what == "renew_same" else f"N-{at}"
    dates = {"issued_on": day(at), "expires_on": old.expires_on + (400 + at) * DAY}
    return make_credential(she, "BLS-AHA", number=number, evidence="documented", **dates)


@settings(max_examples=examples(15))
@given(
    left=st.integers(0, 100),
    changes=Changes.filter(lambda some: len({at for at, _ in some}) == len(some)),
    step=st.integers(1, 9),
)
def test_once_a_successor_lasts_beyond_it_no_digest_names_the_old_one(
    database: SQLAlchemy, left: int, changes: list[tuple[int, str]], step: int
) -> None:
    for table in (Digest, Mail, Candidate):
        db.session.execute(delete(table))
    she, old = person_with("Ann", left)
    newer: list[Credential] = []
    for now in range(0, 131, step):
        for at, what in sorted(one for one in changes if now - step < one[0] <= now):
            if what != "reject":
                newer.append(renewed_again(she, old, at, what))
            elif newer:
                newer[-1].status = "rejected"
        db.session.commit()
        remind_all(day(now), BOOK)
        if any(one.status == "active" for one in newer):
            assert old.id not in named_on(day(now))
    days = list(db.session.scalars(select(Digest.day)))
    assert len(days) == len(set(days))


def named_on(now: date) -> set[int]:
    named = select(Reminder.credential_id).join(Digest).where(Digest.day == now)
    return set(db.session.scalars(named))


# By hand


def test_a_recruiter_reminds_once_a_day(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 80)
    db.session.commit()
    remind_now(she.ref, TODAY, BOOK, TESTER)
    with pytest.raises(Taken):
        remind_now(she.ref, TODAY, BOOK, TESTER)
    assert [one.to for one in mails()] == ["ann@example.org"]
    assert sent_on(TODAY) == []
    remind_now(she.ref, day(1), BOOK, TESTER)
    digests = db.session.scalars(select(Digest).order_by(Digest.day)).all()
    assert [(one.day, one.reason, one.by) for one in digests] == [
        (TODAY, "asked", "tests"),
        (day(1), "asked", "tests"),
    ]
    noted = db.session.scalars(select(AuditEntry.action)).all()
    assert noted.count("reminded of renewals") == 2


def test_nobody_is_reminded_of_nothing_or_against_her_will(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 300)
    person_with("Bea", 7, status="do_not_contact")
    left, _ = person_with("Cid", 7)
    db.session.add(LeftTopic(candidate_id=left.id, topic="renewal", left_at=A_MOMENT))
    db.session.commit()
    with pytest.raises(Unready):
        remind_now(she.ref, TODAY, BOOK, TESTER)
    for ref in ("C-Bea", "C-Cid"):
        with pytest.raises(NotAllowed):
            remind_now(ref, TODAY, BOOK, TESTER)
    with pytest.raises(NotFound):
        remind_now("C-Nobody", TODAY, BOOK, TESTER)
    assert mails() == []


# What she says, and what is set


def test_what_she_has_filed_makes_no_mail_but_is_listed(database: SQLAlchemy) -> None:
    she, card = person_with("Ann", 7)
    db.session.commit()
    say_filed(she.ref, card.id, day(-1), TODAY, TESTER)
    assert sent_on(TODAY) == []
    make_credential(she, "CMA-AAMA", expires_on=expiring("CMA-AAMA", 20))
    db.session.commit()
    assert sent_on(TODAY) == ["ann@example.org"]
    assert "You filed it on 29 Nov 2026" in (mails()[-1].text or "")
    assert mails()[-1].subject.startswith("Renew your CMA (AAMA) by")
    assert "more" not in mails()[-1].subject


def test_where_all_is_filed_the_subject_asks_for_the_new_one(database: SQLAlchemy) -> None:
    she, card = person_with("Ann", 7)
    db.session.commit()
    say_filed(she.ref, card.id, day(-1), TODAY, TESTER)
    remind_now(she.ref, TODAY, BOOK, TESTER)
    assert mails()[-1].subject == "Send us your new BLS Provider (AHA)"


def test_what_was_not_filed_after_all_is_reminded_of_again(database: SQLAlchemy) -> None:
    she, card = person_with("Ann", 7)
    other, hers = person_with("Bea", 7)
    db.session.commit()
    for person, one in ((she, card), (other, hers)):
        say_filed(person.ref, one.id, day(-1), TODAY, TESTER)
    with pytest.raises(NotFound):
        take_back_filed(other.ref, card.id, TESTER)
    take_back_filed(she.ref, card.id, TESTER)
    assert sent_on(TODAY) == ["ann@example.org"]
    with pytest.raises(NotFound):
        take_back_filed(she.ref, card.id, TESTER)


def test_only_what_is_hers_and_counts_is_filed_on_a_day_that_was(database: SQLAlchemy) -> None:
    she, card = person_with("Ann", 7)
    other, hers = person_with("Bea", 7)
    hers.status = "withdrawn"
    card.issued_on = day(-100)
    db.session.commit()
    with pytest.raises(NotFound):
        say_filed(she.ref, hers.id, TODAY, TODAY, TESTER)
    with pytest.raises(Unready):
        say_filed(other.ref, hers.id, TODAY, TODAY, TESTER)
    for wrong in (day(1), day(-101)):
        with pytest.raises(Refused, match="filed_on"):
            say_filed(she.ref, card.id, wrong, TODAY, TESTER)


def test_a_type_is_reminded_of_on_its_own_days(database: SQLAlchemy) -> None:
    person_with("Ann", 45)
    db.session.commit()
    set_days("BLS-AHA", [10, 45, 45], TESTER)
    assert reminder_settings().of("BLS-AHA") == (45, 10)
    set_days("BLS-AHA", [], TESTER)
    assert sent_on(TODAY) == []
    unset_days("BLS-AHA", TESTER)
    assert reminder_settings().of("BLS-AHA") == reminder_settings().days
    with pytest.raises(NotFound):
        unset_days("BLS-AHA", TESTER)
    with pytest.raises(Refused, match="days"):
        set_days("BLS-AHA", [366], TESTER)
    with pytest.raises(Refused, match="code"):
        set_days("BLS", [30], TESTER)


def test_a_digest_lists_each_type_within_its_own_days(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 20)
    make_credential(she, "CMA-AAMA", expires_on=expiring("CMA-AAMA", 10))
    make_credential(she, "CPT-NHA", expires_on=expiring("CPT-NHA", 80))
    make_credential(she, "CET-NHA", expires_on=expiring("CET-NHA", 150))
    db.session.commit()
    set_days("CMA-AAMA", [], TESTER)
    set_days("CPT-NHA", [30], TESTER)
    set_days("CET-NHA", [180], TESTER)
    assert sent_on(TODAY) == ["ann@example.org"]
    text = mails()[-1].text or ""
    assert [one in text for one in ("BLS Provider", "CET (NHA)", "CPT (NHA)", "CMA (AAMA)")] == [
        *(True, True),
        *(False, False),
    ]
    assert mails()[-1].subject.endswith(", and 1 more")


def test_who_is_reminded_of_no_type_of_hers_has_nothing_to_be_told(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 20)
    db.session.commit()
    set_days("BLS-AHA", [], TESTER)
    with pytest.raises(Unready):
        remind_now(she.ref, TODAY, BOOK, TESTER)


def test_the_trail_tells_that_a_type_was_never_reminded_of(database: SQLAlchemy) -> None:
    set_days("BLS-AHA", [], TESTER)
    set_days("BLS-AHA", [10], TESTER)
    set_days("BLS-AHA", [], TESTER)
    unset_days("BLS-AHA", TESTER)
    noted = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()[-4:]
    assert [(one.before or {})["days"] for one in noted] == [[90, 60, 30, 14, 7], [], [10], []]


def test_who_is_due_is_asked_in_as_many_queries_however_many_they_are(
    database: SQLAlchemy,
) -> None:
    person_with("Ann", 7)
    db.session.commit()
    with counted(database) as few:
        people_due(TODAY, BOOK, reminder_settings())
    for number in range(30):
        person_with(f"P{number}", 7)
    db.session.commit()
    with counted(database) as many:
        assert len(people_due(TODAY, BOOK, reminder_settings())) == 31
    assert len(few) == len(many)


def test_batches_leave_nobody_out() -> None:
    ids = list(range(5, 5 + 2 * BATCH + 1))
    assert batches_of(ids) == [(5, 104), (105, 204), (205, 205)]
    assert batches_of([]) == []


def test_work_is_in_the_plan_of_who_is_placed(database: SQLAlchemy) -> None:
    she, _ = person_with("Ann", 7)
    at_work(she, "Cedar", day(-5), day(90))
    db.session.commit()
    assert sent_on(TODAY) == ["ann@example.org"]
