"""``agency renewals``, over the small agency."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from agency.cli import agency
from agency.credentials.models import Credential
from tests.builders import (
    known_by,
    make_assignment,
    make_candidate,
    make_ce_credit,
    make_credential,
    make_placement,
)
from tests.cli.commands import answer, told
from tests.samples.agencies import AS_OF

DAY = ("--as-of", AS_OF.isoformat())
LISTED = """\
3 credentials to renew within 120 days of 24 Nov 2026

Due: the issuer takes the renewal now (1)
  S-04 Dmitri Halloran: CMA-AAMA ends 31 Jan 2027, file by 1 Jan 2027
    You have all 60 recertification points; file by 1 Jan 2027.

Coming: the renewal is not open yet (2)
  S-03 Carys Duarte: CMA-AAMA ends 30 Mar 2027, file by 28 Feb 2027
    missing 50 in all, 10 administrative, 10 clinical, 20 approved by the issuer
    Earn what is missing by 28 Feb 2027: too little is on file to say how long
    that takes.
    or renew by exam, passed by 30 Jan 2027
  S-01 Amara Lindqvist: CMA-AAMA ends 31 Mar 2027, file by 1 Mar 2027
    missing 60 in all, 10 general, 10 administrative, 10 clinical, 30 approved
    by the issuer
    Earn what is missing by 1 Mar 2027: too little is on file to say how long
    that takes.
    or renew by exam, passed by 31 Jan 2027

Renewed as recorded, the newer one not accepted yet (1)
  S-06 Farid Maclean: CMA-AAMA:602:2026-11-01
"""


@pytest.fixture
def over(over: dict[str, str], database: SQLAlchemy) -> dict[str, str]:
    """The small agency, where somebody has shown his renewed card."""
    newer = select(Credential).where(Credential.number == "602")
    known_by(database.session.scalars(newer).one(), "documented")
    database.session.commit()
    return over


def test_renewals_are_grouped_by_urgency_with_what_is_missing(over: dict[str, str]) -> None:
    assert told(over, "renewals", "--within", "120", *DAY) == LISTED


def test_ninety_days_are_looked_ahead_unless_said(over: dict[str, str]) -> None:
    first, _, title, *due = LISTED.splitlines()[:5]
    assert told(over, "renewals", *DAY).splitlines()[:5] == [
        first.replace("3 credentials", "1 credential").replace("120", "90"),
        "",
        title,
        *due,
    ]


def test_one_of_each_is_one(over: dict[str, str]) -> None:
    head = told(over, "renewals", "--within", "1", "--as-of", "2026-12-31").splitlines()[0]
    assert head == "1 credential to renew within 1 day of 31 Dec 2026"


def test_what_no_issuer_renews_stands_apart_and_is_not_filed(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    someone = make_candidate("S-20", first_name="Noor", last_name="Ahmadi")
    make_credential(someone, "TB-SCREEN", expires_on=AS_OF + timedelta(days=5))
    database.session.commit()
    lines = told(over, "renewals", "--within", "120", *DAY).splitlines()
    place = lines.index("Screens, vaccines and checks to repeat (1)")
    assert lines[place + 1] == "  S-20 Noor Ahmadi: TB-SCREEN ends 29 Nov 2026"
    assert "Due: the issuer takes the renewal now (1)" in lines


def test_nothing_to_renew_is_said(over: dict[str, str]) -> None:
    day = "--as-of", "2025-11-24"
    assert told(over, "renewals", "--within", "0", *day) == (
        "0 credentials to renew within 0 days of 24 Nov 2025\n"
    )
    assert answer(over, "renewals", "--within", "0", *DAY) == []


def test_one_whose_last_safe_day_has_passed_is_late(over: dict[str, str]) -> None:
    lines = told(over, "renewals", "--within", "1", "--as-of", "2027-02-01").splitlines()
    assert lines[2:] == [
        "Late: the last safe day to file has passed (1)",
        "  S-04 Dmitri Halloran: CMA-AAMA ends 31 Jan 2027, file by 1 Jan 2027",
        "    The last safe day to file was 1 Jan 2027; filed today it leaves a gap of 30",
        "    days.",
    ]


def busy_phlebotomist(starts_on: date) -> None:
    """Somebody with an RMA (AMT), a California certification and work beyond their expiry."""
    person = make_candidate("S-17", first_name="Zoë", last_name="Quist")
    until = {"issued_on": date(2024, 1, 31), "expires_on": date(2027, 1, 31)}
    make_credential(person, "RMA-AMT", number="1", **until)
    make_credential(person, "CMA-CCBMA", number="2", **until)
    make_credential(person, "BLS-AHA", number="3", expires_on=date(2028, 3, 31))
    make_ce_credit(person, "RMA-AMT", units=Decimal(27), earned_on=date(2026, 1, 1))
    make_ce_credit(person, "CMA-CCBMA", units=Decimal(60), category="basic")
    for number, stage in enumerate(("completed", "confirmed", "working")):
        first = starts_on + timedelta(days=number)
        work = make_assignment(f"A-{stage}", starts_on=first, ends_on=date(2027, 6, 30))
        make_placement(person, work, stage)


def test_a_renewal_says_what_it_needs_and_what_it_is_needed_for(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    busy_phlebotomist(date(2027, 1, 1))
    database.session.commit()
    told_of_her = told(over, "renewals", *DAY).split("S-17 ")
    assert told_of_her[1:] == [
        """\
Zoë Quist: CMA-CCBMA ends 31 Jan 2027, file by 30 Dec 2026
    needed on 1 Feb 2027 for A-confirmed, which lasts until 30 Jun 2027
    missing as CCMA-A also 15 administrative; as CCMA-C also 15 clinical; as
    CCMA-AC also 15 administrative, 15 clinical
    You have all 60 CEUs; file by 30 Dec 2026, but HIPAA training is missing.
    the renewal costs $200
    current CPR: met until 31 Mar 2028
    HIPAA training: missing
    cultural competency training: not recorded here
  S-04 Dmitri Halloran: CMA-AAMA ends 31 Jan 2027, file by 1 Jan 2027
    You have all 60 recertification points; file by 1 Jan 2027.
  """,
        """\
Zoë Quist: RMA-AMT ends 31 Jan 2027, file by 31 Jan 2027
    needed on 1 Feb 2027 for A-confirmed, which lasts until 30 Jun 2027
    missing 3 in all
    At your pace you would have all 30 CCP points on 19 Mar 2027, 47 days too
    late; earn them by 31 Jan 2027.
    the annual fee of AMT (due in Jan 2027): not recorded here

Renewed as recorded, the newer one not accepted yet (1)
  S-06 Farid Maclean: CMA-AAMA:602:2026-11-01
""",
    ]


def test_work_that_begins_after_the_expiry_leaves_more_time(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    busy_phlebotomist(date(2027, 4, 1))
    database.session.commit()
    assert (
        "    needed on 2 Apr 2027 for A-confirmed, if filed by 4 Mar 2027, which lasts\n"
        "    until 30 Jun 2027\n"
    ) in told(over, "renewals", *DAY)


def test_every_line_fits_the_screen(over: dict[str, str], database: SQLAlchemy) -> None:
    busy_phlebotomist(date(2027, 1, 1))
    database.session.commit()
    for columns in (60, 80, 100):
        lines = told({**over, "COLUMNS": str(columns)}, "renewals", "--within", "900", *DAY)
        assert max(map(len, lines.splitlines())) <= columns


def step(kind: str, says: str, by: str) -> dict[str, object]:
    return {"kind": kind, "says": says, "by": by, "begin_by": None, "late": False}


def test_renewals_answer_in_json(over: dict[str, str], database: SQLAlchemy) -> None:
    make_credential(
        make_candidate("S-17", first_name="Zoë", last_name=""),
        "WA-MA-C",
        number="9",
        issued_on=date(2026, 1, 1),
        expires_on=date(2027, 3, 1),
    )
    database.session.commit()
    first, second, third, without_units = answer(over, "renewals", "--within", "120", *DAY)
    assert first == {
        "candidate": "S-04",
        "candidate_name": "Dmitri Halloran",
        "credential": "CMA-AAMA:401:2022-02-01",
        "code": "CMA-AAMA",
        "status": "due",
        "urgency": "due",
        "expires_on": "2027-01-31",
        "renew_by": "2027-01-01",
        "continuing_education": {
            "unit": first["continuing_education"]["unit"],
            "asked": "60",
            "earned": "60",
            "since": "2022-02-01",
            "missing": {},
            "variants": {},
        },
        "plan": {
            "course": "on_course",
            "projected_end": "2026-11-24",
            "slack_days": 38,
            "gap_days": None,
            "exam": {"apply_by": "2027-01-01", "pass_by": "2026-11-30"},
            "says": "You have all 60 recertification points; file by 1 Jan 2027.",
            "file_by": "2027-01-01",
            "begin_by": None,
            "steps": [
                step("file", "File the renewal", "2027-01-01"),
                step("ends", "This one ends", "2027-01-31"),
            ],
        },
        "conditions": [],
        "successor": None,
        "needed": None,
        "renewal_fee": None,
        "fees": first["fees"],
    }
    assert first["fees"]["reactivation"] == "50"
    assert third["plan"]["projected_end"] is None
    assert second["continuing_education"]["missing"] == {
        "total": "50",
        "administrative": "10",
        "clinical": "10",
        "issuer_approved": "20",
    }
    assert (without_units["candidate"], without_units["candidate_name"]) == ("S-17", "Zoë")
    assert without_units["continuing_education"] is None


def test_what_is_to_accept_is_listed_on_its_own(over: dict[str, str]) -> None:
    within = "renewals", "--within", "120", *DAY
    head, *lines = told(over, *within, "--to-accept").splitlines()
    assert [head, *lines] == LISTED.splitlines()[-2:]
    [newer] = answer(over, *within, "--to-accept")
    assert (newer["candidate"], newer["urgency"]) == ("S-06", "to_accept")
    assert newer["successor"] == "CMA-AAMA:602:2026-11-01"
    due = answer(over, *within)
    assert newer["credential"] not in [one["credential"] for one in due]
    assert newer.keys() == due[0].keys()


def test_nothing_to_accept_is_said(over: dict[str, str]) -> None:
    never = "renewals", "--to-accept", "--as-of", "2020-01-01"
    assert told(over, *never) == "Renewed as recorded, the newer one not accepted yet (0)\n"
    assert answer(over, *never) == []


def test_conditions_and_needs_answer_in_json(over: dict[str, str], database: SQLAlchemy) -> None:
    busy_phlebotomist(date(2027, 4, 1))
    database.session.commit()
    california, _, rma = answer(over, "renewals", *DAY)
    assert california["conditions"][0] == {
        "says": "current CPR",
        "state": "met",
        "credential": "BLS-AHA:3:2024-01-01",
        "until": "2028-03-31",
        "month": None,
    }
    assert california["continuing_education"]["variants"]["CCMA-C"] == {"clinical": "15"}
    assert california["plan"]["course"] == "on_course"
    assert california["plan"]["says"] == (
        "You have all 60 CEUs; file by 30 Dec 2026, but HIPAA training is missing."
    )
    assert california["needed"] == {
        "assignment": "A-confirmed",
        "ends_on": "2027-06-30",
        "needed_on": "2027-04-02",
        "file_by": "2027-03-04",
    }
    assert [one["month"] for one in rma["conditions"]] == ["2027-01"]
    assert (rma["plan"]["course"], rma["plan"]["slack_days"]) == ("behind", -47)


def test_in_grace_the_reactivation_is_part_of_what_a_renewal_costs(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    busy_phlebotomist(date(2027, 4, 1))
    database.session.commit()
    in_grace = "renewals", "--as-of", "2027-02-01"
    assert "    the renewal costs $275\n" in told(over, *in_grace)
    california = next(one for one in answer(over, *in_grace) if one["code"] == "CMA-CCBMA")
    assert (california["status"], california["renewal_fee"]) == ("grace", "275")


def test_names_are_told_on_a_screen_that_knows_ascii_alone(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    make_credential(make_candidate("S-17", first_name="Zoë"), expires_on=date(2027, 1, 31))
    database.session.commit()
    result = CliRunner(charset="ascii").invoke(agency, ["renewals", *DAY], env=over)
    assert result.exit_code == 0
    assert "Zo? Lindqvist" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--as-of", "2026-02-30"), "Invalid value for '--as-of': '2026-02-30': expected a day"),
        (("--within", "-1"), "Invalid value for '--within': -1 is not in the range"),
        (("--within", "4000"), "Invalid value for '--within': 4000 is not in the range"),
        (("--within", "soon"), "Invalid value for '--within': 'soon' is not a valid integer"),
    ],
)
def test_what_cannot_be_asked_is_refused(words: tuple[str, ...], said: str) -> None:
    result = CliRunner().invoke(agency, ["renewals", *words])
    assert result.exit_code == 2
    assert said in result.stderr


@pytest.mark.parametrize("day", ["1900-01-01", "9999-12-31"])
def test_the_ends_of_time_are_days_like_others(over: dict[str, str], day: str) -> None:
    head = told(over, "renewals", "--within", "3650", "--as-of", day).splitlines()[0]
    assert "to renew within 3650 days of" in head
