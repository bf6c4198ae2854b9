"""``agency renewals`` with its digests, and with what lapses inside placements."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.notices.models import Mail
from agency.settings import today
from tests.builders import make_candidate, make_credential
from tests.cli.commands import answer, run, told
from tests.renewals.people import TODAY, at_work, day, person_with

DAY = ("--as-of", TODAY.isoformat())


def test_what_lapses_in_placements_is_told_in_lines(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    she = make_candidate("C-Ann", first_name="Ann", last_name="Lee")
    make_credential(she, expires_on=day(900))
    make_credential(she, "BLS-AHA", number="7", issued_on=day(-9), expires_on=day(20))
    at_work(she, "Cedar", day(-5), day(30))
    database.session.commit()
    lines = told(over, "renewals", "--lapsing-in-placements", *DAY).splitlines()
    assert lines[0] == "Lapsing inside placements, with days left uncovered: 1 credential"
    assert " ".join(line.strip() for line in lines[1:]) == (
        "C-Ann Ann Lee, Cedar Clinic until 30 Dec 2026: BLS Provider (AHA) ends 20 Dec 2026,"
        " 10 days uncovered; nothing under way"
    )
    (one,) = answer(over, "renewals", "--lapsing-in-placements", *DAY)
    assert (one["credential"], one["uncovered_days"]) == ("BLS-AHA:7:2026-11-21", 10)


def test_a_dry_run_says_who_would_be_mailed_and_mails_nobody(
    no_agency: dict[str, str], database: SQLAlchemy
) -> None:
    person_with("Ann", 30)
    database.session.commit()
    said = told(no_agency, "renewals", "--digest", TODAY.isoformat(), "--dry-run").splitlines()
    assert said[0] == "1 person would be reminded on 30 Nov 2026"
    assert said[1].startswith("  C-Ann Ann Lindqvist: Renew your BLS Provider (AHA) by ")
    found = answer(no_agency, "renewals", "--digest", TODAY.isoformat(), "--dry-run")
    assert [one["candidate"] for one in found["digests"]] == ["C-Ann"]
    assert database.session.scalars(select(Mail)).all() == []


def test_a_digest_is_sent_on_its_day_once(no_agency: dict[str, str], database: SQLAlchemy) -> None:
    person_with("Ann", 30, now=today())
    database.session.commit()
    for sent in (1, 0):
        found = answer(no_agency, "renewals", "--digest", today().isoformat())
        assert (found["sent"], len(found["digests"])) == (sent, sent)
    assert database.session.scalars(select(Mail.to)).all() == ["ann@example.org"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--dry-run",), "--dry-run goes with --digest"),
        (("--to-accept", "--lapsing-in-placements"), "choose one of"),
        (("--digest", (TODAY + timedelta(days=4000)).isoformat()), "on their day alone"),
        (("--digest", "soon"), "'soon'"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    no_agency: dict[str, str], words: tuple[str, ...], says: str
) -> None:
    result = run(no_agency, "renewals", *words)
    assert result.exit_code == 2
    assert says in result.stderr
