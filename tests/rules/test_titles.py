"""Short titles of rules: every rule has one, and none is part of what the law says."""

from __future__ import annotations

from pathlib import Path

import pytest

from agency.rules.reading import RuleBookError
from agency.rules.rulebook import TITLES, entries, fingerprint, load_rulebook
from agency.rules.titles import (
    LONGEST_CUT,
    LONGEST_TITLE,
    load_titles,
    rule_name,
    shortened,
    title_of,
)
from tests.rules.researched import BOOK, ENTRIES

OF_WASHINGTON = '[wa]\nwa-practice = "State credential"\n'
BRITISH = ("licence", "programme", "anaesth", "authoris", "recognis")


def titled(folder: Path, titles: str) -> dict[str, str]:
    (folder / TITLES).write_text(titles, encoding="utf-8")
    return load_titles(folder)


def test_every_rule_of_the_files_has_a_title_and_nothing_else_has() -> None:
    assert set(load_titles()) == {entry.id for _, entry in entries(BOOK)}


@pytest.mark.parametrize(("id", "title"), load_titles().items(), ids=load_titles())
def test_a_title_is_a_short_name_in_sentence_case(id: str, title: str) -> None:
    assert 0 < len(title) <= LONGEST_TITLE
    assert title == title.strip()
    assert title[0].isupper() or title[0].isdigit()
    assert not title.endswith((".", "…", ","))
    assert ":" not in title, "a title stands before a colon: X: short by 15 days"
    assert not any(word in title.lower() for word in BRITISH)


@pytest.mark.parametrize("code", BOOK.states)
def test_no_two_rules_that_bind_in_a_state_share_a_title(code: str) -> None:
    titles = [title_of(rule.id) for rule in BOOK.rules_of(code)]
    assert len(titles) == len(set(titles))


def test_all_versions_of_a_rule_share_its_title() -> None:
    standing, lifted = ENTRIES["sd-registration"]
    assert standing.says != lifted.says
    assert rule_name(standing.id, standing.says) == rule_name(lifted.id, lifted.says)


def test_a_rule_that_no_file_has_is_called_by_its_sentence() -> None:
    says = "Have a tuberculosis screening of the last year; a chest film counts too."
    assert title_of("agency-tb-screen") is None
    assert rule_name("agency-tb-screen", says) == "A tuberculosis screening of the last year"


def test_a_long_sentence_is_cut_between_words() -> None:
    says = "The delegator reviews diplomas, certificates and credentials and watches the task done."
    assert shortened(says) == "The delegator reviews diplomas, certificates and…"
    assert len(shortened(says)) <= LONGEST_CUT


def test_a_word_longer_than_the_room_is_cut_within() -> None:
    assert shortened("x" * 100) == "X" + "x" * (LONGEST_CUT - 2) + "…"


def test_a_short_sentence_is_left_whole_but_for_its_stop() -> None:
    assert shortened("Be at least 18 years old.") == "Be at least 18 years old"


def test_the_fingerprint_of_the_rules_is_the_same_with_other_titles(folder: Path) -> None:
    (folder / TITLES).write_text(OF_WASHINGTON, encoding="utf-8")
    before = fingerprint(folder)
    (folder / TITLES).write_text(OF_WASHINGTON.replace("State", "Any"), encoding="utf-8")
    assert fingerprint(folder) == before
    (folder / TITLES).unlink()
    assert fingerprint(folder) == before
    law = folder / "states" / "wa.toml"
    law.write_text(law.read_text(encoding="utf-8").replace("One rule.", "A rule."), "utf-8")
    assert fingerprint(folder) != before


def test_rules_may_stand_without_a_file_of_titles(folder: Path) -> None:
    (folder / TITLES).unlink()
    assert load_titles(folder) == {}
    assert load_rulebook(folder).states


def test_a_rule_of_a_state_may_go_without_a_title(folder: Path) -> None:
    assert titled(folder, OF_WASHINGTON) == {"wa-practice": "State credential"}


@pytest.mark.parametrize(
    ("titles", "told"),
    [
        ('[wa]\nwa-nothing = "A rule"', "wa-nothing: is not a known key here"),
        ('[us]\nwa-practice = "A rule"', "wa-practice: is not a known key here"),
        ('[zz]\nzz-practice = "A rule"', "zz: is not a known key here"),
        ('[wa]\nwa-practice = ""', "wa-practice: expected text, got nothing"),
        ("[wa]\nwa-practice = 7", "wa-practice: expected text, got 7"),
        (
            f'[wa]\nwa-practice = "{"x" * 45}"',
            "wa-practice: expected at most 44 characters, got 45",
        ),
        ('[wa]\nwa-practice = "A"\nwa-practice = "B"', "syntax"),
    ],
)
def test_a_wrong_title_stops_the_load_and_is_named(folder: Path, titles: str, told: str) -> None:
    with pytest.raises(RuleBookError, match=TITLES) as refused:
        titled(folder, titles)
    assert told in str(refused.value)


def test_a_title_that_stands_twice_in_a_state_is_refused(folder: Path) -> None:
    file = folder / "states" / "wa.toml"
    text = file.read_text(encoding="utf-8")
    again = text[text.index("[[requirement]]") :].replace("wa-practice", "wa-again")
    file.write_text(f"{text}\n{again}", encoding="utf-8")
    with pytest.raises(RuleBookError, match="'State credential' stands twice"):
        titled(folder, OF_WASHINGTON + 'wa-again = "State credential"\n')
