"""What is said to a person is said about her in the same words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agency.rules import reasons, wording
from agency.rules.pathways import reasons as reasons_of_pathways
from agency.rules.voice import PRESENT, of_her

SPOKEN = (reasons, wording, reasons_of_pathways)
# What is the same whoever did it.
PAST = {"completed", "passed", "said"}


@pytest.mark.parametrize(
    ("to_her", "about_her"),
    [
        ("your program names no accreditor", "her program names no accreditor"),
        ("Your program has ended, and you are away.", "Her program has ended, and she is away."),
        ("whether what you have is enough", "whether what she has is enough"),
        ("you have said that you are not an adult", "she has said that she is not an adult"),
        ("2 years as you say", "2 years as she says"),
        ("this facility cannot be offered to you", "this facility cannot be offered to her"),
        ("the day on which you passed the exam", "the day on which she passed the exam"),
        ("no program is on file; asked is that of CAAHEP", "no program is on file; asked is that"),
    ],
)
def test_a_reason_is_told_of_her(to_her: str, about_her: str) -> None:
    assert of_her(to_her).startswith(about_her)


def test_every_verb_of_the_reasons_is_known() -> None:
    said = "".join(Path(module.__file__ or "").read_text() for module in SPOKEN)
    verbs = {*re.findall(r"\b[Yy]ou (\w+)", said)}
    assert verbs
    assert verbs <= PRESENT.keys() | PAST


def test_nothing_speaks_to_her_any_more() -> None:
    said = "".join(Path(module.__file__ or "").read_text() for module in SPOKEN)
    phrases = re.findall(r'f?"[^"\n]*\b[Yy]ou[^"\n]*"', re.sub(r"\{[^}\n]*\}", "", said))
    assert len(phrases) > 20
    assert [one for one in map(of_her, phrases) if re.search(r"\byou", one, re.IGNORECASE)] == []
