"""``agency match`` and ``matches``, over the small agency; and what all three refuse."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import update

from agency import clock
from agency.candidates.models import Candidate
from agency.cli import agency
from agency.edits.actions import record
from tests.builders import make_assignment
from tests.cli.commands import answer, run, told
from tests.samples.agencies import AS_OF

DAY = ("--as-of", AS_OF.isoformat())


def same_for_all_runs(text: str) -> str:
    """The text with what differs from run to run left out: its number, seconds, fingerprints."""
    text = re.sub(r"run \d+", "run N", text)
    text = re.sub(r"\d+\.\d\d s\b", "0.00 s", text)
    return re.sub(r"\b[0-9a-f]{12}\b", "f" * 12, text)


# match


MATCHED = """\
Matched as of 24 Nov 2026: run N
  candidates              16
  assignments              6 open: 5 matched (1 with a question to the client),
                                   1 blocked by law
  with eligible            5 of 5 matched
  eligible                 7 pairs
  unknown                 13 pairs
  ineligible              59 pairs
  near misses             26 pairs, 1 of them with the renewal on course
  can be filled            5 of 6 openings; the best possible
  read 0.00 s   match 0.00 s   write 0.00 s   compare 0.00 s   allocate 0.00 s   in all 0.00 s
  rulebook ffffffffffff   facts ffffffffffff   settings ffffffffffff
"""


def test_match_reports_what_went_in_and_what_came_out(over: dict[str, str]) -> None:
    assert same_for_all_runs(told(over, "match", *DAY)) == MATCHED


def test_a_second_match_says_that_nothing_has_changed(over: dict[str, str]) -> None:
    first = told(over, "match", *DAY)
    head, *rest = first.splitlines()
    again = "  Facts, rules and settings are those of that run, so its result stands."
    assert told(over, "match", *DAY).splitlines() == [head, again, *rest]


def test_match_tells_of_a_state_without_recorded_rules(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    make_assignment("W-9", state="GU")
    database.session.commit()
    text = " ".join(told(over, "match", *DAY).split())
    assert "1 blocked by law, 1 in a state without recorded rules" in text


def test_match_answers_in_json(over: dict[str, str]) -> None:
    report = answer(over, "match", *DAY)
    assert list(report) == [
        "run",
        "as_of",
        "rulebook",
        "snapshot",
        "settings",
        "repeated",
        "counts",
        "choice",
    ]
    assert (report["as_of"], report["repeated"]) == ("2026-11-24", False)
    assert report["counts"]["pairs"]["eligible"] == 7
    assert answer(over, "match", *DAY)["repeated"] is True


def test_match_is_as_of_today_unless_a_day_is_given(over: dict[str, str]) -> None:
    before = clock.today("America/New_York")
    as_of = date.fromisoformat(answer(over, "match")["as_of"])
    assert before <= as_of <= clock.today("America/New_York")


# matches


LISTED = """\
W-1 at Larch Family Clinic
  4 Jan 2027 to 31 Mar 2027 (87 days)
  as of 24 Nov 2026, run N
  2 eligible, 3 unknown, 10 ineligible; 7 near misses

Eligible, best first (2 shown)
    1  S-01  Amara Lindqvist   59.165  0 miles away; 1 of 2 preferred skills
    2  S-02  Bao Okonkwo       43.000  2 of 2 preferred skills; 180 or more days
                                       of cover beyond the end

Near misses, nearest first (7 shown)
    1  S-04  Dmitri Halloran   45.000  lacks certification; renewal on course
              renew CMA (AAMA) by 1 Jan 2027
           or obtain NCMA (NCCT), RMA (AMT) or CCMA (NHA) before 1 Feb 2027
    2  S-09  Ilse Quispe       45.000  may lack location
    3  S-05  Esi Vanterpool    40.000  may lack certification
              get a specialist's review of CCMA (NHA) by 4 Jan 2027
           or obtain NCMA (NCCT), RMA (AMT) or CMA (AAMA) before 4 Jan 2027
    4  S-06  Farid Maclean     22.500  may lack certification
              get a specialist's review of CMA (AAMA) by 4 Jan 2027
           or renew CMA (AAMA) by 5 Dec 2026 (60 recertification points still to
              earn)
    5  S-12  Lior Tembo        57.500  lacks standing
    6  S-13  Maren Uchida      37.000  lacks standing
    7  S-03  Carys Duarte      35.000  lacks certification
              renew CMA (AAMA) by 28 Feb 2027 (50 recertification points still
              to earn)
           or end on 30 Mar 2027, 1 day earlier

What they lack
    certification: CMA (AAMA), RMA (AMT), CCMA (NHA), NCMA (NCCT)
    location: Works in TX or lives near enough
    standing: Active, and welcome at the facility
"""
BLOCKED = """\
W-2 at Hudson Health Center
  4 Jan 2027 to 31 Mar 2027 (87 days)
  as of 24 Nov 2026, run N
"""


def test_matches_lists_the_eligible_and_the_near_misses(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    assert same_for_all_runs(told(over, "matches", "W-1")) == LISTED


def test_matches_of_a_blocked_assignment_cite_the_law(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    text = same_for_all_runs(told(over, "matches", "W-2"))
    assert text.startswith(BLOCKED)
    reason = " ".join(text.removeprefix(BLOCKED).split())
    assert reason.startswith("✗ ")
    assert reason.endswith("(N.Y. Educ. Law 6530(11),(25); NYSED guidance rev. Dec 2019)")


def test_matches_say_what_to_ask_the_client(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    assert (
        "  ? Ask the client: Will the medical assistant really do this task, and on what\n"
        "    reading of the state guidance? (NYSED guidance (2010, rev. 2019))\n"
    ) in told(over, "matches", "W-3")


def test_what_the_lists_do_not_know_yet_is_said(over: dict[str, str], database: SQLAlchemy) -> None:
    told(over, "match", *DAY)
    assert "worked in yet" not in told(over, "matches", "W-1")
    record("candidate", [1])
    database.session.commit()
    text = told(over, "matches", "W-1")
    assert re.search(r"\n  ! A change made \d seconds? ago is not worked in yet\.\n", text)
    assert answer(over, "matches", "W-1")["unworked_edits"] == 1
    assert "worked in yet" not in told(over, "matches", "W-1", *DAY)
    record("candidate", [1, 2])
    database.session.commit()
    assert "  ! 3 changes are not worked in yet, the oldest made " in told(over, "matches", "W-1")


def test_matches_fit_the_terminal(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    for ref in ("W-1", "W-2", "W-3", "W-4"):
        assert max(map(len, told(over, "matches", ref).splitlines())) <= 80


def test_matches_of_an_assignment_without_facility_or_people(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    make_assignment("W-9", ends_on=date(2027, 1, 4), required_skills=("welding", "sailing"))
    database.session.execute(update(Candidate).values(status="inactive"))
    database.session.commit()
    told(over, "match", *DAY)
    assert same_for_all_runs(told(over, "matches", "W-9")) == (
        "W-9 at no facility named\n"
        "  4 Jan 2027 to 4 Jan 2027 (1 day)\n"
        "  as of 24 Nov 2026, run N\n"
        "  0 eligible, 0 unknown, 16 ineligible; 0 near misses\n"
    )


@pytest.mark.parametrize(
    ("verdict", "refs"),
    [
        ("eligible", ["S-01", "S-02"]),
        ("unknown", ["S-09", "S-05", "S-06"]),
        ("near_miss", ["S-04", "S-09", "S-05", "S-06", "S-12", "S-13", "S-03"]),
    ],
)
def test_matches_of_one_verdict_alone(over: dict[str, str], verdict: str, refs: list[str]) -> None:
    told(over, "match", *DAY)
    text = told(over, "matches", "W-1", "--verdict", verdict)
    assert re.findall(r"S-\d\d", text) == refs
    found = answer(over, "matches", "W-1", "--verdict", verdict)["matches"]
    assert [one["candidate"] for one in found] == refs


def test_matches_answer_in_json(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    found = answer(over, "matches", "W-1")
    matches = found.pop("matches")
    run_of_it, rulebook = found.pop("run"), found.pop("rulebook")
    assert (type(run_of_it), len(rulebook)) == (int, 64)
    assert found == {
        "unworked_edits": 0,
        "oldest_unworked_seconds": None,
        "assignment": "W-1",
        "facility": "Larch Family Clinic",
        "as_of": "2026-11-24",
        "outcome": "matched",
        "eligible": 2,
        "unknown": 3,
        "ineligible": 10,
        "near_misses": 7,
        "reasons": [],
        "to_confirm": [],
    }
    parts = matches[2]["score"].pop("parts")
    renewal, another = matches[2].pop("remedies")
    assert matches[2] == {
        "candidate": "S-04",
        "candidate_name": "Dmitri Halloran",
        "verdict": "ineligible",
        "near_miss": True,
        "renewable": True,
        "gap": "certification",
        "position": 1,
        "wish": None,
        "score": {"points": 45.0},
    }
    assert parts[0] == {
        "name": "distance",
        "value": 1000,
        "weight": 35,
        "points": 35.0,
        "reason": "0 miles away",
    }
    assert renewal == {
        "says": "Renew CMA (AAMA) by 1 Jan 2027.",
        "steps": [
            {
                "change": "renew",
                "credential": "CMA-AAMA:401:2022-02-01",
                "code": "CMA-AAMA",
                "missing_units": {},
                "says": "Renew CMA (AAMA) by 1 Jan 2027.",
                "not_before": None,
                "by": "2027-01-01",
                "ready_on": "2026-12-24",
                "lead_time_known": True,
                "cost_usd": None,
            }
        ],
        "ready_on": "2026-12-24",
        "cost_usd": None,
        "window": ["2027-01-04", "2027-03-31"],
    }
    assert another["ready_on"] is None
    assert [step["change"] for step in another["steps"]] == ["obtain"]


def test_remedies_are_told_of_near_misses_alone(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    for one in answer(over, "matches", "W-1")["matches"]:
        assert ("remedies" in one) == one["near_miss"]


def test_a_shortened_assignment_keeps_as_much_as_the_setting_says(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    assert "end on 30 Mar 2027, 1 day earlier" in told(over, "matches", "W-1")
    whole = over | {"AGENCY_SHORTEN_KEEPS_PERCENT": "100"}
    assert "1 day earlier" not in told(whole, "matches", "W-1")


def test_matches_are_of_the_last_run_or_of_the_day_asked_for(over: dict[str, str]) -> None:
    told(over, "match", *DAY)
    told(over, "match", "--as-of", "2027-03-01")
    assert "as of 1 Mar 2027" in told(over, "matches", "W-1", "--as-of", "2027-03-01")
    assert "as of 24 Nov 2026" in told(over, "matches", "W-1", *DAY)


def test_a_trial_of_days_to_come_is_not_shown_unless_asked_for(
    over: dict[str, str], database: SQLAlchemy
) -> None:
    today = clock.today("America/New_York")
    trial = today + timedelta(days=30)
    make_assignment("W-9", starts_on=trial, ends_on=trial + timedelta(days=30))
    database.session.commit()
    for day in (today, trial):
        told(over, "match", "--as-of", day.isoformat())
    assert answer(over, "matches", "W-9")["as_of"] == today.isoformat()


# Errors


NOTHING_YET = "agency: nothing has been matched yet; run `agency match` first\n"


@pytest.mark.parametrize("command", [("matches", "W-1"), ("pairs",)], ids=lambda words: words[0])
def test_where_nothing_was_matched_yet_that_is_said(
    over: dict[str, str], command: tuple[str, ...]
) -> None:
    result = run(over, *command)
    assert (result.exit_code, result.stderr, result.stdout) == (2, NOTHING_YET, "")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("matches", "W-404"), "there is no assignment 'W-404'"),
        (
            ("matches", "W-5"),
            "W-5 was not matched as of 2026-11-24: it was not open then, or is new or changed"
            " since; it is filled now",
        ),
        (
            ("matches", "W-1", "--as-of", "2026-11-25"),
            "nothing has been matched as of 2026-11-25 yet; run `agency match` first",
        ),
    ],
)
def test_what_cannot_be_listed_is_said_in_a_sentence(
    over: dict[str, str], words: tuple[str, ...], sentence: str
) -> None:
    told(over, "match", *DAY)
    result = run(over, *words)
    assert (result.exit_code, result.stderr, result.stdout) == (2, f"agency: {sentence}\n", "")


@pytest.mark.parametrize("command", [("match",), ("matches", "W-1"), ("pairs",)])
@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "24.11.2026", ""])
def test_what_is_no_day_is_refused(command: tuple[str, ...], day: str) -> None:
    result = CliRunner().invoke(agency, [*command, "--as-of", day])
    assert result.exit_code == 2
    assert f"Invalid value for '--as-of': {day!r}: expected" in result.stderr


@pytest.mark.parametrize("command", [("matches", "W-1"), ("pairs",)])
def test_what_is_no_verdict_is_refused(command: tuple[str, ...]) -> None:
    result = CliRunner().invoke(agency, [*command, "--verdict", "perhaps"])
    assert result.exit_code == 2
    assert "'perhaps' is not one of 'eligible', 'unknown', 'ineligible'" in result.stderr


def test_a_file_that_cannot_be_written_is_said_and_the_old_one_stays(
    over: dict[str, str], tmp_path: Path
) -> None:
    result = run(over, "pairs", "--out", str(tmp_path / "no folder" / "pairs.csv"), *DAY)
    assert result.exit_code == 2
    assert result.stderr == (f"agency: {tmp_path}/no folder/pairs.csv: No such file or directory\n")


@pytest.mark.parametrize(
    "command", [("match",), ("matches", "W-1"), ("pairs",), ("jobs",), ("runs",), ("changes",)]
)
def test_a_home_that_is_mistyped_is_said_and_not_made(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    home = tmp_path / "mistyped"
    result = CliRunner().invoke(agency, command, env={"AGENCY_HOME": str(home)})
    assert result.exit_code == 2
    assert result.stderr == (
        f"agency: there is no database {home}/agency.sqlite3; run `agency init` first\n"
    )
    assert not home.exists()


def test_weights_that_are_not_there_are_named_with_their_place(
    over: dict[str, str], tmp_path: Path
) -> None:
    file = str(tmp_path / "none.toml")
    result = run(over | {"AGENCY_RANKING_FILE": file}, "match")
    assert result.exit_code == 2
    assert (
        result.stderr == f"agency: {file}: file: file: cannot be read: No such file or directory\n"
    )
