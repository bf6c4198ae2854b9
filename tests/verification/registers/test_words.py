"""The words of the registers, and mistakes in their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from agency.rules.reading import RuleBookError
from agency.rules.rulebook import load_rulebook
from agency.verification.registers import words
from agency.verification.registers.source import SOURCES
from agency.verification.registers.words import load_words


@pytest.mark.parametrize("name", SOURCES)
def test_every_source_has_its_words_and_covers_types_of_ours(name: str) -> None:
    source = SOURCES[name]
    assert source.words.statuses["active"] == "active"
    assert set(source.covers) <= load_rulebook().catalogue.types.keys()


@pytest.mark.parametrize(
    ("replaced", "by", "told"),
    [
        ('code = "WA-MA-C"', 'code = "WA-MA-Z"', "'WA-MA-Z' is not known"),
        ('standing = "limited"', 'standing = "odd"', "'odd' is not known"),
        ('word = "Revoked"', 'word = "Active"', "stands twice"),
        ("most_gone_percent = 5", "", "most_gone_percent: is missing"),
        ("whole = true", "whole = true\ncolour = 1", "colour: is not a known key"),
    ],
)
def test_a_mistake_in_the_data_stops_the_load_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaced: str, by: str, told: str
) -> None:
    text = (words.DATA / "washington.toml").read_text()
    (tmp_path / "wrong.toml").write_text(text.replace(replaced, by, 1))
    monkeypatch.setattr(words, "DATA", tmp_path)
    with pytest.raises(RuleBookError, match=r"wrong\.toml") as error:
        load_words("wrong")
    assert told in str(error.value)
