"""``agency renewals``, over the small agency."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner
from flask_sqlalchemy import SQLAlchemy

from agency.cli import agency
from tests.builders import make_candidate, make_credential
from tests.cli.commands import answer, told
from tests.samples.agencies import AS_OF

DAY = ("--as-of", AS_OF.isoformat())
LISTED = """\
3 credentials to renew within 120 days of 24 Nov 2026
  S-04       Dmitri Halloran          CMA-AAMA           due      file by 1 Jan 2027, ends 31 Jan 2027
  S-03       Carys Duarte             CMA-AAMA           current  file by 28 Feb 2027, ends 30 Mar 2027; missing 50 in all, 10 administrative, 10 clinical, 20 approved by the issuer
  S-01       Amara Lindqvist          CMA-AAMA           current  file by 1 Mar 2027, ends 31 Mar 2027; missing 60 in all, 10 general, 10 administrative, 10 clinical, 30 approved by the issuer
"""  # noqa: E501 - as it is printed


def test_renewals_list_the_most_urgent_first_with_what_is_missing(over: dict[str, str]) -> None:
    assert told(over, "renewals", "--within", "120", *DAY) == LISTED


def test_ninety_days_are_looked_ahead_unless_said(over: dict[str, str]) -> None:
    first, second, *_ = LISTED.splitlines()
    assert told(over, "renewals", *DAY).splitlines() == [
        first.replace("3 credentials", "1 credential").replace("120", "90"),
        second,
    ]


def test_one_of_each_is_one(over: dict[str, str]) -> None:
    head = told(over, "renewals", "--within", "1", "--as-of", "2026-12-31").splitlines()[0]
    assert head == "1 credential to renew within 1 day of 31 Dec 2026"


def test_nothing_to_renew_is_said(over: dict[str, str]) -> None:
    assert told(over, "renewals", "--within", "0", *DAY) == (
        "0 credentials to renew within 0 days of 24 Nov 2026\n"
    )
    assert answer(over, "renewals", "--within", "0", *DAY) == []


def test_one_whose_last_safe_day_has_passed_is_late(over: dict[str, str]) -> None:
    [_, line] = told(over, "renewals", "--within", "1", "--as-of", "2027-02-01").splitlines()
    assert line.endswith("CMA-AAMA           grace    late, file by 1 Jan 2027, ends 31 Jan 2027")


def test_renewals_answer_in_json(over: dict[str, str], database: SQLAlchemy) -> None:
    make_credential(
        make_candidate("S-17", first_name="Zoë", last_name=""),
        "WA-MA-C",
        number="9",
        issued_on=date(2026, 1, 1),
        expires_on=date(2027, 3, 1),
    )
    database.session.commit()
    first, second, _, without_units = answer(over, "renewals", "--within", "120", *DAY)
    assert first == {
        "candidate": "S-04",
        "candidate_name": "Dmitri Halloran",
        "credential": "CMA-AAMA:401:2022-02-01",
        "code": "CMA-AAMA",
        "status": "due",
        "expires_on": "2027-01-31",
        "renew_by": "2027-01-01",
        "continuing_education": {
            "unit": first["continuing_education"]["unit"],
            "asked": "60",
            "earned": "60",
            "since": "2022-02-01",
            "missing": {},
        },
    }
    assert second["continuing_education"]["missing"] == {
        "total": "50",
        "administrative": "10",
        "clinical": "10",
        "issuer_approved": "20",
    }
    assert (without_units["candidate"], without_units["candidate_name"]) == ("S-17", "Zoë")
    assert without_units["continuing_education"] is None


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
