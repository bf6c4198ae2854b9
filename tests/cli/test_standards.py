"""``agency rules save``, ``withdraw`` and ``standards``, and what is seen of them elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from agency.extensions import db
from agency.rules.rulebook import DATA, load_rulebook
from agency.schema_version import downgrade_database, upgrade_database
from agency.standards.books import local_day_text
from agency.standards.queries import recorded, rulebook
from tests.builders import make_assignment, make_candidate, make_credential, make_facility
from tests.cli.commands import answer, run, told
from tests.standards.entries import AT_ALDER, BLS, lifted, no_longer_understood, saved
from tests.standards.entries import TEXAS as TEXAN

AGENCY = """
[[requirement]]
id = "agency-life-support"
says = "Hold life support"
in_force = 2026-01-01
needs = { holds = ["BLS-AHA"] }
effect = "require"
"""
LATER = AGENCY.replace("2026-01-01", "2099-01-01").replace("Hold life", "Hold newer life")
ALDER = AGENCY.replace('"agency-', '"facility-') + 'facility = "Alder Clinic"\n'
TEXAS = AGENCY.replace('"agency-', '"tx-')
RECORDED = (
    'citation = "Tex. 1"\nsource = "https://example.org"\n'
    'checked_on = 2026-11-24\nconfidence = "high"\n'
)
BY = ("--by", "A. Lee", "--why", "a client asked")


@pytest.fixture
def over(no_agency: dict[str, str]) -> dict[str, str]:
    """An agency with one facility, one assignment there and one who would do."""
    make_assignment("A-1", make_facility("Alder Clinic", state="TX", zip="75201"))
    make_credential(make_candidate("C-1"))
    db.session.commit()
    return no_agency


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.toml"


def save(over: dict[str, str], file: Path, text: str) -> str:
    file.write_text(text, encoding="utf-8")
    return told(over, "rules", "save", str(file), *BY)


def refusal(over: dict[str, str], *words: str) -> str:
    result = run(over, *words)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    return result.stderr


def test_what_is_saved_is_told_and_stays_on_record(over: dict[str, str], file: Path) -> None:
    assert save(over, file, AGENCY + ALDER) == (
        "2 entries saved\n"
        "  agency-life-support (of the agency), from 1 Jan 2026: Hold life support\n"
        "  facility-life-support (of Alder Clinic), from 1 Jan 2026: Hold life support\n"
        "A new run follows by itself where one is served; `agency match` makes it here\n"
        "and now.\n"
        f"Rulebook {rulebook().fingerprint}\n"
    )
    assert [row.made_by for row in recorded()] == ["A. Lee", "A. Lee"]


def test_several_files_are_saved_together_or_not_at_all(
    over: dict[str, str], tmp_path: Path
) -> None:
    files = [tmp_path / name for name in ("one.toml", "two.toml")]
    end = AGENCY.replace("2026", "2027").replace('needs = { holds = ["BLS-AHA"] }', "lifted = true")
    for path, text in zip(files, (AGENCY, end), strict=True):
        path.write_text(text, encoding="utf-8")
    found = answer(over, "rules", "save", *map(str, files), *BY)
    assert [one["in_force"] for one in found["saved"]] == ["2026-01-01", "2027-01-01"]
    assert found["rulebook"] == rulebook().fingerprint
    files[0].write_text(TEXAS + RECORDED, encoding="utf-8")
    refusal(over, "rules", "save", *map(str, reversed(files)), *BY[:3], " ")
    files[1].write_text(ALDER.replace("Alder", "Adler"), encoding="utf-8")
    said = refusal(over, "rules", "save", *map(str, files), *BY)
    assert "there is no facility 'Adler Clinic'; did you mean 'Alder Clinic'?" in said
    assert len(recorded()) == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (TEXAS, "new.toml: tx-life-support: citation: is missing"),
        ("[[requirement]", "new.toml: file: syntax:"),
        (AGENCY.replace("agency-", "xx-"), "new.toml: xx-life-support: id: expected an id that"),
        ("", "new.toml: file: requirement: expected at least one entry"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_its_place(
    over: dict[str, str], file: Path, text: str, problem: str
) -> None:
    file.write_text(text, encoding="utf-8")
    assert problem in refusal(over, "rules", "save", str(file), *BY)
    assert recorded() == []


def test_a_whole_state_that_lacks_entries_is_refused_with_each_and_what_to_write(
    over: dict[str, str], file: Path
) -> None:
    said = (DATA / "states" / "sc.toml").read_text(encoding="utf-8")
    file.write_text(said.replace("in_force = 2026-07-16", "in_force = 2027-07-16"), "utf-8")
    told_why = refusal(over, "rules", "save", str(file), *BY)
    assert told_why.startswith("agency: nothing was saved: an entry is missing from what is ")
    assert "sc-medication (of 2026-07-16)" in told_why
    assert "`lifted = true`" in told_why
    assert recorded() == []
    # What it says to write instead.
    moved = said.replace("in_force = 2026-07-16", "in_force = 2027-07-16", 1)
    waiting = (
        '[[requirement]]\nid = "sc-medication"\nsays = "Nothing yet."\nin_force = 2026-07-16\n'
        f'effect = "advise"\n{RECORDED}'
    )
    saved_now = save(over, file, f"{moved}\n{waiting}")
    assert saved_now.startswith("2 entries saved\n")


def test_who_and_why_are_asked_for(over: dict[str, str], file: Path) -> None:
    file.write_text(AGENCY, encoding="utf-8")
    assert "Missing option '--by'" in refusal(over, "rules", "save", str(file), "--why", "so")
    blank = ("--by", " ", "--why", "so")
    assert "by: " in refusal(over, "rules", "save", str(file), *blank)
    assert "Missing option '--why'" in refusal(over, "rules", "withdraw", "x", "--by", "A")


def test_saving_the_same_again_is_refused(over: dict[str, str], file: Path) -> None:
    save(over, file, AGENCY)
    assert "says all of it already" in refusal(over, "rules", "save", str(file), *BY)


def test_what_is_recorded_is_listed_with_who_when_and_why(over: dict[str, str], file: Path) -> None:
    assert told(over, "rules", "standards").startswith("0 entries recorded")
    save(over, file, AGENCY + LATER + ALDER)
    told(over, "rules", "withdraw", "facility-life-support", "--facility", "Alder Clinic", *BY)
    shown = told(over, "rules", "standards")
    assert shown.startswith("2 entries recorded besides the data files, as of ")
    assert "agency-life-support (of the agency): in force, from 1 Jan 2026\n" in shown
    assert "agency-life-support (of the agency): to come, from 1 Jan 2099\n" in shown
    assert "  saved by A. Lee on " in shown
    assert "Alder" not in shown
    everything = told(over, "rules", "standards", "--all")
    assert "facility-life-support (of Alder Clinic): withdrawn, from 1 Jan 2026\n" in everything
    assert "  withdrawn by A. Lee on " in everything
    listed = answer(over, "rules", "standards", "--as-of", "2099-01-01", "--all")
    assert [(one["id"], one["standing"]) for one in listed] == [
        ("facility-life-support", "withdrawn"),
        ("agency-life-support", "over"),
        ("agency-life-support", "in force"),
    ]
    assert listed[0]["facility"] == "Alder Clinic"
    assert listed[0]["entry"]["needs"] == {"holds": ["BLS-AHA"]}


def test_one_text_can_be_withdrawn_by_its_day(over: dict[str, str], file: Path) -> None:
    save(over, file, AGENCY + LATER)
    found = answer(
        over, "rules", "withdraw", "agency-life-support", "--in-force", "2099-01-01", *BY
    )
    assert [one["in_force"] for one in found["withdrawn"]] == ["2099-01-01"]
    assert "there is no recorded entry 'agency-x'" in refusal(
        over, "rules", "withdraw", "agency-x", *BY
    )


def test_what_cannot_be_read_any_more_is_seen_and_cured(over: dict[str, str]) -> None:
    no_longer_understood(*saved(BLS, TEXAN))
    shown = told(over, "rules", "standards")
    assert shown.startswith("2 entries recorded besides the data files, as of ")
    assert "agency-life-support (of the agency): cannot be read, from 1 Jan 2026\n" in shown
    assert "  ! recorded: agency-life-support: needs.holds: " in shown
    for one in answer(over, "rules", "standards"):
        assert (one["standing"], "needs.holds" in one["problem"]) == ("cannot be read", True)
    assert "`agency rules withdraw agency-life-support" in refusal(over, "match")
    half = answer(over, "rules", "withdraw", "agency-life-support", *BY)
    assert half["rulebook"] is None
    assert "tx-life-support" in half["problem"]
    assert "`agency rules withdraw tx-life-support" in refusal(over, "match")
    cured = told(over, "rules", "withdraw", "tx-life-support", *BY)
    assert cured.endswith(f"Rulebook {load_rulebook().fingerprint}\n")
    told(over, "match", "--as-of", "2026-11-24")


def test_a_standard_is_in_the_next_match_and_explained_by_who_asks_for_it(
    over: dict[str, str], file: Path
) -> None:
    told(over, "match", "--as-of", "2026-11-24")
    assert "C-1" in told(over, "matches", "A-1", "--verdict", "eligible")
    save(over, file, ALDER)
    report = answer(over, "match", "--as-of", "2026-11-24")
    assert report["rulebook"] == rulebook().fingerprint
    (near,) = answer(over, "matches", "A-1")["matches"]
    assert (near["candidate"], near["gap"]) == ("C-1", "facility-life-support")
    assert "Hold life support" in told(over, "matches", "A-1")
    explained = told(over, "explain", "C-1", "A-1", "--as-of", "2026-11-24")
    assert "Standard of Alder Clinic, saved by A. Lee on " in explained
    assert "§ Standard" not in explained
    assert told(over, "pairs", "--as-of", "2026-11-24").count("\n") == 1


def test_work_that_a_standard_forbids_is_not_said_to_be_blocked_by_law(
    over: dict[str, str], file: Path
) -> None:
    barred = AGENCY.replace('holds = ["BLS-AHA"]', "prohibited = true")
    save(over, file, barred)
    explained = told(over, "explain", "C-1", "A-1", "--as-of", "2026-11-24")
    assert "a standard blocks the work itself. Hold life support (Standard of\n" in explained


# rules show


def test_a_state_is_shown_with_what_is_recorded_of_it(over: dict[str, str], file: Path) -> None:
    before = told(over, "rules", "show", "TX")
    save(over, file, AGENCY + TEXAS + RECORDED + ALDER)
    shown = told(over, "rules", "show", "TX")
    assert "agency-life-support" not in before
    assert "agency-life-support\n  Hold life support\n  Applies to  every assignment\n" in shown
    assert "  Standard    Standard of the agency, saved by A. Lee on " in shown
    assert "tx-life-support" in shown
    assert "facility-life-support (of Alder Clinic)\n  Hold life support\n" in shown
    assert "  Standard    Standard of Alder Clinic, saved by A. Lee on " in shown
    elsewhere = told(over, "rules", "show", "WA")
    assert "agency-life-support" in elsewhere
    assert "tx-life-support" not in elsewhere
    assert "facility-life-support" not in elsewhere
    found = answer(over, "rules", "show", "TX")
    whose = {one["id"]: one["facility"] for one in found["entries"]}
    assert whose["facility-life-support"] == "Alder Clinic"
    assert whose["agency-life-support"] is None
    assert found["rulebook"] == rulebook().fingerprint
    assert "agency-life-support" in [one["id"] for one in found["entries"]]


def test_who_recorded_a_change_of_law_and_why_is_shown_with_it(over: dict[str, str]) -> None:
    repeal = lifted(TEXAN, date(2099, 1, 1))
    (row, _) = saved(TEXAN, repeal, by="Ann Cole", why="the board's letter")
    by = f"by Ann Cole on {local_day_text(row.made_at)}: the board's letter"
    shown = told(over, "rules", "show", "TX")
    assert f"  In force    since 1 Jan 2026\n  Recorded    {by}\n" in shown
    assert f"  Changes     from 1 Jan 2099: lifted\n  Recorded    {by}\n" in shown
    before = told(over, "rules", "show", "TX", "--on", "2025-12-31")
    assert f"  tx-life-support: from 1 Jan 2026: Hold life support\n    recorded {by}\n" in before
    after = told(over, "rules", "show", "TX", "--on", "2099-01-01")
    assert f"  tx-life-support: lifted since 1 Jan 2099\n    recorded {by}\n" in after
    assert "Ann Cole" not in told(over, "rules", "show", "WA")
    for day, place in (
        ("2026-11-24", "entries"),
        ("2026-11-24", "coming"),
        ("2099-01-01", "lifted"),
    ):
        found = answer(over, "rules", "show", "TX", "--on", day)[place]
        said = {one["id"]: one["recorded"] for one in found}
        assert said.pop("tx-life-support") == f"saved {by}"
        assert set(said.values()) <= {None}


def test_standards_of_the_agency_are_shown_with_the_federal_rules(over: dict[str, str]) -> None:
    saved(BLS, AT_ALDER)
    shown = told(over, "rules", "show", "US")
    assert "agency-life-support\n  Hold life support\n" in shown
    assert "facility-life-support" not in shown
    assert "\nNot shown: 1 facility standard; see `agency rules standards`.\n" in shown
    assert "Not shown" not in told(over, "rules", "show", "TX")
    assert "Not shown" not in told(over, "rules", "show", "WA")


def test_standards_of_a_facility_whose_state_nobody_knows_are_counted(
    over: dict[str, str],
) -> None:
    make_facility("Birch Hospital", state=None, zip=None)
    db.session.commit()
    saved(AT_ALDER, AT_ALDER | {"facility": "Birch Hospital"})
    for state in ("TX", "WA"):
        words = " ".join(told(over, "rules", "show", state).split())
        said = "1 facility standard whose facility has no state on file"
        assert f" Not shown: {said}; see `agency rules standards`. " in words


def test_where_the_database_cannot_be_asked_the_data_files_are_shown_and_it_is_told(
    over: dict[str, str], database_url: str
) -> None:
    saved(BLS)
    nowhere = over | {"AGENCY_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    result = run(nowhere, "rules", "show", "TX")
    assert result.exit_code == 0
    assert "what the database has recorded is not shown: " in result.stderr
    assert "agency-life-support" not in result.stdout


def test_without_a_database_the_data_files_are_shown(tmp_path: Path) -> None:
    nowhere = {"AGENCY_HOME": str(tmp_path / "none"), "COLUMNS": "80"}
    found = answer(nowhere, "rules", "show", "TX")
    assert found["rulebook"] == load_rulebook().fingerprint
    assert not (tmp_path / "none").exists()


def test_a_database_of_an_older_version_is_not_asked(over: dict[str, str]) -> None:
    db.session.remove()
    downgrade_database("0005")
    try:
        result = run(over, "rules", "show", "TX")
    finally:
        upgrade_database()
    assert result.exit_code == 0
    assert "it is not up to date; run `agency init`" in result.stderr
