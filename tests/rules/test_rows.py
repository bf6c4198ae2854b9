"""Every researched row has become something, as ``data/rows.md`` says, and nothing of it is lost.

Where the research lies beside the repository, the data are compared with it row by row.
"""

from __future__ import annotations

import re
import tomllib

import pytest

from agency.rules.rulebook import entries
from tests.rules.researched import (
    BOOK,
    ENTRIES,
    ROWS,
    all_rows,
    numbered,
    page,
    research,
    researched_rows,
    rows_of,
    sections,
)


def test_every_state_and_the_district_is_recorded_and_each_has_its_table() -> None:
    assert sorted(BOOK.states) == sorted(ROWS)
    assert len(ROWS) == 51
    names = sorted(state.name for state in BOOK.states.values())
    assert list(sections()) == [*names, "Federal"]


@pytest.mark.parametrize("code", ROWS)
def test_every_researched_row_of_a_state_stands_in_its_table_once(code: str) -> None:
    rows = [row.name for row in rows_of(BOOK.states[code].name)]
    assert [name for name in rows if re.fullmatch(r"[a-z]{2}-\d\d", name)] == numbered(code)


def test_no_researched_row_is_in_neither_the_rulebook_nor_the_catalogue() -> None:
    kept = {
        row.name for row in all_rows() if row.codes or any(id in ENTRIES for id, _ in row.named)
    }
    researched = [id for code in ROWS for id in numbered(code)]
    assert len(researched) == 167
    assert [id for id in researched if id not in kept] == []


def test_what_is_said_besides_the_rows_becomes_an_entry_or_says_why_not() -> None:
    for row in all_rows():
        assert row.named or row.codes or row.becomes.startswith("left out: "), row.name


def test_every_entry_that_a_row_names_exists_with_that_effect_and_confidence() -> None:
    for row in all_rows():
        for id, said in row.named:
            assert id in ENTRIES, f"{row.name} names {id}"
            newest = ENTRIES[id][-1]
            low = ", low" if newest.effect == "require" and newest.confidence == "low" else ""
            assert said in (None, f"{newest.effect}{low}"), f"{row.name}: {id}"


def test_every_entry_stands_in_the_table_of_its_own_state() -> None:
    for code, state_entry in entries(BOOK):
        name = "Federal" if code == "US" else BOOK.states[code].name
        named = {id for row in rows_of(name) for id, _ in row.named}
        assert state_entry.id in named


def test_the_open_questions_are_those_of_the_state_files() -> None:
    told = dict(re.findall(r"^- \*\*(.+?)\*\*: (.+)$", page("README.md"), flags=re.MULTILINE))
    for state in BOOK.states.values():
        asked = " ".join(f"{question.rstrip('.')}." for question in state.open_questions)
        assert told.get(state.name, "") == asked


# Compared with the research, where it is at hand


def test_every_researched_row_has_its_line() -> None:
    for code, table in research("states.toml").items():
        assert [row["id"] for row in table["requirement"]] == numbered(code)
        beside = [row for row in rows_of(table["name"]) if row.name.startswith("adjacent")]
        assert len(beside) == len(table["adjacent"]), code
    lines = {row.name for row in all_rows()}
    assert set(research("federal.toml").get("US", {})) <= lines


def of_the_catalogue() -> dict[str, str]:
    """Each type's part of the catalogue's files, as it is written."""
    text = "".join(page(name) for name in ("certifications.toml", "credentials.toml"))
    parts = re.split(r"^\[\[credential\]\]$", text, flags=re.MULTILINE)[1:]
    return {tomllib.loads(part.partition("\n[")[0])["code"]: part for part in parts}


def said_of(code: str, row: str) -> str:
    """What the data say of one row: its state's file and table, and the types its line names."""
    name = "Federal" if code == "US" else BOOK.states[code].name
    file = "federal.toml" if code == "US" else f"states/{code.lower()}.toml"
    types = of_the_catalogue()
    named = [types[code] for line in rows_of(name) if line.name == row for code in line.codes]
    told = re.findall(rf"^- \*\*{name}\*\*: .+$", page("README.md"), flags=re.MULTILINE)
    return "\n".join((page(file), sections()[name], *told, *named))


def test_citation_and_source_of_every_researched_row_are_kept_where_its_state_is_told() -> None:
    states = research("states.toml")
    rows = [(code, row["id"], row) for code in states for row in states[code]["requirement"]]
    rows += [("US", id, row) for id, row in research("federal.toml").get("US", {}).items()]
    for code, id, row in rows:
        said = said_of(code, id)
        missing = [one for one in (row["citation"], *row["source"].split(" ; ")) if one not in said]
        assert missing == [], id


def test_a_source_that_another_state_shares_is_not_found_in_its_place() -> None:
    """Both rest on the same statement of counsel; each has to name it itself."""
    (shared,) = {
        one.source
        for id in ("ky-injections-permitted", "la-injections-permitted")
        for one in ENTRIES[id]
    }
    assert shared in said_of("KY", "ky-01")
    assert shared not in said_of("WA", "wa-01")


def test_an_entry_of_one_row_has_its_citation_and_source_and_no_more_confidence() -> None:
    levels = ["low", "medium", "high"]
    researched = {row["id"]: row for row in researched_rows()}
    for line in all_rows():
        row = researched.get(line.name)
        if row is None or not line.becomes.startswith("`"):
            continue
        for id, _ in line.named:
            assert any(
                row["citation"] in entry.citation
                and row["source"] in entry.source
                and levels.index(entry.confidence) <= levels.index(row["confidence"])
                for entry in ENTRIES[id]
            ), f"{line.name}: {id}"


# Where the row's delegators are themselves what is asked (California, Connecticut, New Jersey),
# where the registry is asked whoever delegates (North Dakota), where a ban is parted (Arizona).
DELEGATORS_OF_THEIR_OWN = ("ca-10", "ct-04", "nj-06", "nd-01", "az-05")


def test_an_entry_decides_under_the_delegators_of_its_row_or_under_all_if_it_names_none() -> None:
    researched = {row["id"]: row for row in researched_rows()}
    for line in all_rows():
        row = researched.get(line.name)
        if row is None or line.name in DELEGATORS_OF_THEIR_OWN:
            continue
        said = frozenset(row["delegators"]) if "delegators" in row else None
        for id, _ in line.named:
            for entry in ENTRIES[id]:
                assert entry.effect != "require" or entry.when.delegators == said, id


def test_name_regulator_and_summary_are_the_researched_ones_and_no_open_question_is_lost() -> None:
    for code, said in research("states.toml").items():
        state = BOOK.states[code]
        assert (state.name, state.regulator) == (said["name"], said["regulator"])
        assert (state.regulation, state.summary) == (said["regulation_level"], said["summary"])
        assert set(said.get("open_questions", ())) <= set(state.open_questions)


def test_every_task_of_the_research_is_a_known_word() -> None:
    states = (table for table in research("states.toml").values())
    rows = [row for table in states for row in (*table["requirement"], *table["adjacent"])]
    tasks = {task for row in rows for task in row["tasks"] if not task.startswith("credential:")}
    assert tasks <= set(BOOK.vocabulary.tasks)
